//! One run of the command: recover, refresh, plan, apply, as the command line does it.

use tandem_core::State;
use tandem_core::topology::Topology;
use tandem_plan::{Options, Plan};
use tandem_runtime::{ApplyError, Edge, apply, recover, refresh, refresh_remembered};

use crate::drive::{Ended, STACK};
use crate::judge;
use crate::kinds::ACCOUNTS;

/// Recovers, refreshes, plans and applies, as the command does.
pub async fn command(
    edge: &Edge,
    store: &mut dyn tandem_core::store::Store,
    topology: &Topology,
    destroy: bool,
) -> Ended {
    let mut recovery = match recover(edge, store).await {
        Ok(recovery) => recovery,
        Err(error) => return Ended::Store(error.code),
    };
    let (plan, state) = match plan(edge, topology, recovery.state, destroy).await {
        Ok(planned) => planned,
        Err(error) => return Ended::Refused(error),
    };
    match apply(edge, &plan, state, store).await {
        Ok(mut report) => match judge::independent(&plan, &report) {
            Some(wrong) => Ended::Refused(format!("I14: {wrong}")),
            None => {
                report.strays.append(&mut recovery.strays);
                Ended::Reported(Box::new(report))
            }
        },
        Err(ApplyError::Store(error)) => Ended::Store(error.code),
        Err(error) => Ended::Refused(error.to_string()),
    }
}

/// Refreshes and plans.
///
/// # Errors
/// Says what is wrong with the plan.
pub async fn plan(
    edge: &Edge,
    topology: &Topology,
    state: State,
    destroy: bool,
) -> Result<(Plan, State), String> {
    let options = Options {
        stack: STACK.into(),
        cloud: "local".into(),
        account: ACCOUNTS[0].into(),
        ..Options::default()
    };
    let (graph, mut diagnostics) = tandem_plan::graph(topology);
    let refreshed = match destroy {
        true => refresh_remembered(edge, state).await,
        false => refresh(edge, topology, &graph, state).await,
    };
    diagnostics.extend(refreshed.diagnostics);
    let prior = refreshed.prior;
    let (plan, more) = match destroy {
        true => tandem_plan::destroy(&prior, &*edge.provider, &options),
        false => tandem_plan::plan(topology, &graph, &prior, &*edge.provider, &options),
    };
    diagnostics.extend(more);
    match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(diagnostic) => Err(format!("{}: {}", diagnostic.code, diagnostic.message)),
        None => Ok((plan, prior.state)),
    }
}
