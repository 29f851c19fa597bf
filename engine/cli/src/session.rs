//! A run on the cloud of a stack: opened, locked, and with every call of an earlier run resolved.

use std::sync::Arc;

use tandem_core::count::count;
use tandem_core::{Diagnostic, Sources, State, Store};
use tandem_plan::{Options, SharedLimiter};
use tandem_runtime::levels::{self, Keeper};
use tandem_runtime::secret::{self as secrets, Guarded, Veil};
use tandem_runtime::{Actor, Edge, Interrupt, Observer, Settings, SystemRng, recover};

use crate::cloud;
use crate::commands::Context;
use crate::exit::{Ended, Exit, Failure};
use crate::project::{Project, Stack};
use crate::stores::{self, Locking};
use crate::{remembered, residence, secret};

/// A run on the cloud of a stack.
pub(crate) struct Session {
    /// What the runtime needs of the world.
    pub(crate) edge: Edge,
    /// The state for writing; absent for a run that does not lock.
    pub(crate) store: Option<Box<dyn Store>>,
    /// What is remembered.
    pub(crate) state: State,
    /// What plans are made for.
    pub(crate) options: Options,
    /// What knows the secrets of the run.
    pub(crate) secrets: Arc<secrets::Keeper>,
    /// Keeps the rate buckets for the next run.
    _levels: Option<Keeper>,
}

/// Opens the cloud of a stack, within a runtime; with `lock`, as the command that holds the state's lock.
///
/// # Errors
/// If the state is locked, damaged or another script's, or the cloud does not open.
pub(crate) async fn begin(
    project: &Project,
    stack: &Stack,
    context: &Context,
    observer: Arc<dyn Observer>,
    lock: Option<Locking<'_>>,
) -> Ended<Session> {
    let store = match lock {
        Some(locking) => {
            let mut store = stores::take(stack, locking, &context.terminal).await?;
            stores::show_remarks(&mut *store, context);
            Some(store)
        }
        None => None,
    };
    let open = cloud::open(stack, &project.root, context.globals.limits).await;
    let open = open.map_err(|failure| unopened(failure, lock))?;
    let mut settings = Settings::new(&mark(project, stack), &stack.account);
    if open.near {
        settings = settings.quick();
        settings.limits = context.globals.limits;
    }
    if let Some(parallelism) = context.globals.parallelism {
        settings.parallelism = usize::from(parallelism);
    }
    if let Some(locking) = lock {
        let arn = cloud::arn(&open).await;
        settings.actor = Some(Arc::new(Actor { arn, ..stores::actor(locking.command) }));
    }
    settings.raised = Arc::new(stack.raised.clone());
    settings.without = Arc::new(stack.without.clone());
    let vaults = Arc::new(secret::Vaults { cloud: open.vault });
    let secrets = Arc::new(secrets::Keeper::new(vaults, secret::redactor().clone()));
    let edge = Edge {
        provider: Arc::new(Veil::new(open.provider, secrets.clone())),
        clock: open.clock,
        rng: Arc::new(SystemRng),
        observer,
        interrupt: Interrupt::new(),
        limiter: SharedLimiter::default(),
        contact: tandem_runtime::Contact::default(),
        settings,
    };
    let mut store = store.map(|store| -> Box<dyn Store> { Box::new(Guarded::new(store, secrets.clone())) });
    let levels = levels::keep(&edge, &stack.folder);
    let state = match &mut store {
        Some(store) => resolved(&edge, &mut **store, context).await?,
        None => remembered::state(stack)?,
    };
    state.key.iter().for_each(|key| secrets.use_key(key));
    ours(&state, project, stack)?;
    residence::check(&state, stack, store.is_some())?;
    Ok(Session { edge, store, state, options: stack.options(), secrets, _levels: levels })
}

/// Returns why a cloud does not open. Only what applies goes on where it stopped; to look at a plan is to begin anew.
fn unopened(failure: Failure, lock: Option<Locking<'_>>) -> Failure {
    let applies = lock.is_some_and(|locking| matches!(locking.command, "apply" | "destroy"));
    match failure.exit {
        Exit::Partial if !applies => Failure { exit: Exit::Error, ..failure },
        _ => failure,
    }
}

/// Returns how the objects of a stack are marked as its own: two projects may well have a stack `prod` each.
fn mark(project: &Project, stack: &Stack) -> String {
    match &project.settings.name {
        Some(name) => format!("{name}/{}", stack.name),
        None => stack.name.clone(),
    }
}

/// Finds out what became of every call that an earlier run could not say.
async fn resolved(edge: &Edge, store: &mut dyn Store, context: &Context) -> Ended<State> {
    let recovery = recover(edge, store).await.map_err(remembered::failure)?;
    if !recovery.resolved.is_empty() {
        let calls = count(recovery.resolved.len(), "call");
        context.terminal.progress(&format!("An earlier run was cut off; {calls} of it resolved"));
    }
    let unknown = recovery.open.iter().map(|failure| {
        let message = format!("`{}`: {}", failure.address, failure.reason);
        let warning = Diagnostic::warning(failure.reason.code(), message);
        let warning = warning.note("nothing that touches it is applied before it is known");
        match &failure.hint {
            Some(hint) => warning.hint(hint),
            None => warning,
        }
    });
    let strays = recovery.strays.iter().map(|stray| {
        let message =
            format!("`{}` `{}` bears this stack's mark and is not remembered", stray.kind, stray.id);
        let warning = Diagnostic::warning("apply::leftover", message);
        match &stray.address {
            Some(address) => warning
                .note("a call that was never answered made it late; it may hold data, so it is left")
                .hint(format!("tandem adopt '{address}' '{}', or delete it", stray.id)),
            None => warning.note("nothing on record says that this stack made it, so it is left"),
        }
    });
    context.show(&unknown.chain(strays).collect(), &Sources::default());
    Ok(recovery.state)
}

/// Another script's state, or another account's, would be taken for "delete everything and make it anew".
fn ours(state: &State, project: &Project, stack: &Stack) -> Ended<()> {
    if !state.entry.is_empty() && state.entry != project.entry {
        let message =
            format!("stack `{}` belongs to `{}`, not to `{}`", stack.name, state.entry, project.entry);
        let hint = "apply that script, or use another stack: `--stack NAME`";
        return Err(Failure::from(Diagnostic::error("state::entry", message).hint(hint)));
    }
    if !state.account.is_empty() && state.account != stack.account {
        let message =
            format!("stack `{}` lives in account {}, not in {}", stack.name, state.account, stack.account);
        let hint = "set `account` back in `tandem.toml`, or use another stack: `--stack NAME`";
        return Err(Failure::from(Diagnostic::error("state::account", message).hint(hint)));
    }
    Ok(())
}
