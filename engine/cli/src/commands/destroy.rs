//! `tandem destroy`: deletes everything that the stack owns. The script need not be right for it.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Context, plan};
use crate::cloud;
use crate::confirm::{Answer, ask};
use crate::execute::{self, Execution};
use crate::exit::{Ended, Exit};
use crate::guard::{self, Guarded, Guards};
use crate::project::{self, Project, Stack};
use crate::render::progress::Progress;
use crate::stores::LockArgs;
use crate::{header, planned, session};

/// Arguments of `destroy`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
    /// What may be deleted.
    #[command(flatten)]
    guards: Guards,
    /// For how long the lock is waited for.
    #[command(flatten)]
    lock: LockArgs,
}

/// Deletes everything that the stack owns.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    header::print(&project, &stack, &context.terminal);
    cloud::runtime(&stack.cloud)?.block_on(destroy(args, context, &project, &stack))
}

async fn destroy(args: &Args, context: &Context, project: &Project, stack: &Stack) -> Ended<Exit> {
    let reading = Arc::new(Progress::new(context.terminal));
    let mut session =
        session::begin(project, stack, context, reading.clone(), Some(args.lock.locking("destroy"))).await?;
    let planned = planned::destroy(&session).await;
    reading.clear();
    let planned = planned.map_err(|failure| execute::unbegun(failure, &session))?;
    context.show(&planned.diagnostics, &project.sources);
    plan::show(&planned, None, context);
    let question = "This cannot be undone. Destroy everything above?";
    let guarded = Guarded { command: "destroy", stack, planned: &planned, typed: !args.yes };
    let goes = guard::passes(&args.guards, guarded, &session, &context.terminal)?;
    let asks = planned.acts() && !args.yes;
    if !goes || asks && !ask(question, Answer::Word(&stack.name), &context.terminal)? {
        context.terminal.progress("Nothing was changed.");
        return Ok(Exit::Error);
    }
    let execution = Execution { command: "destroy", planned: &planned, topology: None, context };
    execute::run(&mut session, execution).await
}
