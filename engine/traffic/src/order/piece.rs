//! Pieces: what one address puts into a model, so that two models can be mixed address by address.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;

use crate::model::{
    About, Accelerator, Alarm, Answer, Check, CheckRef, EndpointGroup, EndpointId, Listener, Member, Model,
    Name, Target, Watch, Zone,
};

/// What one address puts into a model.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Piece {
    Zone(Zone),
    Check(Check),
    Alarm(Alarm),
    /// Without its listeners.
    Accelerator(Accelerator),
    /// Without its groups.
    Listener {
        of: Address,
        listener: Listener,
    },
    Group {
        of: Address,
        group: EndpointGroup,
    },
    Member {
        name: Name,
        member: Member,
    },
}

/// Takes a model apart. Private names are left out: no client of an objective asks them.
pub(super) fn pieces(model: &Model) -> BTreeMap<Address, Piece> {
    let mut pieces = BTreeMap::new();
    let zones = model.zones.iter().filter(|(_, zone)| !zone.private);
    pieces.extend(zones.map(|(address, zone)| (address.clone(), Piece::Zone(zone.clone()))));
    pieces.extend(model.checks.iter().map(|(address, check)| (address.clone(), Piece::Check(check.clone()))));
    pieces.extend(model.alarms.iter().map(|(address, alarm)| (address.clone(), Piece::Alarm(alarm.clone()))));
    for (address, accelerator) in &model.accelerators {
        for listener in &accelerator.listeners {
            pieces.extend(listener.groups.iter().map(|group| {
                let of = listener.address.clone();
                (group.address.clone(), Piece::Group { of, group: group.clone() })
            }));
            let listener = Listener { groups: Vec::new(), ..listener.clone() };
            let of = address.clone();
            pieces.insert(listener.address.clone(), Piece::Listener { of, listener });
        }
        let accelerator = Accelerator { listeners: Vec::new(), ..accelerator.clone() };
        pieces.insert(address.clone(), Piece::Accelerator(accelerator));
    }
    for (name, members) in &model.names {
        pieces.extend(members.iter().map(|member| {
            (member.address.clone(), Piece::Member { name: name.clone(), member: member.clone() })
        }));
    }
    pieces
}

/// Puts pieces together into a model; what belongs to something that is not there is left out.
pub(super) fn assemble<'a>(pieces: impl Iterator<Item = (&'a Address, &'a Piece)>) -> Model {
    let mut model = Model::default();
    let mut listeners: BTreeMap<&Address, Vec<Listener>> = BTreeMap::new();
    let mut groups: BTreeMap<&Address, Vec<EndpointGroup>> = BTreeMap::new();
    for (address, piece) in pieces {
        match piece {
            Piece::Zone(zone) => drop(model.zones.insert(address.clone(), zone.clone())),
            Piece::Check(check) => drop(model.checks.insert(address.clone(), check.clone())),
            Piece::Alarm(alarm) => drop(model.alarms.insert(address.clone(), alarm.clone())),
            Piece::Accelerator(accelerator) => {
                drop(model.accelerators.insert(address.clone(), accelerator.clone()));
            }
            Piece::Listener { of, listener } => {
                let listener = Listener { address: address.clone(), ..listener.clone() };
                listeners.entry(of).or_default().push(listener);
            }
            Piece::Group { of, group } => {
                let group = EndpointGroup { address: address.clone(), ..group.clone() };
                groups.entry(of).or_default().push(group);
            }
            Piece::Member { name, member } => {
                let member = Member { address: address.clone(), ..member.clone() };
                model.names.entry(name.clone()).or_default().push(member);
            }
        }
    }
    for (of, mut listeners) in listeners {
        let Some(accelerator) = model.accelerators.get_mut(of) else { continue };
        for listener in &mut listeners {
            listener.groups = groups.remove(&listener.address).unwrap_or_default();
        }
        accelerator.listeners = listeners;
    }
    model
}

impl Piece {
    /// Returns whether two pieces are the same to who asks whether a name is served: for how long resolvers keep an
    /// answer is not.
    pub(super) fn serves_as(&self, other: &Piece) -> bool {
        match (self, other) {
            (Piece::Member { name, member }, Piece::Member { name: other_name, member: other }) => {
                name == other_name && *member == Member { ttl: member.ttl, ..other.clone() }
            }
            _ => self == other,
        }
    }

    /// Makes everything that is said of some addresses said of what stood there before.
    pub(super) fn speak_of_the_old(&mut self, replaced: &BTreeSet<Address>) {
        let turn = |address: &mut Address| {
            if replaced.contains(address) {
                *address = old(address);
            }
        };
        let turn_check = |check: &mut CheckRef| {
            if let CheckRef::Declared(address) = check {
                turn(address);
            }
        };
        let turn_target = |target: &mut Target| {
            if let Target::Accelerator(address) = target {
                turn(address);
            }
        };
        match self {
            Piece::Zone(_) | Piece::Accelerator(_) => (),
            Piece::Listener { of, .. } | Piece::Group { of, .. } => turn(of),
            Piece::Alarm(alarm) => {
                if let About::Check(address) | About::Store(address) = &mut alarm.about {
                    turn(address);
                }
            }
            Piece::Check(check) => match &mut check.watch {
                Watch::Endpoint(probe) => turn_target(&mut probe.target),
                Watch::Calculated { children, .. } => children.iter_mut().for_each(turn_check),
                Watch::Alarm { declared, .. } => declared.iter_mut().for_each(turn),
                Watch::Control(_) => (),
            },
            Piece::Member { member, .. } => {
                member.check.iter_mut().for_each(turn_check);
                match &mut member.answer {
                    Answer::Values(targets) => targets.iter_mut().for_each(turn_target),
                    Answer::Alias { to, .. } => turn_target(to),
                }
            }
        }
    }

    /// Iterates over the endpoints that it names.
    pub(super) fn endpoints(&self) -> Vec<&EndpointId> {
        match self {
            Piece::Member { member, .. } => targets(member).iter().filter_map(endpoint).collect(),
            Piece::Group { group, .. } => group.endpoints.iter().map(|weighted| &weighted.endpoint).collect(),
            Piece::Check(Check { watch: Watch::Endpoint(probe), .. }) => {
                endpoint(&probe.target).into_iter().collect()
            }
            Piece::Alarm(Alarm { about: About::Endpoint(id), .. }) => vec![id],
            _ => Vec::new(),
        }
    }
}

/// Returns what a record leads to.
pub(super) fn targets(member: &Member) -> &[Target] {
    match &member.answer {
        Answer::Values(targets) => targets,
        Answer::Alias { to, .. } => std::slice::from_ref(to),
    }
}

/// Returns the endpoint that a target is.
pub(super) fn endpoint(target: &Target) -> Option<&EndpointId> {
    match target {
        Target::Endpoint(id) => Some(id),
        _ => None,
    }
}

/// Returns the address under which what is replaced stands beside what replaces it.
pub(super) fn old(address: &Address) -> Address {
    let mut segments = address.segments();
    segments.push("(before)".to_owned());
    Address::new(address.kind(), &segments, &address.place())
}
