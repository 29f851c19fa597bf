//! The attributes of one declaration, by name.

use tandem_core::argument::Part;
use tandem_core::state::Attributes;
use tandem_core::{Address, Argument, Declaration, Reference, Value, duration};

/// The attributes of one declaration; only those that its reader lists can be read.
pub(super) struct Fields<'a> {
    /// The declaration.
    pub(super) declaration: &'a Declaration,
    /// The names that the reader lists.
    pub(super) reads: &'static [&'static str],
    /// What a look-up found, if that is known.
    pub(super) found: Option<&'a Attributes>,
}

impl Fields<'_> {
    /// Returns the argument of a name: `interval`, or `routing.weight` inside a struct.
    pub(super) fn get(&self, name: &'static str) -> Option<Argument> {
        debug_assert!(self.reads.contains(&name), "`{name}` is read and not listed");
        let mut words = name.split('.');
        let first = words.next()?;
        let declared = self.declaration.arguments.get(first).filter(|value| !is_null(value)).cloned();
        let first = declared.or_else(|| self.found?.get(first).cloned().map(Argument::from))?;
        words.try_fold(first, |argument, word| argument.get(word)).filter(|argument| !is_null(argument))
    }

    /// Returns the items of a list.
    pub(super) fn items(&self, name: &'static str) -> Vec<Argument> {
        self.get(name).and_then(|list| list.items()).unwrap_or_default()
    }

    /// Returns what an item of a list has under a name: `endpoints[].weight`.
    pub(super) fn of_item(&self, item: &Argument, name: &'static str) -> Option<Argument> {
        debug_assert!(self.reads.contains(&name), "`{name}` is read and not listed");
        let (_, inside) = name.split_once("[].")?;
        item.get(inside).filter(|argument| !is_null(argument))
    }

    /// Returns a text that is known.
    pub(super) fn text(&self, name: &'static str) -> Option<String> {
        self.get(name)?.as_str().map(str::to_owned)
    }

    /// Returns known texts.
    pub(super) fn texts(&self, name: &'static str) -> Vec<String> {
        self.items(name).iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    }

    /// Returns a number that is known.
    pub(super) fn number(&self, name: &'static str) -> Option<f64> {
        self.get(name)?.known()?.as_number()
    }

    /// Returns a whole number that is known.
    pub(super) fn integer(&self, name: &'static str) -> Option<i64> {
        self.get(name)?.known()?.as_integer()
    }

    /// Returns a duration that is known, in seconds.
    pub(super) fn seconds(&self, name: &'static str) -> Option<u64> {
        match self.get(name)?.known()? {
            Value::String(text) => duration::seconds(text),
            value => value.as_integer().and_then(|seconds| u64::try_from(seconds).ok()),
        }
    }

    /// Returns a truth value; false if it is not known.
    pub(super) fn flag(&self, name: &'static str) -> bool {
        self.get(name).and_then(|argument| argument.known()?.as_bool()).unwrap_or_default()
    }

    /// Returns the first reference inside an argument.
    pub(super) fn reference(&self, name: &'static str) -> Option<Reference> {
        let whole = self.declaration.arguments.get(name.split(['.', '[']).next()?)?;
        let argument = if name.contains("[]") { whole.clone() } else { self.get(name)? };
        first_reference(&argument)
    }

    /// Returns the resource that this one belongs to.
    pub(super) fn parent(&self) -> Option<&Address> {
        self.declaration.parent.as_ref()
    }
}

/// Returns the first reference inside an argument.
pub(super) fn first_reference(argument: &Argument) -> Option<Reference> {
    let mut first = None;
    argument.references(&mut |reference| {
        first.get_or_insert_with(|| reference.clone());
    });
    first
}

/// Returns the one reference that an argument is, also as a template of nothing else.
pub(super) fn whole_reference(argument: &Argument) -> Option<Reference> {
    match argument {
        Argument::Reference(reference) => Some(reference.clone()),
        Argument::Template(parts) => match parts.as_slice() {
            [Part::Reference(reference)] => Some(reference.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn is_null(argument: &Argument) -> bool {
    argument.known().is_some_and(Value::is_null)
}
