//! From a plan's items to requests, from requests to records, and from outcomes to objects.

use std::collections::BTreeMap;

use tandem_core::argument::attribute_at;
use tandem_core::journal::IntentItem;
use tandem_core::provider::{Outcome, Request};
use tandem_core::schema::{Presence, canonical};
use tandem_core::state::Attributes;
use tandem_core::step::{Effect, Item};
use tandem_core::{Address, Argument, Object, Reference, State, Step, Value};

use crate::Edge;

/// Returns the request of an item as things are remembered now.
///
/// # Errors
/// Names a reference that has no value.
pub(crate) fn request(
    edge: &Edge,
    step: &Step,
    item: &Item,
    state: &State,
    lookups: &BTreeMap<Address, Attributes>,
) -> Result<Request, Reference> {
    let prior = remembered(state, item);
    let token = match (&prior, item.effect) {
        (Some(prior), Effect::Update | Effect::Delete) => prior.incarnation.clone(),
        _ => tandem_core::rng::token(&*edge.rng),
    };
    let account = if step.account.is_empty() { &*edge.settings.account } else { &step.account };
    Ok(Request {
        address: item.address.clone(),
        operation: item.operation.clone(),
        effect: item.effect,
        arguments: resolve(edge, item, state, lookups)?,
        prior,
        parent: parent(step, item, state, lookups, account),
        token,
        region: step.region.clone(),
        account: account.to_owned(),
        stack: edge.settings.stack.to_string(),
    })
}

/// Returns the object that an item belongs to: one that is remembered, or one that was looked up.
pub(crate) fn parent(
    step: &Step,
    item: &Item,
    state: &State,
    lookups: &BTreeMap<Address, Attributes>,
    account: &str,
) -> Option<Object> {
    let address = item.parent.as_ref();
    let remembered = item.within.as_ref().or_else(|| state.objects.get(address?));
    remembered.cloned().or_else(|| {
        let (address, attributes) = lookups.get_key_value(address?)?;
        looked_up(address, attributes, &step.region, account)
    })
}

/// Returns a looked-up object as calls are addressed through it; nothing if it has no id. It is never remembered.
fn looked_up(address: &Address, attributes: &Attributes, region: &str, account: &str) -> Option<Object> {
    let id = ["id", "arn"].iter().find_map(|name| attributes.get(*name)?.as_str())?;
    Some(Object {
        address: address.clone(),
        id: id.to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
        incarnation: String::new(),
        parent: None,
        dependencies: Vec::new(),
        arguments: Attributes::new(),
        attributes: attributes.clone(),
        protect: false,
        settled: true,
    })
}

/// Returns the request that an intent recorded.
pub(crate) fn recorded(edge: &Edge, item: &IntentItem, region: &str, account: &str) -> Request {
    Request {
        address: item.address.clone(),
        operation: item.operation.clone(),
        effect: item.effect,
        arguments: item.arguments.clone(),
        prior: item.prior.clone(),
        parent: item.parent.clone(),
        token: item.token.clone(),
        region: region.to_owned(),
        account: account.to_owned(),
        stack: edge.settings.stack.to_string(),
    }
}

/// Returns what is recorded of a request before it is sent.
pub(crate) fn intent_item(request: &Request, item: &Item, absent_checked: bool) -> IntentItem {
    IntentItem {
        address: request.address.clone(),
        operation: request.operation.clone(),
        effect: request.effect,
        token: request.token.clone(),
        absent_checked,
        arguments: request.arguments.clone(),
        prior: request.prior.clone(),
        parent: request.parent.clone(),
        parent_address: item.parent.clone(),
        dependencies: item.dependencies.clone(),
        protect: item.protect,
    }
}

/// Returns the object as it is after a change; nothing after a delete.
pub(crate) fn object(
    item: &IntentItem,
    region: &str,
    account: &str,
    outcome: Outcome,
    settled: bool,
) -> Option<Object> {
    if item.effect == Effect::Delete {
        return None;
    }
    let prior = item.prior.as_ref().filter(|_| item.effect == Effect::Update);
    // A step of a delete, such as turning something off, names no arguments: they stay as they were.
    let arguments = match prior {
        Some(prior) if item.arguments.is_empty() => prior.arguments.clone(),
        _ => item.arguments.clone(),
    };
    let attributes = match prior {
        Some(prior) if outcome.attributes.is_empty() => {
            let mut attributes = prior.attributes.clone();
            attributes.extend(arguments.clone());
            attributes
        }
        _ => outcome.attributes,
    };
    let id = if outcome.id.is_empty() {
        prior.map_or_else(String::new, |prior| prior.id.clone())
    } else {
        outcome.id
    };
    Some(Object {
        address: item.address.clone(),
        id,
        account: account.to_owned(),
        region: region.to_owned(),
        incarnation: item.token.clone(),
        parent: item.parent_address.clone(),
        dependencies: item.dependencies.clone(),
        arguments,
        attributes,
        protect: item.protect,
        settled: settled && prior.is_none_or(|prior| prior.settled),
    })
}

/// Returns the object an item is about as it is remembered now; nothing for a create.
fn remembered(state: &State, item: &Item) -> Option<Object> {
    let current = state.objects.get(&item.address);
    match &item.prior {
        _ if matches!(item.effect, Effect::Create | Effect::Read) => None,
        None => current.cloned(),
        Some(prior) => {
            let same = |object: &&Object| object.address == item.address && object.id == prior.id;
            let found = current.into_iter().chain(&state.deposed).find(same);
            Some(found.unwrap_or(prior).clone())
        }
    }
}

fn resolve(
    edge: &Edge,
    item: &Item,
    state: &State,
    lookups: &BTreeMap<Address, Attributes>,
) -> Result<Attributes, Reference> {
    let find = |reference: &Reference| value(edge, reference, state, lookups);
    let mut resolved = Attributes::new();
    for (name, argument) in &item.arguments {
        match argument.resolve(&find) {
            Argument::Value(value) => {
                // What became known only now may stand in another order, or be spelled otherwise, than is stored.
                let ty = edge.provider.registry().attribute(item.address.kind(), name);
                let value = match ty.filter(|_| argument.known().is_none()) {
                    Some(attribute) => canonical(&value, &attribute.ty),
                    None => value,
                };
                resolved.insert(name.clone(), value);
            }
            open => {
                let mut missing = None;
                open.references(&mut |reference| missing = missing.take().or(Some(reference.clone())));
                return Err(missing.unwrap_or_else(|| Reference::new(&item.address, name)));
            }
        }
    }
    Ok(resolved)
}

/// Returns the value of a reference: what was found there, or else what was set. What may be left out and is not there
/// is nothing; what the cloud should have filled in has no value.
pub(crate) fn value(
    edge: &Edge,
    reference: &Reference,
    state: &State,
    lookups: &BTreeMap<Address, Attributes>,
) -> Option<Value> {
    let Reference { address, path } = reference;
    let found = match lookups.get(address) {
        Some(attributes) => attribute_at(attributes, path),
        None => {
            let object = state.objects.get(address)?;
            attribute_at(&object.attributes, path).or_else(|| attribute_at(&object.arguments, path))
        }
    };
    found.or_else(|| {
        let attribute = edge.provider.registry().attribute(address.kind(), path.first_key()?)?;
        matches!(attribute.presence, Presence::Optional | Presence::Chosen).then_some(Value::Null)
    })
}
