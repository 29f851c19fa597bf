//! Settings: attributes that AWS keeps as entries of a map of texts, and sets with a call for each.

use std::collections::BTreeMap;

use tandem_core::schema::Presence;
use tandem_core::state::Attributes;
use tandem_core::{Argument, Change, Kind, Path, Value};

use crate::arguments::Put;

/// How a setting is written as text.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    Boolean,
    Integer,
}

/// An attribute, or a value inside one, and the entry it is kept in.
pub(super) struct Setting {
    /// From the attribute inwards.
    pub(super) path: Vec<&'static str>,
    /// The name of the entry.
    pub(super) entry: String,
    form: Form,
    /// Whether it stays as it is once a script no longer sets it: the cloud's own choice takes no "nothing".
    stays: bool,
}

impl Setting {
    /// Returns the setting that is an attribute of its own.
    pub(super) fn of(attribute: &'static str, entry: &str, form: Form) -> Setting {
        Setting::inside(&[attribute], entry, form)
    }

    /// Returns the setting at a path.
    pub(super) fn inside(path: &[&'static str], entry: &str, form: Form) -> Setting {
        Setting { path: path.to_vec(), entry: entry.to_owned(), form, stays: false }
    }

    /// Returns this setting as one that is never taken away.
    pub(super) fn staying(mut self) -> Setting {
        self.stays = true;
        self
    }

    /// Returns the attribute it belongs to.
    pub(super) fn attribute(&self) -> &'static str {
        self.path.first().copied().unwrap_or_default()
    }

    /// Returns what the step that sets it is called: `set:feedback.sqs.failure_role`.
    pub(super) fn operation(&self) -> String {
        format!("set:{}", self.path.join("."))
    }

    /// Returns the entry's text, if there is a value.
    pub(super) fn text(&self, attributes: &Attributes) -> Option<String> {
        match self.value(attributes)? {
            Value::String(text) => Some(text.clone()),
            Value::Null | Value::List(_) | Value::Map(_) | Value::Secret(_) => None,
            plain => Some(plain.to_string()),
        }
    }

    /// Returns whether a change concerns it: it is set anew, or what was set is taken away.
    pub(super) fn differs(&self, change: &Change) -> bool {
        let path = self.path.iter().fold(Path::default(), |path, key| path.key(key));
        let concerns = |other: &Path| path.0.starts_with(&other.0) || other.0.starts_with(&path.0);
        let before = change.prior.as_ref().and_then(|object| self.value(&object.attributes));
        let taken = !self.stays && before.is_some_and(|value| !value.is_null());
        (taken || self.desired(change).is_some())
            && change.differences.iter().any(|difference| concerns(&difference.path))
    }

    fn value<'a>(&self, attributes: &'a Attributes) -> Option<&'a Value> {
        let (first, rest) = self.path.split_first()?;
        rest.iter().try_fold(attributes.get(*first)?, |value, key| value.get(key))
    }

    fn desired(&self, change: &Change) -> Option<Argument> {
        let (first, rest) = self.path.split_first()?;
        rest.iter().try_fold(change.desired.get(*first)?.clone(), |value, key| value.get(key))
    }

    /// Puts what an entry says among the attributes; an empty one says nothing.
    fn put(&self, attributes: &mut Attributes, text: &str) {
        let value = match self.form {
            _ if text.is_empty() => return,
            Form::Text => Value::from(text),
            Form::Boolean => Value::Bool(text == "true"),
            Form::Integer => text.parse().map_or_else(|_| Value::from(text), Value::Integer),
        };
        let Some((last, outer)) = self.path.split_last() else { return };
        let mut map = attributes;
        for key in outer {
            let inner = map.entry((*key).to_owned()).or_insert_with(|| Value::Map(BTreeMap::new()));
            let Value::Map(inner) = inner else { return };
            map = inner;
        }
        map.insert((*last).to_owned(), value);
    }
}

/// Returns the entries to create an object with: those that are not as the kind has them anyway.
pub(super) fn entries(settings: &[Setting], kind: &Kind, arguments: &Attributes) -> BTreeMap<String, String> {
    let is_default = |setting: &Setting| {
        let attribute = kind.attribute(setting.attribute());
        match attribute.map(|attribute| &attribute.presence) {
            Some(Presence::Default(value)) => setting.value(arguments) == Some(value),
            _ => false,
        }
    };
    let wanted = settings.iter().filter(|setting| !is_default(setting));
    wanted.filter_map(|setting| Some((setting.entry.clone(), setting.text(arguments)?))).collect()
}

/// Returns the attributes that entries say, with what the kind has where they say nothing.
pub(super) fn attributes(
    settings: &[Setting],
    kind: &Kind,
    entry: impl Fn(&str) -> Option<String>,
) -> Attributes {
    let mut attributes = Attributes::new();
    for setting in settings {
        if let Some(text) = entry(&setting.entry) {
            setting.put(&mut attributes, &text);
        }
        if let Some(attribute) = kind.attribute(setting.attribute())
            && let Presence::Default(value) = &attribute.presence
            && !attributes.contains_key(attribute.name)
        {
            attributes.put(attribute.name, Some(value.clone()));
        }
    }
    attributes
}

#[cfg(test)]
mod tests {
    use tandem_core::Value;
    use tandem_core::state::Attributes;

    use super::{Form, Setting};

    #[test]
    fn an_entry_comes_back() {
        for (form, text, value) in [
            (Form::Text, "On call", Value::from("On call")),
            (Form::Boolean, "true", Value::Bool(true)),
            (Form::Integer, "262144", Value::Integer(262_144)),
        ] {
            let setting = Setting::inside(&["outer", "inner"], "Entry", form);
            let mut attributes = Attributes::new();
            setting.put(&mut attributes, text);
            assert_eq!(attributes["outer"].get("inner"), Some(&value));
            assert_eq!(setting.text(&attributes).as_deref(), Some(text));
        }
    }

    #[test]
    fn an_empty_entry_says_nothing() {
        let mut attributes = Attributes::new();
        Setting::of("display_name", "DisplayName", Form::Text).put(&mut attributes, "");
        assert_eq!(attributes, Attributes::new());
    }
}
