//! Random topologies that survive the loss of a region, with nothing to spare: each guard is the only one.

use tandem_traffic::model::{
    Answer, Check, CheckRef, Location, Member, Model, Name, Policy, Role, Target, Watch,
};

use super::verdict;
use crate::build::{self, address, alias, balancer, check_of, front, guard, objective};
use crate::dice::Dice;

const REGIONS: [&str; 6] =
    ["us-east-1", "eu-west-1", "ap-southeast-2", "us-west-2", "ap-northeast-1", "sa-east-1"];

/// The name that clients use.
pub const NAME: &str = "api.example.com";

/// Returns a random topology with an objective that it just meets.
pub fn shop(dice: &mut Dice) -> Model {
    let mut model = build::model(&REGIONS);
    let kind = dice.below(8);
    let count = if matches!(kind, 0 | 1) { 2 } else { 2 + dice.below(3) };
    let regions = dice.some(&REGIONS, count);
    let (interval, threshold) = (if dice.percent(50) { 10 } else { 30 }, dice.of(&[2, 3]));
    for region in &regions {
        guard(&mut model, region, interval, threshold);
    }
    let members = match kind {
        0 => accelerated(&mut model, &regions),
        1 => failover(&regions),
        2 => each(&regions, |region| api(region, Policy::Latency(region.to_owned()), false), true),
        3 => each(&regions, |region| api(region, Policy::Latency(region.to_owned()), true), false),
        4 => each(&regions, |region| values(region, Policy::Weighted(100)), true),
        5 => each(&regions, |region| values(region, Policy::Multivalue), true),
        6 => places(&mut model, &regions),
        _ => {
            let members = each(&regions, |region| api(region, Policy::Weighted(10), false), true);
            members.into_iter().map(|member| counted(&mut model, member)).collect()
        }
    };
    model.names.insert(Name::new(NAME, "A"), members);
    model.objectives = vec![objective(&[NAME], None)];
    let takes = verdict(&model).recovery.most;
    model.objectives[0].recover_within = Some(takes.ceil() as u64);
    model
}

fn api(region: &str, policy: Policy, evaluate: bool) -> Member {
    alias("api", region, policy, evaluate)
}

fn values(region: &str, policy: Policy) -> Member {
    let answer = Answer::Values(vec![Target::Endpoint(balancer(region))]);
    Member { answer, ttl: Some(60), ..api(region, policy, false) }
}

fn each(regions: &[&str], make: impl Fn(&str) -> Member, guarded: bool) -> Vec<Member> {
    let check = |region: &str| guarded.then(|| CheckRef::Declared(check_of(region)));
    regions.iter().map(|region| Member { check: check(region), ..make(region) }).collect()
}

/// The first answers while it is healthy; the second needs no check.
fn failover(regions: &[&str]) -> Vec<Member> {
    let check = Some(CheckRef::Declared(check_of(regions[0])));
    let primary = Member { check, ..values(regions[0], Policy::Failover(Role::Primary)) };
    vec![primary, values(regions[1], Policy::Failover(Role::Secondary))]
}

/// A continent for one region, and for everyone else the nearest that lives.
fn places(model: &mut Model, regions: &[&str]) -> Vec<Member> {
    let near = |region: &str| alias("pool", region, Policy::Latency(region.to_owned()), false);
    let name = Name::new("pool.example.com", "A");
    model.names.insert(name.clone(), each(regions, near, true));
    let place = |place| Policy::Geolocation(place);
    let check = Some(CheckRef::Declared(check_of(regions[0])));
    let europe = Member { check, ..api(regions[0], place(Location::Continent("EU".to_owned())), false) };
    let answer = Answer::Alias { to: Target::Records(name), evaluate: false };
    vec![europe, Member { answer, ..api("default", place(Location::Default), false) }]
}

/// Puts a calculated check of one child between a record and its check.
fn counted(model: &mut Model, member: Member) -> Member {
    let Some(child) = member.check.clone() else { return member };
    let CheckRef::Declared(of) = &child else { return member };
    let counted = address("route53::health_check", &format!("all-{}", of.name()));
    let watch = Watch::Calculated { children: vec![child.clone()], threshold: 1 };
    model.checks.insert(counted.clone(), Check { watch, inverted: false, disabled: false });
    Member { check: Some(CheckRef::Declared(counted)), ..member }
}

/// An accelerator with a group a region, and the alias of it.
fn accelerated(model: &mut Model, regions: &[&str]) -> Vec<Member> {
    let answer = Answer::Alias { to: Target::Accelerator(front(model, regions)), evaluate: false };
    vec![Member { answer, ..api("front", Policy::Simple, false) }]
}
