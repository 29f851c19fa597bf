//! Looking whether things are as if a call had been made.

use std::collections::BTreeSet;

use tandem_core::provider::{ErrorClass, Finding, Found, Outcome, Reading, Request};
use tandem_core::schema::Ownership;
use tandem_core::state::Attributes;
use tandem_core::step::Effect;
use tandem_core::{CallError, Object, Value};

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
        match observe(self.edge, self.call, trust).await {
            Ok(seen) => conclude(seen),
            Err(error) => Look::Blind(error),
        }
    }
}

impl Attempt<'_> {
    /// Returns the creates of a refused batch whose objects are there already; none if that cannot be found out.
    pub(super) async fn already_there(&self) -> Vec<usize> {
        let seen = observe(self.edge, self.call, false).await.unwrap_or_default();
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

/// Looks at every item.
async fn observe(edge: &Edge, call: &Call, trust: bool) -> Result<Vec<Seen>, CallError> {
    if call.atomic { observe_batch(edge, call, trust).await } else { observe_each(edge, call, trust).await }
}

/// Looks at the items of a batch, all by their identity: one reading call decides.
async fn observe_batch(edge: &Edge, call: &Call, trust: bool) -> Result<Vec<Seen>, CallError> {
    let findings = edge.provider.find_all(&call.requests, call.class).await?;
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
async fn observe_each(edge: &Edge, call: &Call, trust: bool) -> Result<Vec<Seen>, CallError> {
    let mut seen = Vec::new();
    for request in &call.requests {
        seen.push(match request.effect {
            Effect::Create => {
                let finding = edge.provider.find(request, call.class).await?;
                created(edge, request, finding, trust).await?
            }
            _ => {
                let report = edge.provider.read(&[reading(request)]).await;
                changed(request, report.found.into_iter().next().unwrap_or(Ok(None)))?
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
            let report = edge.provider.read(&[by_id(request, &id)]).await;
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

fn changed(request: &Request, found: Result<Option<Found>, CallError>) -> Result<Seen, CallError> {
    let found = match found {
        Err(error) if error.class == ErrorClass::Missing => None,
        other => other?,
    };
    Ok(match (request.effect, found) {
        (Effect::Delete, None) => Seen::Made(Outcome::default()),
        (Effect::Update, Some(found)) if agrees(&found.attributes, &request.arguments) => {
            Seen::Made(Outcome { id: found.id, attributes: found.attributes })
        }
        _ => Seen::NotMade,
    })
}

/// Returns whether an object is found as it is to be. Without arguments nothing can be said, so it is not.
fn agrees(found: &Attributes, wanted: &Attributes) -> bool {
    let same = |(name, value): (&String, &Value)| found.get(name).unwrap_or(&Value::Null) == value;
    !wanted.is_empty() && wanted.iter().all(same)
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
