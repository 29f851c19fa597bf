//! Every code of a diagnostic is shown by a case, or it is said why not.

use std::collections::BTreeSet;

use tandem_traffic::check::{RULES, Rule};

use crate::case::Case;

/// Codes that no case can show, and why.
const UNSHOWN: &[(&str, &str)] = &[
    ("aws::denied", "the emulator denies nobody anything"),
    ("budget::size", "takes a file of megabytes"),
    ("budget::thread", "takes a system that gives no thread"),
    ("import::depth", "takes more files than a case should hold"),
    ("import::unreadable", "takes a folder in the place of a file"),
    ("script::binary", "a case is text"),
    ("script::bug", "takes a bug"),
    ("script::missing", "a case has a script"),
    ("script::not_utf8", "a case is text"),
    ("script::rejected", "takes what our parser takes and Rhai's does not: a bug"),
    ("script::runtime", "takes an error of Rhai's that has no words of ours: a bug"),
    ("script::too_long", "takes a file of megabytes"),
    ("script::unreadable", "a case has a script"),
    ("syntax::too-deep", "takes more brackets than a case should hold"),
    ("syntax::too-long", "takes a file of megabytes"),
];

/// Checks that every code that `tandem explain` knows of scripts and kinds is shown.
///
/// # Errors
/// Names those that are not.
pub fn run(cases: &[Case]) -> Result<(), String> {
    let known = tandem_lang::codes().into_iter().chain(tandem_aws::codes());
    let known = known.chain(tandem_traffic::check::codes());
    // What breaks some rules is refused by kinds, under other codes, or no kind can break them yet.
    let silent = |rule: &&&Rule| rule.unread || !rule.refused_as.is_empty();
    let silent: BTreeSet<&str> = RULES.iter().filter(silent).map(|rule| rule.code).collect();
    let known = known.filter(|code| !silent.contains(code));
    let text: Vec<&str> = cases.iter().flat_map(|case| &case.written).map(String::as_str).collect();
    let shown = |code: &str| {
        let written = format!("[{code}]");
        text.iter().any(|line| line.contains(&written))
    };
    let excused: BTreeSet<&str> = UNSHOWN.iter().map(|(code, _)| *code).collect();
    let missing: BTreeSet<&str> = known.filter(|code| !excused.contains(code) && !shown(code)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("no case shows {}", missing.into_iter().collect::<Vec<_>>().join(", ")))
}
