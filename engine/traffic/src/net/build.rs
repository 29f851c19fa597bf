//! Makes the net of a model.

use std::collections::{BTreeMap, BTreeSet};

use super::listed::{Found, Listed};
use super::{AcceleratorNode, CheckNode, EndpointNode, Hop, Net, RecordNode, Routing, Set, order};
use crate::assume::{Assumptions, Used};
use crate::client::{Class, Place};
use crate::model::{
    Answer, CheckRef, EndpointId, Family, Member, Model, Name, Policy, RecordType, Target, Watch,
};

/// The services whose health an alias can evaluate: the others always count as healthy.
const EVALUATED: [&str; 2] = ["elb", "elasticbeanstalk"];

pub(super) fn build<'m>(model: &'m Model, assumptions: &'m Assumptions, places: Vec<Place>) -> Net<'m> {
    let regions = regions(model);
    let mut net = Net {
        model,
        assumptions,
        regions,
        endpoints: Vec::new(),
        checks: Vec::new(),
        accelerators: Vec::new(),
        sets: Vec::new(),
        bottom_up: Vec::new(),
        loops: BTreeSet::new(),
        records: 0,
        classes: Vec::new(),
        used: Used::default(),
        set_ids: model.names.keys().enumerate().map(|(at, name)| (name.clone(), at)).collect(),
        endpoint_ids: BTreeMap::new(),
        check_ids: BTreeMap::new(),
        accelerator_ids: model
            .accelerators
            .keys()
            .enumerate()
            .map(|(at, address)| (address.clone(), at))
            .collect(),
        listed: Listed::of(model),
    };
    for (id, endpoint) in &model.endpoints {
        let region = endpoint.region.as_deref().and_then(|region| net.region(region));
        add_endpoint(&mut net, id, region, &endpoint.service);
    }
    add_checks(&mut net);
    add_accelerators(&mut net);
    for (name, members) in &model.names {
        add_set(&mut net, name, members);
    }
    sort(&mut net);
    tell_apart(&mut net, places);
    net
}

fn regions(model: &Model) -> Vec<String> {
    let mut regions: BTreeSet<String> = model.endpoints.values().filter_map(|e| e.region.clone()).collect();
    regions
        .extend(model.stores.values().flat_map(|store| store.replicas.keys().chain(&store.witness)).cloned());
    regions.extend(model.alarms.values().map(|alarm| alarm.region.clone()));
    let listeners = model.accelerators.values().flat_map(|accelerator| &accelerator.listeners);
    regions.extend(listeners.flat_map(|listener| &listener.groups).map(|group| group.region.clone()));
    for check in model.checks.values() {
        match &check.watch {
            Watch::Alarm { region, .. } => drop(regions.insert(region.clone())),
            Watch::Endpoint(probe) => regions.extend(probe.regions.iter().cloned()),
            Watch::Calculated { .. } | Watch::Control(_) => (),
        }
    }
    regions.into_iter().collect()
}

fn add_endpoint(net: &mut Net<'_>, id: &EndpointId, region: Option<usize>, service: &str) -> usize {
    if let Some(at) = net.endpoint_ids.get(id) {
        return *at;
    }
    let at = net.endpoints.len();
    let evaluated = EVALUATED.contains(&service);
    net.endpoints.push(EndpointNode { id: id.clone(), region, service: service.to_owned(), evaluated });
    net.endpoint_ids.insert(id.clone(), at);
    at
}

fn add_checks(net: &mut Net<'_>) {
    let model = net.model;
    let mut all: BTreeSet<CheckRef> = model.checks.keys().cloned().map(CheckRef::Declared).collect();
    all.extend(model.names.values().flatten().filter_map(|member| member.check.clone()));
    for check in model.checks.values() {
        if let Watch::Calculated { children, .. } = &check.watch {
            all.extend(children.iter().cloned());
        }
        if let Watch::Endpoint(probe) = &check.watch
            && let Target::Name(name) = &probe.target
            && net.find(name, Family::V4) == Found::Outside
        {
            add_endpoint(net, &EndpointId(name.clone()), None, "");
        }
    }
    for id in all {
        let check = match &id {
            CheckRef::Declared(address) => model.checks.get(address),
            CheckRef::Foreign(_) => None,
        };
        net.check_ids.insert(id.clone(), net.checks.len());
        net.checks.push(CheckNode { id, check });
    }
}

fn add_accelerators(net: &mut Net<'_>) {
    for (address, accelerator) in &net.model.accelerators {
        let number = |weighted: &crate::model::Weighted| {
            Some((net.endpoint_ids.get(&weighted.endpoint).copied()?, weighted.weight))
        };
        let groups = |listener: &crate::model::Listener| {
            let endpoints = listener.groups.iter().map(|group| group.endpoints.iter().filter_map(number));
            endpoints.map(Iterator::collect).collect()
        };
        let endpoints = accelerator.listeners.iter().map(groups).collect();
        net.accelerators.push(AcceleratorNode { address, accelerator, nearest: Vec::new(), endpoints });
    }
}

fn add_set<'m>(net: &mut Net<'m>, name: &'m Name, members: &'m [Member]) {
    let routing = match members.first().map(|member| &member.policy) {
        None | Some(Policy::Simple) => Routing::Simple,
        Some(Policy::Weighted(_)) => Routing::Weighted,
        Some(Policy::Multivalue) => Routing::Multivalue,
        Some(_) => Routing::Ordered,
    };
    let records: Vec<RecordNode<'m>> = members.iter().map(|member| record(net, name, member)).collect();
    let first = net.records;
    net.records += records.len();
    net.sets.push(Set { name, routing, records, first, order: Vec::new() });
}

