//! Which names a change can reach: the others need no second look.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Address;

use crate::model::{About, Answer, CheckRef, EndpointId, Member, Model, Name, RecordType, Target, Watch};

/// What is not the same before and after.
#[derive(Debug)]
pub(super) struct Touched<'m> {
    before: &'m Model,
    after: &'m Model,
    names: BTreeSet<&'m str>,
    endpoints: BTreeSet<&'m EndpointId>,
    accelerators: BTreeSet<&'m Address>,
    checks: BTreeSet<&'m Address>,
    alarms: BTreeSet<&'m Address>,
    /// Whether names or zones come or go: then names that have no records of their own may be answered otherwise.
    listing: bool,
    known: BTreeMap<&'m str, bool>,
}

impl<'m> Touched<'m> {
    /// Finds what is not the same.
    pub(super) fn between(before: &'m Model, after: &'m Model) -> Touched<'m> {
        let mut touched = Touched {
            before,
            after,
            names: differing(&before.names, &after.names)
                .into_iter()
                .map(|name| name.name.as_str())
                .collect(),
            endpoints: &differing(&before.endpoints, &after.endpoints)
                | &differing(&before.target_groups, &after.target_groups),
            accelerators: differing(&before.accelerators, &after.accelerators),
            checks: differing(&before.checks, &after.checks),
            alarms: differing(&before.alarms, &after.alarms),
            listing: before.zones != after.zones || !before.names.keys().eq(after.names.keys()),
            known: BTreeMap::new(),
        };
        let unknown = after.unknown.iter().chain(&before.unknown).map(|unknown| &unknown.address);
        let unknown: BTreeSet<&Address> = unknown.collect();
        for (name, members) in after.names.iter().filter(|_| !unknown.is_empty()) {
            if members.iter().any(|member| unknown.contains(&member.address)) {
                touched.names.insert(name.name.as_str());
            }
        }
        touched
            .accelerators
            .extend(unknown.iter().filter(|address| after.accelerators.contains_key(**address)));
        touched.checks.extend(unknown);
        touched
    }

    /// Returns whether a name can be answered otherwise.
    pub(super) fn name(&mut self, name: &'m str) -> bool {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        // A circle of aliases and checks adds nothing to itself.
        self.known.insert(name, false);
        let touched = self.names.contains(name) || self.follows(name);
        self.known.insert(name, touched);
        touched
    }

    /// Returns whether what a name's records lead to can be otherwise; the records themselves are the same.
    fn follows(&mut self, name: &'m str) -> bool {
        let after = self.after;
        let mut found = false;
        for record in [RecordType::A, RecordType::Aaaa, RecordType::Cname] {
            let Some(members) = after.names.get(&Name { name: name.to_owned(), record }) else { continue };
            found = true;
            if members.iter().any(|member| self.member(member)) {
                return true;
            }
        }
        !found && self.listing
    }

    fn member(&mut self, member: &'m Member) -> bool {
        let targets = match &member.answer {
            Answer::Values(targets) => targets.as_slice(),
            Answer::Alias { to, .. } => std::slice::from_ref(to),
        };
        member.check.as_ref().is_some_and(|check| self.check(check))
            || targets.iter().any(|target| self.target(target))
    }

    fn target(&mut self, target: &'m Target) -> bool {
        match target {
            Target::Records(name) => self.name(&name.name),
            Target::Name(name) => self.name(name),
            Target::Endpoint(id) => self.endpoints.contains(id),
            Target::Accelerator(address) => self.accelerators.contains(address) || self.behind(address),
        }
    }

    fn behind(&self, accelerator: &Address) -> bool {
        let listeners =
            self.after.accelerators.get(accelerator).into_iter().flat_map(|found| &found.listeners);
        let mut groups = listeners.flat_map(|listener| &listener.groups);
        groups.any(|group| group.endpoints.iter().any(|one| self.endpoints.contains(&one.endpoint)))
    }

    fn check(&mut self, check: &'m CheckRef) -> bool {
        let CheckRef::Declared(address) = check else { return false };
        if self.checks.contains(address) {
            return true;
        }
        let after = self.after;
        match after.checks.get(address).map(|check| &check.watch) {
            Some(Watch::Endpoint(probe)) => self.target(&probe.target),
            Some(Watch::Calculated { children, .. }) => children.iter().any(|child| self.check(child)),
            Some(Watch::Alarm { declared: Some(alarm), .. }) => {
                let about = after.alarms.get(alarm).map(|alarm| &alarm.about);
                self.alarms.contains(alarm)
                    || match about {
                        Some(About::Endpoint(id)) => self.endpoints.contains(id),
                        Some(About::Check(check)) => self.checks.contains(check),
                        _ => false,
                    }
            }
            _ => false,
        }
    }

    /// Returns every name that is answered with addresses, before or after.
    pub(super) fn all(&self) -> BTreeSet<&'m str> {
        let carries = |name: &&Name| !matches!(name.record, RecordType::Other(_));
        let names = self.before.names.keys().chain(self.after.names.keys());
        names.filter(carries).map(|name| name.name.as_str()).collect()
    }
}

/// Returns the keys whose values differ, or that are only on one side.
fn differing<'m, K: Ord, V: PartialEq>(
    before: &'m BTreeMap<K, V>,
    after: &'m BTreeMap<K, V>,
) -> BTreeSet<&'m K> {
    let mut keys: BTreeSet<&K> = BTreeSet::new();
    let (mut one, mut other) = (before.iter().peekable(), after.iter().peekable());
    // Both are sorted, so one walk through both is enough.
    loop {
        match (one.peek(), other.peek()) {
            (None, None) => return keys,
            (Some((a, _)), Some((b, _))) if a == b => {
                if let (Some((key, was)), Some((_, is))) = (one.next(), other.next())
                    && was != is
                {
                    keys.insert(key);
                }
            }
            (Some((a, _)), Some((b, _))) if a < b => keys.extend(one.next().map(|(key, _)| key)),
            (Some((a, _)), None) => {
                keys.insert(*a);
                one.next();
            }
            (_, Some((b, _))) => {
                keys.insert(*b);
                other.next();
            }
        }
    }
}
