//! What a change of a topology changes for its clients: who is routed where before and after, while nothing fails and
//! after every single failure; how long clients fail; what is no longer survived.
//!
//! Only names that the change can reach are looked at, each on its slice of both models. Two places of clients that both
//! models treat alike are one, and what changes alike is told once. A change of the script that changes none of this is
//! a refactoring.

mod behaviour;
mod name;
mod shift;
mod side;
mod told;
mod touched;
mod who;

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;
use tandem_core::topology::Objective;

use crate::assume::Assumptions;
use crate::model::{Model, Store};
use crate::prove::Index;
use name::{Both, Compared};
use touched::Touched;

pub use behaviour::{Behaviour, Change, Pair, Shift};
pub use told::Paragraph;

/// Returns what changes for clients between two models.
///
/// The objectives of the model after count for both: what is in the cloud has none. A name is *guarded* if an objective
/// speaks of it or, where there is none, if it lies in several regions before or after.
pub fn compare(before: &Model, after: &Model, assumptions: &Assumptions) -> Behaviour {
    let mut touched = Touched::between(before, after);
    let mut behaviour =
        Behaviour { stores: stores(before, after), private: private(before, after), ..Behaviour::default() };
    let names: Vec<&str> = touched.all().into_iter().filter(|name| touched.name(name)).collect();
    if names.is_empty() {
        return behaviour;
    }
    let before = Model { objectives: after.objectives.clone(), ..before.clone() };
    let indexes = (Index::of(&before), Index::of(after));
    let guards = Guards::of(&indexes.0, &indexes.1);
    let mut known: BTreeMap<String, Compared> = BTreeMap::new();
    for name in names {
        let (objective, guarded) = guards.of_name(name);
        let both = Both {
            before: indexes.0.slice(objective, name),
            after: indexes.1.slice(objective, name),
            name,
            guarded,
        };
        if both.before == both.after {
            continue;
        }
        // Names that are made alike change alike.
        let compared = known.entry(both.shape()).or_insert_with(|| both.compare(assumptions));
        tell(name, compared, &mut behaviour);
    }
    behaviour
}

/// Adds what was found of a name.
fn tell(name: &str, compared: &Compared, behaviour: &mut Behaviour) {
    behaviour.used.add(compared.used);
    if compared.unknown {
        behaviour.unknown.push(name.to_owned());
    }
    if let Some(there) = compared.comes {
        let list = if there { &mut behaviour.appear } else { &mut behaviour.vanish };
        list.push(name.to_owned());
    }
    for (failures, told) in
        [(&compared.exposed, &mut behaviour.exposed), (&compared.covered, &mut behaviour.covered)]
    {
        for failure in failures {
            told.entry(failure.clone()).or_default().push(name.to_owned());
        }
    }
    if let Some(takes) = compared.change.recovery {
        let worst = behaviour.recovery.get_or_insert(takes);
        worst.before = worst.before.later(takes.before);
        worst.after = worst.after.later(takes.after);
    }
    if !compared.changes() {
        return;
    }
    let alike = |change: &&mut Change| Change { names: Vec::new(), ..(**change).clone() } == compared.change;
    match behaviour.changes.iter_mut().find(alike) {
        Some(change) => change.names.push(name.to_owned()),
        None => behaviour.changes.push(Change { names: vec![name.to_owned()], ..compared.change.clone() }),
    }
}

/// Which names are guarded, and by what.
struct Guards {
    objectives: Vec<Objective>,
    /// The objective of each name.
    names: BTreeMap<String, usize>,
    usual: Objective,
}

impl Guards {
    fn of(before: &Index<'_>, after: &Index<'_>) -> Guards {
        let (mut objectives, declared) = crate::prove::objectives(after);
        if !declared {
            objectives.extend(crate::prove::objectives(before).0);
        }
        let mut names = BTreeMap::new();
        for (number, objective) in objectives.iter().enumerate() {
            for name in &objective.names {
                names.entry(name.clone()).or_insert(number);
            }
        }
        // What no objective speaks of is asked for by the same clients.
        let demand = objectives.first().map(|objective| objective.demand.clone()).unwrap_or_default();
        Guards { objectives, names, usual: Objective { demand, ..crate::prove::usual() } }
    }

    fn of_name(&self, name: &str) -> (&Objective, bool) {
        let guard = self.names.get(name).map(|number| &self.objectives[*number]);
        (guard.unwrap_or(&self.usual), guard.is_some())
    }
}

/// Returns the stores that are in other regions, or agree otherwise.
fn stores(before: &Model, after: &Model) -> BTreeMap<Address, Pair<Option<Store>>> {
    let addresses: BTreeSet<&Address> = before.stores.keys().chain(after.stores.keys()).collect();
    let told = |store: &Store| {
        (store.replicas.keys().cloned().collect::<Vec<_>>(), store.witness.clone(), store.consistency)
    };
    let changed = addresses.into_iter().filter_map(|address| {
        let pair =
            Pair { before: before.stores.get(address).cloned(), after: after.stores.get(address).cloned() };
        let same = pair.before.as_ref().map(told) == pair.after.as_ref().map(told);
        (!same).then(|| (address.clone(), pair))
    });
    changed.collect()
}

/// Returns the names in private zones whose records are not the same.
fn private(before: &Model, after: &Model) -> Vec<String> {
    let mut names = BTreeSet::new();
    for zone in before.private.keys().chain(after.private.keys()) {
        let (one, other) = (before.private.get(zone), after.private.get(zone));
        for name in [one, other].into_iter().flatten().flat_map(BTreeMap::keys) {
            if one.and_then(|zone| zone.get(name)) != other.and_then(|zone| zone.get(name)) {
                names.insert(name.name.clone());
            }
        }
    }
    names.into_iter().collect()
}
