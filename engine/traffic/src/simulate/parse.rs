//! Reads what people write of a simulation: `us-east-1@0s`, `elb@eu-west-1@5m=50%`.

use std::collections::BTreeMap;
use std::ops::Range;

use tandem_core::suggestion::nearest;
use tandem_core::{Address, duration};

use super::script::{Affected, Fate, Incident};
use crate::fail::{Severity, Subject};
use crate::model::{Consistency, Watch};
use crate::net::Net;
use crate::plane::Plane;

/// What is wrong with a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Misread {
    /// The code of the message.
    pub code: &'static str,
    /// Which bytes of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub hint: String,
}

/// What can fail in a topology, by what people write for it.
#[derive(Clone, PartialEq, Debug)]
pub struct Subjects(BTreeMap<String, Affected>);

impl Subjects {
    /// Returns everything that can fail in a topology.
    pub fn of(net: &Net<'_>) -> Subjects {
        let mut all: BTreeMap<String, Affected> = BTreeMap::new();
        for affected in subjects(net).into_iter().map(Affected::Subject).chain(replications(net)) {
            all.insert(affected.text(), affected);
        }
        Subjects(all)
    }

    /// Iterates over what can be written, sorted.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Reads what fails: `SUBJECT`, `SUBJECT@TIME` or `SUBJECT@TIME=PERCENT%`; without a time at the start.
    ///
    /// # Errors
    /// Says which part of the text is wrong.
    pub fn failure(&self, text: &str) -> Result<Incident, Misread> {
        let (subject, at, percent) = parts(text)?;
        let severity = match percent {
            None | Some(100) => Severity::Dead,
            Some(percent) => Severity::Grey(percent),
        };
        let affected = self.find(subject)?;
        let whole = matches!(
            affected,
            Affected::Replication { .. } | Affected::Subject(Subject::Plane(_) | Subject::Checkers(_))
        );
        if whole && severity != Severity::Dead {
            let message = format!("`{subject}` fails altogether or not at all");
            let hint = format!("write `{subject}@{}`", duration::text(at));
            return Err(Misread { code: "simulate::percent", range: tail(text, subject), message, hint });
        }
        Ok(Incident { at, affected, fate: Fate::Fails(severity) })
    }

    /// Reads what recovers: `SUBJECT@TIME`.
    ///
    /// # Errors
    /// Says which part of the text is wrong.
    pub fn recovery(&self, text: &str) -> Result<Incident, Misread> {
        let (subject, at, percent) = parts(text)?;
        if percent.is_some() {
            let message = "what recovers does so altogether".to_owned();
            let hint = format!("write `{subject}@{}`", duration::text(at));
            return Err(Misread { code: "simulate::percent", range: tail(text, subject), message, hint });
        }
        if subject.len() == text.len() {
            let message = "when does it recover?".to_owned();
            let hint = format!("write `{text}@20m`");
            return Err(Misread { code: "simulate::time", range: 0..text.len(), message, hint });
        }
        Ok(Incident { at, affected: self.find(subject)?, fate: Fate::Recovers })
    }

    fn find(&self, text: &str) -> Result<Affected, Misread> {
        // A table is known by its name or by its address.
        let plain = text.strip_prefix("replication:").and_then(|rest| {
            let (store, region) = rest.rsplit_once('@')?;
            let store: Address = store.parse().ok()?;
            Some(Affected::Replication { store, region: region.to_owned() }.text())
        });
        let key = plain.as_deref().unwrap_or(text);
        if let Some(affected) = self.0.get(key) {
            return Ok(affected.clone());
        }
        let hint = match nearest(key, self.texts()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let some: Vec<String> =
                    self.texts().take(SOME).map(|subject| format!("`{subject}`")).collect();
                format!(
                    "what can fail is {}{}",
                    some.join(", "),
                    if self.0.len() > SOME { ", …" } else { "" }
                )
            }
        };
        let message = format!("nothing here is called `{text}`");
        Err(Misread { code: "simulate::subject", range: 0..text.len(), message, hint })
    }
}

