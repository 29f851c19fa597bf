//! What a shared store holds, read as one: the snapshot, the chain on it, and whether either was put back or taken away.

use std::path::Path;

use tandem_core::State;
use tandem_core::shelf::{If, Version};
use tandem_core::store::{StoreError, Stored};

use super::chain::Chain;
use super::reach::Reach;
use crate::store::explain::{RECOVER, error};
use crate::store::snapshot;

/// The snapshot's key.
pub(crate) const STATE: &str = "state.json";
/// What the keys of kept copies begin with.
const COPIES: &str = "snapshots/";

/// What is there.
pub(crate) struct Image {
    /// The snapshot, if any, and the journal on it.
    pub(crate) stored: Stored,
    /// The version of the snapshot's object, if there is one.
    pub(crate) version: Option<Version>,
    pub(crate) chain: Chain,
    /// The highest epoch that was written here.
    pub(crate) epoch: u64,
}

impl Image {
    /// Reads everything; `high_water` is the highest serial known to have been written.
    pub(crate) async fn read(reach: &Reach, high_water: u64) -> Result<Image, StoreError> {
        loop {
            let (state, version) = read_state(reach).await?;
            let (lineage, serial) =
                state.as_ref().map_or(("", 0), |state| (state.lineage.as_str(), state.serial));
            let chain = Chain::read(reach, lineage, serial).await;
            // A snapshot that was replaced meanwhile takes its chain away: then both are read again.
            if reach.get(STATE).await?.map(|held| held.version) != version {
                continue;
            }
            check_serial(reach, version.is_some(), serial, high_water).await?;
            let (chain, journal) = chain?;
            let epoch = state.as_ref().map_or(0, |state| state.epoch).max(chain.epoch);
            let snapshot = state.filter(|state| !is_blank(state));
            return Ok(Image { stored: Stored { snapshot, journal }, version, chain, epoch });
        }
    }
}

/// Reads the snapshot's object.
async fn read_state(reach: &Reach) -> Result<(Option<State>, Option<Version>), StoreError> {
    let Some(held) = reach.get(STATE).await? else { return Ok((None, None)) };
    let name = reach.shelf.name(STATE);
    let state = snapshot::read(Path::new(&name), &held.bytes)?;
    Ok((Some(state), Some(held.version)))
}

/// Writes the snapshot anew under this epoch, so that one of an earlier owner finds another version than it has read;
/// `false` if a later owner has done so already.
pub(crate) async fn fence_state(reach: &Reach, epoch: u64) -> Result<bool, StoreError> {
    loop {
        let (state, version) = read_state(reach).await?;
        let state = state.unwrap_or_default();
        if state.epoch > epoch {
            return Ok(false);
        }
        if put_state(reach, &State { epoch, ..state }, version.as_ref()).await?.is_some() {
            return Ok(true);
        }
    }
}

/// Replaces the snapshot; `None` if another one is there than the one expected.
pub(crate) async fn put_state(
    reach: &Reach,
    state: &State,
    expected: Option<&Version>,
) -> Result<Option<Version>, StoreError> {
    reach.put(STATE, &bytes(reach, state)?, expected.map_or(If::Absent, If::Is)).await
}

/// Keeps a copy of a snapshot, and the newest `kept` in all.
pub(crate) async fn keep_copy(reach: &Reach, state: &State, kept: usize) -> Result<(), StoreError> {
    let key = copy_key(state.serial);
    let mut copies = reach.list(COPIES).await?;
    if !copies.contains(&key) {
        // That somebody else has written it meanwhile would be as good.
        let _ = reach.put(&key, &bytes(reach, state)?, If::Absent).await?;
        copies.push(key);
    }
    remove(reach, &copies[..copies.len().saturating_sub(kept)]).await;
    Ok(())
}

/// Returns the key of a kept copy.
pub(crate) fn copy_key(serial: u64) -> String {
    format!("{COPIES}{serial:010}.json")
}

/// Reads the kept copies, rising by their serial.
pub(crate) async fn copies(reach: &Reach) -> Result<Vec<(u64, Result<State, StoreError>)>, StoreError> {
    let mut copies = Vec::new();
    for key in reach.list(COPIES).await? {
        let number = key.strip_prefix(COPIES).and_then(|name| name.strip_suffix(".json"));
        let Some(serial) = number.and_then(|number| number.parse().ok()) else { continue };
        let Some(held) = reach.get(&key).await? else { continue };
        copies.push((serial, snapshot::read(Path::new(&reach.shelf.name(&key)), &held.bytes)));
    }
    Ok(copies)
}

/// Removes what nothing needs any more; that some of it stays does no harm, and is said.
pub(crate) async fn remove(reach: &Reach, keys: &[String]) -> bool {
    let mut all = true;
    for key in keys {
        all &= reach.shelf.delete(key).await.is_ok();
    }
    all
}

fn bytes(reach: &Reach, state: &State) -> Result<Vec<u8>, StoreError> {
    snapshot::write(state).map_err(|reason| {
        let message = format!("`{}` cannot be written: {reason}", reach.shelf.name(STATE));
        error("state::unwritable", message, "this is a bug in Tandem; what was recorded before stands")
    })
}

/// Returns whether this is only the mark of a lock on a stack that has no state yet.
fn is_blank(state: &State) -> bool {
    state.serial == 0 && state.lineage.is_empty()
}

/// Looks whether a snapshot can be the last that was written.
pub(crate) async fn check_serial(
    reach: &Reach,
    present: bool,
    serial: u64,
    high_water: u64,
) -> Result<(), StoreError> {
    let name = reach.shelf.name(STATE);
    let copies = match present && serial >= high_water {
        true => return Ok(()),
        false => reach.list(COPIES).await?,
    };
    if present {
        let message = format!(
            "`{name}` is an old copy: serial {serial}, while serial {high_water} was already written"
        );
        return Err(error("state::older", message, RECOVER));
    }
    match !copies.is_empty() || high_water > 0 {
        true => {
            Err(error("state::missing", format!("`{name}` is gone, though it was written before"), RECOVER))
        }
        false => Ok(()),
    }
}
