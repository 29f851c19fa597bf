//! One run's way to the cloud: `Provider` over the world, with everything that goes wrong on the way.

use std::collections::BTreeMap;
use std::sync::Arc;

use tandem_core::provider::{
    Answer, CallError, CallReport, Caller, ErrorClass, Finding, Found, Owned, Pending, Progress, Provider,
    ReadReport, Reading, Request, Search,
};
use tandem_core::step::{Batch, CreateClass, Effect};
use tandem_core::{Action, Change, Draft, Registry};
use tokio::time::{Duration, sleep};

use crate::dice::chance;
use crate::faults::Fate;
use crate::kinds::{ACCOUNTS, HOME, row};
use crate::look;
use crate::site::{RunSite, locked};
use crate::thing::{call_name, error, name};
use crate::world::words;

/// How long a caller waits for an answer that does not come, in milliseconds.
const TIMEOUT: u64 = 30_000;

/// For how long a signed request is accepted, in milliseconds.
const SIGNATURE: u64 = 900_000;

/// One run's way to the cloud.
pub struct Client(pub Arc<RunSite>);

/// A call that has been sent; if its sender dies, it may not have left.
struct Sent<'a> {
    run: &'a RunSite,
    ticket: u64,
    leaves: bool,
    answered: bool,
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        if !self.answered && !self.leaves {
            locked(&self.run.site.world).withdraw(self.ticket);
        }
    }
}

impl Client {
    fn roll(&self, name: &str) -> u64 {
        chance(self.0.site.seed, &format!("{name}!"))
    }

    /// Returns why a call cannot be made at all.
    async fn refusal(&self, call: &str, region: &str, changing: bool) -> Option<CallError> {
        if self.0.is_expired() {
            return Some(error(ErrorClass::Lapsed, "ExpiredToken", call, region));
        }
        if self.0.is_down(region, changing) {
            sleep(Duration::from_secs(2)).await;
            self.0.tell(|| format!("cloud: {region} does not answer {call}"));
            return Some(error(ErrorClass::InDoubt, "NoAnswer", call, region));
        }
        None
    }

    async fn change(&self, requests: &[Request]) -> Result<CallReport, CallError> {
        let Some(first) = requests.first() else { return Ok(CallReport::default()) };
        let (call, region) = (call_name(first), first.region.clone());
        let named = self.0.name(&format!("{} {}", first.operation, first.address));
        self.0.check(requests);
        self.0.tell(|| format!("call: {}", words(requests)));
        let signed = locked(&self.0.site.world).now();
        self.0.step().await;
        // A sender that was frozen between signing and sending: what it sends then is too old.
        if locked(&self.0.site.world).now() - signed > SIGNATURE {
            return Err(error(ErrorClass::Denied, "RequestExpired", &call, &region));
        }
        if let Some(error) = self.refusal(&call, &region, true).await {
            return Err(error);
        }
        let fate = self.0.fate(&named, true);
        let roll = self.roll(&named);
        let latency = 20 + roll % 300;
        let effect = fate.map_or(Some(latency), |fate| fate.effect(latency));
        let late = matches!(fate, Some(Fate::Late(_)));
        let ticket = effect.map(|after| locked(&self.0.site.world).submit(requests, after, late));
        let leaves = late || (roll / 300).is_multiple_of(2);
        let mut sent = Sent { run: &self.0, ticket: ticket.unwrap_or(0), leaves, answered: false };
        sleep(Duration::from_millis(latency)).await;
        locked(&self.0.site.world).catch_up();
        self.0.step().await;
        sent.answered = true;
        let answer = locked(&self.0.site.world).answer(sent.ticket);
        if let Some(fate) = fate {
            if fate.is_silent() {
                sleep(Duration::from_millis(TIMEOUT)).await;
            }
            return Err(struck(fate, &call, &region));
        }
        sleep(Duration::from_millis(5 + roll % 50)).await;
        self.0.step().await;
        answer.unwrap_or_else(|| Err(error(ErrorClass::InDoubt, "NoAnswer", &call, &region)))
    }

    /// Makes a reading call; an error if it cannot be made or fails.
    async fn reading(&self, what: &str, region: &str) -> Result<(), CallError> {
        let named = self.0.name(what);
        self.0.step().await;
        let call = format!("t:{}", what.split(' ').next().unwrap_or("read"));
        if let Some(error) = self.refusal(&call, region, false).await {
            return Err(error);
        }
        let fate = self.0.fate(&named, false);
        sleep(Duration::from_millis(10 + self.roll(&named) % 90)).await;
        locked(&self.0.site.world).catch_up();
        fate.map_or(Ok(()), |fate| Err(struck(fate, &call, region)))
    }
}

