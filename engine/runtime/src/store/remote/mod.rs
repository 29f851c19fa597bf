//! State shared by several machines: lock, snapshot, journal and audit log on any [`Shelf`].
//!
//! The protocol is written here once, whatever the shelf. What makes it safe is only that one object is replaced by
//! somebody who has seen what is there, and that a segment of the journal is written where there is none:
//!
//! 1. `lock` is a lease, renewed with every heartbeat. Whoever wants it from a dead owner watches it unchanged for its
//!    whole time to live, so no clocks are compared.
//! 2. Whoever takes it from an owner that did not give it back *fences*: writes the snapshot anew under its epoch and
//!    adds a segment to the journal. From then on every write of the earlier owner finds something else than it expects.
//! 3. An intent is a segment that is written before its call is sent; so an owner that slept past its lease cannot
//!    send anything new, whatever it believes of its lease.

mod audit;
mod chain;
mod explain;
mod image;
mod keeper;
mod lease;
mod reach;
mod rescue;

use std::sync::Arc;

pub(crate) use explain::EXPLANATIONS;
pub use rescue::{repair, survey};
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::shelf::Shelf;
use tandem_core::state::AuditHead;
use tandem_core::store::{Progress, Standing, Store, StoreError, Stored, Watch};
use tandem_core::{Clock, State};

use super::copies::KEPT;
use super::explain::error;
use super::history::{self, Version};
use super::{Held, Owner};
use audit::Log;
use chain::{Chain, Writer};
use image::Image;
use keeper::Keeper;
use reach::Reach;

/// How a lease is held and waited for; times in milliseconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leasing {
    /// How long a lease lasts after a renewal.
    pub ttl: u64,
    /// How often it is renewed.
    pub heartbeat: u64,
    /// How long a call that an owner has sent may be under way.
    pub grace: u64,
    /// For how long a living owner is waited for; a dead one is always waited out.
    pub wait: u64,
    /// For how long a call of the shelf is tried.
    pub patience: u64,
}

/// Who wants a lock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The name of the stack, for others who wait.
    pub stack: String,
    /// Who it is, for others who wait.
    pub owner: Owner,
    /// What tells this run from all others: [`tandem_core::rng::token`].
    pub id: String,
}

impl Default for Leasing {
    fn default() -> Leasing {
        // A dead owner's lock is free for work after a minute: the time to live, and what is left of the grace.
        Leasing::lasting(42_000, 30_000)
    }
}

impl Leasing {
    /// Returns how a lease of some milliseconds is held where a call may be under way for `grace`.
    pub fn lasting(ttl: u64, grace: u64) -> Leasing {
        Leasing { ttl, heartbeat: ttl / 5, grace, wait: 0, patience: ttl.clamp(10_000, 30_000) }
    }
}

/// The state of one stack on a shelf, open for writing; it holds the stack's lock.
pub struct RemoteStore {
    reach: Reach,
    keeper: Arc<Keeper>,
    beating: tokio::task::JoinHandle<()>,
    writer: Writer,
    /// What is there, as far as this run knows; `None` once a write was begun whose end is not known.
    image: Option<Image>,
    /// What `load` answers, if it was read when the lock was taken.
    loaded: Option<Stored>,
    log: Log,
    /// Whether all that snapshots were made of is put away.
    tidy: bool,
    /// What would be better set otherwise in this place, until it was said.
    remarks: Vec<StoreError>,
}

impl RemoteStore {
    /// Takes the lock of a stack, and makes sure that nothing of an earlier owner is accepted any more. Call it within
    /// a runtime: the lease is renewed by a task. `clock` must not be set back or forward.
    ///
    /// # Errors
    /// `state::locked` if another run holds the lock and lives; other codes if the place cannot be used, or what is
    /// there is not whole and ours.
    pub async fn open(
        shelf: Arc<dyn Shelf>,
        clock: Arc<dyn Clock>,
        claim: Claim,
        leasing: &Leasing,
    ) -> Result<RemoteStore, StoreError> {
        let (mut store, fence, grace) = RemoteStore::take(shelf, clock, claim, leasing).await?;
        match store.begin(fence, grace).await {
            Ok(()) => Ok(store),
            Err(reason) => {
                // Nothing was done under this lock: the next run need not wait for it. It must fence again, though.
                let _ = store.release(!fence).await;
                Err(reason)
            }
        }
    }

    /// Takes the lock and reads nothing yet; returns whether an earlier owner must be fenced off, and for how long its calls
    /// may still be under way.
    async fn take(
        shelf: Arc<dyn Shelf>,
        clock: Arc<dyn Clock>,
        claim: Claim,
        leasing: &Leasing,
    ) -> Result<(RemoteStore, bool, u64), StoreError> {
        let reach = Reach { shelf, clock, patience: leasing.patience };
        let remarks = reach.check().await?;
        let taken = lease::take(&reach, leasing, &claim).await?;
        let (fence, grace) = (taken.fence, taken.grace);
        let writer = Writer { id: claim.id, epoch: taken.lease.epoch };
        let keeper = Arc::new(Keeper::new(&reach, leasing, taken));
        let beating = tokio::spawn(keeper.clone().keep());
        let store = RemoteStore {
            reach,
            keeper,
            beating,
            writer,
            image: None,
            loaded: None,
            log: Log::default(),
            tidy: true,
            remarks,
        };
        Ok((store, fence, grace))
    }

