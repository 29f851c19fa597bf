//! Secrets: where they are kept, what may be known of them, and the vault at the edge.
//!
//! A script handles references. A value is fetched just before the call that needs it and goes nowhere else: what is
//! planned, remembered and written down is a [`Sealed`] text, which is the way it is made and a keyed hash of what it
//! came to.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::form::{At, Built, Call, Fault, Form, Parameter, Receiver, Yields};
use crate::{Answer, Argument, Attribute, CallError, Part, Type, Value};

/// What stands in every view for a secret.
pub const SHOWN: &str = "(secret)";

/// What keeps a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretSource {
    /// The environment of the command.
    Env,
    /// The parameter store of Systems Manager.
    Ssm,
    /// Secrets Manager.
    Manager,
}

impl SecretSource {
    /// Returns the function that scripts refer to it with.
    pub fn function(self) -> &'static str {
        match self {
            SecretSource::Env => "env",
            SecretSource::Ssm => "ssm",
            SecretSource::Manager => "manager",
        }
    }
}

/// Where a secret is kept; no part of it is secret.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SecretRef {
    /// What keeps it.
    pub source: SecretSource,
    /// Its name there: of a variable, a parameter, or a secret.
    pub name: String,
    /// The region it is read in; empty for the environment.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub region: String,
    /// The version that is read; the newest if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The entry of a JSON document that is meant; all of the text if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// Writes the reference as a script does.
impl fmt::Display for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "secret::{}(", self.source.function())?;
        if !self.region.is_empty() {
            write!(f, "{:?}, ", self.region)?;
        }
        write!(f, "{:?}", self.name)?;
        let options = [("key", &self.key), ("version", &self.version)];
        let options =
            options.iter().filter_map(|(name, value)| Some(format!("{name}: {:?}", value.as_ref()?)));
        let options: Vec<String> = options.collect();
        if !options.is_empty() {
            write!(f, ", #{{ {} }}", options.join(", "))?;
        }
        f.write_str(")")
    }
}

/// A secret as a piece of a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct SecretPart {
    /// Where it is kept.
    #[serde(flatten)]
    pub reference: SecretRef,
    /// The keyed hash of its value, in hexadecimal digits; empty where it was not read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

impl From<SecretRef> for SecretPart {
    fn from(reference: SecretRef) -> SecretPart {
        SecretPart { reference, hash: String::new() }
    }
}

/// A piece of a text that holds secrets, with nothing in it that is known only after apply.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Text as it stands.
    Text(String),
    /// A secret.
    Secret(SecretPart),
}

/// A text that holds secrets: how it is made, and a keyed hash of what it came to.
///
/// Two are equal if they come to the same text, as far as the hashes tell; without hashes, if they are made alike.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sealed {
    /// What it is made of, in order; empty for a text that was found in the place of a secret and is another.
    pub pieces: Vec<Piece>,
    /// The keyed hash of the whole text, in hexadecimal digits; empty where it was not read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

impl Sealed {
    /// Returns the text that some parts make; nothing if one of them is known only after apply.
    pub fn of(parts: &[Part]) -> Option<Sealed> {
        let piece = |part: &Part| match part {
            Part::Text(text) => Some(Piece::Text(text.clone())),
            Part::Secret(secret) => Some(Piece::Secret(secret.clone())),
            Part::Reference(_) => None,
        };
        let pieces: Vec<Piece> = parts.iter().map(piece).collect::<Option<_>>()?;
        // Of a single secret, the hash of the whole is the hash of the part.
        let hash = match pieces.as_slice() {
            [Piece::Secret(secret)] => secret.hash.clone(),
            _ => String::new(),
        };
        Some(Sealed { pieces, hash })
    }

