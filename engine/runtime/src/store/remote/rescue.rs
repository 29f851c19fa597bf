//! Rebuilding a damaged shared state from the newest good copy and what is whole of the journal.
//!
//! As with files, looking and repairing are two steps, nothing damaged is deleted, and the rebuilt state has a serial
//! above everything that was seen.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use tandem_core::journal::Record;
use tandem_core::shelf::{If, Shelf, Version};
use tandem_core::store::{StoreError, Stored};
use tandem_core::{Clock, State};

use super::chain::{self, Chain};
use super::image::{self, Image, STATE};
use super::reach::Reach;
use super::{Claim, Leasing, RemoteStore, lease, looking};
use crate::replay;
use crate::store::explain::{RECOVER, error};
use crate::store::salvage::{Lost, Salvage};
use crate::store::snapshot;

/// What rebuilding does not help.
const BEYOND: [&str; 5] =
    ["state::newer", "state::refused", "state::unfit", "state::unreachable", "state::fenced"];

/// What is still there.
struct Evidence {
    salvage: Salvage,
    /// The version of the snapshot's object, if there is one.
    version: Option<Version>,
    /// The chains that must be closed, as far as they are whole, with the version of what stands where they end.
    open: Vec<(Chain, Option<Version>)>,
}

/// Looks at what can be rebuilt; `None` if nothing is wrong.
///
/// # Errors
/// If there is nothing to rebuild it from, or what is wrong is nothing that rebuilding helps.
pub async fn survey(shelf: Arc<dyn Shelf>, clock: Arc<dyn Clock>) -> Result<Option<Salvage>, StoreError> {
    let reach = looking(shelf, clock);
    let high_water = lease::look(&reach).await?.map_or(0, |(lease, _)| lease.high_water);
    Ok(gather(&reach, high_water).await?.map(|evidence| evidence.salvage))
}

/// Takes the lock and puts the state in place that was found to be what can be rebuilt; returns the store, and the names
/// of what was set aside. It may be killed at any moment and run again.
///
/// # Errors
/// If another run holds the lock, something changed since it was looked at, or cannot be written.
pub async fn repair(
    shelf: Arc<dyn Shelf>,
    clock: Arc<dyn Clock>,
    claim: Claim,
    leasing: &Leasing,
    salvage: &Salvage,
) -> Result<(RemoteStore, Vec<String>), StoreError> {
    let (mut store, fence, grace) = RemoteStore::take(shelf, clock, claim, leasing).await?;
    if fence {
        store.reach.clock.sleep(grace).await;
    }
    match store.put_right(salvage).await {
        Ok(aside) => Ok((store, aside)),
        Err(reason) => {
            // Nothing relies on this lock: the next run need not wait for it. It must fence again, though.
            let _ = store.release(false).await;
            Err(reason)
        }
    }
}

impl RemoteStore {
    async fn put_right(&mut self, salvage: &Salvage) -> Result<Vec<String>, StoreError> {
        let high_water = self.keeper.high_water().await;
        let found = gather(&self.reach, high_water).await?.filter(|found| found.salvage == *salvage);
        let Some(found) = found else {
            let message = format!("`{}` changed meanwhile", self.reach.shelf.name(""));
            return Err(error("state::changed", message, RECOVER));
        };
        self.rise_above(salvage.epoch).await?;
        let mut aside = Vec::new();
        for (mut chain, version) in found.open {
            let key = chain.key();
            if version.is_some() {
                aside.extend(self.set_aside(&key, salvage.state.serial).await?);
            }
            let expected = version.as_ref().map_or(If::Absent, If::Is);
            if !chain.close(&self.reach, &self.writer, expected).await? {
                return Err(self.beaten().await);
            }
        }
        if salvage.damage.iter().any(|(key, _)| key == STATE) {
            aside.extend(self.set_aside(STATE, salvage.state.serial).await?);
        }
        let state = State { epoch: self.writer.epoch, ..salvage.state.clone() };
        let Some(version) = image::put_state(&self.reach, &state, found.version.as_ref()).await? else {
            return Err(self.beaten().await);
        };
        let serial = state.serial;
        self.keeper.renew(|lease| lease.high_water = serial).await?;
        image::keep_copy(&self.reach, &state, crate::store::copies::KEPT).await?;
        self.image = Some(Image {
            chain: Chain::new(&state.lineage, serial),
            epoch: state.epoch,
            version: Some(version),
            stored: Stored { snapshot: Some(state), journal: Vec::new() },
        });
        Ok(aside)
    }

