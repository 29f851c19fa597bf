//! Looking whether things are as if a call had been made.

use std::collections::BTreeSet;

use tandem_core::provider::{ErrorClass, Finding, Found, Outcome, Reading, Request};
use tandem_core::schema::{Ownership, Presence};
use tandem_core::state::Attributes;
use tandem_core::step::Effect;
use tandem_core::{CallError, Object};

use super::{Attempt, Call};
use crate::Edge;

/// What looking at the objects of a call says of it.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Look {
    /// Everything is as if it had been made.
    Made(Vec<Outcome>),
    /// Nothing is.
    NotMade,
    /// Some is and some is not: the answers are not all of one moment.
    Mixed,
    /// Something of that name is there that the call did not make: the item's index, and whose it is.
    Foreign(usize, Whose),
    /// It could not be found out.
    Blind(CallError),
}

/// Whose the object is that a create met.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Whose {
    /// Another's: its id, and what it is.
    Another { id: String, what: String },
    /// This stack's, of an earlier incarnation.
    Older { id: String, incarnation: String },
}

impl Attempt<'_> {
    /// Looks once at the objects of the call. `trust` says whether what was absent just before the call and is there
    /// now counts as ours where the kind allows no better proof.
    pub(super) async fn look(&self, trust: bool) -> Look {
        match observe(self.edge, self.call, trust, self.refused).await {
            Ok(seen) => conclude(seen),
            Err(error) => Look::Blind(error),
        }
    }
}

impl Attempt<'_> {
    /// Returns the creates of a refused batch whose objects are there already; none if that cannot be found out.
    pub(super) async fn already_there(&self) -> Vec<usize> {
        let seen = observe(self.edge, self.call, false, false).await.unwrap_or_default();
        let there = |(at, seen): (usize, &Seen)| {
            let creates = self.call.requests[at].effect == Effect::Create;
            (creates && !matches!(seen, Seen::NotMade)).then_some(at)
        };
        seen.iter().enumerate().filter_map(there).collect()
    }
}

/// What was seen of one item.
enum Seen {
    Made(Outcome),
    NotMade,
    Foreign(Whose),
}

fn conclude(seen: Vec<Seen>) -> Look {
    let all = seen.len();
    let mut outcomes = Vec::new();
    let mut foreign = None;
    for (at, one) in seen.into_iter().enumerate() {
        match one {
            Seen::Made(outcome) => outcomes.push(outcome),
            Seen::NotMade => (),
            Seen::Foreign(whose) => foreign = foreign.or(Some(Look::Foreign(at, whose))),
        }
    }
    match outcomes.len() {
        made if made == all => Look::Made(outcomes),
        _ if foreign.is_some() => foreign.unwrap_or(Look::Mixed),
        0 => Look::NotMade,
        _ => Look::Mixed,
    }
}

/// Looks at every item. `refused` says that the call was refused after a try of which nobody knows.
async fn observe(edge: &Edge, call: &Call, trust: bool, refused: bool) -> Result<Vec<Seen>, CallError> {
    if call.atomic {
        observe_batch(edge, call, trust).await
    } else {
        observe_each(edge, call, trust, refused).await
    }
}

/// Looks at the items of a batch, all by their identity: one reading call decides.
async fn observe_batch(edge: &Edge, call: &Call, trust: bool) -> Result<Vec<Seen>, CallError> {
    let findings = edge.find_all(&call.requests, call.class).await?;
    let made = call.requests.iter().zip(&findings).filter_map(|(request, finding)| match finding {
        Finding::Ours(outcome) if request.effect != Effect::Delete => Some(outcome.id.clone()),
        _ => None,
    });
    let made: BTreeSet<String> = made.collect();
    let mut seen = Vec::new();
    for (request, finding) in call.requests.iter().zip(findings) {
        seen.push(match (request.effect, finding) {
            (Effect::Create, finding) => created(edge, request, finding, trust).await?,
            (Effect::Update, Finding::Ours(outcome)) => Seen::Made(outcome),
            (Effect::Delete, Finding::Absent) => Seen::Made(Outcome::default()),
            // What another item of the batch made in its place.
            (Effect::Delete, Finding::Ours(outcome)) if made.contains(&outcome.id) => {
                Seen::Made(Outcome::default())
            }
            _ => Seen::NotMade,
        });
    }
    Ok(seen)
}

/// Looks at items one by one: creates by their identity, others by reading the object they are about.
async fn observe_each(edge: &Edge, call: &Call, trust: bool, refused: bool) -> Result<Vec<Seen>, CallError> {
    let mut seen = Vec::new();
    for request in &call.requests {
        seen.push(match request.effect {
            Effect::Create => {
                let finding = edge.find(request, call.class).await?;
                created(edge, request, finding, trust).await?
            }
            _ => {
                let report = edge.read(&[reading(request)]).await;
                let found = report.found.into_iter().next().unwrap_or(Ok(None));
                changed(edge, request, found, refused)?
            }
        });
    }
    Ok(seen)
}

