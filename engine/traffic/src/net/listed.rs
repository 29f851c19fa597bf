//! Which names there are, and what a question for one finds: the name, a CNAME, a wildcard, or nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Family, Model, Name, RecordType};

/// What a question for a name finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// A record set: of the addresses, or a CNAME.
    Set(usize),
    /// Nothing: the zone is here, and has no such record.
    Nothing,
    /// No zone of the topology answers for the name.
    Outside,
}

/// Which names there are.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Every name with a record, and every name between such a name and its zone.
    names: BTreeSet<String>,
    /// The domains of public zones, and whether they have records that nobody declares here.
    zones: BTreeMap<String, bool>,
}

impl Listed {
    pub(super) fn of(model: &Model) -> Listed {
        let public = model.zones.values().filter(|zone| !zone.private);
        let zones = public.map(|zone| (zone.domain.clone(), zone.existing)).collect();
        let mut listed = Listed { names: BTreeSet::new(), zones };
        for name in model.names.keys() {
            let end = listed.zone(&name.name).map_or(name.name.len(), |(domain, _)| domain.len());
            let ancestors: Vec<&str> =
                ancestors(&name.name).take_while(|ancestor| ancestor.len() >= end).collect();
            listed.names.extend(ancestors.into_iter().map(str::to_owned));
        }
        listed
    }

    /// Returns the domain of the zone that answers for a name, the longest, and whether it is looked up.
    fn zone(&self, name: &str) -> Option<(&str, bool)> {
        let mut found = ancestors(name).filter_map(|ancestor| self.zones.get_key_value(ancestor));
        found.next().map(|(domain, existing)| (domain.as_str(), *existing))
    }

    /// Finds a name: itself, a CNAME in its place, or the wildcard at the nearest name above that exists.
    pub(super) fn find(&self, name: &str, family: Family, sets: &BTreeMap<Name, usize>) -> Found {
        let at = |name: &str| {
            let set = |record| sets.get(&Name { name: name.to_owned(), record });
            set(family.record()).or_else(|| set(RecordType::Cname)).copied()
        };
        if let Some(set) = at(name) {
            return Found::Set(set);
        }
        let Some((_, existing)) = self.zone(name) else { return Found::Outside };
        let missing = if existing { Found::Outside } else { Found::Nothing };
        if self.names.contains(name) {
            return missing;
        }
        let closest = ancestors(name).skip(1).find(|ancestor| self.names.contains(*ancestor));
        let closest = closest.or_else(|| self.zone(name).map(|(domain, _)| domain));
        closest.and_then(|closest| at(&format!("*.{closest}"))).map_or(missing, Found::Set)
    }
}

/// Iterates over a name and the names above it.
fn ancestors(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), |name| name.split_once('.').map(|(_, rest)| rest))
}
