//! Demand: how much of it each class of clients stands for, and what they are called together.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::topology::Objective;

use crate::net::Net;

/// How much of the demand each class stands for.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Demand {
    /// By class; together 1, unless geographies are declared that no place is counted to.
    pub(super) classes: Vec<f64>,
    /// Whether the objective declares it.
    pub(super) declared: bool,
}

impl Demand {
    /// Returns the demand of an objective: the share of a geography is spread evenly over the places in it; without any,
    /// every place counts the same.
    pub(super) fn of(net: &Net<'_>, objective: &Objective) -> Demand {
        let declared = !objective.demand.is_empty();
        let mut places: BTreeMap<Option<&str>, f64> = BTreeMap::new();
        for place in net.classes.iter().flat_map(|class| &class.places) {
            *places.entry(place.demand.as_deref().filter(|_| declared)).or_default() += 1.0;
        }
        let share = |key: Option<&str>| match key {
            Some(key) => objective.demand.get(key).copied().unwrap_or_default() / places[&Some(key)],
            None if declared => 0.0,
            None => 1.0 / places[&None],
        };
        let of_class = |class: &crate::client::Class| {
            class.places.iter().map(|place| share(place.demand.as_deref().filter(|_| declared))).sum()
        };
        Demand { classes: net.classes.iter().map(of_class).collect(), declared }
    }
}

/// Returns what some classes of clients are called together: `EU clients`, `some EU and AF clients`, `all clients`.
pub(super) fn who(net: &Net<'_>, classes: &BTreeSet<usize>) -> String {
    if classes.len() == net.classes.len() {
        return "all clients".to_owned();
    }
    let home = |class: usize| {
        let places = net.classes[class].places.iter();
        places.map(|place| {
            let geography = place.demand.as_deref().or(place.continent.as_deref());
            geography.unwrap_or("unmapped").to_owned()
        })
    };
    let hit: BTreeSet<String> = classes.iter().flat_map(|class| home(*class)).collect();
    let others = (0..net.classes.len()).filter(|class| !classes.contains(class));
    let spared: BTreeSet<String> = others.flat_map(home).collect();
    let some = if hit.iter().any(|geography| spared.contains(geography)) { "some " } else { "" };
    let names: Vec<&str> = hit.iter().map(String::as_str).collect();
    match names.as_slice() {
        [several @ .., last] if !several.is_empty() && several.len() < 4 => {
            format!("{some}{} and {last} clients", several.join(", "))
        }
        [only] => format!("{some}{only} clients"),
        _ => format!("clients in {} geographies", names.len()),
    }
}
