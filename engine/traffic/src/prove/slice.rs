//! The slice of a model that one name can reach: everything that decides what becomes of its clients, and nothing else.
//!
//! A name that has no record of its own is answered by a wildcard, or not at all, depending on which names exist around
//! it. The slice keeps those as names without records.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;
use tandem_core::topology::Objective;

use crate::model::{
    About, Answer, CheckRef, EndpointId, Member, Model, Name, RecordType, Target, Unknown, Watch,
};

/// A model with what is needed to cut slices out of it.
#[derive(Debug)]
pub(crate) struct Index<'m> {
    pub(super) model: &'m Model,
    /// Every name with a record, and every name between such a name and its zone.
    names: BTreeSet<&'m str>,
    /// The public zones by domain.
    zones: BTreeMap<&'m str, Vec<&'m Address>>,
    /// What is not known, by declaration.
    unknown: BTreeMap<&'m Address, Vec<&'m Unknown>>,
    /// What is not known of records and groups that could not be read, by the name or the accelerator they belong to.
    unread: BTreeMap<String, Vec<&'m Unknown>>,
}

/// Returns the slice of a model that a name of an objective can reach.
pub fn slice(model: &Model, objective: &Objective, name: &str) -> Model {
    Index::of(model).slice(objective, name)
}

impl<'m> Index<'m> {
    pub(crate) fn of(model: &'m Model) -> Index<'m> {
        let mut zones: BTreeMap<&str, Vec<&Address>> = BTreeMap::new();
        for (address, zone) in model.zones.iter().filter(|(_, zone)| !zone.private) {
            zones.entry(zone.domain.as_str()).or_default().push(address);
        }
        let mut index =
            Index { model, names: BTreeSet::new(), zones, unknown: BTreeMap::new(), unread: BTreeMap::new() };
        for name in model.names.keys() {
            let end = index.zone(&name.name).map_or(name.name.len(), str::len);
            for ancestor in ancestors(&name.name).take_while(|ancestor| ancestor.len() >= end) {
                if !index.names.insert(ancestor) {
                    break;
                }
            }
        }
        for unknown in &model.unknown {
            index.unknown.entry(&unknown.address).or_default().push(unknown);
            for owner in owners(model, &unknown.address) {
                index.unread.entry(owner).or_default().push(unknown);
            }
        }
        index
    }

    /// Returns the domain of the zone that answers for a name.
    fn zone(&self, name: &str) -> Option<&'m str> {
        ancestors(name).find_map(|ancestor| self.zones.get_key_value(ancestor)).map(|(domain, _)| *domain)
    }

    /// Returns the slice that a name can reach.
    pub(crate) fn slice(&self, objective: &Objective, name: &str) -> Model {
        let mut cut = Cut { index: self, asked: BTreeSet::new(), slice: Model::default() };
        cut.ask(name);
        let mut slice = cut.slice;
        slice.objectives = vec![alone(objective, name)];
        slice
    }
}

/// Returns what an objective says of one of its names: there may be thousands of others.
fn alone(objective: &Objective, name: &str) -> Objective {
    Objective {
        names: vec![name.to_owned()],
        survive: objective.survive,
        recover_within: objective.recover_within,
        lose_at_most: objective.lose_at_most,
        demand: objective.demand.clone(),
        capacity: objective.capacity.clone(),
        allow: objective.allow.clone(),
        origin: objective.origin.clone(),
    }
}

/// A slice as it is being cut.
struct Cut<'i, 'm> {
    index: &'i Index<'m>,
    asked: BTreeSet<String>,
    slice: Model,
}

impl Cut<'_, '_> {
    /// Adds what a question for a name finds.
    fn ask(&mut self, name: &str) {
        if !self.asked.insert(name.to_owned()) {
            return;
        }
        let index = self.index;
        for ancestor in ancestors(name) {
            for address in index.zones.get(ancestor).into_iter().flatten() {
                let zone = &index.model.zones[*address];
                self.slice.zones.entry((*address).clone()).or_insert_with(|| zone.clone());
            }
        }
        self.unread(name);
        if self.sets(name) {
            return;
        }
        let Some(domain) = index.zone(name) else { return };
        let exists = |name: &&str| index.names.contains(name);
        if index.names.contains(name) {
            return self.mark(name);
        }
        let closest = ancestors(name).skip(1).find(exists).unwrap_or(domain);
        self.mark(closest);
        let wildcard = format!("*.{closest}");
        self.unread(&wildcard);
        self.sets(&wildcard);
    }

    /// Adds the record sets of a name; false if it has none that answers for addresses.
    fn sets(&mut self, name: &str) -> bool {
        let mut found = false;
        for record in [RecordType::A, RecordType::Aaaa, RecordType::Cname] {
            found |= self.set(&Name { name: name.to_owned(), record });
        }
        found
    }

    fn set(&mut self, name: &Name) -> bool {
        let Some(members) = self.index.model.names.get(name) else { return false };
        if self.slice.names.contains_key(name) {
            return true;
        }
        self.slice.names.insert(name.clone(), members.clone());
        members.iter().for_each(|member| self.member(name, member));
        true
    }

