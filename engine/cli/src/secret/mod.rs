//! Secrets on the command line: where they are read, and the redactor that everything written goes through.

mod environment;
mod vault;

use std::sync::{Arc, LazyLock};

use tandem_core::{Diagnostic, State, Topology};
use tandem_plan::Plan;
use tandem_runtime::SystemRng;
use tandem_runtime::secret::{Keeper, Redactor, new_key, seal, seal_plan, seal_unread};

use crate::exit::{Ended, Failure};
pub(crate) use vault::Vaults;

/// Every secret that this run has read: one for the whole process, because a panic must not print one either.
static KNOWN: LazyLock<Arc<Redactor>> = LazyLock::new(Arc::default);

/// Returns what knows every secret that this run has read.
pub(crate) fn redactor() -> &'static Arc<Redactor> {
    &KNOWN
}

/// Returns the topology with its secrets sealed; as it is if it has none.
///
/// # Errors
/// If one of them cannot be read; nothing has been sent then.
pub(crate) async fn sealed(keeper: &Keeper, topology: &Topology) -> Ended<Option<Topology>> {
    if !holds_secret(topology) {
        return Ok(None);
    }
    let mut topology = topology.clone();
    let diagnostics = seal(keeper, &mut topology).await;
    if diagnostics.has_errors() {
        return Err(Failure::new(diagnostics.sorted(), &topology.sources));
    }
    Ok(Some(topology))
}

/// Returns the topology with its secrets sealed without reading them; as it is if it has none.
pub(crate) fn sealed_unread(topology: &Topology) -> Option<Topology> {
    let mut sealed = holds_secret(topology).then(|| topology.clone())?;
    seal_unread(&mut sealed);
    Some(sealed)
}

/// Makes the key that hashes of secrets are made with, where a plan is the first that has secrets; returns the plan with
/// its hashes then.
pub(crate) async fn take_key(keeper: &Keeper, plan: &Plan, state: &mut State) -> Option<Plan> {
    let items = plan.steps.iter().flat_map(|step| &step.items);
    let secret = items.flat_map(|item| item.arguments.values()).any(tandem_core::Argument::holds_secret)
        || plan.outputs.values().any(tandem_core::Argument::holds_secret);
    if !secret || state.key.is_some() {
        return None;
    }
    keeper.use_key(state.key.insert(new_key(&SystemRng)));
    let mut plan = plan.clone();
    seal_plan(keeper, &mut plan).await;
    Some(plan)
}

/// Refuses to write a plan that shows a known secret: the second net, under a file that is no store.
///
/// # Errors
/// If it does.
pub(crate) fn check_plan(bytes: &[u8]) -> Ended<()> {
    if !redactor().shows(&String::from_utf8_lossy(bytes)) {
        return Ok(());
    }
    let message = "the plan is not written: the value of a secret stands in it in the open";
    Err(Diagnostic::error("secret::exposed", message)
        .hint("give the secret another value, which is no part of a name, and run the same command again")
        .into())
}

fn holds_secret(topology: &Topology) -> bool {
    let mut declared = topology.declarations.values().flat_map(|declaration| declaration.arguments.values());
    declared.any(tandem_core::Argument::holds_secret)
        || topology.outputs.values().any(|output| output.value.holds_secret())
}
