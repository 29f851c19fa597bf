//! Verifying the chain: each line follows on the one before, and none is missing at the end.

use std::fmt;

use tandem_core::state::AuditHead;

use super::entry::Entry;
use super::trail::START;

/// A log, read line by line.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Checked {
    /// The entries that could be read, in order.
    pub entries: Vec<Entry>,
    /// What is wrong; empty if nobody touched the log.
    pub flaws: Vec<Flaw>,
}

/// Something that is wrong with a log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// A line is not as it was written.
    Edited {
        /// Its place in the file, from 1.
        line: u64,
    },
    /// Lines are missing before a line.
    Missing {
        /// The place in the file of the line after them.
        line: u64,
        /// The numbers of the first and the last of them.
        numbers: (u64, u64),
    },
    /// A line is not where it was written.
    Moved {
        /// Its place in the file.
        line: u64,
        /// Its number.
        number: u64,
    },
    /// A line does not follow on the one before, though its number does: the one before is another than it was.
    Replaced {
        /// The place in the file of the one that was replaced.
        line: u64,
    },
    /// The end is missing.
    Cut {
        /// How many lines there are.
        lines: u64,
        /// How many there were.
        were: u64,
    },
}

impl Flaw {
    /// Returns the place in the file where it shows, from 1.
    pub fn line(&self) -> u64 {
        match self {
            Flaw::Edited { line }
            | Flaw::Missing { line, .. }
            | Flaw::Moved { line, .. }
            | Flaw::Replaced { line } => *line,
            Flaw::Cut { lines, .. } => lines + 1,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Edited { line } => write!(f, "line {line} is not as it was written"),
            Flaw::Missing { line, numbers: (first, last) } if first == last => {
                write!(f, "entry {first} is missing before line {line}")
            }
            Flaw::Missing { line, numbers: (first, last) } => {
                write!(f, "entries {first} to {last} are missing before line {line}")
            }
            Flaw::Moved { line, number } => {
                write!(f, "line {line} is entry {number}, which belongs elsewhere")
            }
            Flaw::Replaced { line } => write!(f, "line {line} was replaced by another"),
            Flaw::Cut { lines, were } => {
                write!(f, "the end is missing: there are {lines} lines, and there were {were}")
            }
        }
    }
}

/// Reads a log, and compares it with what was remembered of its end.
pub fn verify(text: &str, heads: &[AuditHead]) -> Checked {
    let mut checked = Checked::default();
    let mut last = AuditHead { lines: 0, hash: START.to_owned() };
    let mut hashes = Vec::new();
    // A line that cannot be read says nothing of what it was: the next one is taken as following on it.
    let mut unknown = false;
    for (at, line) in (1_u64..).zip(text.lines()) {
        let Some((entry, hash)) = Entry::open(line) else {
            checked.flaws.push(Flaw::Edited { line: at });
            hashes.push((last.lines + 1, String::new()));
            last.lines += 1;
            unknown = true;
            continue;
        };
        let expected = last.lines + 1;
        if entry.line > expected {
            checked.flaws.push(Flaw::Missing { line: at, numbers: (expected, entry.line - 1) });
        } else if entry.line < expected {
            checked.flaws.push(Flaw::Moved { line: at, number: entry.line });
        } else if entry.before != last.hash && !unknown {
            checked.flaws.push(Flaw::Replaced { line: at.saturating_sub(1).max(1) });
        }
        unknown = false;
        last = AuditHead { lines: entry.line, hash: hash.clone() };
        hashes.push((entry.line, hash));
        checked.entries.push(entry);
    }
    ends(&mut checked, &hashes, heads);
    checked
}

/// Finds what is missing at the end, or is another line than the one that was remembered.
fn ends(checked: &mut Checked, hashes: &[(u64, String)], heads: &[AuditHead]) {
    let lines = hashes.len() as u64;
    let newest = hashes.iter().map(|(number, _)| *number).max().unwrap_or(0);
    if let Some(head) = heads.iter().max_by_key(|head| head.lines).filter(|head| head.lines > newest) {
        checked.flaws.push(Flaw::Cut { lines, were: head.lines });
    }
    for head in heads {
        let place = hashes.iter().position(|(number, _)| *number == head.lines);
        let Some(place) = place.filter(|place| !hashes[*place].1.is_empty()) else { continue };
        let flaw = Flaw::Replaced { line: place as u64 + 1 };
        if hashes[place].1 != head.hash && !checked.flaws.contains(&flaw) {
            checked.flaws.push(flaw);
        }
    }
}
