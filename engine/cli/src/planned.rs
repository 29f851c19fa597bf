//! From what is declared and what is there to a plan.

use std::collections::BTreeMap;

use tandem_core::{Diagnostics, Provider, Registry, State, Topology};
use tandem_plan::{Options, Plan, Prediction, Prior, Raised, predict};
use tandem_runtime::{refresh, refresh_remembered};
use tandem_traffic::Assumptions;
use tandem_traffic::compare::Behaviour;
use tandem_traffic::order::{Ordered, UNSAFE, keep_safe};

use crate::behaviour::behaviour;
use crate::evaluated::Evaluated;
use crate::exit::{Ended, Exit, Failure};
use crate::project::lookups::Lookups;
use crate::secret;
use crate::session::Session;

/// A plan, and what it will take.
#[derive(Debug, Default)]
pub(crate) struct Planned {
    /// The plan.
    pub(crate) plan: Plan,
    /// What it will call, and how long it will take.
    pub(crate) prediction: Prediction,
    /// What is worth knowing; no errors.
    pub(crate) diagnostics: Diagnostics,
    /// The calls that reading took.
    pub(crate) reads: BTreeMap<String, u64>,
    /// What it changes for clients; absent where there is nothing to compare with.
    pub(crate) behaviour: Option<Behaviour>,
    /// What keeps every moment of an apply safe.
    pub(crate) ordered: Ordered,
}

impl Planned {
    /// Returns whether there is anything to do: what is left out is not.
    pub(crate) fn acts(&self) -> bool {
        !self.plan.is_empty() && (!self.plan.steps.is_empty() || self.plan.left_out.is_empty())
    }
}

/// Plans what makes the cloud as declared.
///
/// # Errors
/// If the cloud cannot be read, or what is declared cannot be planned.
pub(crate) async fn plan(session: &Session, evaluated: &Evaluated) -> Ended<Planned> {
    let sealed = secret::sealed(&session.secrets, &evaluated.topology).await?;
    let topology = sealed.as_ref().unwrap_or(&evaluated.topology);
    let refreshed = refresh(&session.edge, topology, &evaluated.graph, session.state.clone()).await;
    let provider = session.edge.provider.as_ref();
    let (mut plan, found) =
        tandem_plan::plan(topology, &evaluated.graph, &refreshed.prior, provider, &session.options);
    let mut diagnostics = refreshed.diagnostics;
    diagnostics.extend(found);
    let ordered = order(&mut plan, &evaluated.topology, provider.registry(), &mut diagnostics);
    let planned = finish(plan, diagnostics, refreshed.calls, &session.edge.limits(), &evaluated.topology)?;
    let behaviour = behaviour(&planned.plan, &evaluated.topology, provider.registry());
    Ok(Planned { behaviour, ordered, ..planned })
}

/// Plans the deletion of everything that is remembered.
///
/// # Errors
/// If the cloud cannot be read, or something is protected.
pub(crate) async fn destroy(session: &Session) -> Ended<Planned> {
    let topology = Topology { entry: session.state.entry.clone(), ..Topology::default() };
    let refreshed = refresh_remembered(&session.edge, session.state.clone()).await;
    let provider = session.edge.provider.as_ref();
    let (plan, found) = tandem_plan::destroy(&refreshed.prior, provider, &session.options);
    let mut diagnostics = refreshed.diagnostics;
    diagnostics.extend(found);
    finish(plan, diagnostics, refreshed.calls, &session.edge.limits(), &topology)
}

/// Plans from what is remembered and recorded, without asking any cloud.
///
/// # Errors
/// If what is declared cannot be planned.
pub(crate) fn offline(
    evaluated: &Evaluated,
    state: State,
    lookups: &Lookups,
    provider: &dyn Provider,
    (options, raised): (&Options, &Raised),
) -> Ended<Planned> {
    let prior = Prior { state, lookups: lookups.found(&evaluated.topology), ..Prior::default() };
    let sealed = secret::sealed_unread(&evaluated.topology);
    let topology = sealed.as_ref().unwrap_or(&evaluated.topology);
    let (mut plan, mut diagnostics) =
        tandem_plan::plan(topology, &evaluated.graph, &prior, provider, options);
    let ordered = order(&mut plan, &evaluated.topology, provider.registry(), &mut diagnostics);
    let limits = tandem_plan::Limits::of(provider.registry()).raised(raised);
    let planned = finish(plan, diagnostics, BTreeMap::new(), &limits, &evaluated.topology)?;
    let behaviour = behaviour(&planned.plan, &evaluated.topology, provider.registry());
    Ok(Planned { behaviour, ordered, ..planned })
}

/// Puts the steps into an order in which every moment keeps serving; half a plan has none.
fn order(
    plan: &mut Plan,
    topology: &Topology,
    registry: &Registry,
    diagnostics: &mut Diagnostics,
) -> Ordered {
    if diagnostics.has_errors() {
        return Ordered::default();
    }
    let (ordered, found) = keep_safe(plan, topology, registry, &Assumptions::default());
    diagnostics.extend(found);
    ordered
}

fn finish(
    plan: Plan,
    diagnostics: Diagnostics,
    reads: BTreeMap<String, u64>,
    limits: &tandem_plan::Limits,
    topology: &Topology,
) -> Ended<Planned> {
    let diagnostics = diagnostics.sorted();
    if diagnostics.has_errors() {
        let by_order = diagnostics.iter().filter(|found| found.is_error()).all(|found| found.code == UNSAFE);
        let exit = if by_order { Exit::Refuted } else { Exit::Error };
        return Err(Failure { exit, ..Failure::new(diagnostics, &topology.sources) });
    }
    let prediction = predict(&plan, limits);
    Ok(Planned { plan, prediction, diagnostics, reads, behaviour: None, ordered: Ordered::default() })
}
