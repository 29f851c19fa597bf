//! `tandem watch`: on save of any file of the last run, check and plan again and show what is different now.

mod difference;
mod event;
mod files;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

use tandem_core::Diagnostic;

use self::difference::Snapshot;
use self::event::Event;
use self::files::Files;
use super::{Context, plan};
use crate::cloud;
use crate::evaluated::{Evaluated, checked};
use crate::execute::{self, Execution};
use crate::exit::{Ended, Exit, Failure};
use crate::guard::{self, Guarded, Guards};
use crate::planned::{self, Planned};
use crate::project::{self, Project, Stack};
use crate::render::json;
use crate::render::progress::Progress;
use crate::stores::LockArgs;
use crate::{header, session};

/// Arguments of `watch`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Apply whenever there are no errors.
    #[arg(long)]
    apply: bool,
    /// What may be deleted.
    #[command(flatten)]
    guards: Guards,
    /// For how long the lock is waited for.
    #[command(flatten)]
    lock: LockArgs,
}

/// Watches until interrupted. An error in a script is a state of the screen, not an end.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    // What cannot be found now is a mistake in the command line, and watching it would wait for ever.
    let project = project::open(&context.globals.dir, args.path.as_deref());
    if let Err(failure) = &project
        && failure.diagnostics.iter().any(|found| found.code == "project::missing")
    {
        return project.map(|_| Exit::Done);
    }
    let (sender, events) = channel();
    event::on_interrupt(sender.clone())?;
    let mut files = Files::new(sender).map_err(unwatched)?;
    let mut last = Snapshot::default();
    let mut round = 0;
    loop {
        round += 1;
        last = screen(args, context, round, &mut files, &last);
        if let Event::Quit = wait(&events, &files) {
            context.terminal.progress("");
            return Ok(Exit::Interrupted);
        }
    }
}

/// Runs one round and shows it; returns what the next one is compared with.
fn screen(args: &Args, context: &Context, round: usize, files: &mut Files, last: &Snapshot) -> Snapshot {
    if context.terminal.json {
        context.terminal.object(&serde_json::json!({ "type": "round", "number": round }));
    } else if context.terminal.screen {
        context.terminal.data("\u{1b}[2J\u{1b}[H");
    } else if round > 1 {
        context.terminal.data("\n");
    }
    let now = match attempt(args, context, files, last) {
        Ok(snapshot) => snapshot,
        Err(failure) => {
            files.add(&failure.sources);
            context.show(&failure.diagnostics, &failure.sources);
            Snapshot::failed(&failure.diagnostics, last)
        }
    };
    context.terminal.progress(&format!("Watching {} (Ctrl-C ends)", files.told()));
    now
}

fn attempt(args: &Args, context: &Context, files: &mut Files, last: &Snapshot) -> Ended<Snapshot> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    files.begin(&project);
    let stack = Stack::choose(&project, &context.globals)?;
    header::print(&project, &stack, &context.terminal);
    let evaluated = checked(&project, &stack, &tandem_aws::registry(), &context.findings)?;
    files.add(&evaluated.topology.sources);
    context.show(&evaluated.diagnostics, &evaluated.topology.sources);
    let runtime = cloud::runtime(&stack.cloud)?;
    let planned = runtime.block_on(work(args, context, &project, &stack, &evaluated))?;
    let now = Snapshot::of(&planned.plan, &evaluated.diagnostics);
    // What is applied at once is shown by the plan and its report.
    if !context.terminal.json && !args.apply {
        context.terminal.data(&now.since(last));
    }
    Ok(now)
}

/// Plans, and applies where that is asked for.
async fn work(
    args: &Args,
    context: &Context,
    project: &Project,
    stack: &Stack,
    evaluated: &Evaluated,
) -> Ended<Planned> {
    if !args.apply {
        let planned = plan::online(project, stack, context, evaluated, None).await?;
        told(&planned, evaluated, context);
        return Ok(planned);
    }
    let progress = std::sync::Arc::new(Progress::new(context.terminal));
    let mut session =
        session::begin(project, stack, context, progress.clone(), Some(args.lock.locking("watch"))).await?;
    let planned = planned::plan(&session, evaluated).await;
    progress.clear();
    let planned = planned?;
    told(&planned, evaluated, context);
    let guarded = Guarded { command: "apply", stack, planned: &planned, typed: false };
    if !guard::passes(&args.guards, guarded, &session, &context.terminal)? {
        return Ok(planned);
    }
    let execution = Execution {
        command: "watch --apply",
        planned: &planned,
        topology: Some(&evaluated.topology),
        context,
    };
    execute::run(&mut session, execution).await?;
    Ok(planned)
}

fn told(planned: &Planned, evaluated: &Evaluated, context: &Context) {
    context.show(&planned.diagnostics, &evaluated.topology.sources);
    plan::show(planned, Some(evaluated), context);
    if context.terminal.json {
        context.terminal.object(&json::summary("watch", planned));
    }
}

/// Waits for a save of one of the files, or the end.
fn wait(events: &Receiver<Event>, files: &Files) -> Event {
    loop {
        // The sender lives in `files`; an error would mean that nothing can be watched any more.
        let Ok(event) = events.recv() else { return Event::Quit };
        match event {
            Event::Quit => return Event::Quit,
            Event::Touched(paths) if paths.iter().any(|path| files.watches(path)) => {
                return event::settle(events);
            }
            Event::Touched(_) => (),
        }
    }
}

fn unwatched(error: notify::Error) -> Failure {
    Diagnostic::error("watch::unavailable", format!("files cannot be watched here: {error}")).into()
}
