//! What happens in a simulation and what is noticed of it, as a timeline.

use std::collections::{BTreeMap, BTreeSet};

use super::answers::Answers;
use super::belief::{Notice, Sensor};
use super::run::Run;
use super::script::{Affected, Fate, Incident, Period, Script};
use crate::accelerator::held;
use crate::assume::Used;
use crate::fail::{Severity, Subject};
use crate::health::Interval;
use crate::model::CheckRef;
use crate::net::Net;
use crate::plane::Plane;

/// What happens, or is noticed.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// When, in seconds.
    pub at: f64,
    /// The earliest, the usual and the latest it may be.
    pub within: Interval,
    /// What kind of event.
    pub kind: Kind,
    /// What it happens to: as the script writes it, an address, or a name.
    pub subject: String,
    /// A sentence without its end.
    pub text: String,
}

/// A kind of event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Something fails.
    Fail,
    /// Something recovers.
    Recover,
    /// Something notices a failure.
    Notice,
    /// Something notices a recovery.
    Return,
    /// The last caches or connections let go of what was before.
    Drained,
}

/// Returns what happens and what is noticed up to the end of a run, in order.
pub(super) fn events(run: &Run<'_>, script: &Script, periods: &[Period]) -> Vec<Event> {
    let mut events: Vec<Event> = script.incidents.iter().map(incident).collect();
    events.extend(run.beliefs.notices.iter().filter_map(|notice| noticed(run.net, notice)));
    events.extend(drained(run));
    events.extend(given_up(run.net, periods));
    events.extend(planes(run.net, periods));
    events.retain(|event| event.at <= run.until);
    // What happens at once stays in the order in which it was told; the causes come first.
    events.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.kind.cmp(&b.kind)));
    // Listeners of one accelerator notice together, and say so once.
    let mut told = BTreeSet::new();
    events.retain(|event| told.insert((event.at.to_bits(), event.text.clone())));
    events
}

fn incident(incident: &Incident) -> Event {
    let affected = &incident.affected;
    let (kind, text) = match (incident.fate, affected) {
        (Fate::Fails(_), Affected::Replication { .. }) => (Kind::Fail, format!("{affected} stops")),
        (Fate::Fails(Severity::Dead), _) => (Kind::Fail, format!("{affected} fails")),
        (Fate::Fails(Severity::Grey(percent)), _) => {
            (Kind::Fail, format!("{affected} fails {percent} % of requests"))
        }
        (Fate::Recovers, _) => (Kind::Recover, format!("{affected} recovers")),
    };
    let at = incident.at as f64;
    Event { at, within: Interval::exactly(at), kind, subject: affected.text(), text }
}

fn noticed(net: &Net<'_>, notice: &Notice) -> Option<Event> {
    let healthy = notice.healthy >= 0.5;
    let (subject, text) = match &notice.sensor {
        Sensor::Check(check) => {
            let CheckRef::Declared(address) = &net.checks[*check].id else { return None };
            (address.to_string(), format!("{address} {}", turns(notice.healthy)))
        }
        Sensor::Alias(endpoint) => {
            let id = net.endpoints[*endpoint].id.to_string();
            let text = format!("aliases find {id} {}", if healthy { "healthy again" } else { "unhealthy" });
            (id, text)
        }
        Sensor::Flow([accelerator, _, _, endpoint]) => {
            let address = net.accelerators[*accelerator].address.to_string();
            let id = &net.endpoints[*endpoint].id;
            let does = if healthy { "sends new connections again to" } else { "sends no new connections to" };
            let text = format!("{address} {does} {id}");
            (address, text)
        }
        Sensor::Alarm(address) => {
            (address.to_string(), format!("{address} {}", if healthy { "is quiet again" } else { "sounds" }))
        }
    };
    let kind = if healthy { Kind::Return } else { Kind::Notice };
    Some(Event { at: notice.at, within: notice.within, kind, subject, text })
}

/// Returns what a check does that is healthy for a share of the time from now on.
fn turns(healthy: f64) -> String {
    if healthy <= 0.005 {
        "turns unhealthy".to_owned()
    } else if healthy >= 0.995 {
        "turns healthy".to_owned()
    } else {
        format!("comes and goes: healthy {:.0} % of the time", healthy * 100.0)
    }
}

/// Returns when the last caches let go of what a name was answered before.
fn drained(run: &Run<'_>) -> Vec<Event> {
    let mut events = Vec::new();
    for name in &run.names {
        let mut last: BTreeMap<u64, f64> = BTreeMap::new();
        for (from, to) in name.answers().flat_map(Answers::drains).filter(|(from, to)| to > from) {
            // What is not negative is in the order of its bits.
            let latest = last.entry(from.max(0.0).to_bits()).or_insert(to);
            *latest = latest.max(to);
        }
        events.extend(last.into_values().map(|at| Event {
            at,
            within: Interval::exactly(at),
            kind: Kind::Drained,
            subject: name.name.clone(),
            text: format!("{}: the last caches let go of the old answer", name.name),
        }));
    }
    events
}

/// Returns when control planes that matter here go down with their region, and come back with it.
fn planes(net: &Net<'_>, periods: &[Period]) -> Vec<Event> {
    let matters = |plane: Plane| match plane {
        Plane::Route53 => !net.sets.is_empty(),
        Plane::GlobalAccelerator => !net.accelerators.is_empty(),
        _ => false,
    };
    let mut events = Vec::new();
    for pair in periods.windows(2) {
        for plane in Plane::all().filter(|plane| matters(*plane)) {
            let lost = |period: &Period| !period.world.lives(plane.region());
            let (kind, text) = match (lost(&pair[0]), lost(&pair[1])) {
                (false, true) => (Kind::Fail, format!("{plane} is down with it: no {}", plane.changes())),
                (true, false) => (Kind::Recover, format!("{plane} is back with it")),
                _ => continue,
            };
            let (at, subject) = (pair[1].from, Affected::Subject(Subject::Plane(plane)).text());
            events.push(Event { at, within: Interval::exactly(at), kind, subject, text });
        }
    }
    events
}

/// Returns when the last connections are given up that were open to what is gone without a word.
fn given_up(net: &Net<'_>, periods: &[Period]) -> Vec<Event> {
    let mut events = Vec::new();
    for pair in periods.windows(2) {
        let gone = |at: usize| {
            let silent = |period: &Period| period.world.silent[at] && period.world.endpoints[at] >= 1.0;
            silent(&pair[1]) && !silent(&pair[0])
        };
        for (accelerator, node) in net.accelerators.iter().enumerate() {
            for (listener, groups) in node.endpoints.iter().enumerate() {
                for (endpoint, _) in groups.iter().flatten().filter(|(endpoint, _)| gone(*endpoint)) {
                    let at = pair[1].from + held(net, accelerator, listener, &mut Used::default());
                    let id = &net.endpoints[*endpoint].id;
                    let text = format!("{}: the last connections open to {id} are given up", node.address);
                    let subject = node.address.to_string();
                    events.push(Event {
                        at,
                        within: Interval::exactly(at),
                        kind: Kind::Drained,
                        subject,
                        text,
                    });
                }
            }
        }
    }
    events
}
