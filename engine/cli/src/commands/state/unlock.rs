//! `tandem state unlock`: shows who holds the lock and how it is freed, or takes that of a shared stack away.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::json;
use tandem_core::Diagnostic;
use tandem_core::store::{Store, StoreError};
use tandem_runtime::audit::{Event, Trail};
use tandem_runtime::clock::system_now;
use tandem_runtime::store::{Held, Owner};
use tandem_runtime::{Actor, replay};

use crate::cloud;
use crate::commands::Context;
use crate::confirm::{Answer, ask};
use crate::exit::{Ended, Exit};
use crate::project::{Project, Stack};
use crate::remembered;
use crate::render::text::clean;
use crate::stores::{self, Locking};

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
    let (project, stack) = super::open(args.script.as_deref(), context)?;
    let terminal = &context.terminal;
    let Some(held) = stores::holder(&stack)? else {
        match terminal.json {
            true => terminal.object(&json!({ "type": "lock", "held": false })),
            false => terminal.data(&format!("`{}` is not locked\n", stack.name)),
        }
        return Ok(Exit::Done);
    };
    if !terminal.json {
        let lines = held.details(system_now()).into_iter().map(|line| format!("  {}\n", clean(&line)));
        terminal.data(&format!("{}\n{}", clean(&held.title()), lines.collect::<String>()));
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
            terminal.progress("Making sure that nothing more of that run is accepted");
            cloud::runtime(&stack.cloud)?.block_on(note(&project, &stack, &held, context))?;
            true
        }
        _ => false,
    };
    match (terminal.json, freed, &stack.place) {
        (true, ..) => terminal.object(&object(&held, freed)),
        (_, true, _) => {
            terminal.data("Freed: nothing more of that run is accepted\n");
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

/// Writes into the audit log that the lock was taken away. It takes the lock for that, so that the line stands behind
/// everything that the other run has written.
async fn note(project: &Project, stack: &Stack, held: &Held, context: &Context) -> Ended<()> {
    let locking = Locking { command: "state unlock", patience: Duration::ZERO };
    let mut store = stores::take(stack, locking, &context.terminal).await?;
    // Whoever it is: somebody whose credentials are of another account may still free the lock.
    let arn = match cloud::open(stack, &project.root, false).await {
        Ok(open) => cloud::arn(&open).await,
        Err(_) => None,
    };
    write(&mut *store, Actor { arn, ..stores::actor("unlock") }, held).await.map_err(remembered::failure)
}

async fn write(store: &mut dyn Store, actor: Actor, held: &Held) -> Result<(), StoreError> {
    let Actor { run, who, arn, command } = actor;
    let serial = replay(store.load().await?).serial;
    let mut trail = Trail::after(store.last_audit().await?.as_deref());
    let owner = held.owner.as_ref().map(Owner::who).unwrap_or_default();
    let events = [
        Event::Begin { run, who, arn, command, plan: String::new(), serial },
        Event::Freed { id: held.id.clone(), owner },
        Event::ended("complete", serial),
    ];
    let (now, epoch) = (system_now(), store.epoch());
    let lines = events.map(|event| trail.line(now, epoch, event));
    store.audit(&lines).await?;
    store.close().await
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
