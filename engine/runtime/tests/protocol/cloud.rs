//! A cloud in memory: kinds of every create class, faults from a seed, and everything that was done to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use tandem_core::provider::{
    Answer, CallError, CallReport, Caller, ErrorClass, Finding, Found, Owned, Pending, Progress, Provider,
    ReadReport, Reading, Request, Search,
};
use tandem_core::schema::{Mode, Ownership, ReplaceOrder};
use tandem_core::step::{Batch, CreateClass, Effect};
use tandem_core::{Action, Change, Draft, Kind, Registry, Value};
use tokio::time::{Duration, Instant};

use super::crash::Crash;
use super::dice::Dice;
use super::things::{
    KINDS, Next, TWICE, Thing, VAULT, error, full, is_named, is_settled, kind, name, name_of_call, outcome,
    row, waits,
};

/// What goes wrong, in per cent of the calls.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Faults {
    pub(crate) throttled: u64,
    pub(crate) busy: u64,
    pub(crate) lost_before: u64,
    pub(crate) lost_after: u64,
    /// Lost, and applied up to a quarter of an hour later.
    pub(crate) late: u64,
    /// For how many seconds a search may not see what was just made.
    pub(crate) lag: u64,
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) things: BTreeMap<String, Thing>,
    pub(crate) made: u64,
    pub(crate) overwritten: Vec<String>,
    /// The changing calls that were sent, by name of the objects, refused ones included.
    pub(crate) sent: Vec<Vec<String>>,
    pub(crate) polls: u64,
    pub(crate) reads: u64,
    /// Answers to give to the next changing calls, first one first.
    pub(crate) script: Vec<Scripted>,
    /// Names that the cloud does not accept.
    pub(crate) refuses: BTreeSet<String>,
    /// Whether searches never find anything: a provider without that rule.
    pub(crate) blind: bool,
    /// Kinds that may not be read.
    pub(crate) denied: BTreeSet<String>,
    /// How often everything that bears a mark was listed.
    pub(crate) searches: usize,
    /// Whether such lists are always empty.
    pub(crate) hides: bool,
    /// The first call about this name comes so many seconds late.
    pub(crate) late_once: Option<(String, u64)>,
    /// How many requests were done late.
    pub(crate) late: usize,
    /// Regions that do not answer.
    pub(crate) down: BTreeSet<String>,
    /// From which call on the credentials are no longer valid.
    pub(crate) lapses_at: Option<u64>,
    /// Whether nothing is ever answered.
    pub(crate) hangs: bool,
    /// How many calls there were, changing and reading.
    pub(crate) calls: u64,
    pub(crate) most_at_once: usize,
    at_once: usize,
}

/// What happens to one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Scripted {
    Fine,
    Throttled,
    Busy,
    NotYet,
    LostBefore,
    LostAfter,
    /// It is given up, and done so many seconds later.
    Late(u64),
    /// It takes an hour.
    Slow,
}

fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().expect("no test panics while it holds the world")
}

pub(crate) struct Cloud {
    registry: Registry,
    world: Arc<Mutex<World>>,
    pub(crate) dice: Arc<Dice>,
    pub(crate) crash: Arc<Crash>,
    pub(crate) faults: Mutex<Faults>,
}

