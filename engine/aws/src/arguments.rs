//! Reading arguments and attributes by name, and writing attributes that may be absent.

use tandem_core::argument::Arguments;
use tandem_core::form::Call;
use tandem_core::state::Attributes;
use tandem_core::{Argument, Value, duration};

/// Known values by name; absent and mistyped ones are `None`.
pub(crate) trait Named {
    /// Returns a value.
    fn value(&self, name: &str) -> Option<&Value>;

    /// Returns a text.
    fn text(&self, name: &str) -> Option<&str> {
        self.value(name)?.as_str()
    }

    /// Returns a text of the caller's own.
    fn string(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// Returns a whole number.
    fn integer(&self, name: &str) -> Option<i32> {
        self.value(name)?.as_integer().and_then(|number| i32::try_from(number).ok())
    }

    /// Returns a truth value.
    fn boolean(&self, name: &str) -> Option<bool> {
        self.value(name)?.as_bool()
    }

    /// Returns the seconds of a duration.
    fn seconds(&self, name: &str) -> Option<i64> {
        duration::seconds(self.text(name)?).and_then(|seconds| i64::try_from(seconds).ok())
    }

    /// Returns the texts of a list; a single text counts as a list of one.
    fn texts(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Some(Value::List(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        }
    }

    /// Returns the object maps of a list.
    fn structs(&self, name: &str) -> Vec<&Attributes> {
        let items = self.value(name).and_then(Value::as_list).unwrap_or_default();
        items.iter().filter_map(Value::as_map).collect()
    }
}

impl Named for Attributes {
    fn value(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Named for Arguments {
    fn value(&self, name: &str) -> Option<&Value> {
        self.get(name).and_then(Argument::known)
    }
}

/// Attributes as they are found.
pub(crate) trait Put {
    /// Sets an attribute if there is a value.
    fn put<V: Into<Value>>(&mut self, name: &str, value: Option<V>);

    /// Sets a list if it is not empty.
    fn put_list<V: Into<Value>>(&mut self, name: &str, items: impl IntoIterator<Item = V>);
}

impl Put for Attributes {
    fn put<V: Into<Value>>(&mut self, name: &str, value: Option<V>) {
        if let Some(value) = value {
            self.insert(name.to_owned(), value.into());
        }
    }

    fn put_list<V: Into<Value>>(&mut self, name: &str, items: impl IntoIterator<Item = V>) {
        let items: Vec<Value> = items.into_iter().map(Into::into).collect();
        if !items.is_empty() {
            self.insert(name.to_owned(), Value::List(items));
        }
    }
}

/// Returns the options of a call as arguments, the first positional name filled in where `name` was not overridden.
pub(crate) fn named_after(call: &Call<'_>, index: usize, name: &str) -> Arguments {
    let mut arguments = call.options.clone();
    if let Some(positional) = call.positional.get(index) {
        arguments.entry(name.to_owned()).or_insert_with(|| positional.clone());
    }
    arguments
}
