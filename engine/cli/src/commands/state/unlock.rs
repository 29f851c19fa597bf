//! `tandem state unlock`: shows who holds the lock, and how it is freed.

use std::path::PathBuf;

use serde_json::json;
use tandem_runtime::clock::system_now;

use crate::commands::Context;
use crate::exit::{Ended, Exit};
use crate::render::text::clean;
use crate::stores;

/// Arguments of `state unlock`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The id of the lock, as the message that refused a run prints it; locks in files have none.
    #[arg(value_name = "LOCK-ID")]
    id: Option<String>,
    /// A script, or a folder with `main.rhai`.
    #[arg(long, value_name = "PATH")]
    script: Option<PathBuf>,
}

/// Shows who holds the lock; one in files is never broken, because the kernel frees it.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let (_, stack) = super::open(args.script.as_deref(), context)?;
    let unlocked = stores::unlock(&stack, args.id.as_deref())?;
    let terminal = &context.terminal;
    let Some(held) = unlocked.holder else {
        match terminal.json {
            true => terminal.object(&json!({ "type": "lock", "held": false })),
            false => terminal.data(&format!("`{}` is not locked\n", stack.name)),
        }
        return Ok(Exit::Done);
    };
    if terminal.json {
        let owner = held.owner.as_ref();
        terminal.object(&json!({
            "type": "lock",
            "held": true,
            "freed": unlocked.freed,
            "who": owner.map(tandem_runtime::store::Owner::who),
            "command": owner.map(|owner| &owner.command),
            "process": owner.map(|owner| owner.pid),
            "since": owner.map(|owner| owner.since),
            "step": held.progress.map(|progress| progress.step),
            "of": held.progress.map(|progress| progress.of),
        }));
    } else {
        terminal.data(&format!("{}\n  {}\n", clean(&held.title()), clean(&held.details(system_now()))));
        if !unlocked.freed {
            terminal.data("The system frees this lock when that process ends, however it ends.\n");
            terminal.progress("Next: tandem apply --lock-timeout 5m     (waits for it)");
        }
    }
    Ok(if unlocked.freed { Exit::Done } else { Exit::Locked })
}
