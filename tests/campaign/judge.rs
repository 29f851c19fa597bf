//! What must hold: in every report, at every moment, and once a command is complete.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::{Address, State, Value};
use tandem_plan::Plan;
use tandem_runtime::{End, Fate, Report, replay};

use crate::ablation::Rule;
use crate::drive::{Drive, Ended};
use crate::kinds::row;
use crate::schedule::{Phase, Resource};
use crate::site::{Site, locked};
use crate::topology::address;

/// Says how a run ended, in a few words.
pub fn words(ended: &Ended) -> String {
    match ended {
        Ended::Reported(report) => {
            let first = report.failures().next();
            let first = first.map(|failure| format!(", {}: {}", failure.address, failure.reason));
            format!("{:?} {:?}{}", report.end, report.count(), first.unwrap_or_default())
        }
        Ended::Died => "died".to_owned(),
        Ended::Store(code) => (*code).to_owned(),
        Ended::Refused(why) => format!("refused: {why}"),
    }
}

/// Judges what a run says of itself.
///
/// # Errors
/// Says which rule is broken.
pub fn report(ended: &Ended) -> Result<(), String> {
    match ended {
        Ended::Refused(why) if why.starts_with("a panic") || why.starts_with("I14") => {
            Err(format!("rule: {why}"))
        }
        _ => Ok(()),
    }
}

/// Says which step was not tried although nothing it needs had failed (I14).
pub fn independent(plan: &Plan, report: &Report) -> Option<String> {
    let mut tainted: BTreeMap<Address, bool> = BTreeMap::new();
    let fine = |at: usize| crate::drive::is_fine(&report.steps[at].fate);
    for step in &report.steps {
        if let Fate::Failed(_) | Fate::InDoubt(_) = step.fate {
            tainted.extend(step.addresses.iter().map(|address| (address.clone(), true)));
        }
    }
    for step in &report.steps {
        match &step.fate {
            Fate::NotStarted if report.end != End::Interrupted && report.lapsed.is_none() => {
                return Some(format!("{:?} was not started, and nobody stopped the run", step.addresses));
            }
            Fate::Skipped { because } if !tainted.contains_key(because) => {
                return Some(format!(
                    "{:?} was skipped because of {because}, which did not fail",
                    step.addresses
                ));
            }
            Fate::Skipped { .. } => {
                let needs = ancestors(plan, step.step.0);
                if !needs.iter().any(|at| !fine(*at as usize)) {
                    return Some(format!("{:?} was skipped, and needs nothing that failed", step.addresses));
                }
            }
            _ => (),
        }
    }
    None
}

fn ancestors(plan: &Plan, step: u32) -> BTreeSet<u32> {
    let mut all = BTreeSet::new();
    let mut next = vec![step];
    while let Some(step) = next.pop() {
        for after in &plan.steps[step as usize].after {
            if all.insert(after.0) {
                next.push(after.0);
            }
        }
    }
    all
}

/// Judges what was seen to happen.
///
/// # Errors
/// Says which rule is broken.
pub fn rules(site: &Site, without: Option<Rule>) -> Result<(), String> {
    let disk = locked(&site.disk).violations.first().cloned();
    let first = disk.or_else(|| locked(&site.world).violations.first().cloned());
    // Without a rule it is what comes of it that counts, not that it is broken.
    let first = first.filter(|wrong| without.is_none() || wrong.starts_with("foreign"));
    match first {
        Some(wrong) if wrong.starts_with("foreign") => Err(wrong),
        Some(wrong) => Err(format!("rule: {wrong}")),
        None => Ok(()),
    }
}

/// Judges that nothing of others was changed or taken.
///
/// # Errors
/// Says what was.
pub fn foreign(site: &Site, without: Option<Rule>) -> Result<(), String> {
    rules(site, without)?;
    let state = remembered(site);
    let world = locked(&site.world);
    let taken =
        state.objects.values().find(|object| world.things.get(&object.id).is_some_and(|one| one.foreign));
    taken.map_or(Ok(()), |object| Err(format!("foreign: {} was taken as {}", object.id, object.address)))
}

fn remembered(site: &Site) -> State {
    replay(locked(&site.disk).stored.clone())
}

/// Judges world, state and what is declared against each other; `strictly` if nothing late can have come between.
///
/// # Errors
/// Says what is wrong.
pub fn everything(
    drive: &Drive<'_>,
    phase: &Phase,
    resources: &[Resource],
    strictly: bool,
) -> Result<(), String> {
    foreign(&drive.site, drive.without)?;
    let state = remembered(&drive.site);
    let mut world = locked(&drive.site.world);
    world.catch_up();
    if !strictly {
        return Ok(());
    }
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for object in state.objects.values().chain(&state.deposed) {
        *known.entry(&object.id).or_default() += 1;
    }
    for thing in world.things.values() {
        let name = state.objects.values().find(|object| {
            object.address.kind() == thing.kind
                && object.attributes.get("name").and_then(Value::as_str) == Some(&thing.name)
        });
        match (known.get(thing.id.as_str()), name) {
            (Some(1), _) => (),
            (Some(times), _) => return Err(format!("state: {} is remembered {times} times", thing.id)),
            // What holds data is not deleted unasked: it must have been named instead.
            (None, _) if row(&thing.kind).precious && locked(&drive.site.strays).contains(&thing.id) => (),
            (None, Some(other)) => {
                return Err(format!("duplicate: {} beside {}", thing.id, other.id));
            }
            (None, None) => return Err(format!("orphan: {} of {}", thing.id, thing.name)),
        }
    }
    if let Some(object) = state.objects.values().find(|object| !world.things.contains_key(&object.id)) {
        return Err(format!("lost: {} is remembered as {} and gone", object.address, object.id));
    }
    let declared: BTreeMap<Address, &Resource> = match phase.destroy {
        true => BTreeMap::new(),
        false => resources.iter().map(|resource| (address(resource), resource)).collect(),
    };
    for (address, resource) in &declared {
        let Some(object) = state.objects.get(address) else {
            return Err(format!("lost: {address} is declared and not remembered"));
        };
        let Some(thing) = world.things.get(&object.id) else { continue };
        let mould = Value::from(format!("m{}", resource.mould));
        if thing.value != Value::Integer(resource.value) || thing.mould != mould {
            return Err(format!("state: {address} is not as declared: {thing:?}"));
        }
        if thing.attributes() != object.attributes {
            return Err(format!("state: {address} is remembered otherwise than it is: {object:?} {thing:?}"));
        }
    }
    match state.objects.keys().find(|address| !declared.contains_key(*address)) {
        Some(address) => Err(format!("orphan: {address} is not declared and still there")),
        None => Ok(()),
    }
}
