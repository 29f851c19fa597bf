//! `ChangeResourceRecordSets`: a batch of changes that happens as a whole or not at all.
//!
//! Changes are laid over the zone one after the other; the rules that concern several record sets are
//! checked on what the zone would be in the end, so that a batch may pass through states that are not
//! allowed. Every problem found is reported, as AWS does.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::record::{Key, RecordSet};
use super::state::{Event, RecordKey, Zone};
use super::{Route53, accept, alias, bare, group, invalid, name, rules, zone_of};
use crate::call::{Answer, Call};
use crate::fault::Fault;

/// The most record elements and characters of a request; an `UPSERT` counts twice in both.
const MOST_RECORDS: usize = 1_000;
const MOST_CHARACTERS: usize = 32_000;

/// The input.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    change_batch: Batch,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    comment: Option<String>,
    changes: Vec<Change>,
}

/// One change of a batch.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Change {
    pub(super) action: String,
    pub(super) resource_record_set: RecordSet,
}

/// A zone with changes laid over it.
pub(super) struct View<'a> {
    pub(super) zone: &'a Zone,
    overlay: BTreeMap<Key, Option<RecordSet>>,
}

impl View<'_> {
    pub(super) fn get(&self, key: &Key) -> Option<&RecordSet> {
        self.overlay.get(key).map_or_else(|| self.zone.records.0.get(key), Option::as_ref)
    }

    /// Returns the record sets of a name, in order of key within the zone and within the changes.
    pub(super) fn at(&self, name: &str) -> impl Iterator<Item = &RecordSet> {
        let first = Key { name: name.into(), kind: String::new(), set_identifier: String::new() };
        let kept = self.zone.records.0.range(first.clone()..).take_while(move |(key, _)| key.name == name);
        let kept = kept.filter(|(key, _)| !self.overlay.contains_key(key)).map(|(_, record)| record);
        let laid = self.overlay.range(first..).take_while(move |(key, _)| key.name == name);
        kept.chain(laid.filter_map(|(_, record)| record.as_ref()))
    }

    /// Returns the number of record sets that there would be.
    fn count(&self) -> usize {
        let known = |key: &Key| self.zone.records.0.contains_key(key);
        let added = self.overlay.iter().filter(|(key, record)| record.is_some() && !known(key)).count();
        let removed = self.overlay.iter().filter(|(key, record)| record.is_none() && known(key)).count();
        self.zone.records.0.len() + added - removed
    }

    /// Returns the names and types that any change touches.
    fn touched(&self) -> impl Iterator<Item = &Key> {
        self.overlay.keys()
    }
}

pub(super) fn change(call: &Call<'_>) -> Answer {
    let zone = zone_of(call, "HostedZoneId")?;
    let Batch { comment, changes } = call.parse::<Input>()?.change_batch;
    check_size(&changes)?;
    let malformed: Vec<String> = changes.iter().filter_map(rules::malformed).collect();
    if !malformed.is_empty() {
        return Err(invalid(format!("Invalid request: {}", malformed.join(", "))));
    }
    check_health_checks(call, &changes)?;
    let mut view = View { zone, overlay: BTreeMap::new() };
    let mut messages = lay(call, &mut view, changes);
    if messages.is_empty() {
        messages = check_whole(call, &view);
    }
    if !messages.is_empty() {
        let message = format!("[{}]", messages.join(", "));
        return Err(Fault::new("InvalidChangeBatch", message).with("messages", messages));
    }
    Ok(accept(call, json!({}), event(zone, view.overlay), comment.as_deref()))
}

fn check_size(changes: &[Change]) -> Result<(), Fault> {
    let (mut records, mut characters) = (0, 0);
    for change in changes {
        let record = &change.resource_record_set;
        let times = if change.action == "UPSERT" { 2 } else { 1 };
        records += times * record.values().count().max(1);
        characters += times * record.values().map(|value| value.chars().count()).sum::<usize>();
    }
    let problem = if records > MOST_RECORDS {
        format!("Number of records limit of {MOST_RECORDS} exceeded.")
    } else if characters > MOST_CHARACTERS {
        format!("Number of characters limit of {MOST_CHARACTERS} exceeded.")
    } else {
        return Ok(());
    };
    Err(Fault::new("InvalidChangeBatch", format!("[{problem}]")).with("messages", [problem]))
}

