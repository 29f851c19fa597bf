//! The end of the audit log, where a run adds its lines.

use tandem_core::state::AuditHead;

use super::entry::{Entry, Event, hash};

/// What the first line follows on.
pub(super) const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The end of the audit log, where a run adds its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trail {
    head: AuditHead,
}

impl Trail {
    /// Returns the end of a log whose last line is this; `None` for an empty one.
    ///
    /// A last line that is not as it was written is followed all the same: a run is not held up by it, and it shows
    /// when the log is verified.
    pub fn after(last: Option<&str>) -> Trail {
        let head = match last.map(|last| (Entry::open(last), last)) {
            None => AuditHead { lines: 0, hash: START.to_owned() },
            Some((Some((entry, hash)), _)) => AuditHead { lines: entry.line, hash },
            Some((None, last)) => AuditHead { lines: 0, hash: hash(last.as_bytes()) },
        };
        Trail { head }
    }

    /// Returns the next line, for the store to keep.
    pub fn line(&mut self, at: u64, epoch: u64, event: Event) -> String {
        let entry = Entry { line: self.head.lines + 1, at, epoch, event, before: self.head.hash.clone() };
        let (line, hash) = entry.seal();
        self.head = AuditHead { lines: entry.line, hash };
        line
    }

    /// Returns how many lines there are and the hash of the last, to be kept elsewhere.
    pub fn head(&self) -> &AuditHead {
        &self.head
    }
}
