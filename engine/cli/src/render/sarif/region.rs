//! Places in scripts as SARIF counts them.

use serde_json::{Value as Json, json};
use tandem_core::{Sources, Span};

use super::{BASE, LIBRARY};

/// Returns where a span is; `None` for one that lies in no source of the run.
pub(super) fn physical(span: Span, sources: &Sources, prefix: &str) -> Option<Json> {
    let source = sources.get(span.file)?;
    let text = source.text();
    let snippet = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let (start, end) = (position(text, span.start), position(text, span.end.max(span.start)));
    let mut region = json!({
        "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1,
    });
    if !snippet.is_empty() {
        region["snippet"] = json!({ "text": snippet });
    }
    Some(json!({ "artifactLocation": artifact(source.path(), prefix), "region": region }))
}

fn artifact(path: &str, prefix: &str) -> Json {
    if path.starts_with("std/") {
        return json!({ "uri": encoded(path), "uriBaseId": LIBRARY });
    }
    json!({ "uri": encoded(&format!("{prefix}{path}")), "uriBaseId": BASE })
}

/// Returns line and column of a byte, both from 1, the column in UTF-16 units.
fn position(text: &str, offset: u32) -> (usize, usize) {
    let mut offset = (offset as usize).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.encode_utf16().count() + 1)
}

/// Returns a path as the part of a URI: what is not plain is percent-encoded.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{encoded, position};

    #[test]
    fn places_are_counted_from_one() {
        let text = "a🦀b\r\nc";
        assert_eq!(position(text, 0), (1, 1));
        assert_eq!(position(text, 5), (1, 4));
        assert_eq!(position(text, 8), (2, 1));
        assert_eq!(position(text, 99), (2, 2));
        // Within the four bytes of a character: before it.
        assert_eq!(position(text, 3), (1, 2));
    }

    #[test]
    fn paths_become_uris() {
        assert_eq!(encoded("a b/é.rhai"), "a%20b/%C3%A9.rhai");
    }
}
