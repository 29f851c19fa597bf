//! What the runs of a schedule share, and what one run adds to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tandem_core::Registry;
use tandem_core::provider::Request;
use tandem_runtime::store::disk::Memory;

use crate::crash::Crash;
use crate::dice::chance;
use crate::disk::Disk;
use crate::faults::{Fate, Faults};
use crate::kinds::registry;
use crate::schedule::{Deed, Place, Trouble};
use crate::shelf::Objects;
use crate::world::World;

/// Cloud and disk of one schedule.
pub struct Site {
    pub seed: u64,
    pub world: Mutex<World>,
    pub disk: Mutex<Disk>,
    /// How long a durable write takes, in milliseconds.
    pub write: AtomicU64,
    /// The real place below it, if there is one.
    pub kept: Kept,
    pub registry: Registry,
    /// The ids of what bears the stack's mark, holds data, and was named by the last complete run instead of deleted.
    pub strays: Mutex<BTreeSet<String>>,
    /// How many of those somebody has deleted by hand, as the run that met them said.
    pub by_hand: AtomicU64,
    /// Every fate that struck, by the name of its call.
    pub struck: Mutex<BTreeMap<String, Fate>>,
    /// How many runs there were.
    pub runs: AtomicU64,
}

/// The real place of a state.
pub enum Kept {
    Memory,
    Files(Memory),
    Shelf(Objects),
}

impl Kept {
    /// Returns the disk that files are on.
    pub fn disk(&self) -> Option<&Memory> {
        match self {
            Kept::Files(disk) => Some(disk),
            Kept::Memory | Kept::Shelf(_) => None,
        }
    }
}

/// Locks what no run can leave in disorder: a run that dies does so between two changes.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Site {
    /// Returns an empty site; to be made within a runtime.
    pub fn new(seed: u64, place: Place) -> Arc<Site> {
        Arc::new(Site {
            seed,
            write: AtomicU64::new(0),
            kept: match place {
                Place::Memory => Kept::Memory,
                Place::Files => Kept::Files(Memory::default()),
                Place::Shelf => Kept::Shelf(Objects::default()),
            },
            world: Mutex::new(World::new()),
            disk: Mutex::default(),
            registry: registry(),
            strays: Mutex::default(),
            by_hand: AtomicU64::new(0),
            struck: Mutex::default(),
            runs: AtomicU64::new(0),
        })
    }
}

/// What one run meets.
pub struct RunSite {
    pub site: Arc<Site>,
    /// Its phase and its number within it: `1.0`.
    pub label: String,
    pub faults: Faults,
    pub trouble: Trouble,
    pub crash: Crash,
    /// How often each call was made, by name.
    counts: Mutex<BTreeMap<String, u64>>,
    calls: AtomicU64,
    /// The epoch under which it has the lock; 0 before it has it.
    epoch: AtomicU64,
}

impl RunSite {
    pub fn new(site: &Arc<Site>, label: String, faults: Faults, trouble: Trouble) -> Arc<RunSite> {
        let marks = trouble.meddling.iter().map(|(step, _)| *step).collect();
        site.runs.fetch_add(1, Ordering::Relaxed);
        Arc::new(RunSite {
            site: site.clone(),
            label,
            faults,
            crash: Crash::new(trouble.crash, &trouble.interrupts, marks),
            trouble,
            counts: Mutex::default(),
            calls: AtomicU64::new(0),
            epoch: AtomicU64::new(0),
        })
    }

    /// Writes a line of the story.
    pub fn tell(&self, line: impl FnOnce() -> String) {
        locked(&self.site.world).tell(|| format!("[{}] {}", self.label, line()));
    }

    /// Counts a step, at which the run may end or somebody else may do something.
    pub async fn step(&self) {
        self.crash.step().await;
        if self.crash.marked() {
            for (_, deed) in &self.trouble.meddling {
                self.meddle(*deed);
            }
        }
    }

    /// Lets somebody else do something to one of our objects.
    fn meddle(&self, deed: Deed) {
        let mut world = locked(&self.site.world);
        world.catch_up();
        let now = world.now();
        let ours = world.things.values().filter(|thing| !thing.foreign);
        let ours: Vec<String> = ours.map(|thing| thing.id.clone()).collect();
        let roll = chance(self.site.seed, &format!("{} meddle", self.label));
        let Some(id) = ours.get(usize::try_from(roll % (ours.len() as u64).max(1)).unwrap_or(0)) else {
            return;
        };
        match deed {
            Deed::Delete => world.remove(id, now),
            Deed::Edit => {
                if let Some(thing) = world.things.get_mut(id) {
                    thing.value = tandem_core::Value::Integer(-1);
                    thing.edited = true;
                }
            }
        }
        world.tell(|| format!("somebody: {deed:?} {id}"));
    }

    /// Returns the name of the next call of a kind about an address.
    pub fn name(&self, what: &str) -> String {
        let mut counts = locked(&self.counts);
        let count = counts.entry(what.to_owned()).or_default();
        *count += 1;
        format!("{} {what} #{count}", self.label)
    }

    /// Returns what becomes of a call, and takes note of it.
    pub fn fate(&self, name: &str, changing: bool) -> Option<Fate> {
        let fate = self.faults.fate(self.site.seed, name, changing);
        if let Some(fate) = fate {
            locked(&self.site.struck).insert(name.to_owned(), fate);
            self.tell(|| format!("fault: {fate:?} for {name}"));
        }
        fate
    }

    /// Counts a call; returns whether the credentials have expired by now.
    pub fn is_expired(&self) -> bool {
        let calls = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        self.trouble.expired > 0 && calls >= self.trouble.expired
    }

    /// Returns whether a region does not answer.
    pub fn is_down(&self, region: &str, changing: bool) -> bool {
        let calls = self.calls.load(Ordering::Relaxed);
        self.trouble.outage.as_ref().is_some_and(|outage| {
            outage.region == region && (changing || !outage.writes_only) && calls >= outage.from
        })
    }

    /// Takes note of the epoch under which this run has the lock.
    pub fn begun(&self, epoch: u64) {
        self.epoch.store(epoch, Ordering::Relaxed);
    }

    /// Returns whether this run has ever had the lock.
    pub fn has_begun(&self) -> bool {
        self.epoch.load(Ordering::Relaxed) > 0
    }

    /// Returns whether another run has the lock by now.
    pub fn is_fenced(&self) -> bool {
        locked(&self.site.disk).fences(self.epoch.load(Ordering::Relaxed))
    }

    /// Holds what is about to be sent against what is on record.
    pub fn check(&self, requests: &[Request]) {
        let mut wrong: Vec<String> = Vec::new();
        {
            let disk = locked(&self.site.disk);
            wrong.extend(requests.iter().filter_map(|request| disk.is_wrong_to_send(request)));
        }
        if self.is_fenced() {
            wrong.push("I8: something was sent after another run had taken the lock".to_owned());
        }
        let mut world = locked(&self.site.world);
        for wrong in wrong {
            world.tell(|| wrong.clone());
            world.violations.push(wrong);
        }
    }
}
