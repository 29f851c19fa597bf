//! Tags: the user's, and the two that prove an object ours.
//!
//! The ownership tags are added on the wire and hidden from attributes, so that they never show as drift.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::provider::{Finding, Outcome, Request};
use tandem_core::state::Attributes;
use tandem_core::{Argument, Attribute, Change, Type, Value};

use crate::arguments::Put;

/// The tag that names the stack.
pub(crate) const STACK: &str = "tandem:stack";
/// The tag that bears the token the object was made with.
pub(crate) const INCARNATION: &str = "tandem:incarnation";

/// Returns the attribute `tags` of a kind that takes so many of the user's.
pub(crate) fn attribute(max: usize) -> Attribute {
    let doc = "Tags, by name. Tandem adds two of its own that prove the object belongs to the stack.";
    Attribute::optional("tags", Type::map_of(Type::text(0, 256), max), doc)
}

/// Returns the tags to send: the user's and the two of ownership.
pub(crate) fn wanted(request: &Request) -> BTreeMap<String, String> {
    let mut tags = of(&request.arguments);
    let incarnation = request.prior.as_ref().map_or(&request.token, |object| &object.incarnation);
    tags.insert(STACK.to_owned(), request.stack.clone());
    tags.insert(INCARNATION.to_owned(), incarnation.clone());
    tags
}

/// Returns the names of tags that the object had and is no longer to have.
pub(crate) fn removed(request: &Request) -> BTreeSet<String> {
    let before = request.prior.as_ref().map(|object| of(&object.attributes)).unwrap_or_default();
    let after = of(&request.arguments);
    before.into_keys().filter(|key| !after.contains_key(key)).collect()
}

/// Returns the attribute value of found tags, without those of ownership; nothing if none are left.
pub(crate) fn found(tags: impl IntoIterator<Item = (String, String)>) -> Option<Value> {
    let user = tags.into_iter().filter(|(key, _)| !key.starts_with("tandem:") && !key.starts_with("aws:"));
    let map: BTreeMap<String, Value> = user.map(|(key, value)| (key, Value::from(value))).collect();
    (!map.is_empty()).then_some(Value::Map(map))
}

/// Returns the attribute value of tags found at an object, as [`found`] does. Where the mark of ownership is not there, a step that failed never set it, or somebody took it away: that shows as drift, so that
/// the next apply sets it.
pub(crate) fn found_at(
    tags: impl IntoIterator<Item = (String, String)>,
    (mark, token): (&str, &str),
) -> Option<Value> {
    let tags: Vec<(String, String)> = tags.into_iter().collect();
    let is_ours = token.is_empty() || tags.iter().any(|(key, value)| key == mark && value == token);
    let found = found(tags);
    if is_ours {
        return found;
    }
    let mut map = found.and_then(|found| found.as_map().cloned()).unwrap_or_default();
    map.insert(mark.to_owned(), Value::from("(missing)"));
    Some(Value::Map(map))
}

/// Returns whether found tags bear the token of a request.
pub(crate) fn bear_token<'a>(tags: impl IntoIterator<Item = (&'a str, &'a str)>, token: &str) -> bool {
    tags.into_iter().any(|(key, value)| key == INCARNATION && value == token)
}

/// Returns the incarnation in found tags if they bear the mark of a stack.
pub(crate) fn incarnation<'a>(
    tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    stack: &str,
) -> Option<String> {
    let borne: BTreeMap<&str, &str> = tags.into_iter().collect();
    let is_marked = borne.get(STACK) == Some(&stack);
    is_marked.then(|| borne.get(INCARNATION).copied().unwrap_or_default().to_owned())
}

/// Returns the finding for an object of the right name without the token of a request: an older one of the same
/// stack's, or another's.
pub(crate) fn not_of_this<'a>(
    tags: impl IntoIterator<Item = (&'a str, &'a str)>,
    request: &Request,
    id: String,
    what: String,
) -> Finding {
    match incarnation(tags, &request.stack) {
        Some(token) if !token.is_empty() => Finding::Older(id, token),
        _ => Finding::Foreign(id, what),
    }
}

/// Returns whether an update sets any tags, and whether it takes any away; for services that have a call for each.
///
/// The step that takes away comes first: what is remembered after the other no longer tells the old ones.
pub(crate) fn changes(change: &Change) -> (bool, bool) {
    let before = change.prior.as_ref().map(|object| of(&object.attributes)).unwrap_or_default();
    let after = change.desired.get("tags").and_then(Argument::entries).unwrap_or_default();
    let is_as_before =
        |(key, value): (&String, &Argument)| before.get(key).map(String::as_str) == value.as_str();
    // A value that is not known yet is written again.
    let set = after.iter().any(|tag| tag.1.as_str().is_none() || !is_as_before(tag));
    let found = change.prior.as_ref().and_then(|object| object.attributes.get("tags")?.as_map());
    let is_unmarked = found.is_some_and(|tags| tags.keys().any(|key| key.starts_with("tandem:")));
    (set || is_unmarked, before.keys().any(|key| !after.contains_key(key)))
}

/// Returns what taking away the tags that are no longer wanted did: the object as remembered, with those that are left.
pub(crate) fn left(request: &Request) -> Outcome {
    let Some(object) = &request.prior else { return Outcome::default() };
    let removed = removed(request);
    let tags = of(&object.attributes).into_iter().filter(|(key, _)| !removed.contains(key));
    let tags = found(tags);
    let mut attributes = object.attributes.clone();
    attributes.remove("tags");
    attributes.put("tags", tags);
    Outcome { id: object.id.clone(), attributes }
}

fn of(attributes: &Attributes) -> BTreeMap<String, String> {
    let entries = attributes.get("tags").and_then(Value::as_map).into_iter().flatten();
    let users = entries.filter(|(key, _)| !key.starts_with("tandem:"));
    users.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}
