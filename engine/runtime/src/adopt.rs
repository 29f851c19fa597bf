//! Finding the object that something else made under a declaration, so that it can be taken into state.
//!
//! Nothing is written here: whoever adopts shows first what would change, and asks.

use std::collections::BTreeMap;

use tandem_core::provider::{Finding, Reading, Request};
use tandem_core::schema::Ownership;
use tandem_core::step::{CreateClass, Effect, Item};
use tandem_core::{Address, CallError, Object, Reference, State, Step};
use tandem_plan::Plan;

use crate::Edge;
use crate::reading::read_all;
use crate::request::{parent, value};

/// Why no object could be found to adopt.
#[derive(Clone, PartialEq, Debug)]
pub enum Unfound {
    /// The plan does not make the resource, so there is nothing to take over.
    Unplanned,
    /// What it belongs to is not there, or not this stack's.
    Parent(Address),
    /// There is nothing under the identity that its kind allows; some kinds have none but the id.
    Absent,
    /// There is no object of this id.
    Missing(String),
    /// The cloud could not be asked.
    Refused(CallError),
}

/// Finds the object that the plan would make under an address: the one of an id, or else the one that bears its
/// identity. Its arguments are what is found, so that nothing about it counts as changed since.
///
/// # Errors
/// If there is none, or the cloud cannot be asked.
pub async fn seek(
    edge: &Edge,
    plan: &Plan,
    state: &State,
    address: &Address,
    id: Option<&str>,
) -> Result<Object, Unfound> {
    edge.guard();
    let creates = |item: &&Item| item.address == *address && item.effect == Effect::Create;
    let step = plan.steps.iter().find_map(|step| Some((step, step.items.iter().find(creates)?)));
    let (step, item) = step.ok_or(Unfound::Unplanned)?;
    let request = request(edge, step, item, state, plan);
    if let (Some(parent), None) = (&item.parent, &request.parent) {
        return Err(Unfound::Parent(parent.clone()));
    }
    let given = id.map(|id| edge.provider.id_of(address, id));
    let id = match given {
        Some(id) if !is_child(edge, address) => id,
        given => {
            let found = identify(edge, &request, step.class).await?;
            // One of the same name below another parent is another object.
            match given {
                Some(given) if given != found => return Err(Unfound::Missing(given)),
                _ => found,
            }
        }
    };
    let object = Object {
        address: address.clone(),
        id: id.clone(),
        account: request.account.clone(),
        region: request.region.clone(),
        incarnation: request.token.clone(),
        parent: item.parent.clone(),
        dependencies: item.dependencies.clone(),
        arguments: request.arguments.clone(),
        attributes: request.arguments.clone(),
        protect: item.protect,
        settled: true,
    };
    let arguments = request.arguments;
    let reading = Reading { address: address.clone(), object: Some(object.clone()), arguments };
    let report = read_all(edge, &[reading]).await;
    let found = report.found.into_iter().next().unwrap_or(Ok(None)).map_err(Unfound::Refused)?;
    let found = found.ok_or(Unfound::Missing(id))?;
    let settable = |name: &str| {
        let attribute = edge.provider.registry().attribute(address.kind(), name);
        attribute.is_some_and(tandem_core::Attribute::is_argument)
    };
    let arguments = found.attributes.iter().filter(|(name, _)| settable(name));
    let arguments = arguments.map(|(name, value)| (name.clone(), value.clone())).collect();
    Ok(Object { id: found.id, arguments, attributes: found.attributes, settled: found.settled, ..object })
}

/// Returns whether objects of a kind have a name, and have it only within what they belong to.
fn is_child(edge: &Edge, address: &Address) -> bool {
    let kind = edge.provider.registry().kind(address.kind());
    kind.is_some_and(|kind| {
        kind.identity.ownership == Ownership::Parent && !kind.identity.natural_key.is_empty()
    })
}

/// Returns the id of what bears the identity of a request, whoever made it.
async fn identify(edge: &Edge, request: &Request, class: CreateClass) -> Result<String, Unfound> {
    match edge.find(request, class).await.map_err(Unfound::Refused)? {
        Finding::Absent => Err(Unfound::Absent),
        Finding::Ours(outcome) => Ok(outcome.id),
        Finding::Older(id, _) | Finding::Foreign(id, _) => Ok(edge.provider.id_of(&request.address, &id)),
    }
}

/// Returns the request of an item with the arguments that are known already: enough to find what bears its identity.
fn request(edge: &Edge, step: &Step, item: &Item, state: &State, plan: &Plan) -> Request {
    let account = if step.account.is_empty() { &*edge.settings.account } else { &step.account };
    let find = |reference: &Reference| value(edge, reference, state, &plan.lookups);
    let known = item
        .arguments
        .iter()
        .filter_map(|(name, argument)| Some((name.clone(), argument.resolve(&find).into_known()?)));
    Request {
        address: item.address.clone(),
        operation: item.operation.clone(),
        effect: item.effect,
        arguments: known.collect::<BTreeMap<_, _>>(),
        prior: None,
        parent: parent(step, item, state, &plan.lookups, account),
        token: tandem_core::rng::token(&*edge.rng),
        region: step.region.clone(),
        account: account.to_owned(),
        stack: edge.settings.stack.to_string(),
    }
}
