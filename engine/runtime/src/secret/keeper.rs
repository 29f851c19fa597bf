//! Fetches secrets, each once a run, and hashes what they come to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tandem_core::provider::ErrorClass;
use tandem_core::secret::{Piece, SealKey, SecretSource, Vault};
use tandem_core::{CallError, Rng, Sealed, Secret, SecretRef};
use tokio::sync::OnceCell;
use zeroize::Zeroize;

use super::Redactor;

/// What the error of a secret that cannot be used bears where others bear the code of a service.
const CODE: &str = "Secret";

/// Fetches secrets, each once a run, and hashes what they come to.
pub struct Keeper {
    vault: Arc<dyn Vault>,
    redactor: Arc<Redactor>,
    key: OnceLock<SealKey>,
    values: Mutex<BTreeMap<SecretRef, Arc<OnceCell<Secret>>>>,
}

impl Keeper {
    /// Returns the keeper of a run. What it fetches, the redactor learns.
    pub fn new(vault: Arc<dyn Vault>, redactor: Arc<Redactor>) -> Keeper {
        Keeper { vault, redactor, key: OnceLock::new(), values: Mutex::new(BTreeMap::new()) }
    }

    /// Takes the key that hashes are made with; the first one stays. Without one there are no hashes.
    pub fn use_key(&self, key: &SealKey) {
        self.key.get_or_init(|| key.clone());
    }

    /// Returns the key that hashes are made with.
    pub fn key(&self) -> Option<&SealKey> {
        self.key.get()
    }

    /// Returns what looks for known values in whatever is written out.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Returns the value of a secret; it is fetched the first time it is asked for.
    ///
    /// # Errors
    /// If there is none, it cannot be read, or it is no text.
    pub async fn value(&self, reference: &SecretRef) -> Result<Secret, CallError> {
        let cell = {
            let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
            values.entry(reference.clone()).or_default().clone()
        };
        let fetched = cell.get_or_try_init(|| self.fetch(reference)).await?;
        Ok(fetched.clone())
    }

    async fn fetch(&self, reference: &SecretRef) -> Result<Secret, CallError> {
        let fetched = self.vault.fetch(reference).await.map_err(|mut error| {
            self.redactor.error(&mut error);
            unfetched(error)
        })?;
        self.redactor.learn(&fetched);
        let secret = match &reference.key {
            Some(key) => entry(&fetched, key).ok_or_else(|| missing(reference, "has no such key"))?,
            None => fetched,
        };
        if secret.expose_text().is_none() {
            return Err(missing(reference, "is no text"));
        }
        if secret.expose().is_empty() {
            return Err(missing(reference, "is empty"));
        }
        self.redactor.learn(&secret);
        Ok(secret)
    }

    /// Returns every value that has been fetched, longest first.
    pub(super) fn known(&self) -> Vec<(SecretRef, Secret)> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let fetched =
            values.iter().filter_map(|(reference, cell)| Some((reference.clone(), cell.get()?.clone())));
        let mut known: Vec<_> = fetched.collect();
        known.sort_by_key(|(_, secret)| std::cmp::Reverse(secret.expose().len()));
        known
    }

    /// Returns which secret shows in a text, in any form.
    pub(super) fn shown_in(&self, text: &str) -> Option<SecretRef> {
        let shows = |secret: &Secret| {
            let one = Redactor::default();
            one.learn(secret);
            one.shows(text)
        };
        self.known().into_iter().find(|(_, secret)| shows(secret)).map(|(reference, _)| reference)
    }

    /// Returns the secret of a sealed text that has another value now than when the text was sealed; nothing if all are
    /// as they were, or nobody can tell.
    ///
    /// # Errors
    /// If one of them cannot be read.
    pub(super) async fn changed<'s>(&self, sealed: &'s Sealed) -> Result<Option<&'s SecretRef>, CallError> {
        for part in sealed.secrets() {
            let value = self.value(&part.reference).await?;
            if !part.hash.is_empty() && self.key().is_some() && self.hash(value.expose()) != part.hash {
                return Ok(Some(&part.reference));
            }
        }
        Ok(None)
    }

    /// Returns the text that a sealed one comes to now.
    ///
    /// # Errors
    /// If one of its secrets cannot be read, or it is one of which nobody knows how it is made.
    pub async fn open(&self, sealed: &Sealed) -> Result<Secret, CallError> {
        if sealed.pieces.is_empty() {
            return Err(error("a text that was changed outside of Tandem cannot be known".to_owned()));
        }
        let mut length = 0;
        for piece in &sealed.pieces {
            length += match piece {
                Piece::Text(more) => more.len(),
                Piece::Secret(part) => self.value(&part.reference).await?.expose().len(),
            };
        }
        // Never grown: what a buffer leaves behind when it moves is not wiped.
        let mut text = Vec::with_capacity(length);
        for piece in &sealed.pieces {
            match piece {
                Piece::Text(more) => text.extend_from_slice(more.as_bytes()),
                Piece::Secret(part) => text.extend_from_slice(self.value(&part.reference).await?.expose()),
            }
        }
        Ok(Secret::new(text))
    }

    /// Returns the text that a sealed one came to when it was sealed, if it can still be known.
    pub(super) async fn reopen(&self, sealed: &Sealed) -> Option<Secret> {
        let opened = self.open(sealed).await.ok()?;
        (sealed.hash.is_empty() || self.hash(opened.expose()) == sealed.hash).then_some(opened)
    }

    /// Returns the keyed hash of a text, in hexadecimal digits; empty if there is no key yet.
    pub fn hash(&self, text: &[u8]) -> String {
        let Some(key) = self.key() else { return String::new() };
        let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(key.0.as_bytes()) else { return String::new() };
        hash.update(text);
        let mut digits = String::new();
        for byte in hash.finalize().into_bytes() {
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }
}