    /// Keeps a copy of something damaged under a name that nothing reads.
    async fn set_aside(&self, key: &str, serial: u64) -> Result<Option<String>, StoreError> {
        let Some(held) = self.reach.get(key).await? else { return Ok(None) };
        let name = format!("damaged/{serial:010}/{key}");
        // That an earlier try has kept it is as good.
        let _ = self.reach.put(&name, &held.bytes, If::Absent).await?;
        Ok(Some(self.reach.shelf.name(&name)))
    }
}

async fn gather(reach: &Reach, high_water: u64) -> Result<Option<Evidence>, StoreError> {
    match Image::read(reach, high_water).await {
        Ok(_) => return Ok(None),
        Err(reason) if BEYOND.contains(&reason.code) => return Err(reason),
        Err(_) => (),
    }
    let mut damage = Vec::new();
    let mut bases: Vec<(String, State)> = Vec::new();
    let mut seen = high_water;
    for (serial, copy) in image::copies(reach).await? {
        let key = image::copy_key(serial);
        seen = seen.max(serial);
        match copy {
            Ok(state) => bases.push((key, state)),
            Err(reason) => damage.push((key, reason)),
        }
    }
    let held = reach.get(STATE).await?;
    let name = reach.shelf.name(STATE);
    let read = held.as_ref().map(|held| snapshot::read(Path::new(&name), &held.bytes));
    let is_first = read.is_none() && seen == 0;
    match read {
        Some(Ok(state)) => {
            if let Err(reason) = image::check_serial(reach, true, state.serial, seen).await {
                damage.push((STATE.to_owned(), reason));
            }
            bases.push((STATE.to_owned(), state));
        }
        Some(Err(reason)) => damage.push((STATE.to_owned(), reason)),
        None => damage.extend(
            image::check_serial(reach, false, 0, seen).await.err().map(|reason| (STATE.to_owned(), reason)),
        ),
    }
    // Of two of one serial the state itself, which is the last of them.
    let base = bases.into_iter().max_by_key(|(key, state)| (state.serial, key == STATE));
    let (file, state) = match base {
        Some((key, state)) => (Some(key), state),
        None if is_first => (None, State::default()),
        None => {
            let message = format!("nothing is left in `{}` to rebuild the state from", reach.shelf.name(""));
            return Err(error("state::gone", message, "put back a copy of the objects; nothing was changed"));
        }
    };
    let mut rebuilt = Rebuilt { covered: state.serial, ..Rebuilt::default() };
    rebuilt.follow(reach, &state, &mut damage).await?;
    seen = seen.max(rebuilt.highest);
    if seen > rebuilt.covered {
        rebuilt.lost.insert(0, Lost::Applies { first: rebuilt.covered + 1, last: seen });
    }
    let (serial, epoch) = (state.serial, state.epoch.max(rebuilt.epoch));
    let count = rebuilt.records.len();
    let mut state = replay(Stored { snapshot: Some(state), journal: rebuilt.records });
    state.serial = seen.max(serial) + 1;
    let salvage = Salvage {
        damage,
        base: file,
        serial,
        records: count,
        lost: rebuilt.lost,
        state,
        aside: Vec::new(),
        epoch,
    };
    Ok(Some(Evidence { salvage, version: held.map(|held| held.version), open: rebuilt.open }))
}

/// What the journal adds to a snapshot.
#[derive(Default)]
struct Rebuilt {
    records: Vec<Record>,
    /// The serial whose snapshot says nothing that they do not.
    covered: u64,
    /// The highest serial that a chain was built on.
    highest: u64,
    epoch: u64,
    lost: Vec<Lost>,
    open: Vec<(Chain, Option<Version>)>,
}

impl Rebuilt {
    /// Follows the chains from a snapshot on. What a run wrote before it died that had not kept the copy of a snapshot is
    /// in two of them.
    async fn follow(
        &mut self,
        reach: &Reach,
        base: &State,
        damage: &mut Vec<(String, StoreError)>,
    ) -> Result<(), StoreError> {
        let serials: BTreeSet<u64> = chain::serials(reach).await?;
        self.highest = serials.last().copied().unwrap_or(0);
        let mut whole = true;
        for serial in serials.range(base.serial..) {
            let lineage = (*serial == base.serial).then_some(base.lineage.as_str());
            let (chain, records, flaw) = Chain::read_whole(reach, lineage, *serial).await?;
            if whole && *serial == self.covered {
                self.records.extend(records);
                self.covered += u64::from(!chain.spent.is_empty());
            } else if !chain.spent.is_empty() {
                // What it builds on is not there.
                self.lost.push(Lost::Tail);
            }
            self.epoch = self.epoch.max(chain.epoch);
            let version = reach.get(&chain.key()).await?.map(|held| held.version);
            if let Some(reason) = flaw {
                damage.push((chain.key(), reason));
                self.lost.push(Lost::Tail);
                whole = false;
            }
            self.open.push((chain, version));
        }
        self.lost.dedup();
        Ok(())
    }
}