fn struck(fate: Fate, call: &str, region: &str) -> CallError {
    let (class, code) = match fate {
        Fate::Throttled => (ErrorClass::Throttled, "Throttling"),
        Fate::Busy => (ErrorClass::Busy, "Busy"),
        Fate::ErrorBefore | Fate::ErrorAfter => (ErrorClass::InDoubt, "InternalError"),
        Fate::LostBefore | Fate::LostAfter | Fate::Late(_) => (ErrorClass::InDoubt, "NoAnswer"),
    };
    error(class, code, call, region)
}

fn region_of(address: &tandem_core::Address) -> String {
    address.region().unwrap_or(HOME).to_owned()
}

impl Provider for Client {
    fn registry(&self) -> &Registry {
        &self.0.site.registry
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        let row = row(change.address.kind());
        let (operation, effect) = match change.action {
            Action::Create => ("create", Effect::Create),
            Action::Update => ("update", Effect::Update),
            _ => ("delete", Effect::Delete),
        };
        let remembered = || change.prior.as_ref().and_then(|object| object.parent.clone());
        let parent = change.parent.clone().or_else(remembered);
        let locks = parent.iter().chain((!row.batch).then_some(&change.address)).map(ToString::to_string);
        let short = row.name.trim_start_matches("t::");
        let draft = Draft {
            operation: operation.to_owned(),
            effect,
            call: if row.batch { format!("t:change_{short}") } else { format!("t:{operation}_{short}") },
            region: region_of(&change.address),
            class: row.class,
            locks: locks.collect(),
            buckets: Vec::new(),
            batch: parent.as_ref().filter(|_| row.batch).map(|parent| Batch {
                key: parent.to_string(),
                elements: 1,
                characters: 1,
                max_elements: 5,
                max_characters: 100,
            }),
            wait: row.wait().filter(|_| effect == Effect::Create),
        };
        let after = row.ownership == tandem_core::schema::Ownership::TagsAfter && effect == Effect::Create;
        let tag = after.then(|| Draft {
            operation: "tag".to_owned(),
            effect: Effect::Update,
            call: format!("t:tag_{short}"),
            wait: None,
            ..draft.clone()
        });
        [draft].into_iter().chain(tag).collect()
    }

    fn atomic_group(&self, _change: &Change) -> Option<String> {
        None
    }

    fn read_group(&self, reading: &Reading) -> String {
        let account = reading.address.account().unwrap_or_default();
        format!("{} {} {account}", reading.address.kind(), region_of(&reading.address))
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        Box::pin(async move {
            let Some(first) = readings.first() else { return ReadReport::default() };
            let region = region_of(&first.address);
            let made = self.reading(&format!("read {}", first.address), &region).await;
            let world = locked(&self.0.site.world);
            let found = readings.iter().map(|reading| {
                made.clone()?;
                let thing = reading.object.as_ref().and_then(|object| world.things.get(&object.id));
                Ok(thing.map(|thing| Found {
                    id: thing.id.clone(),
                    attributes: thing.attributes(),
                    settled: thing.is_ready(world.now()),
                }))
            });
            ReadReport {
                found: found.collect(),
                calls: [("t:read".to_owned(), 1)].into(),
                ..ReadReport::default()
            }
        })
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(self.change(requests))
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(async move {
            self.reading(&format!("poll {} {}", pending.kind, pending.key), &pending.region).await?;
            let world = locked(&self.0.site.world);
            let now = world.now();
            let ready = match row(&pending.kind).batch {
                true => world
                    .things
                    .values()
                    .filter(|thing| thing.within == pending.key)
                    .all(|thing| thing.is_ready(now)),
                false => match world.things.get(&pending.key) {
                    Some(thing) => thing.is_ready(now),
                    None => return Ok(Progress::Failed("gone".to_owned())),
                },
            };
            Ok(if ready { Progress::Ready(BTreeMap::new()) } else { Progress::Waiting("PENDING".to_owned()) })
        })
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        _class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            let what = format!("find {} {}", request.operation, request.address);
            self.reading(&what, &request.region).await?;
            let finding = look::find(&locked(&self.0.site.world), &self.0, request);
            self.0.tell(|| format!("find: {} ({}): {finding:?}", request.address, name(request)));
            Ok(finding)
        })
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(async move {
            let Search { kind, account, region, .. } = search;
            self.reading(&format!("owned {kind} {region} {account}"), region).await?;
            Ok(look::owned(&locked(&self.0.site.world), &self.0, search))
        })
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        Box::pin(async { Ok(Caller { account: ACCOUNTS[0].to_owned(), ..Caller::default() }) })
    }
}
