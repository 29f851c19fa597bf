//! Safety fields that can be flipped.

use tandem_core::Address;
use tandem_traffic::model::{
    Answer, CheckRef, EndpointId, Location, Member, Model, Name, Policy, Role, Target, Watch,
};

use super::shop::NAME;
use crate::build::balancer;

/// One flip of a field.
pub type Flip = Box<dyn Fn(&mut Model)>;

/// Returns every flip that a topology has a field for.
pub fn flips(model: &Model) -> Vec<(&'static str, Flip)> {
    let mut flips: Vec<(&'static str, Flip)> = Vec::new();
    for (at, member) in model.names[&name()].iter().enumerate() {
        if member.check.is_some() {
            flips.push(("a check is taken off", record(at, |member, _| member.check = None)));
        }
        // A secondary is asked for once the primary is gone: its TTL is about the way back.
        if member.ttl.is_some() && member.policy != Policy::Failover(Role::Secondary) {
            flips.push(("a TTL of an hour", record(at, |member, _| member.ttl = Some(3_600))));
        }
        if matches!(member.answer, Answer::Alias { evaluate: true, .. }) {
            flips.push(("a target is not evaluated", record(at, |member, _| lead(&mut member.answer, None))));
        }
        if member.policy == Policy::Geolocation(Location::Default) {
            let without: Flip = Box::new(move |model| drop(members(model).remove(at)));
            flips.push(("no default", without));
        }
        if matches!(member.policy, Policy::Latency(_) | Policy::Weighted(_)) && member.check.is_some() {
            flips.push((
                "two records lead to one region",
                record(at, |member, other| lead(&mut member.answer, other)),
            ));
        }
        if let Some(CheckRef::Declared(address)) = &member.check {
            checks(model, address, &mut flips);
        }
    }
    accelerators(model, &mut flips);
    flips
}

fn name() -> Name {
    Name::new(NAME, "A")
}

fn members(model: &mut Model) -> &mut Vec<Member> {
    model.names.get_mut(&name()).expect("the name is there")
}

/// Flips something about a record; the endpoint is that of the next record, if it has one.
fn record(at: usize, flip: impl Fn(&mut Member, Option<EndpointId>) + 'static) -> Flip {
    Box::new(move |model| {
        let members = members(model);
        let next = (at + 1) % members.len();
        let other = endpoint(&members[next]);
        flip(&mut members[at], other);
    })
}

fn endpoint(member: &Member) -> Option<EndpointId> {
    match &member.answer {
        Answer::Alias { to: Target::Endpoint(id), .. } => Some(id.clone()),
        Answer::Values(targets) => match targets.as_slice() {
            [Target::Endpoint(id)] => Some(id.clone()),
            _ => None,
        },
        Answer::Alias { .. } => None,
    }
}

/// Lets an answer lead elsewhere, or no longer evaluate where it leads to.
fn lead(answer: &mut Answer, other: Option<EndpointId>) {
    match (answer, other) {
        (Answer::Alias { to, .. }, Some(id)) => *to = Target::Endpoint(id),
        (Answer::Values(targets), Some(id)) => *targets = vec![Target::Endpoint(id)],
        (Answer::Alias { evaluate, .. }, None) => *evaluate = false,
        (Answer::Values(_), None) => (),
    }
}

fn checks(model: &Model, address: &Address, flips: &mut Vec<(&'static str, Flip)>) {
    let check = |flip: fn(&mut tandem_traffic::model::Check)| -> Flip {
        let address = address.clone();
        Box::new(move |model| flip(model.checks.get_mut(&address).expect("the check is there")))
    };
    flips.push(("a check is inverted", check(|check| check.inverted = true)));
    flips.push(("a check is disabled", check(|check| check.disabled = true)));
    match &model.checks[address].watch {
        Watch::Calculated { .. } => flips.push((
            "none of the children is needed",
            check(|check| {
                if let Watch::Calculated { threshold, .. } = &mut check.watch {
                    *threshold = 0;
                }
            }),
        )),
        Watch::Endpoint(probe) => {
            if probe.interval == 10 {
                flips.push((
                    "a slow check",
                    check(|check| {
                        if let Watch::Endpoint(probe) = &mut check.watch {
                            probe.interval = 30;
                        }
                    }),
                ));
            }
            flips.push((
                "a patient check",
                check(|check| {
                    if let Watch::Endpoint(probe) = &mut check.watch {
                        probe.threshold = 10;
                    }
                }),
            ));
            flips.push((
                "a check asks elsewhere",
                check(|check| {
                    if let Watch::Endpoint(probe) = &mut check.watch {
                        probe.target = Target::Endpoint(balancer("ca-central-1"));
                    }
                }),
            ));
        }
        _ => (),
    }
}

fn accelerators(model: &Model, flips: &mut Vec<(&'static str, Flip)>) {
    for (address, accelerator) in &model.accelerators {
        let off = address.clone();
        let with = move |model: &mut Model, flip: &dyn Fn(&mut tandem_traffic::model::Accelerator)| {
            flip(model.accelerators.get_mut(&off).expect("the accelerator is there"));
        };
        let disable = with.clone();
        flips
            .push(("an accelerator is off", Box::new(move |model| disable(model, &|it| it.enabled = false))));
        for group in 0..accelerator.listeners[0].groups.len() {
            let (weigh, remove) = (with.clone(), with.clone());
            let idle: Flip = Box::new(move |model| {
                weigh(model, &|it| it.listeners[0].groups[group].endpoints[0].weight = 0);
            });
            flips.push(("a group takes nothing", idle));
            let gone: Flip = Box::new(move |model| {
                remove(model, &|it| drop(it.listeners[0].groups.remove(group)));
            });
            flips.push(("a group is gone", gone));
        }
    }
}