async fn created(edge: &Edge, request: &Request, finding: Finding, trust: bool) -> Result<Seen, CallError> {
    match finding {
        Finding::Absent => Ok(Seen::NotMade),
        Finding::Ours(outcome) => Ok(Seen::Made(outcome)),
        Finding::Older(id, incarnation) => Ok(Seen::Foreign(Whose::Older { id, incarnation })),
        Finding::Foreign(id, what) if !trust || is_marked(edge, request.address.kind()) => {
            Ok(Seen::Foreign(Whose::Another { id, what }))
        }
        Finding::Foreign(id, what) => {
            let report = edge.read(&[by_id(request, &id)]).await;
            Ok(match report.found.into_iter().next().unwrap_or(Ok(None))? {
                Some(found) => Seen::Made(Outcome { id: found.id, attributes: found.attributes }),
                None => Seen::Foreign(Whose::Another { id, what }),
            })
        }
    }
}

/// Returns whether objects of the kind bear a mark of ours from the moment they are there, so that one without it is
/// another's, whatever was absent before.
pub(crate) fn is_marked(edge: &Edge, kind: &str) -> bool {
    let kind = edge.provider.registry().kind(kind);
    kind.is_none_or(|kind| matches!(kind.identity.ownership, Ownership::TagsAtCreate | Ownership::TagsAfter))
}

fn changed(
    edge: &Edge,
    request: &Request,
    found: Result<Option<Found>, CallError>,
    refused: bool,
) -> Result<Seen, CallError> {
    let found = match found {
        Err(error) if error.class == ErrorClass::Missing => None,
        other => other?,
    };
    let made = |found: &Found| {
        let compared = compared(edge, request, &found.attributes);
        // Other steps of the same change may still be to come. If this one is refused the second time and something
        // that was to be changed is no longer as it was, then it was the first try that did it.
        let moved = refused && compared.iter().any(|attribute| attribute.moved);
        moved || (!request.arguments.is_empty() && compared.iter().all(|attribute| attribute.made))
    };
    Ok(match (request.effect, found) {
        (Effect::Delete, None) => Seen::Made(Outcome::default()),
        (Effect::Update, Some(found)) if made(&found) => {
            Seen::Made(Outcome { id: found.id, attributes: found.attributes })
        }
        _ => Seen::NotMade,
    })
}

/// How an attribute is found, compared with how it was and is to be.
struct Compared {
    /// Whether it is as it is to be.
    made: bool,
    /// Whether it was to be changed and is no longer as it was.
    moved: bool,
}

/// Compares what is found with what was and what is to be. What is no longer declared must no longer be as it was,
/// unless the cloud may keep it.
fn compared(edge: &Edge, request: &Request, found: &Attributes) -> Vec<Compared> {
    let (wanted, none) = (&request.arguments, Attributes::new());
    let before = request.prior.as_ref().map_or(&none, |object| &object.attributes);
    let at = |attributes: &Attributes, name: &String| attributes.get(name).cloned().unwrap_or_default();
    let of_wanted = wanted.iter().map(|(name, value)| {
        let (was, now) = (at(before, name), at(found, name));
        Compared { made: now == *value, moved: was != *value && was != now }
    });
    let is_cleared = |name: &&String| {
        let attribute = edge.provider.registry().attribute(request.address.kind(), name);
        let clears = attribute.is_some_and(|found| found.is_argument() && found.presence != Presence::Chosen);
        clears && !wanted.contains_key(*name)
    };
    let names: BTreeSet<&String> = before.keys().chain(found.keys()).filter(is_cleared).collect();
    let of_cleared = names.into_iter().map(|name| {
        let (was, now) = (at(before, name), at(found, name));
        let is_gone = now.is_null() || (now != was && !was.is_null());
        Compared { made: is_gone, moved: !was.is_null() && was != now }
    });
    of_wanted.chain(of_cleared).collect()
}

fn reading(request: &Request) -> Reading {
    Reading {
        address: request.address.clone(),
        object: request.prior.clone(),
        arguments: request.arguments.clone(),
    }
}

fn by_id(request: &Request, id: &str) -> Reading {
    let object = Object {
        address: request.address.clone(),
        id: id.to_owned(),
        account: request.account.clone(),
        region: request.region.clone(),
        incarnation: request.token.clone(),
        parent: request.parent.as_ref().map(|parent| parent.address.clone()),
        dependencies: Vec::new(),
        arguments: request.arguments.clone(),
        attributes: request.arguments.clone(),
        protect: false,
        settled: false,
    };
    Reading { object: Some(object), ..reading(request) }
}
