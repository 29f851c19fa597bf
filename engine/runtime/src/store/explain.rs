//! What each way of state being unreadable means, and the errors that name them.

use std::path::Path;

use tandem_core::store::StoreError;

/// One code with its long explanation.
type Entry = (&'static str, &'static str);

const TABLE: [Entry; 17] = [
    (
        "state::empty",
        "The file is there and holds nothing. A full disk or an interrupted copy leaves files like that. Tandem \
         never writes one, and never reads one as \"nothing exists yet\": that would create everything a second \
         time. Copy the newest file of `snapshots/` over `state.json`.",
    ),
    (
        "state::short",
        "The file ends in the middle: it was cut off by a copy, a transfer or a full disk. Tandem replaces its \
         state in one step, so a crash of Tandem itself does not cause this. Copy the newest file of `snapshots/` \
         over `state.json`.",
    ),
    (
        "state::damaged",
        "The file's checksum does not match its content: a byte was changed by hand, by a merge or by the disk. \
         Nothing of it is trusted. Copy the newest file of `snapshots/` over `state.json`.",
    ),
    (
        "state::foreign",
        "The file is not Tandem's: it is of another tool, or of no format that Tandem writes. Move it away, or \
         point `state` in `tandem.toml` at another folder.",
    ),
    ("state::newer", "The file was written by a later version of Tandem. Use that version, or a later one."),
    (
        "state::older",
        "The state was written before one that this folder has already seen: somebody put back an old copy. What \
         was made since is not in it and would be made again. Copy the snapshot that the message names over \
         `state.json`.",
    ),
    (
        "state::missing",
        "A file is gone that must be there, as the ones beside it show. Copy the snapshot that the message names \
         to `state.json`. To start anew and forget everything that was made, delete the whole folder of the stack.",
    ),
    (
        "state::journal",
        "The journal says what was sent to the cloud since the last snapshot. One of its records is damaged \
         although later ones were written, so what it said is lost. Put back a copy of `journal.log` if there is \
         one. A last record that is merely cut off is normal after a crash and is not reported.",
    ),
    (
        "state::mixed",
        "Snapshot and journal are of two different stacks: the files of two folders were mixed. Put back the files \
         that belong together.",
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
        "Everybody may write this file or folder, so anybody could have changed it. Look at its content, then take \
         the right away with `chmod o-w`.",
    ),
    ("state::owner", "The file belongs to another user. Run Tandem as that user, or make the file yours."),
    ("state::unreadable", "The system refuses to read the file. Its own words are in the message."),
    (
        "state::unwritable",
        "The system refuses to write: no right, a read-only file system, or a full disk. What was recorded before \
         stands. Nothing more was sent to the cloud after the write that failed.",
    ),
    (
        "state::locked",
        "Another run works on this stack. Its lock frees itself when it ends, also when it is killed. Meanwhile \
         `plan --no-lock` and `output` are safe.",
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
pub(crate) fn unreadable(path: &Path, reason: &std::io::Error) -> StoreError {
    let message = format!("cannot read `{}`: {reason}", path.display());
    error("state::unreadable", message, "nothing was changed; see to the file and run the command again")
}

/// Returns what to say when the system refuses to write.
pub(crate) fn unwritable(path: &Path, reason: &std::io::Error) -> StoreError {
    let message = format!("cannot write `{}`: {reason}", path.display());
    error(
        "state::unwritable",
        message,
        "what was recorded before stands; make it writable and run the command again",
    )
}