    /// Reads what is there, above all of an earlier owner, and fences it off where it did not end in order.
    async fn begin(&mut self, fence: bool, grace: u64) -> Result<(), StoreError> {
        let high_water = self.keeper.high_water().await;
        let mut image = Image::read(&self.reach, high_water).await?;
        self.rise_above(image.epoch).await?;
        // Where there is nothing at all, there is no earlier owner either.
        if fence && (image.version.is_some() || image.epoch > 0 || self.writer.epoch > 1) {
            // This run may itself have slept since it took the lock, and a later one have fenced it off.
            if !image::fence_state(&self.reach, self.writer.epoch).await? {
                return Err(self.beaten().await);
            }
            image = loop {
                let mut image = Image::read(&self.reach, high_water).await?;
                if image.epoch > self.writer.epoch {
                    return Err(self.beaten().await);
                }
                if image.chain.fence(&self.reach, &self.writer).await? {
                    break image;
                }
            };
            self.reach.clock.sleep(grace).await;
        }
        if let Some(state) = &image.stored.snapshot
            && fence
        {
            // An owner that died just after it replaced the snapshot has not put away what it was made of.
            let (spent, lines) = chain::left_over(&self.reach, state.serial).await?;
            self.log.file_left_over(&self.reach, &lines).await?;
            image::keep_copy(&self.reach, state, KEPT).await?;
            self.tidy &= image::remove(&self.reach, &spent).await;
        }
        self.loaded = Some(image.stored.clone());
        self.image = Some(image);
        Ok(())
    }

    /// Writes under a higher epoch than one that was found: where the lock was deleted by hand, it counts from the
    /// beginning, and epochs must rise all the same.
    async fn rise_above(&mut self, epoch: u64) -> Result<(), StoreError> {
        if epoch < self.writer.epoch {
            return Ok(());
        }
        self.writer.epoch = epoch + 1;
        self.keeper.renew(|lease| lease.epoch = epoch + 1).await
    }

    async fn load_now(&mut self) -> Result<Stored, StoreError> {
        if let Some(stored) = self.loaded.take() {
            return Ok(stored);
        }
        let image = Image::read(&self.reach, self.keeper.high_water().await).await?;
        if image.epoch > self.writer.epoch {
            self.keeper.lose(None);
            return Err(self.keeper.lost());
        }
        let stored = image.stored.clone();
        self.image = Some(image);
        Ok(stored)
    }

    /// Returns what is there and marks it as unknown, until the write that is about to begin has ended.
    fn writing(&mut self) -> Result<Image, StoreError> {
        if let Standing::Lost(_) = self.keeper.standing() {
            return Err(self.keeper.lost());
        }
        self.loaded = None;
        self.image.take().ok_or_else(|| {
            let message =
                format!("`{}` cannot be written: an earlier write failed", self.reach.shelf.name("journal"));
            error("state::unwritable", message, "what was recorded before stands; run the same command again")
        })
    }

    async fn append_now(&mut self, records: &[Record], lines: &[String]) -> Result<(), StoreError> {
        if records.is_empty() && lines.is_empty() {
            return Ok(());
        }
        let mut image = self.writing()?;
        if !image.chain.append(&self.reach, &self.writer, records, lines).await? {
            return Err(self.beaten().await);
        }
        self.image = Some(image);
        Ok(())
    }

    async fn replace_now(&mut self, state: &State) -> Result<(), StoreError> {
        let mut image = self.writing()?;
        let state = State { epoch: self.writer.epoch, ..state.clone() };
        let Some(version) = image::put_state(&self.reach, &state, image.version.as_ref()).await? else {
            return Err(self.beaten().await);
        };
        image.version = Some(version);
        let spent = std::mem::replace(&mut image.chain, Chain::new(&state.lineage, state.serial));
        self.image = Some(image);
        // The snapshot stands. What cannot be put away now, the next run puts away.
        let put_away = self.put_away(&state, &spent).await;
        self.tidy &= put_away.is_ok();
        Ok(())
    }

    /// Puts away what a snapshot was made of.
    async fn put_away(&mut self, state: &State, spent: &Chain) -> Result<(), StoreError> {
        self.keeper.renew(|lease| lease.high_water = lease.high_water.max(state.serial)).await?;
        self.log.file(&self.reach, &spent.audit).await?;
        image::keep_copy(&self.reach, state, KEPT).await?;
        self.tidy &= image::remove(&self.reach, &spent.spent).await;
        Ok(())
    }

