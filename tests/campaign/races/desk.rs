//! One machine's way to a shelf: every call takes a while, and none while the machine is frozen.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tandem_core::provider::Answer;
use tandem_core::shelf::{Held, If, Shelf, ShelfError, Version};
use tandem_core::store::StoreError;
use tokio::sync::watch;
use tokio::time::{Duration, sleep};

use super::place::Place;
use crate::dice::Dice;

/// A machine that may be frozen.
#[derive(Clone)]
pub(super) struct Body(Arc<watch::Sender<bool>>);

impl Default for Body {
    fn default() -> Body {
        Body(Arc::new(watch::Sender::new(false)))
    }
}

impl Body {
    pub(super) fn freeze(&self) {
        self.0.send_replace(true);
    }

    pub(super) fn thaw(&self) {
        self.0.send_replace(false);
    }

    async fn awake(&self) {
        // It fails only if the machine is gone, which it outlives.
        let _ = self.0.subscribe().wait_for(|frozen| !frozen).await.map(|_| ());
    }
}

/// One machine's way to a shelf.
pub(super) struct Desk {
    shelf: Arc<dyn Shelf>,
    dice: Dice,
    body: Body,
    /// Whether it writes whatever is there: what a fence must be there against.
    careless: bool,
    accepted: AtomicU64,
}

impl Desk {
    pub(super) fn new(place: &Place, who: u64, dice: Dice, body: &Body, careless: bool) -> Desk {
        let shelf = place.shelf(who);
        Desk { shelf, dice, body: body.clone(), careless, accepted: AtomicU64::new(0) }
    }

    /// Returns how many writes of this machine were accepted.
    pub(super) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    async fn travel(&self) {
        self.body.awake().await;
        sleep(Duration::from_millis(2 + self.dice.below(40))).await;
        self.body.awake().await;
    }

    async fn write(&self, key: &str, bytes: &[u8], expected: If<'_>) -> Result<Version, ShelfError> {
        self.travel().await;
        let written = if self.careless {
            self.overwrite(key, bytes).await
        } else {
            self.shelf.put(key, bytes, expected).await
        };
        self.accepted.fetch_add(u64::from(written.is_ok()), Ordering::Relaxed);
        self.travel().await;
        written
    }

    async fn overwrite(&self, key: &str, bytes: &[u8]) -> Result<Version, ShelfError> {
        loop {
            let found = self.shelf.get(key).await?.map(|held| held.version);
            match self.shelf.put(key, bytes, found.as_ref().map_or(If::Absent, If::Is)).await {
                Err(ShelfError::Lost) => (),
                other => return other,
            }
        }
    }
}

impl Shelf for Desk {
    fn name(&self, key: &str) -> String {
        self.shelf.name(key)
    }

    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Result<Option<Held>, ShelfError>> {
        Box::pin(async move {
            self.travel().await;
            let found = self.shelf.get(key).await;
            self.travel().await;
            found
        })
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
        Box::pin(async move {
            self.travel().await;
            let found = self.shelf.list(prefix).await;
            self.travel().await;
            found
        })
    }

    fn delete<'a>(&'a self, key: &'a str) -> Answer<'a, Result<(), ShelfError>> {
        Box::pin(async move {
            self.travel().await;
            let deleted = self.shelf.delete(key).await;
            self.accepted.fetch_add(u64::from(deleted.is_ok()), Ordering::Relaxed);
            deleted
        })
    }

    fn check(&self) -> Answer<'_, Result<Vec<StoreError>, ShelfError>> {
        self.shelf.check()
    }
}
