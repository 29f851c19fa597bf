//! The second net under everything that is kept: a store that refuses to write a known secret in the open.
//!
//! It refuses rather than cuts out. Whatever reaches a store has been sealed by the veil, so a value that still shows is
//! either the name or id of an object, by which the object is found again, or a fault of ours. With a word in its place
//! the object would be lost; refused, the call stays on record as one to be resolved, and nothing is lost.

use std::sync::Arc;

use serde::Serialize;
use tandem_core::journal::Record;
use tandem_core::provider::Answer;
use tandem_core::secret::SealKey;
use tandem_core::store::{Progress, Standing, Store, StoreError, Stored, Watch};
use tandem_core::{SecretRef, State};

use super::Keeper;
use crate::store::snapshot;

/// A store that refuses to write a known secret in the open.
pub struct Guarded {
    inner: Box<dyn Store>,
    keeper: Arc<Keeper>,
}

impl Guarded {
    /// Returns the guarded store.
    pub fn new(inner: Box<dyn Store>, keeper: Arc<Keeper>) -> Guarded {
        Guarded { inner, keeper }
    }

    fn check_all(&self, records: &[Record], lines: &[String]) -> Result<(), StoreError> {
        if !self.keeper.redactor().knows_any() {
            return Ok(());
        }
        for record in records {
            let what = about(record);
            check(&self.keeper, &written(record, &what)?, &what)?;
        }
        lines.iter().try_for_each(|line| check(&self.keeper, line, "a line of the audit log"))
    }
}

impl Store for Guarded {
    fn load(&mut self) -> Answer<'_, Result<Stored, StoreError>> {
        Box::pin(async move {
            let stored = self.inner.load().await?;
            // What an earlier run has left open is compared with hashes of its own key.
            key(&stored).into_iter().for_each(|key| self.keeper.use_key(key));
            Ok(stored)
        })
    }

    fn append<'a>(&'a mut self, records: &'a [Record]) -> Answer<'a, Result<(), StoreError>> {
        match self.check_all(records, &[]) {
            Ok(()) => self.inner.append(records),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn replace<'a>(&'a mut self, state: &'a State) -> Answer<'a, Result<(), StoreError>> {
        let what = "the state";
        let checked = snapshot::write(state)
            .map_err(|error| unread(what, &error))
            .and_then(|written| check(&self.keeper, &String::from_utf8_lossy(&written), what));
        match checked {
            Ok(()) => self.inner.replace(state),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn audit<'a>(&'a mut self, lines: &'a [String]) -> Answer<'a, Result<(), StoreError>> {
        match self.check_all(&[], lines) {
            Ok(()) => self.inner.audit(lines),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn append_audited<'a>(
        &'a mut self,
        records: &'a [Record],
        lines: &'a [String],
    ) -> Answer<'a, Result<(), StoreError>> {
        match self.check_all(records, lines) {
            Ok(()) => self.inner.append_audited(records, lines),
            Err(error) => Box::pin(async move { Err(error) }),
        }
    }

    fn progress(&mut self, progress: Progress) {
        self.inner.progress(progress);
    }

    fn remarks(&mut self) -> Vec<StoreError> {
        self.inner.remarks()
    }

    fn last_audit(&mut self) -> Answer<'_, Result<Option<String>, StoreError>> {
        self.inner.last_audit()
    }

    fn epoch(&self) -> u64 {
        self.inner.epoch()
    }

    fn close(&mut self) -> Answer<'_, Result<(), StoreError>> {
        self.inner.close()
    }

    fn standing(&self) -> Standing {
        self.inner.standing()
    }

    fn watch(&self) -> Watch {
        self.inner.watch()
    }
}

/// Returns what is written of a record. What cannot be read cannot be looked through, so it must not pass.
///
/// # Errors
/// If it cannot be put into words.
fn written(record: &impl Serialize, what: &str) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| unread(what, &error))
}

/// Refuses a text that is about to be written if a known secret shows in it, in any form. `what` names the text.
///
/// # Errors
/// If one does.
fn check(keeper: &Keeper, text: &str, what: &str) -> Result<(), StoreError> {
    match keeper.redactor().shows(text) {
        false => Ok(()),
        true => Err(refused(keeper.shown_in(text).as_ref(), what)),
    }
}

/// Returns the key that the hashes of a stored state are made with.
fn key(stored: &Stored) -> Option<&SealKey> {
    let in_journal = stored.journal.iter().rev().find_map(|record| match record {
        Record::Begin { key, .. } => key.as_ref(),
        _ => None,
    });
    in_journal.or_else(|| stored.snapshot.as_ref()?.key.as_ref())
}

fn refused(reference: Option<&SecretRef>, what: &str) -> StoreError {
    let name = reference.map_or_else(|| "a secret".to_owned(), |reference| format!("`{reference}`"));
    StoreError {
        code: "secret::exposed",
        message: format!(
            "{what} is not written: the value of {name} stands in it in the open\nnothing of it is in any file; a call \
             that was made before is on record, and the next run finds out what became of it"
        ),
        hint: "give the secret another value, which is no part of a name, and run the same command again"
            .to_owned(),
    }
}

fn unread(what: &str, error: &serde_json::Error) -> StoreError {
    StoreError {
        code: "state::unwritable",
        message: format!("{what} is not written: it cannot be put into words: {error}"),
        hint:
            "this is a bug in Tandem; what was recorded before stands, and `tandem apply` goes on from there"
                .to_owned(),
    }
}

/// Names what a record is about.
fn about(record: &Record) -> String {
    let addresses: Vec<String> = match record {
        Record::Intent(intent) => intent.items.iter().map(|item| item.address.to_string()).collect(),
        Record::Done { objects, .. } | Record::Refreshed { objects } => {
            objects.iter().map(|(address, _)| address.to_string()).collect()
        }
        Record::Settled { addresses, .. } => addresses.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    match addresses.as_slice() {
        [] => "a record of the journal".to_owned(),
        [one] => format!("the record of `{one}`"),
        [first, rest @ ..] => format!("the record of `{first}` and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use serde::{Serialize, Serializer, ser::Error as _};

    use super::written;

    struct Unwritable;

    impl Serialize for Unwritable {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("no words for it"))
        }
    }

    #[test]
    fn what_cannot_be_looked_through_does_not_pass() {
        let error = written(&Unwritable, "a record of the journal").expect_err("it has no words");
        assert_eq!(error.code, "state::unwritable");
        assert!(error.message.contains("a record of the journal is not written"), "{}", error.message);
        assert_eq!(written(&7, "a number"), Ok("7".to_owned()));
    }
}