/// How many subjects a message lists.
const SOME: usize = 8;

/// Returns the bytes behind a subject and its `@`.
fn tail(text: &str, subject: &str) -> Range<usize> {
    (subject.len() + 1).min(text.len())..text.len()
}

/// Takes a text apart: the subject, the second, and how many requests of a hundred fail.
fn parts(text: &str) -> Result<(&str, u64, Option<u8>), Misread> {
    // The subject may have an `@` of its own, so the last one counts, if a time follows.
    let Some((subject, rest)) = text.rsplit_once('@') else { return Ok((text, 0, None)) };
    if !rest.starts_with(|first: char| first.is_ascii_digit() || first == '=' || first == '-') {
        return Ok((text, 0, None));
    }
    let start = subject.len() + 1;
    let (time, percent) = rest.split_once('=').map_or((rest, None), |(time, percent)| (time, Some(percent)));
    let Some(at) = duration::seconds(time) else {
        let message = format!("`{time}` is not a time");
        let hint = "write a whole number and a unit: `0s`, `90s`, `20m`, `1h`".to_owned();
        let range = start..start + time.len();
        return Err(Misread { code: "simulate::time", range, message, hint });
    };
    let Some(text_of) = percent else { return Ok((subject, at, None)) };
    let number = text_of.strip_suffix('%').unwrap_or(text_of).parse().ok();
    match number.filter(|percent| (1..=100).contains(percent)) {
        Some(percent) => Ok((subject, at, Some(percent))),
        None => {
            let range = start + time.len() + 1..text.len();
            let message = format!("`{text_of}` is not a share of requests");
            let hint = "write `50%`: so many requests of a hundred fail".to_owned();
            Err(Misread { code: "simulate::percent", range, message, hint })
        }
    }
}

fn replications(net: &Net<'_>) -> Vec<Affected> {
    let eventual = net.model.stores.iter().filter(|(_, store)| store.consistency == Consistency::Eventual);
    let of = |(address, store): (&Address, &crate::model::Store)| {
        let one = |region: &String| Affected::Replication { store: address.clone(), region: region.clone() };
        store.replicas.keys().map(one).collect::<Vec<_>>()
    };
    eventual.flat_map(of).collect()
}

/// Returns everything that can fail: also what no single failure of a proof would let fail, because it does nothing here.
fn subjects(net: &Net<'_>) -> Vec<Subject> {
    let mut all: Vec<Subject> = net.regions.iter().cloned().map(Subject::Region).collect();
    let service = |service: &str, region: &str| Subject::Service {
        service: service.to_owned(),
        region: region.to_owned(),
    };
    for node in &net.endpoints {
        if let Some(region) = node.region.filter(|_| !node.service.is_empty()) {
            all.push(service(&node.service, &net.regions[region]));
        }
        all.push(Subject::Endpoint(node.id.clone()));
    }
    for store in net.model.stores.values() {
        all.extend(store.replicas.keys().chain(&store.witness).map(|region| service(&store.service, region)));
    }
    all.extend(net.model.alarms.values().map(|alarm| service("cloudwatch", &alarm.region)));
    for listener in net.accelerators.iter().flat_map(|node| &node.accelerator.listeners) {
        all.push(Subject::Listener(listener.address.clone()));
        all.extend(listener.groups.iter().map(|group| Subject::Group(group.address.clone())));
    }
    for (address, check) in &net.model.checks {
        if let Watch::Endpoint(probe) = &check.watch {
            all.push(Subject::CheckPath(address.clone()));
            all.extend(probe.regions.iter().cloned().map(Subject::Checkers));
        }
    }
    all.extend(Plane::all().map(Subject::Plane));
    // The regions of control planes matter although nothing else may be in them.
    all.extend(Plane::all().map(|plane| Subject::Region(plane.region().to_owned())));
    all
}