impl Cloud {
    pub(crate) fn new(dice: Arc<Dice>, crash: Arc<Crash>) -> Cloud {
        let mut registry = Registry::default();
        for row in KINDS.into_iter().chain([VAULT, TWICE]) {
            registry.add_kind(kind(row));
        }
        let look_up = Kind {
            mode: Mode::LookUp,
            ..kind(("t::thing", CreateClass::Idempotent, Ownership::State, ReplaceOrder::CreateFirst))
        };
        registry.add_kind(look_up);
        Cloud { registry, world: Arc::default(), dice, crash, faults: Mutex::default() }
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(crate) fn set_faults(&self, faults: Faults) {
        *self.faults.lock().expect("no test panics while it holds this") = faults;
    }

    fn faults(&self) -> Faults {
        *self.faults.lock().expect("no test panics while it holds this")
    }

    /// Puts an object there that is not ours.
    pub(crate) fn put_foreign(&self, kind: &str, name: &str, value: i64) {
        let thing = Thing {
            id: format!("foreign-{name}"),
            kind: kind.to_owned(),
            name: name.to_owned(),
            within: String::new(),
            token: "another's".to_owned(),
            value: Value::Integer(value),
            mould: Value::from("a"),
            foreign: true,
            born: Instant::now(),
        };
        self.world().things.insert(thing.id.clone(), thing);
    }

    fn decide(&self) -> Scripted {
        let mut world = self.world();
        if !world.script.is_empty() {
            return world.script.remove(0);
        }
        drop(world);
        let faults = self.faults();
        let roll = self.dice.below(100);
        let steps = [
            (faults.throttled, Scripted::Throttled),
            (faults.busy, Scripted::Busy),
            (faults.lost_before, Scripted::LostBefore),
            (faults.lost_after, Scripted::LostAfter),
            (faults.late, Scripted::Late(1 + self.dice.below(890))),
        ];
        let mut sum = 0;
        for (share, what) in steps {
            sum += share;
            if roll < sum {
                return what;
            }
        }
        Scripted::Fine
    }

    /// What befalls every call alike, changing or reading.
    async fn befall(&self, region: &str, call: &str) -> Result<(), CallError> {
        let (hangs, lapsed, down) = {
            let mut world = self.world();
            world.calls += 1;
            (world.hangs, world.lapses_at.is_some_and(|at| world.calls >= at), world.down.contains(region))
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        if lapsed {
            return Err(error(ErrorClass::Lapsed, call));
        }
        if down {
            tokio::time::sleep(Duration::from_secs(10)).await;
            return Err(CallError { region: region.to_owned(), ..error(ErrorClass::InDoubt, call) });
        }
        Ok(())
    }

    fn late_once(&self, requests: &[Request]) -> Option<u64> {
        let mut world = self.world();
        let (_, seconds) =
            world.late_once.take_if(|(about, _)| requests.iter().any(|it| name(it) == *about))?;
        Some(seconds)
    }

    async fn change(&self, requests: &[Request]) -> Result<CallReport, CallError> {
        let call = name_of_call(&requests[0]);
        self.world().sent.push(requests.iter().map(name).collect());
        tokio::time::sleep(Duration::from_millis(50 + self.dice.below(200))).await;
        self.crash.step().await;
        let fate = match self.late_once(requests) {
            Some(seconds) => Scripted::Late(seconds),
            None => self.decide(),
        };
        let refuse = |class| Err(error(class, &call));
        match fate {
            Scripted::Throttled => return refuse(ErrorClass::Throttled),
            Scripted::Busy => return refuse(ErrorClass::Busy),
            Scripted::NotYet => return refuse(ErrorClass::NotYet),
            Scripted::LostBefore => return refuse(ErrorClass::InDoubt),
            Scripted::Late(seconds) => {
                let (world, requests, call) = (self.world.clone(), requests.to_vec(), call.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_secs(seconds)).await;
                    let done = apply(&mut lock(&world), &requests, &call);
                    lock(&world).late += usize::from(done.is_ok());
                });
                return refuse(ErrorClass::InDoubt);
            }
            Scripted::Slow => tokio::time::sleep(Duration::from_secs(3600)).await,
            Scripted::Fine | Scripted::LostAfter => (),
        }
        let done = apply(&mut self.world(), requests, &call);
        self.crash.step().await;
        if fate == Scripted::LostAfter {
            return refuse(ErrorClass::InDoubt);
        }
        done
    }

    fn look(&self, request: &Request) -> Finding {
        let kind = request.address.kind();
        let (_, _, ownership, _) = row(kind);
        let lag = Duration::from_secs(self.faults().lag);
        let world = self.world();
        if let Some(prior) = &request.prior {
            let thing = world.things.get(&prior.id);
            let as_wanted = |thing: &&Thing| {
                request.effect == Effect::Delete || thing.value == request.arguments["value"]
            };
            return thing.filter(as_wanted).map_or(Finding::Absent, |thing| Finding::Ours(outcome(thing)));
        }
        let visible =
            |thing: &&Thing| thing.kind == kind && (thing.born.elapsed() >= lag || self.dice.below(2) == 0);
        let seen: Vec<&Thing> = world.things.values().filter(visible).collect();
        let tagged = matches!(ownership, Ownership::TagsAtCreate | Ownership::TagsAfter);
        if tagged && let Some(thing) = seen.iter().find(|thing| thing.token == request.token) {
            return Finding::Ours(outcome(thing));
        }
        let named = !matches!(kind, "t::token" | "t::refused" | "t::anonymous");
        match seen.iter().find(|thing| named && is_named(thing, request)) {
            None => Finding::Absent,
            Some(thing) if !tagged && outcome(thing).attributes == full(request, &thing.id) => {
                Finding::Ours(outcome(thing))
            }
            Some(thing) if tagged && !thing.foreign => Finding::Older(thing.id.clone(), thing.token.clone()),
            Some(thing) => Finding::Foreign(thing.id.clone(), "something else".to_owned()),
        }
    }
}

