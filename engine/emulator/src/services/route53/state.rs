//! What an account has in Route 53, and the events that change it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::health_check::HealthCheck;
use super::record::{RecordSet, Records};

/// A change is forgotten after a day, and the creation of a health check no longer counted.
const DAY_MILLIS: u64 = 86_400_000;

/// Old changes are looked for when there are this many, so that the search costs nothing per change.
const MANY_CHANGES: usize = 1_000;

/// One account's zones, checks and tags.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// By id, without `/hostedzone/`.
    pub(crate) zones: BTreeMap<String, Zone>,
    pub(crate) changes: BTreeMap<String, ChangeInfo>,
    /// By id.
    pub(crate) health_checks: BTreeMap<String, HealthCheck>,
    /// When the health checks of the last day were created.
    pub(crate) checks_created: Vec<u64>,
    /// The references of deleted health checks, which stay taken.
    pub(crate) burnt_references: BTreeMap<String, String>,
    /// By `hostedzone/Z...` or `healthcheck/...`.
    pub(crate) tags: BTreeMap<String, BTreeMap<String, String>>,
    /// How many changes there may be before old ones are looked for.
    sweep_at: usize,
}

/// A hosted zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Zone {
    pub(crate) id: String,
    /// With a trailing dot.
    pub(crate) name: String,
    pub(crate) caller_reference: String,
    pub(crate) comment: Option<String>,
    pub(crate) private: bool,
    pub(crate) vpcs: Vec<Vpc>,
    /// Four for a public zone, none for a private one.
    pub(crate) name_servers: Vec<String>,
    pub(crate) recovery: Option<Recovery>,
    pub(crate) seeded: bool,
    pub(crate) records: Records,
}

/// A VPC that a private zone answers in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Vpc {
    #[serde(rename = "VPCRegion")]
    pub(crate) region: String,
    #[serde(rename = "VPCId")]
    pub(crate) id: String,
}

/// The accelerated recovery feature, on its way or there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recovery {
    pub(crate) enabled: bool,
    pub(crate) ready_at: u64,
}

/// A change on its way to the name servers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChangeInfo {
    pub(crate) id: String,
    pub(crate) submitted_at: u64,
    /// When every name server has it.
    pub(crate) ready_at: u64,
    pub(crate) comment: Option<String>,
}

/// An accepted change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    ZoneCreated(Box<Zone>),
    ZoneDeleted { zone: String },
    Comment { zone: String, comment: Option<String> },
    Vpcs { zone: String, vpcs: Vec<Vpc> },
    Recovery { zone: String, recovery: Recovery },
    /// What a batch comes to: record sets put and taken away.
    Records { zone: String, put: Vec<RecordSet>, deleted: Vec<RecordKey> },
    Submitted(ChangeInfo),
    HealthCheckPut(Box<HealthCheck>),
    HealthCheckDeleted { id: String },
    Tags { resource: String, tags: BTreeMap<String, String> },
}

/// A record set's name, type and identifier.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RecordKey(pub(crate) String, pub(crate) String, pub(crate) String);

impl State {
    /// Returns how many health checks were created in the day before `now`.
    pub(crate) fn created_today(&self, now: u64) -> usize {
        self.checks_created.iter().filter(|created| **created + DAY_MILLIS > now).count()
    }
}

pub(crate) fn apply(state: &mut State, event: Event, at: u64) {
    match event {
        Event::ZoneCreated(zone) => {
            state.zones.insert(zone.id.clone(), *zone);
        }
        Event::ZoneDeleted { zone } => {
            state.zones.remove(&zone);
            state.tags.remove(&format!("hostedzone/{zone}"));
        }
        Event::Comment { zone, comment } => on(state, &zone, |zone| zone.comment = comment),
        Event::Vpcs { zone, vpcs } => on(state, &zone, |zone| zone.vpcs = vpcs),
        Event::Recovery { zone, recovery } => on(state, &zone, |zone| zone.recovery = Some(recovery)),
        Event::Records { zone, put, deleted } => on(state, &zone, |zone| change(&mut zone.records, put, deleted)),
        Event::Submitted(info) => submit(state, info, at),
        Event::HealthCheckPut(check) => {
            if state.health_checks.insert(check.id.clone(), *check).is_none() {
                state.checks_created.retain(|created| created + DAY_MILLIS > at);
                state.checks_created.push(at);
            }
        }
        Event::HealthCheckDeleted { id } => {
            if let Some(check) = state.health_checks.remove(&id) {
                state.burnt_references.insert(check.caller_reference, id.clone());
            }
            state.tags.remove(&format!("healthcheck/{id}"));
        }
        Event::Tags { resource, tags } => {
            state.tags.insert(resource, tags);
        }
    }
}

fn on(state: &mut State, zone: &str, change: impl FnOnce(&mut Zone)) {
    if let Some(zone) = state.zones.get_mut(zone) {
        change(zone);
    }
}

fn change(records: &mut Records, put: Vec<RecordSet>, deleted: Vec<RecordKey>) {
    for RecordKey(name, kind, set_identifier) in deleted {
        let set_identifier = Some(set_identifier).filter(|identifier| !identifier.is_empty());
        let key = RecordSet { set_identifier, ..RecordSet::simple(&name, &kind, 0, &[]) }.key();
        records.0.remove(&key);
    }
    for record in put {
        records.0.insert(record.key(), record);
    }
}

fn submit(state: &mut State, info: ChangeInfo, at: u64) {
    state.changes.insert(info.id.clone(), info);
    if state.changes.len() > state.sweep_at.max(MANY_CHANGES) {
        state.changes.retain(|_, info| info.submitted_at + DAY_MILLIS > at);
        state.sweep_at = state.changes.len() * 2;
    }
}
