//! The journal of a shared stack: a chain of objects, each written once.
//!
//! `journal/<serial>/<number>` holds one segment: what was made durable together, and the epoch of who wrote it. A
//! segment is only ever written where there is none, so the chain is its own fence: whoever takes over writes a segment
//! of its own at the end, and the next one of the earlier owner finds its place taken. Such a *fence* is never removed,
//! or an owner that slept for long would find the place free again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_core::journal::Record;
use tandem_core::shelf::If;
use tandem_core::store::StoreError;

use super::reach::Reach;
use crate::store::explain::{RECOVER, error};
use crate::store::journal;

const FORMAT: &str = "tandem-segment";
const VERSION: u64 = 1;

/// One object of the chain.
#[derive(Serialize, Deserialize)]
struct Segment {
    format: String,
    version: u64,
    /// The lineage of the snapshot it builds on; empty before the first.
    lineage: String,
    serial: u64,
    number: u64,
    /// The fencing epoch of who wrote it.
    epoch: u64,
    /// The lock id of who wrote it: no two runs write the same bytes.
    id: String,
    /// The checksum of the segment before, so that one that was replaced shows.
    before: u32,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    fence: bool,
    records: Vec<Record>,
    /// Lines of the audit log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    audit: Vec<String>,
}

/// Who writes.
pub(crate) struct Writer {
    /// The id of its lock.
    pub(crate) id: String,
    /// Its fencing epoch.
    pub(crate) epoch: u64,
}

/// A chain as far as it is known, open for more.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    lineage: String,
    serial: u64,
    /// The number of the next segment.
    next: u64,
    /// The checksum of the last one.
    sum: u32,
    /// The highest epoch in it.
    pub(crate) epoch: u64,
    /// The keys of the segments that may be removed once a snapshot has what they say.
    pub(crate) spent: Vec<String>,
    /// The lines of the audit log in it, in order.
    pub(crate) audit: Vec<String>,
}

impl Chain {
    /// Returns the empty chain on a snapshot.
    pub(crate) fn new(lineage: &str, serial: u64) -> Chain {
        Chain {
            lineage: lineage.to_owned(),
            serial,
            next: 0,
            sum: 0,
            epoch: 0,
            spent: Vec::new(),
            audit: Vec::new(),
        }
    }

    /// Reads the chain on a snapshot, and its records in order.
    pub(crate) async fn read(
        reach: &Reach,
        lineage: &str,
        serial: u64,
    ) -> Result<(Chain, Vec<Record>), StoreError> {
        match Chain::read_whole(reach, Some(lineage), serial).await? {
            (chain, records, None) => Ok((chain, records)),
            (_, _, Some(flaw)) => Err(flaw),
        }
    }

    /// Reads the chain on a snapshot as far as it is whole, and says what is wrong behind that; of the lineage that it
    /// says itself if none is given.
    pub(crate) async fn read_whole(
        reach: &Reach,
        lineage: Option<&str>,
        serial: u64,
    ) -> Result<(Chain, Vec<Record>, Option<StoreError>), StoreError> {
        let mut chain = Chain::new(lineage.unwrap_or_default(), serial);
        let mut records = Vec::new();
        for key in reach.list(&folder(serial)).await? {
            let found = reach.get(&key).await?;
            match chain.take(reach, &key, found.map(|held| held.bytes), lineage.is_none()) {
                Ok(more) => records.extend(more),
                Err(flaw) => return Ok((chain, records, Some(flaw))),
            }
        }
        Ok((chain, records, None))
    }

    /// Takes the next segment in, and returns its records.
    fn take(
        &mut self,
        reach: &Reach,
        key: &str,
        bytes: Option<Vec<u8>>,
        any_lineage: bool,
    ) -> Result<Vec<Record>, StoreError> {
        let expected = self.key();
        let Some(bytes) = bytes.filter(|_| key == expected) else {
            let name = reach.shelf.name(&expected);
            let message = format!("`{name}` is gone, though later ones are there");
            return Err(error("state::journal", message, RECOVER));
        };
        let name = reach.shelf.name(key);
        let (sum, segment) = parse(&name, &bytes)?;
        if any_lineage && self.next == 0 {
            self.lineage.clone_from(&segment.lineage);
        }
        self.check(&name, &segment)?;
        self.count(&segment, sum);
        Ok(segment.records)
    }

    /// Adds records and lines of the audit log; `false` if the place is taken by somebody else.
    pub(crate) async fn append(
        &mut self,
        reach: &Reach,
        writer: &Writer,
        records: &[Record],
        audit: &[String],
    ) -> Result<bool, StoreError> {
        self.write(reach, writer, (false, If::Absent), records, audit).await
    }

    /// Adds a segment of no records, which makes sure that nothing of an earlier owner is accepted any more.
    pub(crate) async fn fence(&mut self, reach: &Reach, writer: &Writer) -> Result<bool, StoreError> {
        self.close(reach, writer, If::Absent).await
    }

