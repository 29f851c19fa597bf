//! The lease of a shared stack: one object that says who may write, renewed while its owner lives.
//!
//! Nobody compares clocks. Who wants the lock watches the object; an owner that lives changes it with every heartbeat,
//! and one that has not changed it for the whole time to live, on the watcher's own clock, is dead.

use serde::{Deserialize, Serialize};
use tandem_core::shelf::{Held, If, Version};
use tandem_core::store::{Progress, StoreError};

use super::reach::Reach;
use super::{Claim, Leasing, Owner};
use crate::store::explain::error;

/// The object's key.
pub(crate) const KEY: &str = "lock";

const FORMAT: &str = "tandem-lock";
const VERSION: u64 = 1;
/// No lease is believed to last longer, whatever the object says: ten minutes.
const LONGEST: u64 = 600_000;

/// What the object says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lease {
    format: String,
    version: u64,
    /// The id of the lock, made anew by every run that takes it.
    pub id: String,
    /// Who holds it; `None` once it was given back.
    pub owner: Option<Owner>,
    /// The fencing epoch: it rises with every run that takes the lock.
    pub epoch: u64,
    /// How long the lease lasts after a renewal, in milliseconds.
    pub ttl: u64,
    /// Rises with every renewal.
    pub beat: u64,
    /// The highest serial that was ever written here.
    pub high_water: u64,
    /// How far the owner is.
    #[serde(default)]
    pub progress: Option<Progress>,
    /// Whether the last owner gave the lock back itself, with nothing of it still on its way.
    pub clean: bool,
}

/// A lease that was just taken.
pub(crate) struct Taken {
    pub(crate) lease: Lease,
    pub(crate) version: Version,
    /// When the write that took it was sent.
    pub(crate) at: u64,
    /// Whether something of an earlier owner may still arrive.
    pub(crate) fence: bool,
    /// For how long its calls may still be under way, in milliseconds.
    pub(crate) grace: u64,
}

impl Lease {
    /// Returns the bytes of the object.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        // Strings and numbers always serialise.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Reads the object.
    pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Lease, StoreError> {
        let foreign = || {
            let hint = "look at it; delete it only if no run is at work on this stack";
            error("state::damaged", format!("`{name}` is no lock of Tandem, or is damaged"), hint)
        };
        let lease: Lease = serde_json::from_slice(bytes).map_err(|_| foreign())?;
        match (lease.format == FORMAT, lease.version) {
            (false, _) => Err(foreign()),
            (true, VERSION) => Ok(lease),
            (true, version) => {
                let message = format!("`{name}` was written by a later Tandem (format {version})");
                Err(error("state::newer", message, "use that version of Tandem, or a later one"))
            }
        }
    }
}

/// Reads the lease without taking it.
pub(crate) async fn look(reach: &Reach) -> Result<Option<(Lease, Version)>, StoreError> {
    let Some(Held { bytes, version }) = reach.get(KEY).await? else { return Ok(None) };
    Ok(Some((Lease::read(&reach.shelf.name(KEY), &bytes)?, version)))
}

/// Takes the lease: at once if it is free, as soon as its owner is seen to be dead, or when a living one gives it back
/// within `leasing.wait`.
pub(crate) async fn take(reach: &Reach, leasing: &Leasing, claim: &Claim) -> Result<Taken, StoreError> {
    let clock = &reach.clock;
    let begun = clock.now();
    // The version that is watched, and since when.
    let mut seen: Option<(Version, u64)> = None;
    loop {
        let asked = clock.now();
        let found = look(reach).await?;
        let answered = clock.now();
        if let Some((lease, version)) = &found
            && lease.owner.is_some()
        {
            let moved = seen.as_ref().is_some_and(|(before, _)| before != version);
            if moved && answered.saturating_sub(begun) >= leasing.wait {
                return Err(shown(&claim.stack, lease, Some(answered)).error(answered));
            }
            let since = match seen.take() {
                Some((before, since)) if before == *version => since,
                _ => answered,
            };
            seen = Some((version.clone(), since));
            let left = lease.ttl.min(LONGEST).saturating_sub(asked.saturating_sub(since));
            if left > 0 {
                clock.sleep(left.min(leasing.heartbeat / 2).max(1)).await;
                continue;
            }
        }
        let (before, version) = found.unzip();
        let lease = Lease {
            format: FORMAT.to_owned(),
            version: VERSION,
            id: claim.id.clone(),
            owner: Some(claim.owner.clone()),
            epoch: before.as_ref().map_or(0, |lease| lease.epoch) + 1,
            ttl: leasing.ttl,
            beat: 0,
            high_water: before.as_ref().map_or(0, |lease| lease.high_water),
            progress: None,
            clean: false,
        };
        let at = clock.now();
        let expected = version.as_ref().map_or(If::Absent, If::Is);
        if let Some(version) = reach.put(KEY, &lease.bytes(), expected).await? {
            let fence = !before.as_ref().is_some_and(|before| before.owner.is_none() && before.clean);
            let grace = leasing.grace.saturating_sub(before.as_ref().map_or(0, silent));
            return Ok(Taken { lease, version, at, fence, grace });
        }
        // Somebody was faster, so somebody lives: what they wrote counts as a change of what was watched.
        seen.get_or_insert((version.unwrap_or(Version(String::new())), begun));
    }
}

/// Returns for how long an owner whose lease ran out has sent nothing: it stops at two thirds of the time to live. One
/// whose lock was taken away may have sent something just now.
fn silent(before: &Lease) -> u64 {
    if before.owner.is_some() { before.ttl.min(LONGEST) / 3 } else { 0 }
}

/// Returns how a lease is shown; `alive` is when its owner was last seen to live, on our clock.
pub(crate) fn shown(stack: &str, lease: &Lease, alive: Option<u64>) -> super::Held {
    super::Held {
        stack: stack.to_owned(),
        owner: lease.owner.clone(),
        // Said by the clock that the reader has: the owner's may be wrong.
        progress: alive.map(|at| Progress { at, ..lease.progress.unwrap_or_default() }).or(lease.progress),
        id: lease.id.clone(),
        lease: alive.map(|at| at + lease.ttl.min(LONGEST)),
    }
}

/// Takes the lock from its owner, who must be known to be gone; returns the lease as it was.
pub(crate) async fn unlock(reach: &Reach, id: &str) -> Result<Lease, StoreError> {
    loop {
        let found = look(reach).await?.filter(|(lease, _)| lease.owner.is_some());
        let Some((lease, version)) = found else {
            let message = format!("`{}` is not held by anybody", reach.shelf.name(KEY));
            return Err(error("state::unlocked", message, "run the command you were about to run"));
        };
        if lease.id != id {
            let message =
                format!("the lock of `{}` has the id `{}`, not `{id}`", reach.shelf.name(KEY), lease.id);
            let hint = "look at who holds it before you give its id";
            return Err(error("state::lock_id", message, hint));
        }
        let freed = Lease { owner: None, clean: false, beat: lease.beat + 1, ..lease.clone() };
        if reach.put(KEY, &freed.bytes(), If::Is(&version)).await?.is_some() {
            return Ok(lease);
        }
    }
}
