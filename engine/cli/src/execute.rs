//! Applying a plan: progress, interruption, and what is said at the end.

use std::sync::Arc;
use std::time::Duration;

use tandem_core::{Diagnostic, Sources, Store, Topology};
use tandem_runtime::{ApplyError, End, Interrupt, Report, apply};
use tokio::signal::unix::{SignalKind, signal};

use crate::commands::Context;
use crate::exit::{Ended, Exit, Failure};
use crate::planned::Planned;
use crate::remembered;
use crate::render::paint::Paint;
use crate::render::progress::Progress;
use crate::render::{json, outputs, report};
use crate::secret;
use crate::session::Session;

/// A plan to be applied.
#[derive(Clone, Copy)]
pub(crate) struct Execution<'a> {
    /// The command, for what is next.
    pub(crate) command: &'a str,
    /// The plan.
    pub(crate) planned: &'a Planned,
    /// What is declared, for labels; absent for a destroy.
    pub(crate) topology: Option<&'a Topology>,
    /// Flags and streams.
    pub(crate) context: &'a Context,
}

/// Applies a plan.
///
/// # Errors
/// If the state cannot be written; then nothing more was sent.
pub(crate) async fn run(session: &mut Session, execution: Execution<'_>) -> Ended<Exit> {
    let plan = &execution.planned.plan;
    let keyed = secret::take_key(&session.secrets, plan, &mut session.state).await;
    let plan = keyed.as_ref().unwrap_or(plan);
    let store = locked(&mut session.store)?;
    let progress = Arc::new(Progress::of(plan, execution.context.terminal));
    session.edge.observer = progress.clone();
    let listener = tokio::spawn(listen(session.edge.interrupt.clone()));
    let pulse = tokio::spawn(beat(progress.clone()));
    let applied = apply(&session.edge, plan, session.state.clone(), store).await;
    listener.abort();
    pulse.abort();
    progress.clear();
    let report = applied.map_err(unapplied)?;
    tell(&report, execution);
    Ok(exit(&report))
}

/// Returns how the program ends after an apply. One whose credentials ran out goes on once somebody has signed in,
/// whether anything was done before or not.
fn exit(report: &Report) -> Exit {
    match report.end {
        End::Complete => Exit::Done,
        End::Failed if report.lapsed.is_some() => Exit::Partial,
        End::Failed => Exit::Error,
        End::Partial => Exit::Partial,
        End::Interrupted => Exit::Interrupted,
    }
}

/// Returns why an apply ended before it began: where the credentials ran out, the same command goes on.
pub(crate) fn unbegun(failure: Failure, session: &Session) -> Failure {
    match session.edge.contact.lapsed() {
        Some(_) => Failure { exit: Exit::Partial, ..failure },
        None => failure,
    }
}

/// Returns the store of a run that holds the lock.
///
/// # Errors
/// If it holds none, which no command that writes lets happen.
pub(crate) fn locked(store: &mut Option<Box<dyn Store>>) -> Ended<&mut dyn Store> {
    let bug = || Diagnostic::error("internal::lock", "this is a bug in tandem: it applies without a lock");
    match store {
        Some(store) => Ok(&mut **store),
        None => Err(bug().into()),
    }
}

/// Shows every second that the run is alive.
async fn beat(progress: Arc<Progress>) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        progress.beat();
    }
}

/// Returns what to tell the user of an apply that could not go on.
pub(crate) fn unapplied(error: ApplyError) -> Failure {
    match error {
        ApplyError::Store(error) => remembered::failure(error),
        ApplyError::Stale { what } => {
            let diagnostic = Diagnostic::error("plan::stale", format!("the plan is out of date: {what}"));
            diagnostic.hint("look at `tandem plan` again").into()
        }
    }
}

/// The first Ctrl-C ends at a safe point, the second at once; so do the signals by which machines end a job and
/// terminals hang up.
async fn listen(interrupt: Interrupt) {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    // Where the system offers no signals, it ends the program by itself, and the next run goes on.
    let [Ok(mut interrupted), Ok(mut ended), Ok(mut hung_up)] = kinds.map(signal) else { return };
    loop {
        tokio::select! {
            _ = interrupted.recv() => (),
            _ = ended.recv() => (),
            _ = hung_up.recv() => (),
        }
        interrupt.raise();
    }
}

fn tell(report: &Report, execution: Execution<'_>) {
    let Execution { command, planned, topology, context } = execution;
    let none = Sources::default();
    let failures = report::failures(report, topology);
    context.show(&failures, topology.map_or(&none, |topology| &topology.sources));
    let terminal = &context.terminal;
    if terminal.json {
        outputs::print(&report.state.outputs, terminal);
        terminal.object(&json::report(command, planned, report));
        return;
    }
    let view = report::View {
        paint: Paint::new(terminal.color),
        width: terminal.width,
        verbose: terminal.verbose > 0,
        command,
    };
    terminal.data(&report::text(report, &planned.plan, view));
    if report.end == End::Complete
        && !planned.plan.destroy
        && !terminal.quiet
        && !report.state.outputs.is_empty()
    {
        terminal.data("\nOutputs\n");
        outputs::print(&report.state.outputs, terminal);
    }
}