    /// Returns the pieces as parts of a longer text.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Part::Text(text.clone()),
            Piece::Secret(secret) => Part::Secret(secret.clone()),
        })
    }

    /// Iterates over the secrets in it.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretPart> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Secret(secret) => Some(secret),
        })
    }

    fn is_made_like(&self, other: &Sealed) -> bool {
        let alike = |(a, b): (&Piece, &Piece)| match (a, b) {
            (Piece::Secret(a), Piece::Secret(b)) if !a.hash.is_empty() && !b.hash.is_empty() => {
                a.hash == b.hash
            }
            (Piece::Secret(a), Piece::Secret(b)) => a.reference == b.reference,
            (a, b) => a == b,
        };
        self.pieces.len() == other.pieces.len()
            && !self.pieces.is_empty()
            && self.pieces.iter().zip(&other.pieces).all(alike)
    }
}

impl PartialEq for Sealed {
    fn eq(&self, other: &Sealed) -> bool {
        if !self.hash.is_empty() && !other.hash.is_empty() {
            return self.hash == other.hash;
        }
        self.is_made_like(other)
    }
}

/// Shows nothing of it.
impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHOWN)
    }
}

/// The value of a secret. It is wiped from memory when it is dropped, and has no text form.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes a value.
    pub fn new(value: impl Into<Vec<u8>>) -> Secret {
        Secret(Zeroizing::new(value.into()))
    }

    /// Returns the bytes, for whoever sends or hashes them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns the text, if it is one.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(SHOWN)
    }
}

/// Where secrets are kept: the environment, a parameter store, a secrets manager.
pub trait Vault: Send + Sync {
    /// Reads a secret.
    ///
    /// A class of `Missing` says that there is none of that name.
    fn fetch<'a>(&'a self, reference: &'a SecretRef) -> Answer<'a, Result<Secret, CallError>>;
}

/// What hashes of secrets are made with, so that nobody without the state can try out guesses: 32 bytes in hexadecimal
/// digits. It belongs to a state and is kept in its head, so that it goes wherever the state is kept and shared.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SealKey(pub String);

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(key)")
    }
}

impl Argument {
    /// Returns whether there is a secret anywhere in it.
    pub fn holds_secret(&self) -> bool {
        match self {
            Argument::Value(value) => value.holds_secret(),
            Argument::List(items) => items.iter().any(Argument::holds_secret),
            Argument::Map(entries) => entries.values().any(Argument::holds_secret),
            Argument::Reference(_) => false,
            Argument::Template(parts) => parts.iter().any(|part| matches!(part, Part::Secret(_))),
        }
    }
}

impl Value {
    /// Returns whether there is a secret anywhere in it.
    pub fn holds_secret(&self) -> bool {
        match self {
            Value::Secret(_) => true,
            Value::List(items) => items.iter().any(Value::holds_secret),
            Value::Map(entries) => entries.values().any(Value::holds_secret),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::String(_) => false,
        }
    }

    /// Returns the value as views show it: a word in the place of every secret.
    #[must_use]
    pub fn shown(&self) -> Value {
        match self {
            Value::Secret(_) => SHOWN.into(),
            Value::List(items) => Value::List(items.iter().map(Value::shown).collect()),
            Value::Map(entries) => {
                Value::Map(entries.iter().map(|(key, value)| (key.clone(), value.shown())).collect())
            }
            other => other.clone(),
        }
    }
}

