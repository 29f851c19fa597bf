//! What each way of state being unreadable means, and the errors that name them.

use std::io;
use std::path::Path;

use tandem_core::store::StoreError;

/// One code with its long explanation.
type Entry = (&'static str, &'static str);

/// The way out of everything that can be wrong with the files of a state.
pub(crate) const RECOVER: &str = "tandem state recover";

const TABLE: [Entry; 25] = [
    (
        "state::empty",
        "The file is there and holds nothing. An interrupted copy leaves files like that. Tandem never writes one, and \
         never reads one as \"nothing exists yet\": that would create everything a second time. \
         `tandem state recover` rebuilds it from the kept snapshots and the journal.",
    ),
    (
        "state::short",
        "The file ends in the middle: it was cut off by a copy or a transfer. Tandem replaces its state in one step and \
         keeps the length of its journal, so a crash of Tandem itself does not cause this. `tandem state recover` \
         rebuilds it from the kept snapshots and the journal, and says what is lost at most.",
    ),
    (
        "state::damaged",
        "The file's checksum does not match its content: a byte was changed by hand, by a merge or by the disk. \
         Nothing of it is trusted. `tandem state recover` rebuilds it from the kept snapshots and the journal.",
    ),
    (
        "state::foreign",
        "The file is not Tandem's: it is of another tool, or of no format that Tandem writes. Point `state` in \
         `tandem.toml` at another folder, or, if the file took the place of ours, `tandem state recover` sets it aside \
         and rebuilds ours.",
    ),
    ("state::newer", "The file was written by a later version of Tandem. Use that version, or a later one."),
    (
        "state::older",
        "The state was written before one that this folder has already seen: somebody put back an old copy. What \
         was made since is not in it and would be made again. `tandem state recover` puts the newest one back.",
    ),
    (
        "state::forked",
        "The journal builds on a state of the same lineage and serial, but of other content: two copies of the folder \
         were used side by side, and files of both were mixed. Each knows of resources that the other does not. \
         `tandem state recover` shows what each has and goes on with the newest.",
    ),
    (
        "state::missing",
        "A file is gone that must be there, as the ones beside it show. `tandem state recover` rebuilds it. To start \
         anew and forget everything that was made, delete the whole folder of the stack.",
    ),
    (
        "state::journal",
        "The journal says what was sent to the cloud since the last snapshot. One of its records is damaged, so what it \
         said is lost. `tandem state recover` keeps what is whole and says what is lost at most. A last record that a \
         crash cut off is normal and is not reported.",
    ),
    (
        "state::mixed",
        "Snapshot and journal are of two different stacks: the files of two folders were mixed. Put back the files \
         that belong together, or let `tandem state recover` go on with the snapshots that are kept.",
    ),
    (
        "state::note",
        "The note beside the lock keeps the highest serial that was ever written here, so that an old copy of the state \
         is noticed, and the epoch under which runs write. It was changed. `tandem state recover` writes it anew.",
    ),
    (
        "state::gone",
        "There is neither a whole snapshot nor a whole journal to rebuild the state from. What exists in the cloud is \
         not touched. Put back a copy of the folder from a backup; without one, `tandem adopt` takes the resources \
         over one by one.",
    ),
    (
        "state::link",
        "The file or folder is a symbolic link. Tandem follows none here: another user could place it.",
    ),
    (
        "state::folder",
        "There is a folder where a file must be, or a file where the folder must be. Move it away.",
    ),
    ("state::special", "There is a pipe, socket or device where a file must be. Move it away."),
    (
        "state::exposed",
        "Others may write this file or folder, so anybody could have changed it. Look at its content, then take \
         the right away with `chmod go-w`.",
    ),
    ("state::owner", "The file belongs to another user. Run Tandem as that user, or make the file yours."),
    ("state::unreadable", "The system refuses to read the file. Its own words are in the message."),
    (
        "state::unwritable",
        "The system refuses to write: no right, a read-only file system, a disk that fails. What was recorded before \
         stands. Nothing more was sent to the cloud after the write that failed, and nothing that was written since \
         the last success is relied on.",
    ),
    (
        "state::full",
        "The disk, or your share of it, is full. Before a call is sent, the place for its result is taken on the disk; \
         there was none left, so it was not sent. What was made so far is on record. Free some space and run the same \
         command again: it goes on where it stopped.",
    ),
    (
        "state::unreserved",
        "This file system keeps no place for what is written later. Tandem fills the place with zeros instead, which \
         most such systems honour; on one that copies on write, a disk that fills up in the middle of an apply can \
         still keep the result of a call from being recorded. The next run then finds out what became of it.",
    ),
    (
        "state::copied",
        "The folder is a copy of one that was used elsewhere, as the identity of its lock file shows. A backup that was \
         put back looks like that, and does no harm. Two copies that are both used do: each makes what the other has \
         made. Keep state for several machines in one shared place.",
    ),
    (
        "state::changed",
        "The files of the state changed between the moment they were looked at and the moment they were to be repaired. \
         Nothing was done: look again.",
    ),
    (
        "state::snapshot",
        "There is no kept snapshot of this serial, or it cannot be read. `tandem state history` lists them.",
    ),
    (
        "state::locked",
        "Another run works on this stack. Its lock frees itself when it ends, also when it is killed. Meanwhile \
         `plan --no-lock` and `output` are safe. `--lock-timeout 5m` waits for it.",
    ),
];

/// Iterates over the codes of everything that can be wrong with state, and their explanations.
pub fn explanations() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.into_iter().chain(super::remote::EXPLANATIONS)
}

/// Returns the error of a code, with a hint.
pub(crate) fn error(code: &'static str, message: impl Into<String>, hint: impl Into<String>) -> StoreError {
    StoreError { code, message: message.into(), hint: hint.into() }
}

/// Returns what to say when the system refuses to read.
pub(crate) fn unreadable(path: &Path, reason: &io::Error) -> StoreError {
    let message = format!("cannot read `{}`: {reason}", path.display());
    error("state::unreadable", message, "nothing was changed; see to the file and run the command again")
}

/// Returns what to say when the system refuses to write.
pub(crate) fn unwritable(path: &Path, reason: &io::Error) -> StoreError {
    let message = format!("cannot write `{}`: {reason}", path.display());
    if is_full(reason) {
        let hint = "free some space and run the command again; what was made so far is on record";
        return error("state::full", message, hint);
    }
    error(
        "state::unwritable",
        message,
        "what was recorded before stands; make it writable and run the command again",
    )
}

/// Returns whether there is no room left.
pub(crate) fn is_full(reason: &io::Error) -> bool {
    matches!(reason.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
