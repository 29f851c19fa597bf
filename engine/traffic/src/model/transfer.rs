//! Transfers: what copies files or objects from one place to another.

/// A task that copies from one place to another, such as one of DataSync.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// Where it reads: whatever names the place the same way each time.
    pub from: String,
    /// Where it writes.
    pub to: String,
    /// Whether it writes over what is different in the target, whichever is younger.
    pub overwrites: bool,
    /// Whether it deletes what the source no longer has.
    pub deletes: bool,
}
