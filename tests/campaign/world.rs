//! The cloud itself: its objects, the effects that are still on their way, and what was done to it.

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::Value;
use tandem_core::provider::{CallError, CallReport, ErrorClass, Outcome, Pending, Request};
use tandem_core::step::{CreateClass, Effect, NeededBy};
use tokio::time::Instant;

use crate::kinds::row;
use crate::story::Story;
use crate::thing::{Thing, argument, call_name, error, name, new_id, within};

/// What a call came to.
pub type Answer = Result<CallReport, CallError>;

/// An effect on its way.
struct Effecting {
    requests: Vec<Request>,
    /// Whether anybody still waits for it.
    late: bool,
}

/// The cloud.
pub struct World {
    pub things: BTreeMap<String, Thing>,
    /// What was deleted, and when: searches may show it for a while.
    pub gone: BTreeMap<String, (Thing, u64)>,
    /// Names that another takes as soon as the object they belong to is there: its name, and theirs.
    pub planted: Vec<(String, String)>,
    pub story: Story,
    /// What must never be, as it was seen to happen.
    pub violations: Vec<String>,
    /// How many effects came late.
    pub late: u64,
    burned: BTreeSet<String>,
    queue: BTreeMap<(u64, u64), Effecting>,
    answers: BTreeMap<u64, Answer>,
    made: u64,
    tickets: u64,
    start: Instant,
}

impl World {
    /// Returns an empty cloud; to be made within a runtime.
    pub fn new() -> World {
        World {
            things: BTreeMap::new(),
            gone: BTreeMap::new(),
            planted: Vec::new(),
            story: Story::default(),
            violations: Vec::new(),
            late: 0,
            burned: BTreeSet::new(),
            queue: BTreeMap::new(),
            answers: BTreeMap::new(),
            made: 0,
            tickets: 0,
            start: Instant::now(),
        }
    }

