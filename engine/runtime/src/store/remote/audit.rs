//! The audit log of a shared stack: `audit/<number>`, objects of some lines each that are never written twice.
//!
//! Lines come with the records they are about, as part of the journal's segments, so that one write makes both durable
//! and one fence keeps both; they are filed here when a snapshot has made the journal superfluous.

use std::collections::BTreeSet;

use tandem_core::shelf::If;
use tandem_core::store::StoreError;

use super::reach::Reach;

const FOLDER: &str = "audit/";
/// In so many of the last objects, what is left over is looked for: a run that leaves something is followed by one that
/// puts it away.
const RECENT: usize = 20;

/// The end of the log, as far as it is known.
#[derive(Default)]
pub(crate) struct Log {
    /// The number of the next object, and the last line.
    end: Option<(u64, Option<String>)>,
}

impl Log {
    /// Files lines, but for those that a run filed before it died.
    pub(crate) async fn file(&mut self, reach: &Reach, lines: &[String]) -> Result<(), StoreError> {
        if lines.is_empty() {
            return Ok(());
        }
        loop {
            let (number, last) = self.end(reach).await?;
            let fresh = after(lines, last.as_deref());
            let Some(last) = fresh.last() else { return Ok(()) };
            let text: String = fresh.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
            self.end = None;
            if reach.put(&key(number), text.as_bytes(), If::Absent).await?.is_some() {
                self.end = Some((number + 1, Some(last.clone())));
                return Ok(());
            }
            // A run that died has filed some of these lines, and the write arrived late.
        }
    }

    /// Files those of the lines that earlier runs have left that they have not filed themselves.
    pub(crate) async fn file_left_over(&mut self, reach: &Reach, left: &[String]) -> Result<(), StoreError> {
        if left.is_empty() {
            return Ok(());
        }
        let keys = reach.list(FOLDER).await?;
        let mut filed = BTreeSet::new();
        for key in keys.iter().rev().take(RECENT) {
            filed.extend(lines(reach, key).await?);
        }
        let fresh: Vec<String> = left.iter().filter(|line| !filed.contains(*line)).cloned().collect();
        self.file(reach, &fresh).await
    }

    /// Returns the last line.
    pub(crate) async fn last(&mut self, reach: &Reach) -> Result<Option<String>, StoreError> {
        Ok(self.end(reach).await?.1)
    }

    async fn end(&mut self, reach: &Reach) -> Result<(u64, Option<String>), StoreError> {
        if let Some(end) = &self.end {
            return Ok(end.clone());
        }
        let keys = reach.list(FOLDER).await?;
        let last = match keys.last() {
            Some(key) => lines(reach, key).await?.pop(),
            None => None,
        };
        let number = keys.last().and_then(|key| key.strip_prefix(FOLDER)?.parse::<u64>().ok());
        let end = (number.map_or(0, |number| number + 1), last);
        self.end = Some(end.clone());
        Ok(end)
    }
}

/// Returns what comes after a line; everything, if it is not among them. No two lines of a log are equal.
pub(crate) fn after<'a>(lines: &'a [String], last: Option<&str>) -> &'a [String] {
    let at = lines.iter().position(|line| Some(line.as_str()) == last);
    at.map_or(lines, |at| &lines[at + 1..])
}

/// Reads all that was filed.
pub(crate) async fn read(reach: &Reach) -> Result<Vec<String>, StoreError> {
    let mut log = Vec::new();
    for key in reach.list(FOLDER).await? {
        log.extend(lines(reach, &key).await?);
    }
    Ok(log)
}

async fn lines(reach: &Reach, key: &str) -> Result<Vec<String>, StoreError> {
    let bytes = reach.get(key).await?.map(|held| held.bytes).unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
}

fn key(number: u64) -> String {
    format!("{FOLDER}{number:010}")
}
