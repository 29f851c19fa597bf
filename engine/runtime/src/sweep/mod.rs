//! Searching for what late requests made: a request can be applied long after its caller gave up on it, even after
//! what it was to make was deleted again.
//!
//! Only where a create was once in doubt is there anything to search for. What is found, is not remembered, and bears
//! a token that is on record goes to the objects that are to be deleted; what holds data, and what bears this stack's
//! mark but no token on record, is only reported.

mod deletion;
mod look;

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::doubt::Doubt;
use tandem_core::journal::Record;
use tandem_core::provider::Search;
use tandem_core::{Address, Object, State};
use tokio::task::JoinSet;

use crate::Edge;
use crate::ledger::Ledger;
use crate::reading::count;
use crate::replay::is_remembered;

pub(crate) use deletion::deletion;
use look::{Seen, look};

/// An object that bears this stack's mark or token, is not remembered, and is left as it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stray {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// The region its calls go to.
    pub region: String,
    /// The account it lives in.
    pub account: String,
    /// The resource it was made for, if that is on record: it is left because its kind holds data. Otherwise nothing
    /// says that this stack made it.
    pub address: Option<Address>,
}

/// What a search for what late requests made came to.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Swept {
    /// What is to be deleted; it is remembered as such.
    pub(crate) extras: Vec<Object>,
    /// What is left as it is.
    pub(crate) strays: Vec<Stray>,
    /// The calls that were made, by name.
    pub(crate) calls: BTreeMap<String, u64>,
}

/// Searches once for what late requests made, and records what it comes to; costs nothing if nothing was in doubt.
///
/// It changes nothing in the cloud, and may be killed at any moment and run again.
pub(crate) async fn sweep(edge: &Edge, ledger: &mut Ledger<'_>) -> Swept {
    let mut swept = Swept::default();
    if ledger.state.doubts.is_empty() {
        return swept;
    }
    let began = edge.clock.now();
    let mut cleared = Vec::new();
    for (doubts, seen) in search(edge, groups(edge, &ledger.state.doubts)).await {
        // What could not be searched is searched by a later run.
        let Some(seen) = seen else { continue };
        count(&mut swept.calls, &seen.calls);
        let found = judge(edge, &ledger.state, &doubts, seen, &mut swept);
        // A create and its updates bear one token: it is over when the last of them is.
        let early = |doubt: &&Doubt| began < doubt.since.saturating_add(edge.settings.late);
        let kept: BTreeSet<&str> =
            doubts.iter().filter(early).map(|doubt| doubt.item.token.as_str()).collect();
        let over: BTreeSet<&str> = doubts.iter().map(|doubt| doubt.item.token.as_str()).collect();
        let over = over.difference(&kept).filter(|token| !found.contains(**token));
        cleared.extend(over.map(|token| (*token).to_owned()));
    }
    if !(cleared.is_empty() && swept.extras.is_empty()) {
        ledger.record(Record::Swept { cleared, extras: swept.extras.clone() });
    }
    swept.strays.sort();
    swept.strays.dedup();
    swept
}

/// Sorts what was seen; returns the tokens of which something unwanted is there.
fn judge(edge: &Edge, state: &State, doubts: &[Doubt], seen: Seen, swept: &mut Swept) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for object in seen.ours.into_iter().filter(|object| !is_remembered(state, &object.id)) {
        found.insert(object.incarnation.clone());
        let kind = object.address.kind();
        match edge.provider.registry().kind(kind) {
            Some(kind) if !kind.precious => swept.extras.push(object),
            _ => swept.strays.push(Stray {
                kind: kind.to_owned(),
                id: object.id,
                name: object.address.name(),
                region: object.region,
                account: object.account,
                address: Some(object.address),
            }),
        }
    }
    // What was seen but could not be read is looked at again.
    found.extend(seen.unread);
    let open: BTreeSet<&str> =
        state.open.iter().flat_map(|intent| &intent.items).map(|item| item.token.as_str()).collect();
    let unknown = seen
        .others
        .into_iter()
        .filter(|owned| !is_remembered(state, &owned.id) && !open.contains(owned.incarnation.as_str()));
    let place = doubts.first();
    swept.strays.extend(unknown.filter_map(|owned| {
        let place = place?;
        Some(Stray {
            kind: place.item.address.kind().to_owned(),
            id: owned.id,
            name: owned.name,
            region: place.region.clone(),
            account: place.account.clone(),
            address: None,
        })
    }));
    found
}

/// Returns the doubts by where their objects would be.
fn groups(edge: &Edge, doubts: &[Doubt]) -> Vec<(Search, Vec<Doubt>)> {
    let mut groups: BTreeMap<Search, Vec<Doubt>> = BTreeMap::new();
    for doubt in doubts {
        let search = Search {
            kind: doubt.item.address.kind().to_owned(),
            account: doubt.account.clone(),
            region: doubt.region.clone(),
            stack: edge.settings.stack.to_string(),
        };
        groups.entry(search).or_default().push(doubt.clone());
    }
    groups.into_iter().collect()
}

/// Searches every place, as many at once as calls may be in flight; the answers in the order of the places.
async fn search(edge: &Edge, groups: Vec<(Search, Vec<Doubt>)>) -> Vec<(Vec<Doubt>, Option<Seen>)> {
    let mut groups = groups.into_iter().enumerate();
    let mut jobs = JoinSet::new();
    let mut answers = BTreeMap::new();
    loop {
        while jobs.len() < edge.settings.parallelism.max(1)
            && let Some((at, (search, doubts))) = groups.next()
        {
            let edge = edge.clone();
            jobs.spawn(async move {
                let seen = look(&edge, &search, &doubts).await.ok();
                (at, doubts, seen)
            });
        }
        match jobs.join_next().await {
            None => return answers.into_values().collect(),
            Some(Ok((at, doubts, seen))) => drop(answers.insert(at, (doubts, seen))),
            // A search that broke off has seen nothing, so nothing is decided on it.
            Some(Err(_)) => (),
        }
    }
}
