//! Names of records: relative in scripts, absolute in attributes, escaped on the wire.

/// What a relative name is when it stands for the zone itself.
pub(crate) const APEX: &str = "@";

/// Why a name does not fit its zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Misfit {
    /// It has a final dot and lies outside the zone.
    Outside,
    /// It repeats the zone's domain; the relative name that was probably meant.
    Absolute(String),
}

/// Returns the absolute name, lower case, without a final dot; a final dot marks one that is absolute already.
pub(super) fn absolute(name: &str, zone: &str) -> Result<String, Misfit> {
    let lower = name.to_ascii_lowercase();
    if let Some(whole) = lower.strip_suffix('.') {
        return relative(whole, zone).map(|_| whole.to_owned()).ok_or(Misfit::Outside);
    }
    if lower == APEX {
        return Ok(zone.to_owned());
    }
    if let Some(inside) = relative(&lower, zone) {
        return Err(Misfit::Absolute(inside));
    }
    Ok(format!("{lower}.{zone}"))
}

/// Returns the name relative to its zone, `@` for the zone itself; `None` if it lies outside.
pub(super) fn relative(absolute: &str, zone: &str) -> Option<String> {
    if absolute == zone {
        return Some(APEX.to_owned());
    }
    absolute.strip_suffix(zone)?.strip_suffix('.').filter(|rest| !rest.is_empty()).map(str::to_owned)
}

/// Returns the name that Route 53 gives, in the form of attributes: `\052.example.com.` is `*.example.com`.
pub(super) fn from_wire(name: &str) -> String {
    crate::route53::domain(&unescape(name))
}

/// Replaces octal escapes of printable characters; a dot or backslash inside a label stays escaped.
fn unescape(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 1..at + 4).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match code {
            Some(byte) if byte.is_ascii_graphic() && byte != b'.' && byte != b'\\' => {
                out.push(char::from(byte));
                rest = &rest[at + 4..];
            }
            _ => {
                out.push('\\');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{Misfit, absolute, from_wire, relative};

    #[test]
    fn relative_names_become_absolute() {
        assert_eq!(absolute("api", "example.com"), Ok("api.example.com".into()));
        assert_eq!(absolute("@", "example.com"), Ok("example.com".into()));
        assert_eq!(absolute("API.example.com.", "example.com"), Ok("api.example.com".into()));
        assert_eq!(absolute("api.example.com", "example.com"), Err(Misfit::Absolute("api".into())));
        assert_eq!(absolute("example.com", "example.com"), Err(Misfit::Absolute("@".into())));
        assert_eq!(absolute("api.example.org.", "example.com"), Err(Misfit::Outside));
        assert_eq!(absolute("badexample.com.", "example.com"), Err(Misfit::Outside));
    }

    #[test]
    fn absolute_names_become_relative() {
        assert_eq!(relative("a.b.example.com", "example.com").as_deref(), Some("a.b"));
        assert_eq!(relative("example.com", "example.com").as_deref(), Some("@"));
        assert_eq!(relative("badexample.com", "example.com"), None);
    }

    #[test]
    fn escapes_are_undone_where_they_only_spell() {
        assert_eq!(from_wire("\\052.Example.com."), "*.example.com");
        assert_eq!(from_wire("a\\056b.example.com."), "a\\056b.example.com");
        assert_eq!(from_wire("a\\05"), "a\\05");
    }
}
