//! AA006: no failure of one or two regions ends in dead answers while a region lives.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Severity;

use super::lead::lead;
use super::{Facts, Finding, RecordSet, Rule};
use crate::dns::healthy;
use crate::fail::{Failure, Subject, World};
use crate::health::{Settled, calm, settle_after};
use crate::model::{Family, Member};
use crate::net::Found;
use crate::serve::serve;

pub(super) const RULE: Rule = Rule::warning(
    "AA006",
    "No failure of one or two regions ends in dead answers while a region lives",
    include_str!("explain.md"),
    run,
);

fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let sets: Vec<(RecordSet<'_>, BTreeSet<&str>)> = facts
        .sets()
        .filter(|set| !set.private && set.complete && set.members.len() > 1)
        .map(|set| (set, regions(facts, &set)))
        .filter(|(_, regions)| regions.len() > 1)
        .collect();
    if sets.is_empty() {
        return Vec::new();
    }
    let calm = calm(facts.net);
    let all: BTreeSet<&str> = sets.iter().flat_map(|(_, regions)| regions.iter().copied()).collect();
    let scenarios = scenarios(&all);
    let alike = alike(&sets);
    let mut dead: Vec<Vec<&Vec<&str>>> = vec![Vec::new(); sets.len()];
    for lost in &scenarios {
        let failures: Vec<Failure> =
            lost.iter().map(|region| Failure::dead(Subject::Region((*region).to_owned()))).collect();
        let world = World::after(facts.net, &failures);
        let settled = settle_after(facts.net, &calm, &world);
        for (at, (set, regions)) in sets.iter().enumerate().filter(|(at, _)| alike[*at] == *at) {
            let touched = lost.iter().all(|region| regions.contains(region));
            let lives = regions.iter().any(|region| !lost.contains(region));
            // What a smaller failure does already is told by that.
            let told = dead[at].iter().any(|known| known.iter().all(|region| lost.contains(region)));
            if touched && lives && !told && fails_open(facts, set, &world, &settled) {
                dead[at].push(lost);
            }
        }
    }
    let failing = sets.iter().zip(alike.iter().map(|at| &dead[*at])).filter(|(_, dead)| !dead.is_empty());
    failing.map(|((set, _), dead)| finding(facts, set, dead)).collect()
}

/// Returns, for each set, the first that is routed, checked and answered in the same way: what holds for it holds for both.
fn alike(sets: &[(RecordSet<'_>, BTreeSet<&str>)]) -> Vec<usize> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let same = |(at, (set, _)): (usize, &(RecordSet<'_>, BTreeSet<&str>))| {
        let routed = |member: &Member| format!("{:?} {:?} {:?}", member.policy, member.check, member.answer);
        let words: Vec<String> = set.members.iter().map(routed).collect();
        *first.entry(format!("{:?} {}", set.name.record, words.join("\n"))).or_insert(at)
    };
    sets.iter().enumerate().map(same).collect()
}

fn regions<'a>(facts: &Facts<'a>, set: &RecordSet<'a>) -> BTreeSet<&'a str> {
    let all = set.members.iter().map(|member| lead(facts, set.name, member));
    all.flat_map(|lead| lead.regions).collect()
}

/// Returns every region, and every two.
fn scenarios<'a>(regions: &BTreeSet<&'a str>) -> Vec<Vec<&'a str>> {
    let one = regions.iter().map(|region| vec![*region]);
    let two = regions.iter().flat_map(|a| regions.iter().filter(move |b| a < b).map(|b| vec![*a, *b]));
    one.chain(two).collect()
}

/// Returns whether somebody is answered with what is dead because nothing is left that counts as healthy.
fn fails_open(facts: &Facts<'_>, set: &RecordSet<'_>, world: &World, settled: &Settled) -> bool {
    let net = facts.net;
    let Some(number) = net.set(set.name) else { return false };
    settled.views().iter().any(|(health, _)| {
        let records = healthy(net, health);
        (0..net.classes.len()).any(|class| {
            let family = Family::V4;
            let served = serve(net, Found::Set(number), family, class, &records, &settled.endpoints, world);
            served.parts.iter().any(|part| part.last_resort && part.share * part.fails > 0.0)
        })
    })
}

fn finding(facts: &Facts<'_>, set: &RecordSet<'_>, dead: &[&Vec<&str>]) -> Finding {
    let lost = |regions: &Vec<&str>| regions.join(" and ");
    let message = match dead.first() {
        Some(first) => {
            let name = &set.name.name;
            format!(
                "`{name}` is answered with dead targets once {} {}, although another region lives",
                lost(first),
                if first.len() == 1 { "fails" } else { "fail" }
            )
        }
        None => String::new(),
    };
    let finding = RULE.finding(message).severity(Severity::Warning);
    let finding = set.members.iter().fold(finding, |finding, member| {
        finding.at(
            facts,
            &member.address,
            &["routing"],
            "all of these count as failed, so all of them answer",
        )
    });
    let more: Vec<String> = dead.iter().skip(1).take(3).map(|regions| lost(regions)).collect();
    let finding = if more.is_empty() { finding } else { finding.note(format!("also: {}", more.join("; "))) };
    finding
        .note("where no record counts as healthy, Route 53 answers as if all were; an accelerator likewise")
        .hint("let every live target count as healthy by a check of its own, or route the rest to it")
}
