//! Values that nobody knows while the script runs.

use std::rc::Rc;

use tandem_core::{Argument, Part, Reference};

/// What marks, in text, a value that was turned into text in a way that cannot be undone. Scripts cannot hold it.
pub(crate) const MARK: char = '\u{E000}';

/// A value that nobody knows while the script runs.
#[derive(Clone, Debug)]
pub(crate) enum Unknown {
    /// Known after apply, or never to a script: a reference, a secret, or text with those in it.
    Pending(Rc<[Part]>),
    /// What follows from a mistake that has been reported. It swallows what is done with it.
    Poison,
}

impl Unknown {
    /// Returns the value of a reference.
    pub(crate) fn reference(reference: Reference) -> Unknown {
        Unknown::Pending([Part::Reference(reference)].into())
    }

    /// Returns the parts, if it is known after apply.
    pub(crate) fn parts(&self) -> Option<&[Part]> {
        match self {
            Unknown::Pending(parts) => Some(parts),
            Unknown::Poison => None,
        }
    }

    /// Returns whether it is a secret, or text with one in it.
    pub(crate) fn is_secret(&self) -> bool {
        self.parts().is_some_and(is_secret)
    }

    /// Returns the reference, if it is one and nothing else.
    pub(crate) fn single(&self) -> Option<&Reference> {
        match self.parts() {
            Some([Part::Reference(reference)]) => Some(reference),
            _ => None,
        }
    }

    /// Returns the argument it makes. What follows from a mistake is an empty template, which fits everywhere.
    pub(crate) fn argument(&self) -> Argument {
        match self {
            Unknown::Pending(parts) => match parts.as_ref() {
                [Part::Reference(reference)] => Argument::Reference(reference.clone()),
                parts => Argument::Template(parts.to_vec()),
            },
            Unknown::Poison => Argument::Template(Vec::new()),
        }
    }

    /// Returns text made of parts: known if all are.
    pub(crate) fn join(parts: Vec<Part>) -> Result<String, Unknown> {
        let mut joined: Vec<Part> = Vec::with_capacity(parts.len());
        for part in parts {
            match (part, joined.last_mut()) {
                (Part::Text(text), Some(Part::Text(before))) => before.push_str(&text),
                (Part::Text(text), _) if text.is_empty() => (),
                (part, _) => joined.push(part),
            }
        }
        match joined.as_mut_slice() {
            [] => Ok(String::new()),
            [Part::Text(text)] => Ok(std::mem::take(text)),
            _ => Err(Unknown::Pending(joined.into())),
        }
    }
}

/// Returns whether there is a secret among some parts: then all of the text is one.
pub(crate) fn is_secret(parts: &[Part]) -> bool {
    parts.iter().any(|part| matches!(part, Part::Secret(_)))
}

/// Returns parts as a person reads them.
pub(crate) fn show_parts(parts: &[Part]) -> String {
    match parts {
        [Part::Reference(reference)] => reference.to_string(),
        [Part::Secret(secret)] => secret.reference.to_string(),
        parts => {
            let shown = parts.iter().map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Reference(reference) => format!("${{{reference}}}"),
                Part::Secret(secret) => format!("${{{}}}", secret.reference),
            });
            shown.collect()
        }
    }
}
