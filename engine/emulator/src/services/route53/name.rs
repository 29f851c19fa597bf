//! Domain names as Route 53 stores, shows and sorts them.

/// A domain name in its stored form, with the key that orders it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Lower case, with a trailing dot, and with octal escapes for all but letters, digits, `-` and `_`.
    pub(super) text: String,
    /// The labels in reverse order, such as `com.example.www.`, by which Route 53 sorts.
    pub(super) key: String,
    pub(super) labels: usize,
}

/// The longest label and the longest name that DNS can carry.
const LONGEST_LABEL: usize = 63;
const LONGEST_NAME: usize = 255;

/// Reads a name with or without its trailing dot; fails with what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Name, &'static str> {
    let bytes = text.as_bytes();
    let (mut labels, mut label) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'.' => labels.push(std::mem::take(&mut label)),
            b'\\' => {
                label.push(octal(bytes.get(at + 1..at + 4)).ok_or("UnsupportedCharacter (Value contains unsupported characters)")?);
                at += 3;
            }
            byte => label.push(byte.to_ascii_lowercase()),
        }
        at += 1;
    }
    if !label.is_empty() {
        labels.push(label);
    }
    let length: usize = labels.iter().map(|label| label.len() + 1).sum::<usize>() + 1;
    if labels.is_empty() || labels.iter().any(Vec::is_empty) {
        return Err("DomainLabelEmpty (Domain label is empty)");
    }
    if labels.iter().any(|label| label.len() > LONGEST_LABEL) {
        return Err("DomainLabelTooLong (Domain label is too long)");
    }
    if length > LONGEST_NAME {
        return Err("DomainNameTooLong (Domain name is too long)");
    }
    let text = labels.iter().map(|label| escape(label) + ".").collect();
    let key = labels.iter().rev().map(|label| sortable(label) + ".").collect();
    Ok(Name { text, key, labels: labels.len() })
}

impl Name {
    /// Whether this name is `zone` itself or lies below it.
    pub(super) fn is_within(&self, zone: &Name) -> bool {
        self.key.starts_with(&zone.key)
    }

    pub(super) fn is_wildcard(&self) -> bool {
        self.text.starts_with("\\052.")
    }
}

fn octal(digits: Option<&[u8]>) -> Option<u8> {
    let digits = std::str::from_utf8(digits?).ok()?;
    u8::from_str_radix(digits, 8).ok()
}

fn escape(label: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    label.iter().map(|byte| if plain(*byte) { char::from(*byte).to_string() } else { format!("\\{byte:03o}") }).collect()
}

/// A label in a key: its bytes, but for a dot, which would look like the end of the label.
fn sortable(label: &[u8]) -> String {
    label.iter().map(|byte| if *byte == b'.' { "\\056".into() } else { char::from(*byte).to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), &str>) {
        let found = parse(text);
        let found = found.as_ref().map(|name| (name.text.as_str(), name.key.as_str()));
        assert_eq!(found.map_err(|problem| problem.split(' ').next().unwrap_or_default()), expected);
    }

    #[test]
    fn names_are_stored_escaped_and_sorted_by_reversed_labels() {
        check("WWW.Example.com", Ok(("www.example.com.", "com.example.www.")));
        check("*.example.com.", Ok(("\\052.example.com.", "com.example.*.")));
        check("\\052.example.com", Ok(("\\052.example.com.", "com.example.*.")));
        check("a\\056b.com", Ok(("a\\056b.com.", "com.a\\056b.")));
        check("_sip._tcp.x-1.com", Ok(("_sip._tcp.x-1.com.", "com.x-1._tcp._sip.")));
    }

    #[test]
    fn what_dns_cannot_carry_is_refused() {
        check("", Err("DomainLabelEmpty"));
        check("a..b", Err("DomainLabelEmpty"));
        check(".a", Err("DomainLabelEmpty"));
        check("a\\9.b", Err("UnsupportedCharacter"));
        check(&format!("{}.com", "a".repeat(64)), Err("DomainLabelTooLong"));
        check(&"abcdefg.".repeat(32), Err("DomainNameTooLong"));
    }

    #[test]
    fn a_name_lies_in_its_zone_by_whole_labels() {
        let name = |text| parse(text).map_err(String::from);
        let within = |text, zone| Ok::<_, String>(name(text)?.is_within(&name(zone)?));
        assert_eq!(within("a.example.com", "example.com"), Ok(true));
        assert_eq!(within("example.com", "example.com"), Ok(true));
        assert_eq!(within("badexample.com", "example.com"), Ok(false));
        assert_eq!(within("com", "example.com"), Ok(false));
    }
}
