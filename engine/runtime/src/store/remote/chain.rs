//! The journal of a shared stack: a chain of objects, each written once.
//!
//! `journal/<serial>/<number>` holds one segment: what was made durable together, and the epoch of who wrote it. A
//! segment is only ever written where there is none, so the chain is its own fence: whoever takes over writes a segment
//! of its own at the end, and the next one of the earlier owner finds its place taken. Such a *fence* is never removed,
//! or an owner that slept for long would find the place free again.

use serde::{Deserialize, Serialize};
use tandem_core::journal::Record;
use tandem_core::shelf::If;
use tandem_core::store::StoreError;

use super::reach::Reach;
use crate::store::explain::error;
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
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    fence: bool,
    records: Vec<Record>,
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
    /// The numbers of the segments that may be removed once a snapshot has what they say.
    spent: Vec<u64>,
}

impl Chain {
    /// Returns the empty chain on a snapshot.
    pub(crate) fn new(lineage: &str, serial: u64) -> Chain {
        Chain { lineage: lineage.to_owned(), serial, next: 0, sum: 0, epoch: 0, spent: Vec::new() }
    }

    /// Reads the chain on a snapshot, and its records in order.
    pub(crate) async fn read(
        reach: &Reach,
        lineage: &str,
        serial: u64,
    ) -> Result<(Chain, Vec<Record>), StoreError> {
        let mut chain = Chain::new(lineage, serial);
        let mut records = Vec::new();
        for key in reach.list(&folder(serial)).await? {
            let found = reach.get(&key).await?;
            let bytes = found.map(|held| held.bytes);
            let expected = chain.key();
            let Some(bytes) = bytes.filter(|_| key == expected) else {
                let name = reach.shelf.name(&expected);
                return Err(error(
                    "state::journal",
                    format!("`{name}` is gone, though later ones are there"),
                    PUT_BACK,
                ));
            };
            let (sum, segment) = chain.parse(&reach.shelf.name(&key), &bytes)?;
            chain.count(&segment, sum);
            records.extend(segment.records);
        }
        Ok((chain, records))
    }

    /// Adds records; `false` if the place is taken by somebody else.
    pub(crate) async fn append(
        &mut self,
        reach: &Reach,
        epoch: u64,
        id: &str,
        records: &[Record],
    ) -> Result<bool, StoreError> {
        self.write(reach, epoch, id, false, records).await
    }

    /// Adds a segment of no records, which makes sure that nothing of an earlier owner is accepted any more.
    pub(crate) async fn fence(&mut self, reach: &Reach, epoch: u64, id: &str) -> Result<bool, StoreError> {
        self.write(reach, epoch, id, true, &[]).await
    }

    async fn write(
        &mut self,
        reach: &Reach,
        epoch: u64,
        id: &str,
        fence: bool,
        records: &[Record],
    ) -> Result<bool, StoreError> {
        let segment = Segment {
            format: FORMAT.to_owned(),
            version: VERSION,
            lineage: self.lineage.clone(),
            serial: self.serial,
            number: self.next,
            epoch,
            id: id.to_owned(),
            fence,
            records: records.to_vec(),
        };
        let key = self.key();
        let content = serde_json::to_vec(&segment).map_err(|reason| {
            let message = format!("`{}` cannot be written: {reason}", reach.shelf.name(&key));
            error("state::unwritable", message, "this is a bug in Tandem; what was recorded before stands")
        })?;
        let (sum, bytes) = journal::line(self.sum, &content);
        let written = reach.put(&key, &bytes, If::Absent).await?.is_some();
        if written {
            self.count(&segment, sum);
        }
        Ok(written)
    }

    /// Returns the keys of what a later snapshot has made superfluous.
    pub(crate) fn spent(&self) -> Vec<String> {
        self.spent.iter().map(|number| key(self.serial, *number)).collect()
    }

    fn key(&self) -> String {
        key(self.serial, self.next)
    }

    fn count(&mut self, segment: &Segment, sum: u32) {
        if !segment.fence {
            self.spent.push(self.next);
        }
        self.next += 1;
        self.sum = sum;
        self.epoch = segment.epoch;
    }

    fn parse(&self, name: &str, bytes: &[u8]) -> Result<(u32, Segment), StoreError> {
        if bytes.is_empty() {
            return Err(error("state::empty", format!("`{name}` is empty"), PUT_BACK));
        }
        let content = bytes.strip_suffix(b"\n").and_then(|line| journal::whole_line(self.sum, line));
        let Some((sum, content)) = content else {
            return Err(error("state::journal", format!("`{name}` is damaged"), PUT_BACK));
        };
        let segment: Segment = serde_json::from_slice(content).map_err(|reason| {
            let message = format!("`{name}` holds a record that this Tandem cannot read: {reason}");
            error("state::newer", message, "use the version of Tandem that wrote it")
        })?;
        if segment.format != FORMAT || segment.version != VERSION {
            let message = format!("`{name}` was written by a later Tandem (format {})", segment.version);
            return Err(error("state::newer", message, "use that version of Tandem, or a later one"));
        }
        let place = (segment.lineage.as_str(), segment.serial, segment.number);
        if place != (self.lineage.as_str(), self.serial, self.next) {
            return Err(error(
                "state::mixed",
                format!("`{name}` is of another stack, or was moved"),
                PUT_BACK,
            ));
        }
        if segment.epoch < self.epoch {
            let message =
                format!("`{name}` was written under epoch {}, after epoch {}", segment.epoch, self.epoch);
            return Err(error("state::fenced", message, PUT_BACK));
        }
        Ok((sum, segment))
    }
}

const PUT_BACK: &str = "put back a copy of it; what it says of the last apply is needed to go on safely";

fn folder(serial: u64) -> String {
    format!("journal/{serial:010}/")
}

fn key(serial: u64, number: u64) -> String {
    format!("{}{number:010}", folder(serial))
}
