//! From a topology and what was found to a plan: one change for every address, each with its reason.

mod check;
mod context;
mod declared;
mod gone;
mod moved;
mod protect;

use tandem_core::provider::Reading;
use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::{Action, Address, Change, Diagnostics, Provider, Topology};

use crate::plan::fingerprint;
use crate::steps::steps;
use crate::without::leave_out;
use crate::{Graph, Options, Plan, Prior};

use context::Context;

/// The reason of a change to a resource that is gone.
pub(crate) const GONE: &str = "deleted outside of Tandem";
/// The reason of deleting an object whose replacement stands.
pub(crate) const LEFT_OVER: &str = "left over from a replacement";
/// The reason of a change to a resource that the cloud shows otherwise than it was left.
const DRIFTED: &str = "changed outside of Tandem";
/// The reason of deleting a resource that the script has dropped.
const UNDECLARED: &str = "no longer declared";

/// Returns whether a change deletes an object whose replacement stands.
pub fn left_over(change: &Change) -> bool {
    change.action == Action::Delete && change.reasons.iter().any(|reason| reason == LEFT_OVER)
}

/// Returns the plan that makes the world as declared, and what is wrong with it.
///
/// `graph` is that of `topology`; addresses it left out are planned as if they had no dependencies. With errors among
/// the diagnostics the plan is for looking at, not for applying.
pub fn plan(
    topology: &Topology,
    graph: &Graph,
    prior: &Prior,
    provider: &dyn Provider,
    options: &Options,
) -> (Plan, Diagnostics) {
    let mut diagnostics = check::check(Some(topology), prior, options);
    let fingerprint = fingerprint(Some(topology), prior, options);
    let (prior, moved) = moved::apply(topology, prior, &mut diagnostics);
    let context = declared_changes(topology, graph, &prior, provider, options.guarded);
    let outputs = topology.outputs.iter().map(|(name, output)| {
        let value = output.value.resolve(&|reference| context.known(reference));
        (name.clone(), value)
    });
    let outputs = outputs.collect();
    let Context { changes, mut recorded, bugs, .. } = context;
    diagnostics.extend(bugs);
    recorded.extend(gone::altered(&prior));
    let mut changes: Vec<Change> = changes.into_values().collect();
    changes.extend(gone::undeclared(topology, &prior));
    changes.extend(gone::claimed(topology, &prior));
    changes.extend(gone::deposed(&prior));
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    diagnostics.extend(protect::check(&changes, Some(topology)));
    let known = |address: &Address| prior.lookups.contains_key(address);
    let (steps, wrong) = steps(&changes, Some(graph), &known, provider);
    diagnostics.extend(wrong);
    let mut plan = Plan {
        entry: topology.entry.clone(),
        lookups: known_lookups(&changes, &prior),
        changes,
        steps,
        outputs,
        moved,
        recorded,
        fingerprint,
        ..empty(&prior, options)
    };
    leave_out(&mut plan, &options.without);
    (plan, diagnostics)
}

/// Returns the plan that deletes everything that is remembered, and what stands against it.
pub fn destroy(prior: &Prior, provider: &dyn Provider, options: &Options) -> (Plan, Diagnostics) {
    let mut diagnostics = check::check(None, prior, options);
    let nothing = Topology::default();
    let mut changes: Vec<Change> = gone::undeclared(&nothing, prior).collect();
    for change in &mut changes {
        change.reasons.retain(|reason| reason != UNDECLARED);
    }
    changes.extend(gone::deposed(prior));
    changes.sort_by(|a, b| a.address.cmp(&b.address));
    diagnostics.extend(protect::check(&changes, None));
    let (steps, wrong) = steps(&changes, None, &|_| false, provider);
    diagnostics.extend(wrong);
    let mut plan = Plan {
        entry: prior.state.entry.clone(),
        destroy: true,
        changes,
        steps,
        recorded: gone::altered(prior).collect(),
        fingerprint: fingerprint(None, prior, options),
        ..empty(prior, options)
    };
    leave_out(&mut plan, &options.without);
    (plan, diagnostics)
}

/// Returns the look-ups that can be read now and that `prior` has no answer for.
///
/// Whoever refreshes asks again once these are answered, until none is left: each answer may tell what another looks
/// for. A look-up of something that this plan is still to make is left to the apply.
pub fn unread(topology: &Topology, graph: &Graph, prior: &Prior, provider: &dyn Provider) -> Vec<Reading> {
    let open =
        |node: &&crate::graph::Node| node.mode == Mode::LookUp && !prior.lookups.contains_key(&node.address);
    if !graph.nodes().any(|node| open(&node)) {
        return Vec::new();
    }
    let (prior, _) = moved::apply(topology, prior, &mut Diagnostics::new());
    let context = declared_changes(topology, graph, &prior, provider, false);
    let readable = graph.nodes().filter(open).filter_map(|node| {
        let change = context.changes.get(&node.address)?;
        let made = |address: &&Address| {
            let action = context.changes.get(*address).map(|change| change.action);
            matches!(action, Some(Action::Create | Action::Replace))
        };
        if graph.dependencies(&node.address).iter().any(made) {
            return None;
        }
        let known =
            change.desired.iter().map(|(name, argument)| Some((name.clone(), argument.known()?.clone())));
        let arguments: Attributes = known.collect::<Option<_>>()?;
        Some(Reading { address: node.address.clone(), object: None, arguments })
    });
    readable.collect()
}

fn declared_changes<'a>(
    topology: &'a Topology,
    graph: &'a Graph,
    prior: &'a Prior,
    provider: &'a dyn Provider,
    guarded: bool,
) -> Context<'a> {
    let mut context = Context::new(topology, graph, prior, provider.registry(), guarded);
    for node in graph.nodes() {
        if let Some(declaration) = topology.declarations.get(&node.address) {
            declared::change(&mut context, declaration);
        }
    }
    context
}

fn known_lookups(changes: &[Change], prior: &Prior) -> std::collections::BTreeMap<Address, Attributes> {
    let reads = changes.iter().filter(|change| change.action == Action::Read);
    let found = reads.filter_map(|change| {
        let found = prior.lookups.get(&change.address)?;
        Some((change.address.clone(), found.attributes.clone()))
    });
    found.collect()
}

fn empty(prior: &Prior, options: &Options) -> Plan {
    Plan {
        stack: options.stack.clone(),
        cloud: options.cloud.clone(),
        account: options.account.clone(),
        vars: options.vars.clone(),
        lineage: prior.state.lineage.clone(),
        serial: prior.state.serial,
        unmanaged: prior.unmanaged,
        seen: prior.seen,
        ..Plan::default()
    }
}
