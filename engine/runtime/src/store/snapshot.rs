//! The snapshot: one JSON document that names itself and bears a checksum over all its other bytes.
//!
//! One object a line, so that two snapshots compare well in any tool.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use tandem_core::doubt::Doubt;
use tandem_core::journal::Intent;
use tandem_core::secret::SealKey;
use tandem_core::state::AuditHead;
use tandem_core::store::StoreError;
use tandem_core::{Object, State, Value};

use super::explain::{RECOVER, error};

/// The version of the format; a file of a later one is refused.
const VERSION: u64 = 1;
const MAGIC: &[u8] = b"{\"format\":\"tandem-state\",\"version\":";
/// Between the version and the checksum.
const SUM_KEY: &[u8] = b",\"crc32\":\"";
const SUM_DIGITS: usize = 8;
/// What a whole file ends with, and nothing before its end.
const END: &[u8] = b"\n}\n";

/// Everything beside the objects.
#[derive(Serialize, Deserialize)]
struct Rest {
    lineage: String,
    serial: u64,
    #[serde(default)]
    epoch: u64,
    entry: String,
    account: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    deposed: Vec<Object>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    outputs: BTreeMap<String, Value>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    open: Vec<Intent>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<Doubt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<SealKey>,
    #[serde(default, skip_serializing_if = "nothing")]
    audit: AuditHead,
}

fn nothing(head: &AuditHead) -> bool {
    head.lines == 0
}

#[derive(Deserialize)]
struct Whole {
    #[serde(flatten)]
    rest: Rest,
    objects: Vec<Object>,
}

/// Returns what tells the file of a snapshot from any other.
pub(crate) fn fingerprint(bytes: &[u8]) -> u32 {
    crc32fast::hash(bytes)
}

/// Returns the file that holds a state.
pub(crate) fn write(state: &State) -> Result<Vec<u8>, serde_json::Error> {
    let rest = Rest {
        lineage: state.lineage.clone(),
        serial: state.serial,
        epoch: state.epoch,
        entry: state.entry.clone(),
        account: state.account.clone(),
        deposed: state.deposed.clone(),
        outputs: state.outputs.clone(),
        open: state.open.clone(),
        doubts: state.doubts.clone(),
        key: state.key.clone(),
        audit: state.audit.clone(),
    };
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(VERSION.to_string().as_bytes());
    bytes.extend_from_slice(SUM_KEY);
    let sum_at = bytes.len();
    bytes.extend_from_slice(&[b'0'; SUM_DIGITS]);
    bytes.extend_from_slice(b"\",\n");
    let rest = serde_json::to_vec(&rest)?;
    // Its entries become entries of the whole: without its braces.
    bytes.extend_from_slice(rest.get(1..rest.len() - 1).unwrap_or_default());
    bytes.extend_from_slice(b",\n\"objects\":[");
    for (at, object) in state.objects.values().enumerate() {
        bytes.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        serde_json::to_writer(&mut bytes, object)?;
    }
    bytes.extend_from_slice(b"]");
    bytes.extend_from_slice(END);
    let sum = checksum(&bytes, sum_at);
    bytes[sum_at..sum_at + SUM_DIGITS].copy_from_slice(sum.as_bytes());
    Ok(bytes)
}

/// Reads the file that holds a state; `name` is for messages.
pub(crate) fn read(path: &Path, bytes: &[u8]) -> Result<State, StoreError> {
    check(path, bytes)?;
    let whole: Whole = serde_json::from_slice(bytes).map_err(|reason| {
        // The checksum holds, so these bytes were written like that.
        let message = format!("`{}` is whole, but not what a state looks like: {reason}", path.display());
        error("state::damaged", message, "this is a bug in Tandem, or the file was made by another program")
    })?;
    Ok(State {
        lineage: whole.rest.lineage,
        serial: whole.rest.serial,
        epoch: whole.rest.epoch,
        entry: whole.rest.entry,
        account: whole.rest.account,
        objects: whole.objects.into_iter().map(|object| (object.address.clone(), object)).collect(),
        deposed: whole.rest.deposed,
        outputs: whole.rest.outputs,
        open: whole.rest.open,
        doubts: whole.rest.doubts,
        key: whole.rest.key,
        audit: whole.rest.audit,
    })
}

