//! The edits that may help against a counterexample, the smallest first.

use tandem_core::Address;

use super::Calls;
use super::edit::{Change, Edit};
use super::watching::{checks_of, endpoint, guarded, name_of};
use crate::model::{Answer, Check, CheckRef, EndpointId, Insufficient, Member, Model, Policy, Watch};
use crate::prove::Counterexample;

/// The TTLs that are tried, in seconds: what AWS asks for with health checks, and less.
const TTLS: [u64; 3] = [60, 30, 10];
/// The failure thresholds that are tried.
const THRESHOLDS: [u32; 3] = [3, 2, 1];
/// How often fast checks ask, in seconds.
const FAST: u64 = 10;

/// Returns the edits that may help, what is first to blame first.
pub(super) fn candidates(model: &Model, example: &Counterexample, calls: &Calls) -> Vec<Edit> {
    let mut edits = Edits { model, calls, edits: Vec::new() };
    for address in example.blames.iter().filter_map(|blame| blame.address.as_ref()) {
        edits.about(address);
    }
    // What is to blame may be the last link only: a sibling that should have answered can be the reason.
    let routed = model.names.values().flatten().filter(|member| member.policy != Policy::Simple);
    routed.for_each(|member| edits.record(member));
    let mut sorted = Vec::new();
    for edit in edits.edits {
        if !sorted.contains(&edit) {
            sorted.push(edit);
        }
    }
    sorted
}

struct Edits<'a> {
    model: &'a Model,
    calls: &'a Calls,
    edits: Vec<Edit>,
}

impl Edits<'_> {
    fn add(&mut self, address: &Address, change: Change) {
        self.edits.push(Edit { at: self.calls.with(address), change });
    }

    /// Adds the edits of whatever bears an address.
    fn about(&mut self, address: &Address) {
        let model = self.model;
        if let Some(check) = model.checks.get(address) {
            self.check(address, check);
            guarded(model, address).for_each(|member| self.record(member));
        }
        let members = model.names.values().flatten().filter(|member| member.address == *address);
        members.for_each(|member| self.record(member));
        for (number, accelerator) in &model.accelerators {
            if number == address {
                self.add(address, Change::Enable);
            }
            for listener in &accelerator.listeners {
                let near = listener.address == *address || number == address;
                let idle =
                    |group: &&crate::model::EndpointGroup| group.endpoints.iter().any(|one| one.weight == 0);
                for group in
                    listener.groups.iter().filter(|group| near || group.address == *address).filter(idle)
                {
                    self.add(&group.address, Change::Weigh);
                }
                if near {
                    self.groups(listener);
                }
            }
        }
    }

    fn record(&mut self, member: &Member) {
        let model = self.model;
        if matches!(member.answer, Answer::Alias { evaluate: false, .. }) && member.check.is_none() {
            self.add(&member.address, Change::Evaluate);
        }
        let checks = endpoint(member).into_iter().flat_map(|id| checks_of(model, id));
        let other = |check: &&Address| member.check.as_ref() != Some(&CheckRef::Declared((*check).clone()));
        if let Some(check) = checks.into_iter().find(other) {
            self.add(&member.address, Change::Guard(check.name()));
        }
        if let Some(ttl) = member.ttl {
            TTLS.iter()
                .filter(|less| **less < ttl)
                .for_each(|less| self.add(&member.address, Change::Ttl(*less)));
        }
        if matches!(member.policy, Policy::Geolocation(_)) {
            self.add(&member.address, Change::Default);
        }
        if let Some(CheckRef::Declared(address)) = &member.check
            && let Some(check) = model.checks.get(address)
        {
            self.check(address, check);
        }
        let siblings: Vec<EndpointId> =
            endpoint(member).into_iter().flat_map(|id| siblings(model, id)).collect();
        siblings.into_iter().for_each(|id| self.add(&member.address, Change::Lead(id)));
    }

    fn check(&mut self, address: &Address, check: &Check) {
        let model = self.model;
        if check.disabled {
            self.add(address, Change::Awake);
        }
        if check.inverted {
            self.add(address, Change::Upright);
        }
        match &check.watch {
            Watch::Endpoint(probe) => {
                let guards = guarded(model, address).find_map(endpoint);
                if let Some(name) = guards.and_then(|id| name_of(model, id)) {
                    self.add(address, Change::Ask(name.to_owned()));
                }
                if probe.interval > FAST {
                    self.add(address, Change::Interval(FAST));
                }
                let fewer = THRESHOLDS.iter().filter(|count| **count < probe.threshold);
                fewer.for_each(|count| self.add(address, Change::Threshold(*count)));
            }
            Watch::Calculated { children, threshold } if *threshold < children.len() => {
                self.add(address, Change::CountAll(children.len()));
            }
            Watch::Alarm { insufficient, .. } if *insufficient != Insufficient::Unhealthy => {
                self.add(address, Change::SilenceFails);
            }
            _ => (),
        }
    }

    fn groups(&mut self, listener: &crate::model::Listener) {
        let there = |region: &str| listener.groups.iter().any(|group| group.region == region);
        let Some(like) = listener.groups.iter().flat_map(|group| &group.endpoints).next() else { return };
        for id in siblings(self.model, &like.endpoint) {
            let region = self.model.endpoints.get(&id).and_then(|endpoint| endpoint.region.clone());
            if let Some(region) = region.filter(|region| !there(region)) {
                self.add(&listener.address, Change::Group(region, id));
            }
        }
    }
}

/// Returns the endpoints of the same service in other regions, those of the same name first.
fn siblings(model: &Model, id: &EndpointId) -> Vec<EndpointId> {
    let Some(this) = model.endpoints.get(id) else { return Vec::new() };
    let name = |id: &EndpointId| id.0.split('@').next().unwrap_or_default().to_owned();
    let elsewhere = model.endpoints.iter().filter(|(_, other)| {
        other.region.is_some() && other.region != this.region && other.service == this.service
    });
    let mut ids: Vec<EndpointId> = elsewhere.map(|(id, _)| id.clone()).collect();
    ids.sort_by_key(|other| name(other) != name(id));
    ids
}