    /// Remembers that a name exists, whatever records it has.
    fn mark(&mut self, name: &str) {
        let record = RecordType::Other(String::new());
        self.slice.names.insert(Name { name: name.to_owned(), record }, Vec::new());
    }

    fn member(&mut self, name: &Name, member: &Member) {
        self.unknown(&member.address);
        if let Some(zone) = self.index.model.zones.get(&member.zone) {
            self.slice.zones.insert(member.zone.clone(), zone.clone());
        }
        member.check.iter().for_each(|check| self.check(check));
        match &member.answer {
            Answer::Values(targets) => targets.iter().for_each(|target| self.target(name, target)),
            Answer::Alias { to, .. } => self.target(name, to),
        }
    }

    fn target(&mut self, name: &Name, target: &Target) {
        match target {
            Target::Records(other) => {
                self.unread(&other.name);
                self.set(other);
            }
            Target::Name(other) if name.record == RecordType::Cname => self.ask(other),
            Target::Name(_) => (),
            Target::Endpoint(id) => self.endpoint(id),
            Target::Accelerator(address) => self.accelerator(address),
        }
    }

    fn endpoint(&mut self, id: &EndpointId) {
        if let Some(endpoint) = self.index.model.endpoints.get(id) {
            self.unknown(&endpoint.address);
            self.slice.endpoints.insert(id.clone(), endpoint.clone());
            if let Some(groups) = self.index.model.target_groups.get(id) {
                self.slice.target_groups.insert(id.clone(), groups.clone());
            }
        }
    }

    fn accelerator(&mut self, address: &Address) {
        let Some(accelerator) = self.index.model.accelerators.get(address) else { return };
        if self.slice.accelerators.contains_key(address) {
            return;
        }
        self.unknown(address);
        self.unread(address.as_str());
        self.slice.accelerators.insert(address.clone(), accelerator.clone());
        for listener in &accelerator.listeners {
            self.unknown(&listener.address);
            for group in &listener.groups {
                self.unknown(&group.address);
                group.endpoints.iter().for_each(|weighted| self.endpoint(&weighted.endpoint));
            }
        }
    }

    fn check(&mut self, check: &CheckRef) {
        let CheckRef::Declared(address) = check else { return };
        if self.slice.checks.contains_key(address) {
            return;
        }
        self.unknown(address);
        let Some(check) = self.index.model.checks.get(address) else { return };
        self.slice.checks.insert(address.clone(), check.clone());
        match &check.watch {
            Watch::Endpoint(probe) => match &probe.target {
                Target::Name(name) => self.ask(name),
                Target::Endpoint(id) => self.endpoint(id),
                Target::Accelerator(address) => self.accelerator(address),
                Target::Records(_) => (),
            },
            Watch::Calculated { children, .. } => children.iter().for_each(|child| self.check(child)),
            Watch::Alarm { declared: Some(alarm), .. } => self.alarm(alarm),
            Watch::Alarm { declared: None, .. } | Watch::Control(_) => (),
        }
    }

    fn alarm(&mut self, address: &Address) {
        self.unknown(address);
        let Some(alarm) = self.index.model.alarms.get(address) else { return };
        self.slice.alarms.insert(address.clone(), alarm.clone());
        match &alarm.about {
            About::Endpoint(id) => self.endpoint(id),
            About::Check(check) => self.check(&CheckRef::Declared(check.clone())),
            About::Store(_) | About::Other => (),
        }
    }

    fn unknown(&mut self, address: &Address) {
        let more = self.index.unknown.get(address).into_iter().flatten();
        more.for_each(|unknown| add(&mut self.slice.unknown, unknown));
    }

    fn unread(&mut self, owner: &str) {
        let more = self.index.unread.get(owner).into_iter().flatten();
        more.for_each(|unknown| add(&mut self.slice.unknown, unknown));
    }
}

fn add(all: &mut Vec<Unknown>, unknown: &Unknown) {
    if !all.contains(unknown) {
        all.push(unknown.clone());
    }
}

/// Returns what a declaration belongs to that may not have been read at all: the name of a record, an accelerator.
fn owners(model: &Model, address: &Address) -> Vec<String> {
    let segments = address.segments();
    match (address.kind(), segments.as_slice()) {
        ("route53::record", [zone, label, ..]) => {
            let within = model.zones.iter().filter(|(address, _)| address.name() == *zone);
            let full =
                |domain: &str| if label == "@" { domain.to_owned() } else { format!("{label}.{domain}") };
            let mut names: Vec<String> = within.map(|(_, zone)| full(&zone.domain)).collect();
            names.push(label.trim_end_matches('.').to_ascii_lowercase());
            names
        }
        ("globalaccelerator::listener" | "globalaccelerator::endpoint_group", [accelerator, ..]) => {
            let owner =
                Address::new("globalaccelerator::accelerator", &[accelerator], &address_place(address));
            vec![owner.as_str().to_owned()]
        }
        _ => Vec::new(),
    }
}

/// Returns the place of an accelerator that a declaration belongs to: it has no region.
fn address_place(address: &Address) -> tandem_core::Place {
    tandem_core::Place { account: address.account().map(str::to_owned), region: None }
}

/// Iterates over a name and the names above it.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, rest)| rest))
}