fn record<'m>(net: &mut Net<'m>, name: &Name, member: &'m Member) -> RecordNode<'m> {
    let (targets, evaluate) = match &member.answer {
        Answer::Values(targets) => (targets.as_slice(), false),
        Answer::Alias { to, evaluate } => (std::slice::from_ref(to), *evaluate),
    };
    let weight = match member.policy {
        Policy::Weighted(weight) => weight,
        _ => 1,
    };
    let check = member.check.as_ref().and_then(|check| net.check_ids.get(check)).copied();
    let existing = net.model.zones.get(&member.zone).is_some_and(|zone| zone.existing);
    let hops = targets.iter().map(|target| hop(net, name, target, existing)).collect();
    RecordNode { member, weight, check, hops, evaluate }
}

/// Returns what a target is; `existing` says whether its zone has records that nobody declares here.
fn hop(net: &mut Net<'_>, name: &Name, target: &Target, existing: bool) -> Hop {
    match target {
        Target::Endpoint(id) => Hop::Endpoint(add_endpoint(net, id, None, "")),
        Target::Accelerator(address) => net.accelerator(address).map_or(Hop::Nothing, Hop::Accelerator),
        Target::Records(other) => match net.set(other) {
            Some(set) => Hop::Set(set),
            None if existing => Hop::Endpoint(add_endpoint(net, &EndpointId(other.name.clone()), None, "")),
            None => Hop::Nothing,
        },
        Target::Name(other) if name.record == RecordType::Cname => {
            let found = Family::ALL.map(|family| net.find(other, family));
            if found.contains(&Found::Outside) {
                return Hop::Endpoint(add_endpoint(net, &EndpointId(other.clone()), None, ""));
            }
            Hop::Asked(found)
        }
        Target::Name(other) => Hop::Endpoint(add_endpoint(net, &EndpointId(other.clone()), None, "")),
    }
}

/// Puts what aliases stand for before them, and finds those that lead back to themselves.
fn sort(net: &mut Net<'_>) {
    let mut state = vec![0_u8; net.sets.len()];
    for set in 0..net.sets.len() {
        visit(net, set, &mut state);
    }
}

fn visit(net: &mut Net<'_>, set: usize, state: &mut [u8]) {
    match state[set] {
        0 => state[set] = 1,
        1 => {
            net.loops.insert(set);
            return;
        }
        _ => return,
    }
    let mut below: Vec<usize> = Vec::new();
    for hop in net.sets[set].records.iter().flat_map(|record| &record.hops) {
        match hop {
            Hop::Set(other) => below.push(*other),
            Hop::Asked(found) => below.extend(found.iter().filter_map(|found| match found {
                Found::Set(other) => Some(*other),
                _ => None,
            })),
            _ => (),
        }
    }
    for other in below {
        visit(net, other, state);
    }
    state[set] = 2;
    net.bottom_up.push(set);
}

/// What the topology makes of a place: the order of every set and of every listener's groups.
type Signature = (Option<String>, Vec<Vec<u16>>, Vec<Vec<usize>>);

/// Finds the classes of clients, and what each of them is tried in which order.
fn tell_apart(net: &mut Net<'_>, places: Vec<Place>) {
    let mut used = Used::default();
    let mut classes: BTreeMap<Signature, usize> = BTreeMap::new();
    for place in places {
        let signature = signature(net, &place, &mut used);
        match classes.get(&signature) {
            Some(class) => net.classes[*class].places.push(place),
            None => {
                classes.insert(signature, net.classes.len());
                net.classes.push(Class { places: vec![place] });
            }
        }
    }
    let mut signatures: Vec<(Signature, usize)> = classes.into_iter().collect();
    signatures.sort_by_key(|(_, class)| *class);
    for ((_, orders, nearest), _) in signatures {
        let ordered = net.sets.iter_mut().filter(|set| set.routing == Routing::Ordered);
        ordered.zip(orders).for_each(|(set, order)| set.order.push(order));
        let mut nearest = nearest.into_iter();
        for node in &mut net.accelerators {
            node.nearest.resize(node.accelerator.listeners.len(), Vec::new());
            node.nearest.iter_mut().zip(&mut nearest).for_each(|(listener, order)| listener.push(order));
        }
    }
    net.used.add(used);
}

fn signature(net: &Net<'_>, place: &Place, used: &mut Used) -> Signature {
    let ordered = net.sets.iter().filter(|set| set.routing == Routing::Ordered);
    let members = ordered.filter_map(|set| net.model.names.get(set.name));
    let orders = members.map(|members| order::order(members, place, net.assumptions, used)).collect();
    let mut nearest = Vec::new();
    for listener in net.accelerators.iter().flat_map(|node| &node.accelerator.listeners) {
        let mut groups: Vec<(f64, usize)> = Vec::new();
        for (at, group) in listener.groups.iter().enumerate() {
            groups.push((place.rtt(&group.region, net.assumptions, used), at));
        }
        groups.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        nearest.push(groups.into_iter().map(|(_, at)| at).collect());
    }
    (place.demand.clone(), orders, nearest)
}
