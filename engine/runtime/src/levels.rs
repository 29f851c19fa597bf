//! Rate buckets between runs: two runs, one soon after the other, do not burst twice.
//!
//! They are kept in a file of their own beside the state. It may be lost: then every bucket is taken to be full, as it
//! is for whoever has not called the cloud for a while. One that cannot be understood, or that a run left behind which
//! was killed, says that the buckets were in use: they are taken to be empty as of when it was written, and fill from
//! then on as usual, most of them within a minute.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use tandem_plan::Level;
use tokio::task::JoinHandle;

use crate::Edge;
use crate::store::disk::System;
use crate::store::files;

/// The name of the file within the folder of a stack.
const FILE: &str = "limits.json";
/// The format that is written and understood.
const FORMAT: u32 = 1;
/// How often the levels are written during a run, in milliseconds. What a killed run sent after the last time is not
/// known, which is why its buckets count as empty.
const EVERY_MS: u64 = 10_000;

/// What is known of the rate buckets of earlier runs.
#[derive(Clone, PartialEq, Debug)]
pub enum Kept {
    /// Nothing: they are full.
    Nothing,
    /// How full those were that were not full.
    Levels(Vec<Level>),
    /// That they were in use until a moment: they were empty then.
    Unknown {
        /// The moment, in milliseconds of the clock that the runs share.
        since: u64,
    },
}

#[derive(Serialize, Deserialize)]
struct Document {
    format: u32,
    /// Whether the run that wrote it goes on.
    running: bool,
    at: u64,
    levels: Vec<Level>,
}

/// Returns what a file says that was last written at a moment.
pub fn parse(bytes: &[u8], written: u64) -> Kept {
    match serde_json::from_slice::<Document>(bytes) {
        Ok(document) if document.format == FORMAT && document.running => Kept::Unknown { since: document.at },
        Ok(document) if document.format == FORMAT => Kept::Levels(document.levels),
        _ => Kept::Unknown { since: written },
    }
}

/// Gives the limiter of a run its rates and what is known of its buckets.
pub fn resume(edge: &Edge, kept: &Kept) {
    edge.guard();
    let (now, mut limiter) = (edge.clock.now(), edge.limiter.lock());
    match kept {
        Kept::Nothing => (),
        Kept::Levels(levels) => limiter.resume(levels, now),
        Kept::Unknown { since } => limiter.drain((*since).min(now)),
    }
}

/// Keeps the levels of a run's buckets in its stack's folder until it is dropped.
pub struct Keeper {
    edge: Edge,
    path: PathBuf,
    task: JoinHandle<()>,
}

/// Goes on with the buckets of the last run, and keeps those of this one in the folder of its stack. Without rates
/// there is nothing to keep. To be called within the runtime that the run is driven by.
pub fn keep(edge: &Edge, folder: &Path) -> Option<Keeper> {
    if edge.limits().rates.is_empty() {
        return None;
    }
    let path = folder.join(FILE);
    resume(edge, &read(&path));
    let task = tokio::spawn({
        let (edge, path) = (edge.clone(), path.clone());
        async move {
            loop {
                edge.clock.sleep(EVERY_MS).await;
                write(&edge, &path, true);
            }
        }
    });
    Some(Keeper { edge: edge.clone(), path, task })
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.task.abort();
        write(&self.edge, &self.path, false);
    }
}

fn read(path: &Path) -> Kept {
    match files::read(&System, path) {
        Ok(None) => Kept::Nothing,
        Ok(Some(bytes)) => parse(&bytes, written(path)),
        // A link, or what others may write: whatever it says is not ours.
        Err(_) => Kept::Unknown { since: written(path) },
    }
}

/// Returns when a file was last written; if nobody knows, just now.
fn written(path: &Path) -> u64 {
    let modified = path.symlink_metadata().and_then(|found| found.modified()).ok();
    let since = modified.and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    since.map_or(u64::MAX, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn write(edge: &Edge, path: &Path, running: bool) {
    let at = edge.clock.now();
    let levels = edge.limiter.lock().levels(at);
    // A run that only looked, in a folder where nothing is kept, leaves nothing behind.
    if !path.parent().is_some_and(Path::is_dir) || (levels.is_empty() && !path.exists()) {
        return;
    }
    let document = Document { format: FORMAT, running, at, levels };
    let Ok(bytes) = serde_json::to_vec(&document) else { return };
    // If it cannot be written, the next run may be throttled once, and slows down for it: nothing to stop for.
    let _ = files::keep(&System, path, &bytes);
}

#[cfg(test)]
mod tests {
    use super::{Kept, parse};

    #[test]
    fn what_cannot_be_understood_counts_as_in_use() {
        for text in ["", "{", "[]", r#"{"format":2,"running":false,"at":5,"levels":[]}"#] {
            assert_eq!(parse(text.as_bytes(), 7), Kept::Unknown { since: 7 }, "{text}");
        }
        let killed = r#"{"format":1,"running":true,"at":5,"levels":[]}"#;
        assert_eq!(parse(killed.as_bytes(), 7), Kept::Unknown { since: 5 });
        let ended = r#"{"format":1,"running":false,"at":5,"levels":[]}"#;
        assert_eq!(parse(ended.as_bytes(), 7), Kept::Levels(Vec::new()));
    }
}