impl Provider for Cloud {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        let (operation, effect) = match change.action {
            Action::Create => ("create", Effect::Create),
            Action::Update => ("update", Effect::Update),
            _ => ("delete", Effect::Delete),
        };
        let kind = change.address.kind();
        let batch = change.parent.as_ref().map(|parent| Batch {
            key: parent.to_string(),
            elements: 1,
            characters: 1,
            max_elements: 5,
            max_characters: 100,
        });
        let draft = Draft {
            operation: operation.to_owned(),
            effect,
            call: format!("t:{operation}"),
            region: change.address.region().unwrap_or("us-east-1").to_owned(),
            class: row(kind).1,
            locks: change.parent.iter().map(ToString::to_string).collect(),
            buckets: Vec::new(),
            wait: waits(kind).filter(|_| effect == Effect::Create),
            batch,
        };
        if kind == TWICE.0 && effect == Effect::Delete {
            let off = Draft {
                operation: "off".to_owned(),
                effect: Effect::Update,
                call: "t:off".to_owned(),
                ..draft.clone()
            };
            return vec![off, draft];
        }
        // Records of one zone are changed by one call, whatever is done to each.
        vec![if kind == "t::record" { Draft { call: "t:change".to_owned(), ..draft } } else { draft }]
    }

    fn atomic_group(&self, _change: &Change) -> Option<String> {
        None
    }

    fn read_group(&self, reading: &Reading) -> String {
        let place = reading.object.as_ref().map_or("", |object| object.region.as_str());
        format!("{} {place}", reading.address.kind())
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        Box::pin(async move {
            let region = readings[0].object.as_ref().map_or("us-east-1", |object| object.region.as_str());
            if let Err(error) = self.befall(region, "t:Read").await {
                let found = readings.iter().map(|_| Err(error.clone())).collect();
                return ReadReport { found, ..ReadReport::default() };
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            let mut world = self.world();
            world.reads += 1;
            let found = readings.iter().map(|reading| {
                if world.denied.contains(reading.address.kind()) {
                    return Err(error(ErrorClass::Denied, "t:Read"));
                }
                let thing = match &reading.object {
                    Some(object) => world.things.get(&object.id),
                    None => {
                        let name = reading.arguments.get("name").and_then(Value::as_str).unwrap_or_default();
                        world.things.values().find(|thing| thing.name == name)
                    }
                };
                Ok(thing.map(|thing| Found {
                    id: thing.id.clone(),
                    attributes: outcome(thing).attributes,
                    settled: is_settled(thing),
                }))
            });
            let found = found.collect();
            ReadReport { found, calls: [("t:Read".to_owned(), 1)].into(), ..ReadReport::default() }
        })
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            {
                let mut world = self.world();
                world.at_once += 1;
                world.most_at_once = world.most_at_once.max(world.at_once);
            }
            let result = match self.befall(&requests[0].region, &name_of_call(&requests[0])).await {
                Ok(()) => self.change(requests).await,
                Err(error) => Err(error),
            };
            self.world().at_once -= 1;
            result
        })
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(async move {
            self.befall(&pending.region, "t:Poll").await?;
            let mut world = self.world();
            world.polls += 1;
            let settled = match world.things.get(&pending.key) {
                Some(thing) => is_settled(thing),
                None => world.things.values().filter(|thing| thing.kind == pending.kind).all(is_settled),
            };
            Ok(match settled {
                true => Progress::Ready(BTreeMap::new()),
                false => Progress::Waiting("PENDING".to_owned()),
            })
        })
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        _class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            self.befall(&request.region, "t:Find").await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            let blind = self.world().blind;
            Ok(if blind { Finding::Absent } else { self.look(request) })
        })
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(async move {
            self.befall(&search.region, "t:List").await?;
            tokio::time::sleep(Duration::from_millis(50)).await;
            let mut world = self.world();
            world.searches += 1;
            if world.hides {
                return Ok(Vec::new());
            }
            let ours = world.things.values().filter(|thing| thing.kind == search.kind && !thing.foreign);
            let ownership = row(&search.kind).2;
            let owned = ours.filter(|_| ownership != Ownership::State).map(|thing| Owned {
                id: thing.id.clone(),
                name: thing.name.clone(),
                incarnation: match ownership {
                    Ownership::Parent => String::new(),
                    _ => thing.token.clone(),
                },
                parent: thing.within.clone(),
            });
            Ok(owned.collect())
        })
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        Box::pin(async { Ok(Caller { account: "123456789012".to_owned(), arn: String::new() }) })
    }
}

/// Does all of a call or nothing.
fn apply(world: &mut World, requests: &[Request], call: &str) -> Result<CallReport, CallError> {
    let mut next = Next { things: world.things.clone(), made: world.made, overwritten: Vec::new() };
    let mut offenders = Vec::new();
    let mut first = None;
    let mut outcomes = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let refused = world.refuses.contains(&name(request));
        let one = if refused { Err(ErrorClass::Invalid) } else { next.one(request) };
        match one {
            Ok(outcome) => outcomes.push(outcome),
            Err(class) => {
                first = first.or(Some(class));
                offenders.push((at, format!("`{}` is refused", name(request))));
            }
        }
    }
    if let Some(class) = first {
        let offenders = if requests.len() > 1 { offenders } else { Vec::new() };
        return Err(CallError { offenders, ..error(class, call) });
    }
    world.things = next.things;
    world.made = next.made;
    world.overwritten.extend(next.overwritten);
    let pending = requests.iter().zip(&outcomes).find(|(request, _)| waits(request.address.kind()).is_some());
    let pending =
        pending.filter(|(request, _)| request.effect == Effect::Create).map(|(request, outcome)| Pending {
            kind: request.address.kind().to_owned(),
            key: if request.address.kind() == "t::record" { "zone".to_owned() } else { outcome.id.clone() },
            region: request.region.clone(),
            account: request.account.clone(),
        });
    let calls = [(call.to_owned(), 1)].into();
    Ok(CallReport { outcomes, pending, calls, request: Some("r-1".to_owned()) })
}