    /// Adds a fence in the place of what is expected there.
    pub(crate) async fn close(
        &mut self,
        reach: &Reach,
        writer: &Writer,
        expected: If<'_>,
    ) -> Result<bool, StoreError> {
        self.write(reach, writer, (true, expected), &[], &[]).await
    }

    async fn write(
        &mut self,
        reach: &Reach,
        writer: &Writer,
        (fence, expected): (bool, If<'_>),
        records: &[Record],
        audit: &[String],
    ) -> Result<bool, StoreError> {
        let segment = Segment {
            format: FORMAT.to_owned(),
            version: VERSION,
            lineage: self.lineage.clone(),
            serial: self.serial,
            number: self.next,
            epoch: writer.epoch,
            id: writer.id.clone(),
            before: self.sum,
            fence,
            records: records.to_vec(),
            audit: audit.to_vec(),
        };
        let key = self.key();
        let content = serde_json::to_vec(&segment).map_err(|reason| {
            let message = format!("`{}` cannot be written: {reason}", reach.shelf.name(&key));
            error("state::unwritable", message, "this is a bug in Tandem; what was recorded before stands")
        })?;
        let (sum, bytes) = journal::line(0, &content);
        let written = reach.put(&key, &bytes, expected).await?.is_some();
        if written {
            self.count(&segment, sum);
        }
        Ok(written)
    }

    /// Returns the key of the next segment.
    pub(crate) fn key(&self) -> String {
        key(self.serial, self.next)
    }

    fn count(&mut self, segment: &Segment, sum: u32) {
        if !segment.fence {
            self.spent.push(self.key());
        }
        self.next += 1;
        self.sum = sum;
        self.epoch = segment.epoch;
        self.audit.extend_from_slice(&segment.audit);
    }

    fn check(&self, name: &str, segment: &Segment) -> Result<(), StoreError> {
        let place = (segment.lineage.as_str(), segment.serial, segment.number);
        if place != (self.lineage.as_str(), self.serial, self.next) {
            return Err(error(
                "state::mixed",
                format!("`{name}` is of another stack, or was moved"),
                RECOVER,
            ));
        }
        if segment.epoch < self.epoch {
            let message =
                format!("`{name}` was written under epoch {}, after epoch {}", segment.epoch, self.epoch);
            return Err(error("state::fenced", message, RECOVER));
        }
        if segment.before != self.sum {
            let message = format!("`{name}` does not follow on the one before: one of the two was replaced");
            return Err(error("state::journal", message, RECOVER));
        }
        Ok(())
    }
}

/// Returns what runs that died just after they replaced the snapshot have left of the chains before `serial`: the keys
/// that may be removed, and the lines of the audit log in them.
pub(crate) async fn left_over(reach: &Reach, serial: u64) -> Result<(Vec<String>, Vec<String>), StoreError> {
    let (mut spent, mut audit) = (Vec::new(), Vec::new());
    for key in reach.list(CHAINS).await?.into_iter().filter(|key| *key < folder(serial)) {
        let Some(held) = reach.get(&key).await? else { continue };
        let (_, segment) = parse(&reach.shelf.name(&key), &held.bytes)?;
        audit.extend(segment.audit);
        if !segment.fence {
            spent.push(key);
        }
    }
    Ok((spent, audit))
}

/// Returns the serials of the snapshots that chains were built on.
pub(crate) async fn serials(reach: &Reach) -> Result<BTreeSet<u64>, StoreError> {
    let keys = reach.list(CHAINS).await?;
    let serial = |key: &String| key.strip_prefix(CHAINS)?.split('/').next()?.parse().ok();
    Ok(keys.iter().filter_map(serial).collect())
}

fn parse(name: &str, bytes: &[u8]) -> Result<(u32, Segment), StoreError> {
    if bytes.is_empty() {
        return Err(error("state::empty", format!("`{name}` is empty"), RECOVER));
    }
    let content = bytes.strip_suffix(b"\n").and_then(|line| journal::whole_line(0, line));
    let Some((sum, content)) = content else {
        return Err(error("state::journal", format!("`{name}` is damaged"), RECOVER));
    };
    let segment: Segment = serde_json::from_slice(content).map_err(|reason| {
        let message = format!("`{name}` holds a record that this Tandem cannot read: {reason}");
        error("state::newer", message, "use the version of Tandem that wrote it")
    })?;
    if segment.format != FORMAT || segment.version != VERSION {
        let message = format!("`{name}` was written by a later Tandem (format {})", segment.version);
        return Err(error("state::newer", message, "use that version of Tandem, or a later one"));
    }
    Ok((sum, segment))
}

/// What the keys of all chains begin with.
const CHAINS: &str = "journal/";

fn folder(serial: u64) -> String {
    format!("{CHAINS}{serial:010}/")
}

fn key(serial: u64, number: u64) -> String {
    format!("{}{number:010}", folder(serial))
}
