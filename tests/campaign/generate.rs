//! Schedules by chance: a topology, what becomes of it, and what goes wrong.

use crate::dice::Dice;
use crate::faults::{Faults, Mix};
use crate::kinds::{ACCOUNTS, KINDS, REGIONS};
use crate::schedule::{Deed, Edit, Outage, Phase, Place, Resource, Schedule, Trouble};

/// Returns the schedule of a seed.
pub fn schedule(seed: u64) -> Schedule {
    let dice = Dice::new(seed);
    let count = if dice.percent(4) { 9 + dice.index(22) } else { 3 + dice.index(6) };
    let mut resources: Vec<Resource> = Vec::new();
    while resources.len() < count {
        add(&dice, &mut resources);
    }
    let last = 2 + dice.index(3);
    let late = dice.percent(35);
    let foreign = foreign(&dice, &resources);
    let mut schedule = Schedule { seed, foreign, resources, ..Schedule::default() };
    for number in 0..last {
        let destroy = number + 1 == last && dice.percent(60);
        let mut phase = Phase { number, destroy, faults: Faults::Mix(mix(&dice, late)), ..Phase::default() };
        if number > 0 && !destroy {
            phase.edits = edits(&dice, &schedule, number);
        }
        let troubles = dice.index(4);
        phase.runs = (0..troubles).map(|_| trouble(&dice, count as u64)).collect();
        schedule.phases.push(phase);
    }
    schedule.store = match dice.below(10) {
        0..5 => Place::Memory,
        5..8 => Place::Files,
        _ => Place::Shelf,
    };
    schedule
}

/// Adds one resource, after its parent where it needs one.
fn add(dice: &Dice, resources: &mut Vec<Resource>) {
    let Some(row) = dice.pick(&KINDS) else { return };
    let parent = row.parent.map(|kind| {
        let parents: Vec<String> =
            resources.iter().filter(|one| one.kind == kind).map(|one| one.name.clone()).collect();
        dice.pick(&parents).cloned().unwrap_or_else(|| {
            let name = format!("n{}", resources.len());
            resources.push(Resource {
                physical: name.clone(),
                name: name.clone(),
                kind: kind.to_owned(),
                ..Resource::default()
            });
            name
        })
    });
    let before: Vec<String> = resources.iter().map(|one| one.name.clone()).collect();
    let name = format!("n{}", resources.len());
    let region = row.regional.then(|| dice.pick(&REGIONS).copied().unwrap_or_default().to_owned());
    resources.push(Resource {
        physical: name.clone(),
        name,
        kind: row.name.to_owned(),
        account: (row.regional && dice.percent(10)).then(|| ACCOUNTS[1].to_owned()),
        region,
        parent,
        link: if dice.percent(35) { dice.pick(&before).cloned() } else { None },
        after: if dice.percent(20) { dice.pick(&before).cloned().into_iter().collect() } else { Vec::new() },
        ..Resource::default()
    });
}

/// In one schedule of eight, another has taken a name.
fn foreign(dice: &Dice, resources: &[Resource]) -> Vec<String> {
    if dice.percent(12) { taken(dice, resources) } else { Vec::new() }
}

fn taken(dice: &Dice, resources: &[Resource]) -> Vec<String> {
    let named = |one: &&Resource| crate::kinds::row(&one.kind).named;
    let named: Vec<String> = resources.iter().filter(named).map(|one| one.name.clone()).collect();
    dice.pick(&named).cloned().into_iter().collect()
}

/// Returns the schedule of a seed with a name that another has taken.
pub fn with_foreign(seed: u64) -> Schedule {
    let dice = Dice::new(seed ^ 0x0f0e_16e0);
    let mut schedule = schedule(seed);
    schedule.foreign = taken(&dice, &schedule.resources);
    while schedule.foreign.is_empty() {
        add(&dice, &mut schedule.resources);
        schedule.foreign = taken(&dice, &schedule.resources);
    }
    schedule
}

