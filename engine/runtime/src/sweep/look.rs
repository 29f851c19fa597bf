//! One place searched: everything of a kind in one region and account that creates in doubt may have made.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::doubt::Doubt;
use tandem_core::provider::{Finding, Owned, Reading, Request, Search};
use tandem_core::{CallError, Object};

use crate::Edge;
use crate::attempt::look::is_marked;
use crate::reading::{count, passes, read_all};
use crate::request::recorded;

/// How often a search that fails is repeated: what is not seen now is searched by the next run.
const TRIES: u32 = 3;

/// What was seen at one place.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Objects that bear a token on record, as they are now.
    pub(super) ours: Vec<Object>,
    /// The tokens of objects that were listed and could not be read.
    pub(super) unread: Vec<String>,
    /// Objects that bear the stack's mark and no token on record.
    pub(super) others: Vec<Owned>,
    /// The calls that were made, as far as they are counted.
    pub(super) calls: BTreeMap<String, u64>,
}

/// Searches one place.
pub(super) async fn look(edge: &Edge, search: &Search, doubts: &[Doubt]) -> Result<Seen, CallError> {
    let mut seen = Seen::default();
    let mut shown = BTreeSet::new();
    let mut ids: Vec<(&Doubt, String)> = Vec::new();
    for owned in owned(edge, search).await? {
        match doubts.iter().find(|doubt| doubt.item.token == owned.incarnation) {
            Some(doubt) => {
                shown.insert(owned.incarnation);
                ids.push((doubt, owned.id));
            }
            // What bears no token is ours through its parent, and nothing says when it was made.
            None if owned.incarnation.is_empty() => (),
            None => seen.others.push(owned),
        }
    }
    // What bears no mark from its first moment on is found by what was to be made.
    let rest: Vec<&Doubt> = doubts.iter().filter(|doubt| !shown.contains(&doubt.item.token)).collect();
    let marked = is_marked(edge, &search.kind);
    for (doubt, finding) in rest.iter().zip(find(edge, &rest).await?) {
        // Without a mark, what is there is ours if nothing was there before and it is exactly what was sent.
        let proven = marked || doubt.atomic || doubt.item.absent_checked;
        if let (Finding::Ours(outcome), true) = (finding, proven)
            && !ids.iter().any(|(_, id)| *id == outcome.id)
        {
            ids.push((doubt, outcome.id));
        }
    }
    let objects: Vec<Object> = ids.into_iter().map(|(doubt, id)| object_of(doubt, id)).collect();
    read(edge, objects, &mut seen).await;
    Ok(seen)
}

/// Reads what was found: what is deleted is first known as it is.
async fn read(edge: &Edge, objects: Vec<Object>, seen: &mut Seen) {
    if objects.is_empty() {
        return;
    }
    let readings = objects.iter().map(|object| Reading {
        address: object.address.clone(),
        object: Some(object.clone()),
        arguments: object.arguments.clone(),
    });
    let mut groups: BTreeMap<String, Vec<Reading>> = BTreeMap::new();
    for reading in readings {
        groups.entry(edge.provider.read_group(&reading)).or_default().push(reading);
    }
    for readings in groups.into_values() {
        let report = read_all(edge, &readings).await;
        count(&mut seen.calls, &report.calls);
        for (reading, found) in readings.into_iter().zip(report.found) {
            let Some(object) = reading.object else { continue };
            match found {
                Ok(Some(found)) => {
                    let (attributes, settled) = (found.attributes, found.settled);
                    seen.ours.push(Object { attributes, settled, ..object });
                }
                _ => seen.unread.push(object.incarnation),
            }
        }
    }
}

/// Returns the object that a create in doubt made, under an id.
fn object_of(doubt: &Doubt, id: String) -> Object {
    let item = &doubt.item;
    Object {
        address: item.address.clone(),
        id,
        account: doubt.account.clone(),
        region: doubt.region.clone(),
        incarnation: item.token.clone(),
        parent: item.parent_address.clone(),
        dependencies: item.dependencies.clone(),
        arguments: item.arguments.clone(),
        attributes: item.arguments.clone(),
        protect: false,
        settled: true,
    }
}

async fn owned(edge: &Edge, search: &Search) -> Result<Vec<Owned>, CallError> {
    for tries in 1.. {
        match edge.owned(search).await {
            Err(error) if passes(error.class, tries) && tries < TRIES => {
                if !edge.pause(edge.backoff(tries)).await {
                    return Err(error);
                }
            }
            answer => return answer,
        }
    }
    Ok(Vec::new())
}

async fn find(edge: &Edge, doubts: &[&Doubt]) -> Result<Vec<Finding>, CallError> {
    let Some(class) = doubts.first().map(|doubt| doubt.class) else { return Ok(Vec::new()) };
    let requests: Vec<Request> =
        doubts.iter().map(|doubt| recorded(edge, &doubt.item, &doubt.region, &doubt.account)).collect();
    for tries in 1.. {
        match edge.find_all(&requests, class).await {
            Err(error) if passes(error.class, tries) && tries < TRIES => {
                if !edge.pause(edge.backoff(tries)).await {
                    return Err(error);
                }
            }
            answer => return answer,
        }
    }
    Ok(Vec::new())
}
