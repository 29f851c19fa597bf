//! A run of a command on a machine of its own, which may fall asleep.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tandem_core::journal::Record;
use tandem_core::store::{Store as _, StoreError, Stored};
use tandem_core::{State, Value};
use tandem_runtime::store::Owner;
use tandem_runtime::store::remote::{Claim, Leasing, RemoteStore};
use tokio::sync::watch;
use tokio::time::Instant;

use crate::dice::Dice;
use crate::world::{Desk, Shared, Skewed};

/// How many runs there were: no two have one lock id.
static OPENED: AtomicU64 = AtomicU64::new(0);

/// A machine that may be frozen; where it is suspended, its clock stands still as well.
#[derive(Clone)]
pub(crate) struct Body {
    asleep: Arc<watch::Sender<bool>>,
    /// Whether its clock stands still while it sleeps.
    pub(crate) suspends: bool,
    slept: Arc<Mutex<(Option<Instant>, Duration)>>,
}

impl Body {
    pub(crate) fn new(suspends: bool) -> Body {
        Body { asleep: Arc::new(watch::Sender::new(false)), suspends, slept: Arc::default() }
    }

    pub(crate) fn freeze(&self) {
        self.slept.lock().expect("nobody panics holding it").0 = Some(Instant::now());
        self.asleep.send_replace(true);
    }

    pub(crate) fn thaw(&self) {
        let mut slept = self.slept.lock().expect("nobody panics holding it");
        if let Some(since) = slept.0.take() {
            slept.1 += since.elapsed();
        }
        self.asleep.send_replace(false);
    }

    pub(crate) async fn awake(&self) {
        let woken = self.asleep.subscribe().wait_for(|asleep| !asleep).await.map(|_| ());
        woken.expect("the machine outlives the run");
    }

    /// Returns how long its clock has stood still.
    pub(crate) fn suspended(&self) -> Duration {
        let slept = self.slept.lock().expect("nobody panics holding it");
        let now = slept.0.map_or(Duration::ZERO, |since| since.elapsed());
        if self.suspends { slept.1 + now } else { Duration::ZERO }
    }
}

/// What a run is like.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) who: usize,
    pub(crate) seed: u64,
    pub(crate) faults: u64,
    /// What its clock shows at the start, and how fast it runs.
    pub(crate) base: u64,
    pub(crate) rate: u64,
    pub(crate) body: Body,
}

impl Run {
    pub(crate) fn new(who: usize, seed: u64) -> Run {
        Run { who, seed, faults: 0, base: 1_795_356_080_000, rate: 1000, body: Body::new(false) }
    }

    pub(crate) fn desk(&self, world: &Shared) -> Arc<Desk> {
        let dice = Dice::new(self.seed ^ (self.who as u64) << 32);
        let (world, body) = (world.clone(), self.body.clone());
        Arc::new(Desk { world, who: self.who, dice, faults: self.faults, body })
    }

    pub(crate) fn clock(&self) -> Arc<Skewed> {
        let (base, rate, body) = (self.base, self.rate, self.body.clone());
        Arc::new(Skewed { start: Instant::now(), base, rate, body })
    }

    pub(crate) async fn open(&self, world: &Shared, leasing: &Leasing) -> Result<RemoteStore, StoreError> {
        RemoteStore::open(self.desk(world), self.clock(), self.claim(), leasing).await
    }

    pub(crate) fn claim(&self) -> Claim {
        let owner = Owner { user: format!("user{}", self.who), ..Owner::here("tandem apply", self.base) };
        let rng = Dice::new(
            self.seed.wrapping_mul(31) + self.who as u64 + OPENED.fetch_add(1, Ordering::Relaxed) * 1000,
        );
        Claim { stack: "prod".to_owned(), owner, id: tandem_core::rng::token(&rng) }
    }
}

/// Returns the record that notes one entry.
pub(crate) fn entry(name: &str) -> Record {
    Record::Outputs { outputs: BTreeMap::from([(name.to_owned(), Value::from(true))]) }
}

/// Returns what is stored, with everything in the journal done.
pub(crate) fn replayed(stored: Stored) -> State {
    let mut state = stored.snapshot.unwrap_or_default();
    for record in stored.journal {
        if let Record::Outputs { outputs } = record {
            state.outputs.extend(outputs);
        }
    }
    state
}

/// Reads what is stored, adds an entry, and writes a snapshot of everything.
pub(crate) async fn apply(store: &mut RemoteStore, name: &str) -> Result<State, StoreError> {
    let mut state = replayed(store.load().await?);
    store.append(&[entry(name)]).await?;
    state.outputs.insert(name.to_owned(), Value::from(true));
    state.lineage = "abc".into();
    state.serial += 1;
    store.replace(&state).await?;
    Ok(state)
}
