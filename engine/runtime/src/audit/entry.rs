//! One line of the audit log.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tandem_core::Address;

/// What is in front of the hash of a line, and behind it.
const HASH: (&str, &str) = (",\"hash\":\"", "\"}");
/// The digits of a hash.
const DIGITS: usize = 64;

/// One line of the audit log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its number; the first one is 1.
    pub line: u64,
    /// When, in milliseconds since the Unix epoch.
    pub at: u64,
    /// The fencing epoch of the run.
    pub epoch: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
    /// The hash of the line before; 64 zeros before the first.
    pub before: String,
}

/// What happened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A run began that may change something.
    Begin {
        /// What it does: `apply`, `destroy`, `adopt`, `recover` or `unlock`.
        run: String,
        /// Who does it: `user@host`.
        who: String,
        /// Whose credentials it uses, where the cloud says it: the ARN of the caller.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        arn: Option<String>,
        /// The command line; values of `--var` are left out.
        command: String,
        /// The fingerprint of the plan; empty where there is none.
        plan: String,
        /// The serial of the state it began on.
        serial: u64,
    },
    /// A changing call was made.
    Call {
        /// Service and operation: `route53:ChangeResourceRecordSets`.
        call: String,
        /// Where it was sent.
        region: String,
        /// The account it was sent to.
        account: String,
        /// The resources it was about.
        addresses: Vec<Address>,
        /// The service's id of the request, if it gave one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<String>,
        /// What came of it: `done`, `refused: CODE`, or `unknown`.
        result: String,
        /// How long it took, from the first time it was sent.
        ms: u64,
    },
    /// The lock of another run was taken away.
    Freed {
        /// The id of the lock.
        id: String,
        /// Who held it: `user@host`; empty if that was not known.
        owner: String,
    },
    /// The run ended.
    End {
        /// How: `complete`, `failed`, `partial`, `interrupted`, or the code of an error.
        result: String,
        /// The steps that were done.
        done: u64,
        /// Those that failed.
        failed: u64,
        /// Those that were skipped because of them.
        skipped: u64,
        /// Those that were not started.
        not_started: u64,
        /// Those of which nobody knows.
        in_doubt: u64,
        /// The serial of the state it left.
        serial: u64,
    },
}

impl Event {
    /// Returns the end of a run that had no steps.
    pub fn ended(result: &str, serial: u64) -> Event {
        let result = result.to_owned();
        Event::End { result, done: 0, failed: 0, skipped: 0, not_started: 0, in_doubt: 0, serial }
    }
}

impl Entry {
    /// Returns the entry as a line, and the hash it bears.
    pub(super) fn seal(&self) -> (String, String) {
        // An entry holds texts, numbers and lists: there is nothing that JSON could refuse.
        let content = serde_json::to_string(self).unwrap_or_default();
        let hash = hash(content.as_bytes());
        let open = content.strip_suffix('}').unwrap_or(&content);
        (format!("{open}{}{hash}{}", HASH.0, HASH.1), hash)
    }

    /// Reads a line; nothing if it is not as it was written.
    pub(super) fn open(line: &str) -> Option<(Entry, String)> {
        let rest = line.strip_suffix(HASH.1)?;
        let at = rest.len().checked_sub(DIGITS)?;
        let (open, told) = (rest.get(..at)?.strip_suffix(HASH.0)?, rest.get(at..)?);
        let content = format!("{open}}}");
        let entry = serde_json::from_str(&content).ok()?;
        (hash(content.as_bytes()) == told).then(|| (entry, told.to_owned()))
    }
}

/// Returns the SHA-256 of some bytes, in hexadecimal digits.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
