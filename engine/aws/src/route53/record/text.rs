//! Texts of TXT records: plain in scripts; on the wire quoted strings of at most 255 bytes, escaped.

/// How many bytes one quoted string holds.
const CHUNK: usize = 255;

/// Returns the quoted strings of a plain text.
pub(super) fn quote(text: &str) -> String {
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    let chunks = text.as_bytes().chunks(CHUNK).map(|chunk| {
        let escaped: String = chunk.iter().map(|byte| escape(*byte)).collect();
        format!("\"{escaped}\"")
    });
    chunks.collect::<Vec<_>>().join(" ")
}

fn escape(byte: u8) -> String {
    match byte {
        b'"' => "\\\"".to_owned(),
        b'\\' => "\\\\".to_owned(),
        b' '..=b'~' => char::from(byte).to_string(),
        other => format!("\\{other:03o}"),
    }
}

/// Returns the plain text of quoted strings; text outside quotes counts as it stands.
pub(super) fn unquote(wire: &str) -> String {
    let mut bytes = Vec::with_capacity(wire.len());
    let mut quoted = false;
    let mut rest = wire.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'"' => quoted = !quoted,
            b'\\' => match octal(rest) {
                Some(code) => {
                    bytes.push(code);
                    rest = &rest[3..];
                }
                None => {
                    if let Some((&escaped, after)) = rest.split_first() {
                        bytes.push(escaped);
                        rest = after;
                    }
                }
            },
            b' ' | b'\t' if !quoted => (),
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn octal(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits.get(..3)?).ok()?;
    u8::from_str_radix(text, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::{quote, unquote};

    #[test]
    fn texts_come_back() {
        for text in ["", "v=spf1 -all", "say \"hi\" \\ there", "grüße", "a b  c", &"x".repeat(600)] {
            assert_eq!(unquote(&quote(text)), text);
        }
    }

    #[test]
    fn long_texts_are_split() {
        assert_eq!(quote(&"x".repeat(256)), format!("\"{}\" \"x\"", "x".repeat(255)));
        assert_eq!(quote("a\"b"), "\"a\\\"b\"");
        assert_eq!(quote("é"), "\"\\303\\251\"");
    }
}