/// Returns the functions that scripts refer to secrets with.
pub fn forms() -> Vec<Form> {
    let form = |source: SecretSource, doc, parameters, options| Form {
        receiver: Receiver::Module("secret"),
        name: source.function(),
        doc,
        parameters,
        options,
        yields: Yields::Value,
        build,
    };
    let region = || Parameter { name: "region", ty: Type::Region, doc: "The region it is read in." };
    let name = |ty, doc| Parameter { name: "name", ty, doc };
    let version = |doc| Attribute::optional("version", Type::text(1, 256), doc);
    let key =
        || Attribute::optional("key", Type::text(1, 256), "The entry of a JSON document that is meant.");
    vec![
        form(
            SecretSource::Env,
            "Refers to a variable of the environment, which is read at plan and apply and never by the script. What \
             it is written into is secret as well.",
            vec![name(
                Type::pattern("^[A-Za-z_][A-Za-z0-9_]{0,254}$", "the name of an environment variable"),
                "The name of the variable.",
            )],
            Vec::new(),
        ),
        form(
            SecretSource::Ssm,
            "Refers to a parameter in the parameter store of Systems Manager, decrypted when it is read.",
            vec![region(), name(Type::text(1, 2_048), "The name of the parameter: `/shop/password`.")],
            vec![key(), version("The version or label of the parameter; left out, the newest.")],
        ),
        form(
            SecretSource::Manager,
            "Refers to a secret in Secrets Manager.",
            vec![region(), name(Type::text(1, 2_048), "The name or ARN of the secret.")],
            vec![
                key(),
                version(
                    "The id of the version, or its stage such as `AWSPREVIOUS`; left out, the current one.",
                ),
            ],
        ),
    ]
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let (source, region, name) = match call.form.name {
        "env" => (SecretSource::Env, "", 0),
        "ssm" => (SecretSource::Ssm, call.text(0), 1),
        _ => (SecretSource::Manager, call.text(0), 1),
    };
    let known = |at: At, known: bool| {
        let fault = |at| Fault {
            at,
            code: "secret::reference",
            message: "where a secret is kept must be known to the script".to_owned(),
            hint: Some("write a text, or take it from an `input`".to_owned()),
        };
        (!known).then(|| fault(at))
    };
    let option = |name: &'static str| call.options.get(name).map(Argument::as_str);
    let faults: Vec<Fault> = [
        known(At::Positional(name), !call.text(name).is_empty()),
        known(At::Option("key"), option("key") != Some(None)),
        known(At::Option("version"), option("version") != Some(None)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let text = |name| option(name).flatten().map(str::to_owned);
    let reference = SecretRef {
        source,
        name: call.text(name).to_owned(),
        region: region.to_owned(),
        version: text("version"),
        key: text("key"),
    };
    Ok(Built::Value(Argument::Template(vec![Part::Secret(reference.into())])))
}

#[cfg(test)]
mod tests {
    use super::{Piece, Sealed, Secret, SecretPart, SecretRef, SecretSource};
    use crate::{Argument, Part, Value};

    fn reference(name: &str) -> SecretRef {
        SecretRef {
            source: SecretSource::Env,
            name: name.into(),
            region: String::new(),
            version: None,
            key: None,
        }
    }

    fn sealed(name: &str, part: &str, whole: &str) -> Sealed {
        let secret = SecretPart { reference: reference(name), hash: part.into() };
        Sealed { pieces: vec![Piece::Text("x".into()), Piece::Secret(secret)], hash: whole.into() }
    }

    #[test]
    fn a_secret_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "(secret)");
        let value = Value::map([("a", Value::Secret(Box::new(sealed("A", "", ""))))]);
        assert_eq!(value.to_string(), "{ a: (secret) }");
        assert_eq!(value.shown(), Value::map([("a", "(secret)".into())]));
    }

    #[test]
    fn equal_is_what_comes_to_the_same() {
        assert_eq!(sealed("A", "1", "2"), sealed("B", "3", "2"));
        assert_ne!(sealed("A", "1", "2"), sealed("A", "1", "3"));
        assert_eq!(sealed("A", "1", "2"), sealed("B", "1", ""));
        assert_ne!(sealed("A", "1", "2"), sealed("A", "2", ""));
        assert_eq!(sealed("A", "", ""), sealed("A", "", ""));
        assert_ne!(sealed("A", "", ""), sealed("B", "", ""));
    }

    #[test]
    fn a_template_of_secrets_is_sealed_once_it_is_resolved() {
        let parts = vec![Part::Text("x".into()), Part::Secret(reference("A").into())];
        let resolved = Argument::Template(parts).resolve(&|_| None);
        assert_eq!(resolved.into_known(), Some(Value::Secret(Box::new(sealed("A", "", "")))));
    }

    #[test]
    fn references_read_as_they_are_written() {
        let mut found = reference("TOKEN");
        assert_eq!(found.to_string(), "secret::env(\"TOKEN\")");
        found = SecretRef {
            source: SecretSource::Manager,
            region: "eu-west-1".into(),
            key: Some("k".into()),
            ..found
        };
        assert_eq!(found.to_string(), "secret::manager(\"eu-west-1\", \"TOKEN\", #{ key: \"k\" })");
    }
}
