//! Edits of a script, as far as the model knows them.

use tandem_core::{Address, Place, duration};

use super::watching::{checks_of, endpoint, guarded, name_of};
use crate::model::{
    Answer, Check, CheckRef, EndpointGroup, EndpointId, Insufficient, Location, Member, Model, Policy,
    Target, Watch, Weighted,
};

/// What accelerators give an endpoint where the script says nothing.
const USUAL_WEIGHT: u8 = 128;

/// One edit of the script.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    /// What is changed: all that one call declares.
    pub at: Vec<Address>,
    /// What is changed about it.
    pub change: Change,
}

/// What is changed about a declaration.
#[derive(Clone, PartialEq, Debug)]
pub enum Change {
    /// A record's alias evaluates its target's health.
    Evaluate,
    /// A record has the check of its target; the name of one such check.
    Guard(String),
    /// A check is no longer disabled.
    Awake,
    /// A check is no longer inverted.
    Upright,
    /// A calculated check needs all its children.
    CountAll(usize),
    /// An alarm-based check counts silence as failed.
    SilenceFails,
    /// A check asks a name that leads to the target of what it guards alone; one such name.
    Ask(String),
    /// A record is kept for so many seconds.
    Ttl(u64),
    /// A check asks every so many seconds.
    Interval(u64),
    /// A check turns after so many answers.
    Threshold(u32),
    /// The same record answers everyone else, too.
    Default,
    /// A record leads to another endpoint.
    Lead(EndpointId),
    /// An accelerator takes traffic.
    Enable,
    /// The endpoints of a group take traffic.
    Weigh,
    /// A listener has a group in another region.
    Group(String, EndpointId),
}

impl Edit {
    /// Returns the edit in words: what to write in the script.
    pub fn text(&self) -> String {
        match &self.change {
            Change::Evaluate => "set `evaluate_target_health: true`".to_owned(),
            Change::Guard(check) => {
                format!("add `health_check` with the check of its target, such as `{check}`")
            }
            Change::Awake => "leave `disabled` out".to_owned(),
            Change::Upright => "leave `inverted` out".to_owned(),
            Change::CountAll(count) => format!("set `health_threshold: {count}`"),
            Change::SilenceFails => "set `insufficient_data: \"Unhealthy\"`".to_owned(),
            Change::Ask(name) => {
                format!("let it ask a name that leads to this target alone: `domain: \"{name}\"`")
            }
            Change::Ttl(seconds) => format!("set `ttl: \"{}\"`", duration::text(*seconds)),
            Change::Interval(seconds) => format!("set `interval: \"{}\"`", duration::text(*seconds)),
            Change::Threshold(count) => format!("set `failure_threshold: {count}`"),
            Change::Default => {
                "add a default: the same record with `routing: geolocation(#{ country: \"*\" })`".to_owned()
            }
            Change::Lead(id) => format!("let it lead to {}", called(id)),
            Change::Enable => "leave `enabled` out".to_owned(),
            Change::Weigh => format!("set `weight: {USUAL_WEIGHT}`"),
            Change::Group(region, id) => format!("add an endpoint group in {region} with {}", called(id)),
        }
    }

    /// Returns the model with the edit; `None` if there is nothing to edit.
    pub fn apply(&self, model: &Model) -> Option<Model> {
        let mut edited = model.clone();
        let changed = match &self.change {
            Change::Evaluate | Change::Guard(_) | Change::Ttl(_) | Change::Lead(_) => {
                self.records(&mut edited, model)
            }
            Change::Default => self.defaults(&mut edited),
            Change::Enable | Change::Weigh | Change::Group(..) => self.accelerators(&mut edited),
            _ => self.checks(&mut edited, model),
        };
        changed.then_some(edited)
    }

    fn has(&self, address: &Address) -> bool {
        self.at.contains(address)
    }

    fn records(&self, edited: &mut Model, model: &Model) -> bool {
        let members = edited.names.values_mut().flatten().filter(|member| self.has(&member.address));
        members.fold(false, |changed, member| changed | self.record(member, model))
    }

