//! A shelf in memory that several runs share, each through a desk of its own with faults from a seed.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard};

use tandem_core::provider::Answer;
use tandem_core::shelf::{Held, If, Shelf, ShelfError, Version};
use tandem_core::store::StoreError;
use tandem_core::{Clock, Rng as _};

use crate::dice::Dice;
use crate::run::Body;

/// What is there, and every write that was accepted.
#[derive(Default)]
pub(crate) struct World {
    objects: BTreeMap<String, Vec<u8>>,
    /// Who wrote what, in order.
    pub(crate) accepted: Vec<(usize, String)>,
}

/// A world that several desks share.
pub(crate) type Shared = Arc<Mutex<World>>;

pub(crate) fn look(world: &Shared) -> MutexGuard<'_, World> {
    world.lock().expect("nobody panics holding it")
}

impl World {
    pub(crate) fn get(&self, key: &str) -> Option<Held> {
        let bytes = self.objects.get(key)?.clone();
        // Equal contents bear equal versions, as ETags do: the protocol must not rely on more.
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Some(Held { bytes, version: Version(format!("{:x}", hasher.finish())) })
    }

    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        self.objects.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    pub(crate) fn set(&mut self, key: &str, bytes: Vec<u8>) {
        self.objects.insert(key.to_owned(), bytes);
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<Vec<u8>> {
        self.objects.remove(key)
    }

    fn put(&mut self, who: usize, key: &str, bytes: &[u8], expected: If<'_>) -> Option<Version> {
        if !expected.holds(self.get(key).as_ref()) {
            return None;
        }
        self.set(key, bytes.to_vec());
        self.accepted.push((who, key.to_owned()));
        self.get(key).map(|held| held.version)
    }
}

/// One run's way to the shelf.
pub(crate) struct Desk {
    pub(crate) world: Shared,
    pub(crate) who: usize,
    pub(crate) dice: Dice,
    /// How many calls of a thousand go wrong.
    pub(crate) faults: u64,
    /// The machine that the run is on: when it sleeps, its calls do too.
    pub(crate) body: Body,
}

/// What goes wrong with a call.
enum Fault {
    /// Nothing.
    None,
    /// It is refused before it does anything.
    Throttled,
    /// It is done, and the answer lost.
    Answer,
    /// The answer is lost, and it is done much later.
    Late,
    /// It is not done, and the answer lost.
    Before,
}

impl Desk {
    async fn travel(&self) {
        self.body.awake().await;
        tokio::time::sleep(std::time::Duration::from_millis(3 + self.dice.below(40))).await;
        self.body.awake().await;
    }

    fn fault(&self) -> Fault {
        if self.dice.below(1000) >= self.faults {
            return Fault::None;
        }
        match self.dice.below(4) {
            0 => Fault::Throttled,
            1 => Fault::Answer,
            2 => Fault::Late,
            _ => Fault::Before,
        }
    }

    fn late(&self, key: &str, bytes: &[u8], expected: If<'_>) {
        let (world, who, key, bytes) = (self.world.clone(), self.who, key.to_owned(), bytes.to_vec());
        let expected = match expected {
            If::Absent => None,
            If::Is(version) => Some(version.clone()),
        };
        let pause = std::time::Duration::from_millis(self.dice.bits() % 120_000);
        tokio::spawn(async move {
            tokio::time::sleep(pause).await;
            look(&world).put(who, &key, &bytes, expected.as_ref().map_or(If::Absent, If::Is));
        });
    }

    /// Answers a call that reads: it may fail, and that is all.
    async fn reading<T>(&self, answer: impl FnOnce(&mut World) -> T) -> Result<T, ShelfError> {
        self.travel().await;
        match self.fault() {
            Fault::None => (),
            _ => return Err(ShelfError::Again("slow down".into())),
        }
        let answer = answer(&mut look(&self.world));
        self.travel().await;
        Ok(answer)
    }

    async fn write(&self, key: &str, bytes: &[u8], expected: If<'_>) -> Result<Version, ShelfError> {
        self.travel().await;
        let gone = || ShelfError::Unsure("connection reset".into());
        let fault = self.fault();
        match fault {
            Fault::Throttled => return Err(ShelfError::Again("slow down".into())),
            Fault::Before => return Err(gone()),
            Fault::Late => {
                self.late(key, bytes, expected);
                return Err(gone());
            }
            Fault::None | Fault::Answer => (),
        }
        let written = look(&self.world).put(self.who, key, bytes, expected);
        self.travel().await;
        match fault {
            Fault::Answer => Err(gone()),
            _ => written.ok_or(ShelfError::Lost),
        }
    }
}

impl Shelf for Desk {
    fn name(&self, key: &str) -> String {
        format!("memory://{key}")
    }

    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>> {
        Box::pin(self.reading(|world| world.get(key)))
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: &'a [u8],
        expected: If<'a>,
    ) -> Answer<'a, Result<Version, ShelfError>> {
        Box::pin(self.write(key, bytes, expected))
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Answer<'a, Result<Vec<String>, ShelfError>> {
        Box::pin(self.reading(|world| world.keys(prefix)))
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>> {
        Box::pin(self.reading(|world| {
            world.remove(key);
        }))
    }

    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>> {
        Box::pin(self.reading(|_| Vec::new()))
    }
}

/// A clock that is wrong by an amount and runs at a rate of its own; it stands still while its machine is suspended.
pub(crate) struct Skewed {
    pub(crate) start: tokio::time::Instant,
    pub(crate) base: u64,
    /// How many of its milliseconds a thousand real ones are.
    pub(crate) rate: u64,
    pub(crate) body: Body,
}

impl Clock for Skewed {
    fn now(&self) -> u64 {
        let elapsed = self.start.elapsed().saturating_sub(self.body.suspended());
        self.base + u64::try_from(elapsed.as_millis()).expect("tests are short") * self.rate / 1000
    }

    fn sleep(&self, milliseconds: u64) -> Answer<'_, ()> {
        Box::pin(async move {
            tokio::time::sleep(std::time::Duration::from_millis(milliseconds * 1000 / self.rate)).await;
            self.body.awake().await;
        })
    }
}