    /// Returns the error of a write that found something else than this run had left there.
    async fn beaten(&self) -> StoreError {
        let found = lease::look(&self.reach).await.ok().flatten().map(|(lease, _)| lease);
        self.keeper.lose(found.filter(|lease| lease.id != self.writer.id));
        self.keeper.lost()
    }

    async fn release(&mut self, clean: bool) -> Result<(), StoreError> {
        self.beating.abort();
        self.keeper
            .renew(|lease| {
                lease.owner = None;
                lease.clean = clean;
            })
            .await?;
        self.keeper.lose(None);
        Ok(())
    }
}

impl Store for RemoteStore {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(self.load_now())
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(self.append_now(records, &[]))
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(self.replace_now(state))
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(self.append_now(&[], lines))
    }

    fn append_audited<'a>(
        &'a mut self,
        records: &'a [Record],
        lines: &'a [String],
    ) -> Answer<'a, Result<(), StoreError>> {
        Box::pin(self.append_now(records, lines))
    }

    fn progress(&mut self, progress: Progress) {
        self.keeper.progress(progress);
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        Box::pin(async move {
            match self.image.as_ref().and_then(|image| image.chain.audit.last()) {
                Some(last) => Ok(Some(last.clone())),
                None => self.log.last(&self.reach).await,
            }
        })
    }

    fn close(&mut self) -> Answer<'_, Result<(), StoreError>> {
        // After a write whose end is not known, whoever comes next must make sure that it does not arrive late.
        let clean = self.image.is_some() && self.tidy;
        Box::pin(self.release(clean))
    }

    fn remarks(&mut self) -> Vec<StoreError> {
        std::mem::take(&mut self.remarks)
    }

    fn epoch(&self) -> u64 {
        self.writer.epoch
    }

    fn standing(&self) -> Standing {
        self.keeper.standing()
    }

    fn watch(&self) -> Watch {
        let keeper = self.keeper.clone();
        Arc::new(move || keeper.standing())
    }
}

impl Drop for RemoteStore {
    fn drop(&mut self) {
        // Without a heartbeat the lease ends by itself.
        self.beating.abort();
    }
}

/// Reads the state of a stack without its lock, for looking only; `Stored::default()` if there has never been one.
///
/// # Errors
/// If something is there that is not whole and ours, or the place does not answer.
pub async fn load(shelf: Arc<dyn Shelf>, clock: Arc<dyn Clock>) -> Result<Stored, StoreError> {
    let reach = looking(shelf, clock);
    let high_water = lease::look(&reach).await?.map_or(0, |(lease, _)| lease.high_water);
    Ok(Image::read(&reach, high_water).await?.stored)
}

/// Returns who holds the lock of a stack, as it is shown; `None` if nobody does.
///
/// # Errors
/// If it cannot be read.
pub async fn held(
    shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
    stack: &str,
) -> Result<Option<Held>, StoreError> {
    let lease = lease::look(&looking(shelf, clock)).await?.map(|(lease, _)| lease);
    Ok(lease.filter(|lease| lease.owner.is_some()).map(|lease| lease::shown(stack, &lease, None)))
}

/// Takes the lock with that id from its owner, who must be known to be gone, and returns it as it was; the next run
/// makes sure that nothing of that owner is accepted any more.
///
/// # Errors
/// `state::unlocked` if nobody holds it, `state::lock_id` if another run does.
pub async fn unlock(
    shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
    stack: &str,
    id: &str,
) -> Result<Held, StoreError> {
    let lease = lease::unlock(&looking(shelf, clock), id).await?;
    Ok(lease::shown(stack, &lease, None))
}

/// Returns the whole audit log, and what the state remembers of its end.
///
/// # Errors
/// If it cannot be read. Damage to the state is no error here: then it says nothing of the log.
pub async fn audit_log(
    shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
) -> Result<(String, Vec<AuditHead>), StoreError> {
    let reach = looking(shelf, clock);
    let mut lines = audit::read(&reach).await?;
    let mut heads = Vec::new();
    if let Ok(image) = Image::read(&reach, 0).await {
        let fresh = audit::after(&image.chain.audit, lines.last().map(String::as_str)).to_vec();
        lines.extend(fresh);
        heads.extend(image.stored.snapshot.map(|state| state.audit).filter(|head| head.lines > 0));
    }
    Ok((lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect(), heads))
}

/// Returns the kept snapshots, rising, and what changed from one to the next.
///
/// # Errors
/// If they or the audit log cannot be read.
pub async fn versions(shelf: Arc<dyn Shelf>, clock: Arc<dyn Clock>) -> Result<Vec<Version>, StoreError> {
    let (log, heads) = audit_log(shelf.clone(), clock.clone()).await?;
    let states = image::copies(&looking(shelf, clock)).await?;
    Ok(history::told(states, &log, &heads))
}

fn looking(shelf: Arc<dyn Shelf>, clock: Arc<dyn Clock>) -> Reach {
    Reach { shelf, clock, patience: Leasing::default().patience }
}