    /// Returns the milliseconds since it was made.
    pub fn now(&self) -> u64 {
        u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Writes a line of the story.
    pub fn tell(&mut self, line: impl FnOnce() -> String) {
        let now = self.now();
        self.story.tell(now, line);
    }

    /// Takes in a call whose effect comes at a moment; returns the ticket its answer is kept under.
    pub fn submit(&mut self, requests: &[Request], after: u64, late: bool) -> u64 {
        self.tickets += 1;
        let at = self.now() + after;
        self.queue.insert((at, self.tickets), Effecting { requests: requests.to_vec(), late });
        self.tickets
    }

    /// Takes a call back whose sender died before it had left.
    pub fn withdraw(&mut self, ticket: u64) {
        self.queue.retain(|(_, queued), _| *queued != ticket);
    }

    /// Returns whether effects are still on their way.
    pub fn is_quiet(&self) -> bool {
        self.queue.is_empty()
    }

    /// Lets everything happen that was due by now.
    pub fn catch_up(&mut self) {
        let now = self.now();
        while let Some(entry) = self.queue.first_entry() {
            let (at, ticket) = *entry.key();
            if at > now {
                break;
            }
            let Effecting { requests, late } = entry.remove();
            let answer = self.carry(&requests, at);
            let what = match &answer {
                Ok(report) => report.outcomes.iter().map(|outcome| outcome.id.clone()).collect(),
                Err(error) => format!("refused: {}", error.code),
            };
            self.late += u64::from(late);
            let when = if late { "late effect of" } else { "effect of" };
            self.story.tell(at, || format!("cloud: {when} {}: {what}", words(&requests)));
            if !late {
                self.answers.insert(ticket, answer);
            }
        }
    }

    /// Returns the answer of a call whose effect has come.
    pub fn answer(&mut self, ticket: u64) -> Option<Answer> {
        self.answers.remove(&ticket)
    }

    /// Does all of a call or nothing.
    fn carry(&mut self, requests: &[Request], now: u64) -> Answer {
        let call = requests.first().map(call_name).unwrap_or_default();
        let region = requests.first().map(|request| request.region.clone()).unwrap_or_default();
        let before = (requests.len() > 1).then(|| self.things.clone());
        let mut outcomes = Vec::new();
        let mut offenders = Vec::new();
        let mut first = None;
        for (at, request) in requests.iter().enumerate() {
            match self.one(request, now) {
                Ok(outcome) => outcomes.push(outcome),
                Err((class, code)) => {
                    first = first.or(Some((class, code)));
                    offenders.push((at, code.to_owned()));
                }
            }
        }
        if let Some((class, code)) = first {
            if let Some(before) = before {
                self.things = before;
            }
            let offenders = if requests.len() > 1 { offenders } else { Vec::new() };
            let class = if requests.len() > 1 { ErrorClass::Conflict } else { class };
            return Err(CallError { offenders, ..error(class, code, &call, &region) });
        }
        let waiting = requests.iter().zip(&outcomes).find(|(request, _)| {
            row(request.address.kind()).wait.is_some() && request.effect == Effect::Create
        });
        let pending = waiting.map(|(request, outcome)| Pending {
            kind: request.address.kind().to_owned(),
            key: if row(request.address.kind()).batch { within(request) } else { outcome.id.clone() },
            region: request.region.clone(),
            account: request.account.clone(),
        });
        Ok(CallReport { outcomes, pending, calls: [(call, 1)].into(), request: Some("r-1".to_owned()) })
    }

    fn one(&mut self, request: &Request, now: u64) -> Result<Outcome, (ErrorClass, &'static str)> {
        match request.effect {
            Effect::Create => self.create(request, now),
            Effect::Update => self.update(request, now),
            Effect::Delete => self.delete(request, now),
            Effect::Read => Err((ErrorClass::Invalid, "NotACall")),
        }
    }

    fn create(&mut self, request: &Request, now: u64) -> Result<Outcome, (ErrorClass, &'static str)> {
        let row = row(request.address.kind());
        if row.parent.is_some() && !self.things.contains_key(&within(request)) {
            return Err((ErrorClass::Missing, "NoSuchParent"));
        }
        if !row.batch && matches!(row.class, CreateClass::Token | CreateClass::RefusedToken) {
            let made =
                self.things.values().find(|thing| thing.kind == row.name && thing.token == request.token);
            match made {
                Some(thing) if row.class == CreateClass::Token => return Ok(thing.outcome()),
                Some(_) => return Err((ErrorClass::Conflict, "TokenExists")),
                None if self.burned.contains(&request.token) => {
                    return Err((ErrorClass::Conflict, "TokenBurned"));
                }
                None => (),
            }
        }
        if let Some(thing) = self.things.values_mut().find(|thing| thing.is_named(request)) {
            let foreign = thing.foreign;
            match row.class {
                CreateClass::Upsert => {
                    thing.value = argument(request, "value");
                    thing.mould = argument(request, "mould");
                    thing.link = argument(request, "link");
                    let outcome = thing.outcome();
                    if foreign {
                        self.violations.push(format!("foreign: {} was overwritten", outcome.id));
                    }
                    return Ok(outcome);
                }
                CreateClass::Idempotent if thing.agrees(request) => return Ok(thing.outcome()),
                _ => return Err((ErrorClass::Conflict, "NameExists")),
            }
        }
        self.made += 1;
        let thing = Thing::made_by(request, new_id(request, self.made), now);
        let outcome = thing.outcome();
        self.plant(&thing, now);
        self.things.insert(thing.id.clone(), thing);
        Ok(outcome)
    }

    /// Puts what another has planted below a new object.
    fn plant(&mut self, parent: &Thing, now: u64) {
        let child = crate::kinds::KINDS.iter().find(|row| row.parent == Some(parent.kind.as_str()));
        let Some(child) = child else { return };
        for (_, name) in self.planted.iter().filter(|(of, _)| *of == parent.name) {
            let short = child.name.trim_start_matches("t::");
            let thing = Thing {
                id: format!("{short}/{}/{name}", parent.id),
                kind: child.name.to_owned(),
                name: name.clone(),
                within: parent.id.clone(),
                token: "another's".to_owned(),
                stack: String::new(),
                value: Value::Integer(99),
                foreign: true,
                edited: false,
                born: now,
                ..parent.clone()
            };
            self.things.insert(thing.id.clone(), thing);
        }
    }

    fn update(&mut self, request: &Request, now: u64) -> Result<Outcome, (ErrorClass, &'static str)> {
        let row = row(request.address.kind());
        let Some(thing) = self.prior(request) else { return Err((ErrorClass::Missing, "NoSuchThing")) };
        if needed(row.wait) && !thing.is_ready(now) {
            return Err((ErrorClass::Busy, "NotReady"));
        }
        if row.batch && !thing.is_as_before(request) {
            return Err((ErrorClass::Conflict, "NotAsBefore"));
        }
        let foreign = thing.foreign;
        if request.operation == "tag" {
            thing.stack.clone_from(&request.stack);
        } else {
            thing.value = argument(request, "value");
            thing.link = argument(request, "link");
        }
        let outcome = thing.outcome();
        if foreign {
            self.violations.push(format!("foreign: {} was changed", outcome.id));
        }
        Ok(outcome)
    }

    fn delete(&mut self, request: &Request, now: u64) -> Result<Outcome, (ErrorClass, &'static str)> {
        let row = row(request.address.kind());
        let Some(thing) = self.prior(request).cloned() else {
            return Err((ErrorClass::Missing, "NoSuchThing"));
        };
        if needed(row.wait) && !thing.is_ready(now) {
            return Err((ErrorClass::Busy, "NotReady"));
        }
        if row.batch && !thing.is_as_before(request) {
            return Err((ErrorClass::Conflict, "NotAsBefore"));
        }
        if self.things.values().any(|child| child.within == thing.id) {
            return Err((ErrorClass::Conflict, "NotEmpty"));
        }
        if thing.foreign {
            self.violations.push(format!("foreign: {} was deleted", thing.id));
        }
        self.remove(&thing.id, now);
        Ok(Outcome::default())
    }

    /// Takes an object away, with everything that belongs to it.
    pub fn remove(&mut self, id: &str, now: u64) {
        let children: Vec<String> =
            self.things.values().filter(|thing| thing.within == id).map(|thing| thing.id.clone()).collect();
        for child in children.iter().map(String::as_str).chain([id]) {
            if let Some(thing) = self.things.remove(child) {
                if row(&thing.kind).burns {
                    self.burned.insert(thing.token.clone());
                }
                self.gone.insert(thing.id.clone(), (thing, now));
            }
        }
    }

    fn prior(&mut self, request: &Request) -> Option<&mut Thing> {
        let id = request.prior.as_ref().map(|prior| prior.id.as_str()).unwrap_or_default();
        self.things.get_mut(id)
    }
}

fn needed(wait: Option<(u32, NeededBy)>) -> bool {
    wait.is_some_and(|(_, by)| by == NeededBy::Dependants)
}

/// Says what a call is about.
pub fn words(requests: &[Request]) -> String {
    let one = |request: &Request| format!("{} {} ({})", request.operation, request.address, name(request));
    requests.iter().map(one).collect::<Vec<_>>().join(", ")
}