    fn record(&self, member: &mut Member, model: &Model) -> bool {
        match &self.change {
            Change::Evaluate => match &mut member.answer {
                Answer::Alias { evaluate, .. } => !std::mem::replace(evaluate, true),
                Answer::Values(_) => false,
            },
            Change::Guard(_) => {
                let check = endpoint(member).and_then(|id| checks_of(model, id).next());
                member.check = check.cloned().map(CheckRef::Declared).or(member.check.take());
                check.is_some()
            }
            Change::Ttl(seconds) => member.ttl.replace(*seconds).is_some_and(|before| before > *seconds),
            Change::Lead(id) => {
                match &mut member.answer {
                    Answer::Alias { to, .. } => *to = Target::Endpoint(id.clone()),
                    Answer::Values(targets) => *targets = vec![Target::Endpoint(id.clone())],
                }
                true
            }
            _ => false,
        }
    }

    fn defaults(&self, edited: &mut Model) -> bool {
        let mut changed = false;
        for members in edited.names.values_mut() {
            let lacks = !members.iter().any(|it| it.policy == Policy::Geolocation(Location::Default));
            let model = members.iter().find(|member| self.has(&member.address)).filter(|_| lacks).cloned();
            if let Some(member) = model {
                members.push(Member { policy: Policy::Geolocation(Location::Default), ..member });
                changed = true;
            }
        }
        changed
    }

    fn checks(&self, edited: &mut Model, model: &Model) -> bool {
        let checks = edited.checks.iter_mut().filter(|(address, _)| self.has(address));
        checks.fold(false, |changed, (address, check)| changed | self.check(address, check, model))
    }

    fn check(&self, address: &Address, check: &mut Check, model: &Model) -> bool {
        match (&self.change, &mut check.watch) {
            (Change::Awake, _) => std::mem::replace(&mut check.disabled, false),
            (Change::Upright, _) => std::mem::replace(&mut check.inverted, false),
            (Change::CountAll(_), Watch::Calculated { children, threshold }) => {
                std::mem::replace(threshold, children.len()) < children.len()
            }
            (Change::SilenceFails, Watch::Alarm { insufficient, .. }) => {
                std::mem::replace(insufficient, Insufficient::Unhealthy) != Insufficient::Unhealthy
            }
            (Change::Ask(_), Watch::Endpoint(probe)) => {
                let guards = guarded(model, address).find_map(endpoint);
                let name = guards.and_then(|id| name_of(model, id));
                name.is_some_and(|name| {
                    let target = Target::Name(name.to_owned());
                    std::mem::replace(&mut probe.target, target.clone()) != target
                })
            }
            (Change::Interval(seconds), Watch::Endpoint(probe)) => {
                std::mem::replace(&mut probe.interval, *seconds) > *seconds
            }
            (Change::Threshold(count), Watch::Endpoint(probe)) => {
                std::mem::replace(&mut probe.threshold, *count) > *count
            }
            _ => false,
        }
    }

    fn accelerators(&self, edited: &mut Model) -> bool {
        let mut changed = false;
        for (address, accelerator) in &mut edited.accelerators {
            if self.change == Change::Enable && self.has(address) {
                changed |= !std::mem::replace(&mut accelerator.enabled, true);
            }
            for listener in &mut accelerator.listeners {
                match &self.change {
                    Change::Group(region, id) if self.has(&listener.address) => {
                        listener.groups.extend(group(listener.groups.first(), region, id));
                        changed = true;
                    }
                    Change::Weigh => {
                        let groups = listener.groups.iter_mut().filter(|group| self.has(&group.address));
                        let idle =
                            groups.flat_map(|group| &mut group.endpoints).filter(|one| one.weight == 0);
                        changed |= idle.map(|one| one.weight = USUAL_WEIGHT).count() > 0;
                    }
                    _ => (),
                }
            }
        }
        changed
    }
}

/// Returns a group like another, in another region.
fn group(like: Option<&EndpointGroup>, region: &str, id: &EndpointId) -> Option<EndpointGroup> {
    let like = like?;
    let endpoints = vec![Weighted { endpoint: id.clone(), weight: USUAL_WEIGHT }];
    let address = Address::new(like.address.kind(), &like.address.segments(), &Place::region(region));
    Some(EndpointGroup { address, region: region.to_owned(), dial: 100.0, endpoints, ..like.clone() })
}

fn called(id: &EndpointId) -> String {
    crate::prove::called(&id.0)
}
