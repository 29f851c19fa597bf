//! The second net: looks for known secrets in whatever is written out, in every form they are likely to take.

use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

use tandem_core::secret::{SHOWN, Secret};
use tandem_core::{CallError, Value};
use zeroize::Zeroizing;

/// The shortest value that is looked for. Shorter ones stand in too much that is no secret; the first net, which goes
/// by where a value comes from and not by what it is, holds those too.
const LEAST: usize = 6;

/// The shortest form that is not let into a file. Files hold hashes and ids: six digits in a row may well be among them
/// by chance, and a run would stop for nothing.
const LEAST_WRITTEN: usize = 8;

/// Looks for known secrets in text.
#[derive(Default)]
pub struct Redactor {
    /// Every form of every secret, longest first, so that no rest of a longer one is left.
    forms: RwLock<Vec<Zeroizing<String>>>,
}

impl Redactor {
    /// Remembers a value for the rest of the run.
    pub fn learn(&self, secret: &Secret) {
        if secret.expose().len() < LEAST {
            return;
        }
        let mut forms = self.forms.write().unwrap_or_else(PoisonError::into_inner);
        for form in forms_of(secret) {
            if form.len() >= LEAST && !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Returns the text without any known secret.
    pub fn text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        let mut clean = Cow::Borrowed(text);
        for form in forms.iter() {
            if clean.contains(form.as_str()) {
                clean = Cow::Owned(clean.replace(form.as_str(), SHOWN));
            }
        }
        clean
    }

    /// Returns whether there is a known secret in a text.
    pub fn finds(&self, text: &str) -> bool {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        forms.iter().any(|form| text.contains(form.as_str()))
    }

    /// Returns whether any value is known.
    pub fn knows_any(&self) -> bool {
        !self.forms.read().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Returns whether there is a known secret in what is about to be written to a file.
    pub fn shows(&self, text: &str) -> bool {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        forms.iter().any(|form| form.len() >= LEAST_WRITTEN && text.contains(form.as_str()))
    }

    /// Takes known secrets out of an error of the cloud, which may repeat what it was sent.
    pub fn error(&self, error: &mut CallError) {
        self.string(&mut error.message);
        self.string(&mut error.code);
        for (_, words) in &mut error.offenders {
            self.string(words);
        }
    }

    /// Takes known secrets out of a text.
    pub fn string(&self, text: &mut String) {
        if let Cow::Owned(clean) = self.text(text) {
            *text = clean;
        }
    }

    /// Takes known secrets out of every text of a value; keys stay.
    pub fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.string(text),
            Value::List(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Map(entries) => entries.values_mut().for_each(|entry| self.value(entry)),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::Secret(_) => (),
        }
    }

    /// Takes known secrets out of every text of a document; keys stay.
    pub fn json(&self, document: &mut serde_json::Value) {
        match document {
            serde_json::Value::String(text) => self.string(text),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            serde_json::Value::Object(entries) => entries.values_mut().for_each(|entry| self.json(entry)),
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => (),
        }
    }
}

/// Returns the forms in which a value may turn up: as it is, escaped, and encoded.
fn forms_of(secret: &Secret) -> Vec<Zeroizing<String>> {
    let bytes = secret.expose();
    let mut forms = Vec::new();
    if let Some(text) = secret.expose_text() {
        forms.push(Zeroizing::new(text.to_owned()));
        // One level for what is written, two for what quotes it: an audit line within an object, say.
        let once = unquoted(&Zeroizing::new(serde_json::to_string(text).unwrap_or_default()));
        forms.push(unquoted(&Zeroizing::new(serde_json::to_string(once.as_str()).unwrap_or_default())));
        forms.push(once);
        forms.push(unquoted(&Zeroizing::new(format!("{text:?}"))));
        forms.push(Zeroizing::new(text.chars().map(xml).collect()));
    }
    for (upper, space) in [(true, "%20"), (false, "%20"), (true, "+"), (false, "+")] {
        forms.push(Zeroizing::new(bytes.iter().map(|byte| percent(*byte, upper, space)).collect()));
    }
    for alphabet in [STANDARD, URL] {
        forms.extend((0..3).map(|shift| Zeroizing::new(base64(bytes, shift, alphabet))));
    }
    forms
}

/// Returns a quoted text without its quotes. Those at its ends that belong to the text stay.
fn unquoted(quoted: &str) -> Zeroizing<String> {
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    Zeroizing::new(inside.unwrap_or(quoted).to_owned())
}

fn xml(character: char) -> String {
    match character {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&apos;".to_owned(),
        other => other.to_string(),
    }
}

fn percent(byte: u8, upper: bool, space: &str) -> String {
    match byte {
        b' ' => space.to_owned(),
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ if upper => format!("%{byte:02X}"),
        _ => format!("%{byte:02x}"),
    }
}

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the digits that a value takes within a longer text in base 64, where it begins so many bytes after a
/// multiple of three: those that other bytes have a share in are left out.
fn base64(bytes: &[u8], shift: usize, alphabet: &[u8; 64]) -> String {
    let bits = bytes.len() * 8;
    let first = (6 - shift * 8 % 6) % 6;
    let digit = |at: usize| {
        let six = (at..at + 6)
            .fold(0_usize, |six, bit| six << 1 | usize::from(bytes[bit / 8] >> (7 - bit % 8) & 1));
        char::from(alphabet[six])
    };
    (first..bits.saturating_sub(5)).step_by(6).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use tandem_core::Secret;

    use super::Redactor;

    #[test]
    fn a_secret_is_found_in_every_form() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("Pa$$ w/\"ord\"+1"));
        let forms = [
            "Pa$$ w/\"ord\"+1",
            r#"Pa$$ w/\"ord\"+1"#,
            "Pa%24%24%20w%2F%22ord%22%2B1",
            "Pa%24%24+w%2f%22ord%22%2b1",
            "UGEkJCB3LyJvcmQiKzE=",
            // `user:` before it.
            "dXNlcjpQYSQkIHcvIm9yZCIrMQ==",
            "Pa$$ w/&quot;ord&quot;+1",
        ];
        for form in forms {
            let shown = redactor.text(form);
            assert!(shown.contains("(secret)"), "{form}: {shown}");
            assert!(!shown.contains("ord") && !shown.contains("kJCB3Ly"), "{form}: {shown}");
        }
        assert_eq!(redactor.text("nothing of it"), "nothing of it");
    }

    #[test]
    fn what_is_short_stands_in_too_much() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new("true"));
        assert_eq!(redactor.text("true"), "true");
    }
}
