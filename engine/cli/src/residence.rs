//! Which kind of cloud a state belongs to, written beside it.
//!
//! A state of the real cloud, taken to the local one, would find everything "deleted", make it anew there, and forget
//! what goes on running. So the first run that locks a state says where it lives, and others are refused.

use std::fs;
use std::path::PathBuf;

use tandem_core::{Diagnostic, State};

use crate::cloud::Cloud;
use crate::exit::Ended;
use crate::project::{Stack, folder};

/// Checks that what is remembered lives in the cloud of the stack; with the lock, writes down where it does.
///
/// # Errors
/// If it lives in another kind of cloud.
pub(crate) fn check(state: &State, stack: &Stack, locked: bool) -> Ended<()> {
    let path = file(stack);
    let here = word(&stack.cloud);
    // A file that is not there, or says nothing, is no reason to refuse.
    let before = fs::read_to_string(&path).unwrap_or_default();
    let before = before.trim();
    if before == here {
        return Ok(());
    }
    let remembers = !state.objects.is_empty() || !state.deposed.is_empty() || !state.open.is_empty();
    if remembers && !before.is_empty() {
        let message =
            format!("what stack `{}` remembers lives on {}, not on {}", stack.name, told(before), told(here));
        let hint = "use a stack of its own for this cloud: `--stack NAME`";
        return Err(Diagnostic::error("state::cloud", message).hint(hint).into());
    }
    if locked { folder::replace_private(&path, format!("{here}\n").as_bytes()) } else { Ok(()) }
}

fn file(stack: &Stack) -> PathBuf {
    stack.folder.join("cloud")
}

/// A loopback port is another one every time; the world behind it is taken to be the same.
fn word(cloud: &Cloud) -> &'static str {
    match cloud {
        Cloud::Local => "local",
        Cloud::Loopback(_) => "loopback",
        Cloud::Aws => "aws",
    }
}

fn told(word: &str) -> &str {
    match word {
        "local" => "the local cloud",
        "loopback" => "an emulator on a port",
        "aws" => "AWS",
        other => other,
    }
}