/// Names what is wrong with a file, from its bytes alone.
fn check(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let name = path.display();
    let damaged = || {
        let message = format!("`{name}` is damaged: its checksum does not match its content");
        error("state::damaged", message, RECOVER)
    };
    if bytes.is_empty() {
        return Err(error("state::empty", format!("`{name}` is empty"), RECOVER));
    }
    let short = || {
        let message = format!("`{name}` ends in the middle, after {} bytes", bytes.len());
        error("state::short", message, RECOVER)
    };
    if MAGIC.starts_with(bytes) {
        return Err(short());
    }
    if !bytes.starts_with(MAGIC) {
        return Err(if resembles(bytes) { damaged() } else { foreign(path, bytes) });
    }
    let digits = bytes[MAGIC.len()..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let version = std::str::from_utf8(&bytes[MAGIC.len()..MAGIC.len() + digits]).unwrap_or_default();
    if version != VERSION.to_string() {
        return Err(match version.parse::<u64>() {
            // A file of this version in which nothing but the version was changed is not a newer one.
            Ok(version) if version > VERSION && !is_whole(&with_version(bytes, digits)) => {
                let message = format!(
                    "`{name}` was written by a later Tandem (format {version}, this one reads {VERSION})"
                );
                error("state::newer", message, "use that version of Tandem, or a later one")
            }
            _ if bytes.len() == MAGIC.len() => short(),
            _ => damaged(),
        });
    }
    match is_whole(bytes) {
        true => Ok(()),
        false if bytes.ends_with(END) => Err(damaged()),
        false => Err(short()),
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let sum_at = MAGIC.len() + VERSION.to_string().len() + SUM_KEY.len();
    bytes.get(sum_at - SUM_KEY.len()..sum_at) == Some(SUM_KEY)
        && bytes.get(sum_at..sum_at + SUM_DIGITS) == Some(checksum(bytes, sum_at).as_bytes())
        && bytes.ends_with(END)
}

fn with_version(bytes: &[u8], digits: usize) -> Vec<u8> {
    let mut changed = MAGIC.to_vec();
    changed.extend_from_slice(VERSION.to_string().as_bytes());
    changed.extend_from_slice(&bytes[MAGIC.len() + digits..]);
    changed
}

/// Returns whether the first bytes are ours but for a few.
fn resembles(bytes: &[u8]) -> bool {
    let same = MAGIC.iter().zip(bytes).filter(|(ours, theirs)| ours == theirs).count();
    same + 4 >= MAGIC.len()
}

fn foreign(path: &Path, bytes: &[u8]) -> StoreError {
    let has = |word: &str| bytes.windows(word.len()).take(4096).any(|window| window == word.as_bytes());
    let what = match () {
        () if has("\"terraform_version\"") => "a state of Terraform or OpenTofu",
        () if has("\"format\":\"tandem-journal\"") => "a journal, not a state",
        () if has("<<<<<<<") => "a file with unresolved merge conflicts",
        () if bytes.iter().all(|byte| *byte == 0) => "nothing but zero bytes",
        () if std::str::from_utf8(bytes).is_err() => "a binary file",
        () => "not a state of Tandem",
    };
    let hint = format!("name another folder with `state` in `tandem.toml`; if ours was there: {RECOVER}");
    error("state::foreign", format!("`{}` is {what}", path.display()), hint)
}

/// Returns the checksum of all bytes but its own digits.
fn checksum(bytes: &[u8], sum_at: usize) -> String {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&bytes[..sum_at.min(bytes.len())]);
    sum.update(bytes.get(sum_at + SUM_DIGITS..).unwrap_or_default());
    format!("{:08x}", sum.finalize())
}
