//! A cloud, opened: who is called, and whose time it is.

use std::path::Path;
use std::sync::Arc;

use tandem_aws::{Aws, Connection};
use tandem_core::provider::Caller;
use tandem_core::{Clock, Diagnostic, Provider, Vault};
use tandem_emulator::{Emulator, OpenError, Quotas};
#[cfg(feature = "live")]
use tandem_runtime::TokioClock;
use tokio::runtime::{Builder, Runtime};

use super::Cloud;
use super::virtual_time::VirtualTime;
use crate::exit::{Ended, Exit, Failure};
use crate::project::{Stack, lookups};

/// A cloud, opened.
pub(crate) struct Open {
    /// Who is called.
    pub(crate) provider: Arc<dyn Provider>,
    /// Where it keeps secrets.
    pub(crate) vault: Option<Arc<dyn Vault>>,
    /// Whose time it is.
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether the cloud is on this machine.
    pub(crate) near: bool,
    /// Whose the credentials are, where that was asked.
    pub(crate) caller: Option<Caller>,
}

/// Returns the runtime in which a cloud is opened and called.
///
/// # Errors
/// If the system refuses it, as when it has no file descriptors left.
pub(crate) fn runtime(cloud: &Cloud) -> Ended<Runtime> {
    let mut builder = Builder::new_current_thread();
    builder.enable_all();
    // The local cloud answers at once, and its waits cost nothing: time jumps when nothing is in flight.
    if *cloud == Cloud::Local {
        builder.start_paused(true);
    }
    builder.build().map_err(|error| {
        Diagnostic::error("internal::runtime", format!("the program cannot start: {error}")).into()
    })
}

/// Opens the cloud of a stack, within a runtime; with `limits`, the local one throttles as AWS does. Look-ups are
/// recorded below `root`.
///
/// # Errors
/// If it cannot be reached, is in use, or is of another account.
pub(crate) async fn open(stack: &Stack, root: &Path, limits: bool) -> Ended<Open> {
    match &stack.cloud {
        Cloud::Local => local(stack, root, limits),
        Cloud::Loopback(url) => loopback(url, stack),
        Cloud::Aws => live(stack).await,
    }
}

fn local(stack: &Stack, root: &Path, limits: bool) -> Ended<Open> {
    stack.make_folder()?;
    let time = Arc::new(VirtualTime::new(tandem_runtime::clock::system_now()));
    let emulator = Emulator::builder()
        .data_dir(stack.folder.join("local-cloud"))
        .now(time.clone())
        .quotas(quotas(stack))
        .rate_limits(limits)
        .build()
        .map_err(|error| unopened(&error))?;
    seed(&emulator, stack, root)?;
    let connection = Connection {
        http_client: Some(emulator.http_client()),
        endpoint: None,
        credentials: None,
        account: stack.account.clone(),
    };
    let provider = Arc::new(Aws::new(connection));
    Ok(Open { vault: Some(provider.clone()), provider, clock: time, near: true, caller: None })
}

/// Returns the quotas of an account, those that AWS has raised among them.
fn quotas(stack: &Stack) -> Quotas {
    stack.limits.iter().fold(Quotas::default(), |quotas, (name, value)| {
        // The settings have been checked: there is no unknown name among them.
        quotas.clone().with(name, *value).unwrap_or(quotas)
    })
}

/// Puts what look-ups once found into the emulator, so that they find it there as well.
fn seed(emulator: &Emulator, stack: &Stack, root: &Path) -> Ended<()> {
    let mut recorded = lookups::read(root)?;
    if recorded.lookups.is_empty() {
        return Ok(());
    }
    for lookup in &mut recorded.lookups {
        lookup.account.get_or_insert_with(|| stack.account.clone());
    }
    let document = serde_json::to_value(&recorded).unwrap_or_default();
    emulator.seed(&document).map_err(|error| {
        let message = format!("`{}` cannot be used: {error}", lookups::LOOKUPS);
        Diagnostic::error("lookups::unusable", message)
            .hint("`tandem lookups --update` writes it anew")
            .into()
    })
}

/// Returns what to tell the user of a local cloud that does not open.
pub(crate) fn unopened(error: &OpenError) -> Failure {
    let message = error.to_string();
    match error {
        OpenError::Locked { .. } => {
            let diagnostic = Diagnostic::error("state::locked", message);
            let hint = "another `tandem` works on this stack; wait until it ends";
            Failure { exit: Exit::Locked, ..Failure::from(diagnostic.hint(hint)) }
        }
        OpenError::Damaged { .. } => {
            let hint = "this is the emulated cloud, not your state: put a copy back, or delete its folder to start anew";
            Diagnostic::error("cloud::damaged", message).hint(hint).into()
        }
        _ => Diagnostic::error("cloud::unusable", message).into(),
    }
}

#[cfg(feature = "live")]
fn loopback(url: &str, stack: &Stack) -> Ended<Open> {
    let provider = Arc::new(Aws::new(Connection::endpoint(url, &stack.account)));
    Ok(Open {
        vault: Some(provider.clone()),
        provider,
        clock: Arc::new(TokioClock::system()),
        near: true,
        caller: None,
    })
}

#[cfg(feature = "live")]
async fn live(stack: &Stack) -> Ended<Open> {
    let provider = Arc::new(Aws::new(Connection::live(&stack.account, None).await));
    let caller = Some(super::account::check(provider.as_ref(), stack).await?);
    let clock = Arc::new(TokioClock::system());
    Ok(Open { vault: Some(provider.clone()), provider, clock, near: false, caller })
}

#[cfg(not(feature = "live"))]
fn loopback(_: &str, _: &Stack) -> Ended<Open> {
    Err(only_local())
}

#[cfg(not(feature = "live"))]
async fn live(_: &Stack) -> Ended<Open> {
    Err(only_local())
}

#[cfg(not(feature = "live"))]
fn only_local() -> Failure {
    let message = "this program was built for the local cloud only";
    Diagnostic::error("cloud::absent", message).hint("build it with the feature `live`").into()
}
