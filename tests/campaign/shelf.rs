//! A shelf in memory that the runs of a stack share: lost answers, throttles, and runs that freeze in the middle of a
//! write.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tandem_core::Clock;
use tandem_core::provider::Answer;
use tandem_core::shelf::{Held, If, Shelf, ShelfError, Version};
use tandem_core::store::{Store, StoreError};
use tandem_runtime::TokioClock;
use tandem_runtime::store::Owner;
use tandem_runtime::store::remote::{Claim, Leasing, RemoteStore};
use tokio::time::{Duration, sleep};

use crate::dice::chance;
use crate::drive::{BEGINNING, STACK};
use crate::faults::Fate;
use crate::site::{RunSite, locked};

/// What is on the shelf: each object with the number of its last write.
pub type Objects = Arc<Mutex<BTreeMap<String, (Vec<u8>, u64)>>>;

/// One run's way to the shelf.
struct Desk {
    objects: Objects,
    run: Arc<RunSite>,
}

/// Takes the lock of the stack; a dead owner is waited out.
///
/// # Errors
/// As [`RemoteStore::open`].
pub async fn open(objects: &Objects, run: &Arc<RunSite>) -> Result<Box<dyn Store>, StoreError> {
    let id = format!("{:032x}", chance(run.site.seed, &format!("{} claim", run.label)));
    let owner = Owner { command: run.label.clone(), ..Owner::default() };
    let claim = Claim { stack: STACK.to_owned(), owner, id };
    let desk = Desk { objects: objects.clone(), run: run.clone() };
    let now = BEGINNING + locked(&run.site.world).now();
    let clock: Arc<dyn Clock> = Arc::new(TokioClock::new(now));
    Ok(Box::new(RemoteStore::open(Arc::new(desk), clock, claim, &Leasing::default()).await?))
}

impl Desk {
    /// Travels to the shelf; returns what goes wrong on the way, by the name of the call.
    async fn travel(&self, what: &str, writes: bool) -> Option<Fate> {
        let name = self.run.name(what);
        self.run.step().await;
        sleep(Duration::from_millis(3 + chance(self.run.site.seed, &name) % 40)).await;
        self.run.step().await;
        self.run.fate(&name, writes)
    }

    fn write(&self, key: &str, bytes: &[u8], expected: If<'_>) -> Result<Version, ShelfError> {
        let mut objects = locked(&self.objects);
        if !expected.holds(objects.get(key).map(held).as_ref()) {
            return Err(ShelfError::Lost);
        }
        let number = objects.values().map(|(_, number)| number + 1).max().unwrap_or(1);
        objects.insert(key.to_owned(), (bytes.to_vec(), number));
        drop(objects);
        let kept = key == "state.json" || key.starts_with("journal/");
        if kept && self.run.has_begun() && self.run.is_fenced() {
            let wrong = format!("I8: `{key}` of a run that had lost the lock was accepted");
            locked(&self.run.site.disk).violations.push(wrong);
        }
        Ok(Version(number.to_string()))
    }
}

fn held((bytes, number): &(Vec<u8>, u64)) -> Held {
    Held { bytes: bytes.clone(), version: Version(number.to_string()) }
}

fn unanswered() -> ShelfError {
    ShelfError::Unsure("no answer".to_owned())
}

impl Shelf for Desk {
    fn name(&self, key: &str) -> String {
        format!("shelf://{key}")
    }

    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>> {
        Box::pin(async move {
            match self.travel(&format!("shelf get {key}"), false).await {
                None => Ok(locked(&self.objects).get(key).map(held)),
                Some(_) => Err(ShelfError::Again("throttled".to_owned())),
            }
        })
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        bytes: &'a [u8],
        expected: If<'a>,
    ) -> Answer<'a, Result<Version, ShelfError>> {
        Box::pin(async move {
            match self.travel(&format!("shelf put {key}"), true).await {
                None => self.write(key, bytes, expected),
                Some(Fate::Throttled | Fate::Busy) => Err(ShelfError::Again("throttled".to_owned())),
                Some(Fate::ErrorBefore | Fate::LostBefore) => Err(unanswered()),
                Some(Fate::ErrorAfter | Fate::LostAfter | Fate::Late(_)) => {
                    // Whoever does not hear whether it was written looks.
                    let _ = self.write(key, bytes, expected);
                    Err(unanswered())
                }
            }
        })
    }

    fn list<'a>(&'a self, prefix: &'a str) -> Answer<'a, Result<Vec<String>, ShelfError>> {
        Box::pin(async move {
            match self.travel(&format!("shelf list {prefix}"), false).await {
                None => {
                    let objects = locked(&self.objects);
                    Ok(objects.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
                }
                Some(_) => Err(ShelfError::Again("throttled".to_owned())),
            }
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>> {
        Box::pin(async move {
            self.travel(&format!("shelf delete {key}"), false).await;
            locked(&self.objects).remove(key);
            Ok(())
        })
    }

    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}
