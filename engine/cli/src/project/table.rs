//! A table of a TOML file, read key by key, each fault labelled where it stands.

use std::ops::Range;

use tandem_core::suggestion::nearest;
use tandem_core::{Diagnostic, Diagnostics, FileId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is found while a file is read.
pub(super) struct Reading {
    /// The file.
    pub(super) file: FileId,
    /// What is wrong with it.
    pub(super) diagnostics: Diagnostics,
}

impl Reading {
    /// Returns a range of bytes as a span of the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    /// Adds a fault.
    pub(super) fn fault(
        &mut self,
        range: Range<usize>,
        code: &'static str,
        message: String,
        hint: Option<String>,
    ) {
        let mut diagnostic = Diagnostic::error(code, message).label(self.span(range), "");
        diagnostic.hints.extend(hint);
        self.diagnostics.push(diagnostic);
    }

    /// Says of every key that is none of `known` that it is unknown; `of` is what the table is of.
    pub(super) fn unknown(&mut self, table: &DeTable<'_>, known: &[&str], of: &str) {
        for key in table.keys() {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("{of} takes {}", list(known)),
            };
            let message = format!("there is no setting `{name}` in {of}");
            self.fault(key.span(), "settings::unknown", message, Some(hint));
        }
    }

    /// Returns the text of a key.
    pub(super) fn text(&mut self, table: &DeTable<'_>, key: &str) -> Option<Spanned<String>> {
        let value = table.get(key)?;
        match value.get_ref().as_str() {
            Some(text) => Some(Spanned::new(value.span(), text.to_owned())),
            None => {
                self.mistyped(value, key, "a text");
                None
            }
        }
    }

    /// Returns the list of texts of a key.
    pub(super) fn texts(&mut self, table: &DeTable<'_>, key: &str) -> Vec<Spanned<String>> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.mistyped(value, key, "a list of texts");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            match item.get_ref().as_str() {
                Some(text) => texts.push(Spanned::new(item.span(), text.to_owned())),
                None => self.mistyped(item, key, "a list of texts"),
            }
        }
        texts
    }

    /// Returns the table of a key.
    pub(super) fn table<'a, 'i>(&mut self, table: &'a DeTable<'i>, key: &str) -> Option<&'a DeTable<'i>> {
        let value = table.get(key)?;
        match value.get_ref().as_table() {
            Some(found) => Some(found),
            None => {
                self.mistyped(value, key, "a table");
                None
            }
        }
    }

    /// Says that a value is of the wrong type.
    pub(super) fn mistyped(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let message = format!("`{key}` must be {wanted}, not {}", noun(value.get_ref()));
        self.fault(value.span(), "settings::type", message, None);
    }
}

fn noun(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Returns the words, quoted, in a list for people.
pub(super) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
