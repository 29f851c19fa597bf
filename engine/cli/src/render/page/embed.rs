//! Parts put into the page so that none can become another: text, data, hashes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Returns the frame with its `{{NAME}}`s replaced, in one pass: what a part holds is never looked at again.
pub(super) fn fill(frame: &str, parts: &[(&str, &str)]) -> String {
    let mut filled =
        String::with_capacity(frame.len() + parts.iter().map(|part| part.1.len()).sum::<usize>());
    let mut rest = frame;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        let part = parts.iter().find(|part| part.0 == name);
        filled.push_str(part.map_or("", |part| part.1));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Returns text as it stands in an element.
pub(super) fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns JSON as it stands in a `<script>` of data: nothing in it ends the element or opens a comment, and it is
/// the same JSON.
pub(super) fn data(value: &Value) -> String {
    let json = value.to_string();
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Returns the source expression that lets an inline script or style of this very text through a policy.
pub(super) fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)))
}
