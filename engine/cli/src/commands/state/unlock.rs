//! `tandem state unlock`: shows who holds the lock and how it is freed, or takes that of a shared stack away.

use std::path::PathBuf;

use serde_json::json;
use tandem_core::Diagnostic;
use tandem_runtime::clock::system_now;
use tandem_runtime::store::{Held, Owner};

use crate::commands::Context;
use crate::confirm::{Answer, ask};
use crate::exit::{Ended, Exit};
use crate::render::text::clean;
use crate::stores;

/// Arguments of `state unlock`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of the lock, as this command prints it without one; locks in files have none.
    #[arg(value_name = "LOCK-ID")]
    id: Option<String>,
    /// A script, or a folder with `main.rhai`.
    #[arg(long, value_name = "PATH")]
    script: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
}

/// Shows who holds the lock. One in files is never broken, because the kernel frees it; one of a shared stack frees
/// itself after its lease, or is taken away by its id.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let (_, stack) = super::open(args.script.as_deref(), context)?;
    let terminal = &context.terminal;
    let Some(held) = stores::holder(&stack)? else {
        match terminal.json {
            true => terminal.object(&json!({ "type": "lock", "held": false })),
            false => terminal.data(&format!("`{}` is not locked\n", stack.name)),
        }
        return Ok(Exit::Done);
    };
    if !terminal.json {
        terminal.data(&format!("{}\n  {}\n", clean(&held.title()), clean(&held.details(system_now()))));
    }
    let freed = match (&stack.place, &args.id) {
        (Some(place), Some(id)) => {
            if *id != held.id {
                let message = format!("the lock has the id `{}`, not `{id}`", held.id);
                let hint = "look at who holds it before you give its id";
                return Err(Diagnostic::error("state::lock_id", message).hint(hint).into());
            }
            let question = "Take the lock away? Only if that run is known to be gone:";
            if !args.yes && !ask(question, Answer::Word(&stack.name), terminal)? {
                terminal.progress("Nothing was changed.");
                return Ok(Exit::Error);
            }
            stores::free(&stack, place, id)?;
            true
        }
        _ => false,
    };
    match (terminal.json, freed, &stack.place) {
        (true, ..) => terminal.object(&object(&held, freed)),
        (_, true, _) => {
            terminal.data("Freed: nothing more of that run is accepted once the next one has begun\n");
            terminal.progress("Next: tandem apply     (finds out what became of its calls)");
        }
        (_, _, Some(_)) => {
            terminal.data("This lock frees itself when its owner has shown no sign of life for its lease.\n");
            terminal.progress(&format!(
                "Next: tandem apply --lock-timeout 5m     (waits for it)\n      \
                 tandem state unlock {}     (only if that run is known to be gone)",
                held.id
            ));
        }
        _ => {
            terminal.data("The system frees this lock when that process ends, however it ends.\n");
            terminal.progress("Next: tandem apply --lock-timeout 5m     (waits for it)");
        }
    }
    Ok(if freed { Exit::Done } else { Exit::Locked })
}

fn object(held: &Held, freed: bool) -> serde_json::Value {
    let owner = held.owner.as_ref();
    json!({
        "type": "lock",
        "held": true,
        "freed": freed,
        "id": held.id,
        "who": owner.map(Owner::who),
        "command": owner.map(|owner| &owner.command),
        "process": owner.map(|owner| owner.pid),
        "since": owner.map(|owner| owner.since),
        "step": held.progress.map(|progress| progress.step),
        "of": held.progress.map(|progress| progress.of),
    })
}
