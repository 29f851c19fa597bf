//! Keeps a lease alive while a run works, and knows at any moment whether it still may.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tandem_core::shelf::{If, Version};
use tandem_core::store::{Progress, Standing, StoreError};

use super::Leasing;
use super::lease::{self, KEY, Lease, Taken};
use super::reach::Reach;
use crate::store::explain::error;

/// The lease of this run.
pub(crate) struct Keeper {
    reach: Reach,
    leasing: Leasing,
    /// The lease as last written; whoever writes holds this.
    hold: tokio::sync::Mutex<(Lease, Version)>,
    mark: Mutex<Mark>,
}

/// What is known of the lease without asking.
struct Mark {
    /// When the last renewal that succeeded was sent.
    renewed: u64,
    /// Set once the lock is known to be another's: whose, if anybody's.
    lost: Option<Option<String>>,
    /// How far the run is; the next heartbeat says so.
    progress: Option<Progress>,
}

impl Keeper {
    pub(crate) fn new(reach: &Reach, leasing: &Leasing, taken: Taken) -> Keeper {
        Keeper {
            // A renewal that takes longer than a heartbeat is given up and begun anew.
            reach: reach.patient(leasing.heartbeat),
            leasing: leasing.clone(),
            mark: Mutex::new(Mark { renewed: taken.at, lost: None, progress: None }),
            hold: tokio::sync::Mutex::new((taken.lease, taken.version)),
        }
    }

    /// Returns whether the lease may be relied on. A holder stops at two thirds of the time to live, long before
    /// somebody else may believe it dead.
    pub(crate) fn standing(&self) -> Standing {
        let mark = self.mark();
        match &mark.lost {
            Some(who) => Standing::Lost(who.clone()),
            None if self.reach.clock.now().saturating_sub(mark.renewed) > self.leasing.ttl * 2 / 3 => {
                Standing::Unsure
            }
            None => Standing::Held,
        }
    }

    /// Returns the error of a lock that is another's by now.
    pub(crate) fn lost(&self) -> StoreError {
        let name = self.reach.shelf.name(KEY);
        let message = match self.mark().lost.clone().flatten() {
            Some(who) => format!("the lock `{name}` was lost to {who}: nothing more is sent or written"),
            None => format!("the lock `{name}` was lost: nothing more is sent or written"),
        };
        let hint = "run the same command again: it finds out what became of the calls that were under way";
        error("state::lost", message, hint)
    }

    /// Writes the lease anew, changed or not.
    pub(crate) async fn renew(&self, change: impl FnOnce(&mut Lease)) -> Result<(), StoreError> {
        let mut hold = self.hold.lock().await;
        if self.mark().lost.is_some() {
            return Err(self.lost());
        }
        let mut lease = hold.0.clone();
        lease.progress = self.mark().progress;
        change(&mut lease);
        loop {
            lease.beat += 1;
            let at = self.reach.clock.now();
            if let Some(version) = self.reach.put(KEY, &lease.bytes(), If::Is(&hold.1)).await? {
                *hold = (lease, version);
                self.mark().renewed = at;
                return Ok(());
            }
            // A renewal that was given up half way may have been written after all: then the lease is still ours.
            match lease::look(&self.reach).await? {
                Some((found, version)) if found.id == lease.id && found.owner.is_some() => {
                    lease.beat = lease.beat.max(found.beat);
                    hold.1 = version;
                }
                found => {
                    self.lose(found.map(|(lease, _)| lease));
                    return Err(self.lost());
                }
            }
        }
    }

    /// Returns the highest serial that is known to have been written.
    pub(crate) async fn high_water(&self) -> u64 {
        self.hold.lock().await.0.high_water
    }

    /// Notes how far the run is.
    pub(crate) fn progress(&self, progress: Progress) {
        self.mark().progress = Some(progress);
    }

    /// Notes that the lock is another's.
    pub(crate) fn lose(&self, lease: Option<Lease>) {
        let owner = lease.and_then(|lease| lease.owner);
        self.mark().lost = Some(owner.map(|owner| owner.who()));
    }

    /// Renews the lease with every heartbeat, until it is lost.
    pub(crate) async fn keep(self: Arc<Self>) {
        let mut pause = self.leasing.heartbeat;
        loop {
            self.reach.clock.sleep(pause).await;
            pause = match self.renew(|_| ()).await {
                Ok(()) => self.leasing.heartbeat,
                Err(_) if matches!(self.standing(), Standing::Lost(_)) => return,
                // `standing` tells how long this has been going on.
                Err(_) => self.leasing.heartbeat / 10,
            };
        }
    }

    fn mark(&self) -> MutexGuard<'_, Mark> {
        self.mark.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