/// Returns a new key: 256 random bits.
pub fn new_key(rng: &dyn Rng) -> SealKey {
    SealKey((0..4).map(|_| format!("{:016x}", rng.bits())).collect())
}

/// Returns the error of a secret that cannot be used. `why` follows its name.
pub fn missing(reference: &SecretRef, why: &str) -> CallError {
    CallError { region: reference.region.clone(), ..error(format!("`{reference}` {why}")) }
}

/// Returns the error of a call that was not sent because its secret could not be fetched: what the service said of the
/// secret says nothing of the object that the call is about.
fn unfetched(error: CallError) -> CallError {
    match error.class {
        ErrorClass::Missing => CallError { class: ErrorClass::Invalid, code: CODE.to_owned(), ..error },
        ErrorClass::InDoubt => CallError { class: ErrorClass::NotYet, ..error },
        _ => error,
    }
}

/// Returns whether an error says that a secret cannot be used, and that nothing was sent because of that.
pub(crate) fn is_missing(error: &CallError) -> bool {
    error.code == CODE
}

fn error(message: String) -> CallError {
    CallError {
        class: ErrorClass::Invalid,
        code: CODE.to_owned(),
        message,
        call: String::new(),
        region: String::new(),
        request: None,
        offenders: Vec::new(),
    }
}

/// Returns the text of an entry of a JSON document.
fn entry(document: &Secret, key: &str) -> Option<Secret> {
    let mut document: serde_json::Value = serde_json::from_slice(document.expose()).ok()?;
    let entry = match document.get_mut(key) {
        None | Some(serde_json::Value::Null) => None,
        // Moved out, not copied: the bytes that are wiped with the secret are the only ones.
        Some(serde_json::Value::String(text)) => Some(Secret::new(std::mem::take(text))),
        Some(other) => Some(Secret::new(other.to_string())),
    };
    wipe_document(&mut document);
    entry
}

/// Wipes the texts of a document that was read to take one entry out of it.
fn wipe_document(document: &mut serde_json::Value) {
    match document {
        serde_json::Value::String(text) => text.zeroize(),
        serde_json::Value::Array(items) => items.iter_mut().for_each(wipe_document),
        serde_json::Value::Object(entries) => entries.values_mut().for_each(wipe_document),
        serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => (),
    }
}

/// Returns what to do about a secret that cannot be used.
pub(super) fn way_out(reference: &SecretRef) -> String {
    match reference.source {
        SecretSource::Env => format!("set it for this command: `export {}=…`", reference.name),
        SecretSource::Ssm => "put it there, and allow this role `ssm:GetParameter` on it".to_owned(),
        SecretSource::Manager => {
            "put it there, and allow this role `secretsmanager:GetSecretValue` on it".to_owned()
        }
    }
}
