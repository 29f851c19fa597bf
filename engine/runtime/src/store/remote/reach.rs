//! Calls of a shelf made certain: tried again while that may help, and an answer that is missing looked up.

use std::sync::Arc;

use tandem_core::Clock;
use tandem_core::shelf::{Held, If, Shelf, ShelfError, Version};
use tandem_core::store::StoreError;

use crate::store::explain::error;

/// The pauses between tries, in milliseconds; the last one repeats.
const PAUSES: [u64; 5] = [100, 300, 1_000, 2_000, 4_000];

/// A shelf, and for how long it is tried.
#[derive(Clone)]
pub(crate) struct Reach {
    pub(crate) shelf: Arc<dyn Shelf>,
    pub(crate) clock: Arc<dyn Clock>,
    /// For how long a call is tried, in milliseconds.
    pub(crate) patience: u64,
}

impl Reach {
    /// Returns this shelf, tried for another time.
    pub(crate) fn patient(&self, patience: u64) -> Reach {
        Reach { patience, ..self.clone() }
    }

    /// Looks whether this place can keep a lock, and returns what would be better set otherwise.
    pub(crate) async fn check(&self) -> Result<Vec<StoreError>, StoreError> {
        let mut tries = self.tries("");
        loop {
            match self.shelf.check().await {
                Ok(remarks) => return Ok(remarks),
                Err(reason) => tries.again(reason).await?,
            }
        }
    }

    /// Reads an object.
    pub(crate) async fn get(&self, key: &str) -> Result<Option<Held>, StoreError> {
        let mut tries = self.tries(key);
        loop {
            match self.shelf.get(key).await {
                Ok(found) => return Ok(found),
                Err(reason) => tries.again(reason).await?,
            }
        }
    }

    /// Returns the keys that begin with `prefix`, rising.
    pub(crate) async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let mut tries = self.tries(prefix);
        loop {
            match self.shelf.list(prefix).await {
                Ok(keys) => return Ok(keys),
                Err(reason) => tries.again(reason).await?,
            }
        }
    }

    /// Writes an object if what is there is as expected; `None` if it is not.
    ///
    /// The content must be one that nobody else writes: it is how our own write is known where its answer is missing.
    pub(crate) async fn put(
        &self,
        key: &str,
        bytes: &[u8],
        expected: If<'_>,
    ) -> Result<Option<Version>, StoreError> {
        let mut tries = self.tries(key);
        loop {
            let reason = match self.shelf.put(key, bytes, expected).await {
                Ok(version) => return Ok(Some(version)),
                Err(reason @ (ShelfError::Lost | ShelfError::Unsure(_))) => reason,
                Err(reason) => {
                    tries.again(reason).await?;
                    continue;
                }
            };
            // Also after "lost": an earlier try of ours, or a copy of it that the network made, may be what is there.
            match self.get(key).await? {
                Some(held) if held.bytes == bytes => return Ok(Some(held.version)),
                found if !expected.holds(found.as_ref()) => return Ok(None),
                // What was expected is still there. The write may yet arrive; whichever of the two comes second is
                // refused by its own condition.
                _ => tries.again(reason).await?,
            }
        }
    }

    fn tries<'a>(&'a self, key: &'a str) -> Tries<'a> {
        Tries { reach: self, key, begun: self.clock.now(), made: 0 }
    }
}

struct Tries<'a> {
    reach: &'a Reach,
    key: &'a str,
    begun: u64,
    made: usize,
}

impl Tries<'_> {
    /// Waits before the next try, unless there is to be none.
    async fn again(&mut self, reason: ShelfError) -> Result<(), StoreError> {
        if let ShelfError::Refused(reason) = reason {
            return Err(reason);
        }
        let pause = PAUSES.get(self.made).or(PAUSES.last()).copied().unwrap_or(1_000);
        self.made += 1;
        let clock = &self.reach.clock;
        if clock.now().saturating_sub(self.begun) + pause > self.reach.patience {
            return Err(unreachable(&self.reach.shelf.name(self.key), &reason));
        }
        clock.sleep(pause).await;
        Ok(())
    }
}

fn unreachable(name: &str, reason: &ShelfError) -> StoreError {
    let message = format!("`{name}` cannot be reached: {reason}");
    error("state::unreachable", message, "what was recorded before stands; run the same command again")
}