/// Returns a schedule of thirty resources of all kinds, made, changed in every way and deleted, that dies at one step of
/// one phase.
pub fn dying_at(phase: usize, step: u64) -> Schedule {
    let dice = Dice::new(30);
    let mut resources: Vec<Resource> = Vec::new();
    let present =
        |resources: &[Resource]| KINDS.iter().all(|row| resources.iter().any(|one| one.kind == row.name));
    while resources.len() < 30 || !present(&resources) {
        if resources.len() >= 30 {
            resources.clear();
        }
        add(&dice, &mut resources);
    }
    resources.truncate(30);
    let edits = resources.iter().enumerate().map(|(at, one)| match at % 2 {
        0 => Edit::Value { name: one.name.clone(), value: 1 },
        _ => Edit::Mould { name: one.name.clone(), mould: 1 },
    });
    let edits: Vec<Edit> = edits.collect();
    let phases = (0..3).map(|number| Phase {
        number,
        edits: if number == 1 { edits.clone() } else { Vec::new() },
        destroy: number == 2,
        runs: if number == phase { vec![Trouble { crash: step, ..Trouble::default() }] } else { Vec::new() },
        at_once: true,
        ..Phase::default()
    });
    Schedule { seed: step, phases: phases.collect(), resources, ..Schedule::default() }
}

fn mix(dice: &Dice, late: bool) -> Mix {
    if dice.percent(15) {
        return Mix::default();
    }
    Mix {
        throttled: dice.below(12),
        busy: dice.below(5),
        before: dice.below(10),
        after: dice.below(18),
        late: if late { dice.below(10) } else { 0 },
        reads: dice.below(6),
        lag: dice.below(30),
    }
}

fn edits(dice: &Dice, schedule: &Schedule, number: usize) -> Vec<Edit> {
    let mut resources = schedule.declared().pop().unwrap_or_default();
    let mut edits = Vec::new();
    for resource in &resources {
        let name = resource.name.clone();
        let value = i64::try_from(number).unwrap_or(0);
        match dice.below(10) {
            0..3 => edits.push(Edit::Value { name, value }),
            3..5 => edits.push(Edit::Mould { name, mould: value }),
            5 => edits.push(Edit::Remove { name }),
            6 if dice.percent(50) => {
                let to = format!("{name}x");
                edits.push(Edit::Rename { name, to });
            }
            _ => (),
        }
    }
    let before = resources.len();
    if dice.percent(50) {
        add(dice, &mut resources);
        for resource in resources.drain(before..) {
            let name = format!("p{number}{}", resource.name);
            // What it comes with is declared first, and named as it is there.
            let parent = resource.parent.clone().map(|parent| match edits.last() {
                Some(Edit::Add { resource }) if resource.name.ends_with(&parent) => resource.name.clone(),
                _ => parent,
            });
            let resource =
                Resource { physical: name.clone(), name, parent, link: None, after: Vec::new(), ..resource };
            edits.push(Edit::Add { resource });
        }
    }
    edits
}

fn trouble(dice: &Dice, count: u64) -> Trouble {
    let step = |dice: &Dice| 1 + dice.below(12 * count);
    let mut trouble = Trouble::default();
    match dice.below(20) {
        0..10 => trouble.crash = step(dice),
        10 => trouble.full = 1 + dice.below(2 * count),
        11 => trouble.interrupts = vec![step(dice)],
        12 => {
            let first = step(dice);
            trouble.interrupts = vec![first, first + 1 + dice.below(6)];
        }
        13 => trouble.expired = 1 + dice.below(3 * count),
        14 | 15 => {
            let deed = if dice.percent(50) { Deed::Delete } else { Deed::Edit };
            trouble.meddling = vec![(step(dice), deed)];
        }
        16 | 17 => {
            trouble.outage = Some(Outage {
                region: dice.pick(&REGIONS).copied().unwrap_or_default().to_owned(),
                writes_only: dice.percent(50),
                from: if dice.percent(30) { 0 } else { dice.below(3 * count) },
            });
        }
        18 => {
            trouble.crash = step(dice);
            trouble.frozen = true;
        }
        _ => {
            trouble.crash = step(dice);
            trouble.damaged = true;
        }
    }
    trouble
}