fn check_health_checks(call: &Call<'_>, changes: &[Change]) -> Result<(), Fault> {
    let checks = &call.state::<Route53>().health_checks;
    let kept = changes.iter().filter(|change| change.action != "DELETE");
    let mut asked = kept.filter_map(|change| change.resource_record_set.health_check_id.as_deref());
    asked.find(|id| !checks.contains_key(*id)).map_or(Ok(()), |id| Err(super::health_check::missing(id)))
}

/// Lays the changes over the zone, one after the other.
fn lay(call: &Call<'_>, view: &mut View<'_>, changes: Vec<Change>) -> Vec<String> {
    let mut messages = Vec::new();
    let mut actions: BTreeMap<Key, Vec<String>> = BTreeMap::new();
    for Change { action, resource_record_set } in changes {
        let record = match normalise(resource_record_set) {
            Ok(record) => record,
            Err(message) => {
                messages.push(message);
                continue;
            }
        };
        let key = record.key();
        let before = actions.entry(key.clone()).or_default();
        before.push(action.clone());
        // One key may be taken away and made anew; any other repetition contradicts itself.
        if before.len() > 2 || (before.len() == 2 && (before[0] != "DELETE" || action == "DELETE")) {
            let (kind, name) = (&record.kind, &record.name);
            messages.push(format!(
                "The request contains an invalid set of changes for a resource record set '{kind} {name}'"
            ));
            continue;
        }
        if action == "DELETE" {
            match view.get(&key) {
                Some(found) if found.is_same(&record) => {
                    view.overlay.insert(key, None);
                }
                Some(_) => messages.push(format!(
                    "Tried to delete resource record set {} but the values provided do not match the current values",
                    label(&record)
                )),
                None => messages.push(format!(
                    "Tried to delete resource record set {} but it was not found",
                    label(&record)
                )),
            }
            continue;
        }
        if action == "CREATE" && view.get(&key).is_some() {
            messages.push(format!("Tried to create resource record set {} but it already exists", label(&record)));
            continue;
        }
        messages.extend(rules::refused(call, view.zone, &record));
        view.overlay.insert(key, Some(record));
    }
    messages
}

/// Checks what concerns more than one record set, on the zone as it would be.
fn check_whole(call: &Call<'_>, view: &View<'_>) -> Vec<String> {
    let mut messages = Vec::new();
    let mut last: Option<(&str, &str)> = None;
    for key in view.touched() {
        // Keys are sorted, so the members of a group follow each other.
        if last.is_none_or(|(name, _)| name != key.name) {
            messages.extend(group::check_name(view, &key.name));
        }
        if last != Some((&key.name, &key.kind)) {
            messages.extend(group::check(call, view, &key.name, &key.kind));
        }
        last = Some((&key.name, &key.kind));
    }
    for record in view.overlay.values().flatten() {
        messages.extend(alias::check(call, view, record));
    }
    let most = call.quota("route53.records_per_zone");
    if view.count() as u64 > most {
        messages.push(format!("Number of resource record sets in the hosted zone limit of {most} exceeded."));
    }
    messages
}

/// Brings a record set into the form that is stored.
fn normalise(record: RecordSet) -> Result<RecordSet, String> {
    let fatal = |problem: &str, text: &str| format!("FATAL problem: {problem} encountered with '{text}'");
    let name = name::parse(&record.name).map_err(|problem| fatal(problem, &record.name))?.text;
    let mut record = RecordSet { name, ..record };
    record.multi_value_answer = record.multi_value_answer.filter(|asked| *asked);
    if let Some(target) = &mut record.alias_target {
        let dns_name = name::parse(&target.dns_name).map_err(|problem| fatal(problem, &target.dns_name))?;
        target.dns_name = dns_name.text;
        target.hosted_zone_id = bare(&target.hosted_zone_id).into();
    }
    Ok(record)
}

/// Names a record set the way messages do.
fn label(record: &RecordSet) -> String {
    let (name, kind) = (&record.name, &record.kind);
    match &record.set_identifier {
        Some(identifier) => format!("[name='{name}', type='{kind}', set-identifier='{identifier}']"),
        None => format!("[name='{name}', type='{kind}']"),
    }
}

fn event(zone: &Zone, overlay: BTreeMap<Key, Option<RecordSet>>) -> Event {
    let (mut put, mut deleted) = (Vec::new(), Vec::new());
    for (key, record) in overlay {
        match record {
            Some(record) => put.push(record),
            None => {
                if let Some(found) = zone.records.0.get(&key) {
                    deleted.push(RecordKey(found.name.clone(), key.kind, key.set_identifier));
                }
            }
        }
    }
    Event::Records { zone: zone.id.clone(), put, deleted }
}
