//! What a record's value must look like, by type.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::name;

/// The longest character string that DNS can carry.
const LONGEST_STRING: usize = 255;

/// Returns what is wrong with a value, in the words Route 53 uses.
pub(super) fn problem(kind: &str, value: &str) -> Option<&'static str> {
    match kind {
        "A" => bad(value.parse::<Ipv4Addr>().is_err(), "ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)"),
        "AAAA" => {
            bad(value.parse::<Ipv6Addr>().is_err(), "AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)")
        }
        "CNAME" | "NS" | "PTR" => domain(value),
        "MX" => numbers_and_domain(value, 1, "MXRRDATANotTwoFields (Value is not a priority and a domain name)"),
        "SRV" => numbers_and_domain(value, 3, "SRVRRDATANotFourFields (Value is not a priority, weight, port and domain name)"),
        "TXT" | "SPF" => strings(value),
        "CAA" => caa(value),
        "SOA" => soa(value),
        "DS" => digest(value, 4, "DSRRDATANotFourFields (Value is not a key tag, algorithm, digest type and digest)"),
        "SSHFP" => digest(value, 3, "SSHFPRRDATANotThreeFields (Value is not an algorithm, type and fingerprint)"),
        "TLSA" => digest(value, 4, "TLSARRDATANotFourFields (Value is not a usage, selector, matching type and data)"),
        "NAPTR" => naptr(value),
        "SVCB" | "HTTPS" => service_binding(value),
        _ => None,
    }
}

fn bad(wrong: bool, problem: &'static str) -> Option<&'static str> {
    wrong.then_some(problem)
}

fn domain(value: &str) -> Option<&'static str> {
    if value.bytes().any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control()) {
        return Some("UnsupportedCharacter (Value contains spaces)");
    }
    name::parse(value).err()
}

/// A target that may be the root, which says that there is no such service.
fn domain_or_root(value: &str) -> Option<&'static str> {
    if value == "." { None } else { domain(value) }
}

fn numbers_and_domain(value: &str, numbers: usize, problem: &'static str) -> Option<&'static str> {
    let fields: Vec<&str> = value.split_whitespace().collect();
    match fields.split_last() {
        Some((target, before)) if before.len() == numbers => {
            let wrong = before.iter().any(|field| field.parse::<u16>().is_err());
            bad(wrong, problem).or_else(|| domain_or_root(target))
        }
        _ => Some(problem),
    }
}

/// One or more quoted strings; a quote or backslash inside is escaped.
fn strings(value: &str) -> Option<&'static str> {
    let mut letters = value.trim().chars().peekable();
    let mut count = 0;
    while letters.peek().is_some() {
        if letters.next() != Some('"') {
            return Some("InvalidCharacterString (Value should be enclosed in quotation marks)");
        }
        let mut length = 0;
        loop {
            match letters.next() {
                None => return Some("InvalidCharacterString (Value should be enclosed in quotation marks)"),
                Some('"') => break,
                Some('\\') => match letters.next() {
                    Some(digit) if digit.is_digit(8) => {
                        letters.next();
                        letters.next();
                    }
                    Some(_) => {}
                    None => return Some("InvalidCharacterString (Value should be enclosed in quotation marks)"),
                },
                Some(_) => {}
            }
            length += 1;
        }
        if length > LONGEST_STRING {
            return Some("CharacterStringTooLong (Value is too long)");
        }
        count += 1;
        while letters.next_if(|letter| *letter == ' ' || *letter == '\t').is_some() {}
    }
    bad(count == 0, "InvalidCharacterString (Value should be enclosed in quotation marks)")
}

fn caa(value: &str) -> Option<&'static str> {
    const PROBLEM: &str = "CAARRDATANotThreeFields (Value is not flags, a tag and a quoted value)";
    let mut fields = value.splitn(3, ' ');
    let (Some(flags), Some(tag), Some(text)) = (fields.next(), fields.next(), fields.next()) else {
        return Some(PROBLEM);
    };
    let known = matches!(tag, "issue" | "issuewild" | "iodef" | "issuemail" | "issuevmc" | "contactemail" | "contactphone");
    bad(flags.parse::<u8>().is_err() || !known, PROBLEM).or_else(|| strings(text))
}

fn soa(value: &str) -> Option<&'static str> {
    const PROBLEM: &str = "SOARRDATANotSevenFields (Value is not two names and five numbers)";
    let fields: Vec<&str> = value.split_whitespace().collect();
    if fields.len() != 7 || fields[2..].iter().any(|field| field.parse::<u32>().is_err()) {
        return Some(PROBLEM);
    }
    fields[..2].iter().find_map(|field| domain(field))
}

/// Numbers followed by hexadecimal digits.
fn digest(value: &str, fields: usize, problem: &'static str) -> Option<&'static str> {
    let found: Vec<&str> = value.split_whitespace().collect();
    let Some((data, numbers)) = found.split_last().filter(|_| found.len() == fields) else {
        return Some(problem);
    };
    let wrong = numbers.iter().any(|field| field.parse::<u16>().is_err())
        || data.len() % 2 == 1
        || !data.bytes().all(|byte| byte.is_ascii_hexdigit());
    bad(wrong, problem)
}

fn naptr(value: &str) -> Option<&'static str> {
    const PROBLEM: &str = "NAPTRRRDATANotSixFields (Value is not an order, preference, flags, service, regexp and replacement)";
    let fields: Vec<&str> = value.split_whitespace().collect();
    let quoted = |field: &&str| field.len() >= 2 && field.starts_with('"') && field.ends_with('"');
    match fields[..] {
        [order, preference, .., replacement] if fields.len() >= 6 => {
            let texts = &fields[2..fields.len() - 1];
            let numbers = order.parse::<u16>().is_ok() && preference.parse::<u16>().is_ok();
            let wrong = !numbers || !texts.first().is_some_and(quoted);
            bad(wrong, PROBLEM).or_else(|| domain_or_root(replacement))
        }
        _ => Some(PROBLEM),
    }
}

fn service_binding(value: &str) -> Option<&'static str> {
    const PROBLEM: &str = "SVCBRRDATATooFewFields (Value is not a priority, a target and parameters)";
    let mut fields = value.split_whitespace();
    match (fields.next(), fields.next()) {
        (Some(priority), Some(target)) if priority.parse::<u16>().is_ok() => domain_or_root(target),
        _ => Some(PROBLEM),
    }
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[track_caller]
    fn check(kind: &str, good: &[&str], bad: &[&str]) {
        for value in good {
            assert_eq!(problem(kind, value), None, "{kind} {value}");
        }
        for value in bad {
            assert!(problem(kind, value).is_some(), "{kind} {value}");
        }
    }

    #[test]
    fn values_fit_their_types() {
        check("A", &["192.0.2.1"], &["192.0.2.256", "2001:db8::1", "", "192.0.2.1 "]);
        check("AAAA", &["2001:db8::1", "::ffff:192.0.2.1"], &["192.0.2.1", "2001:db8::g"]);
        check("CNAME", &["example.com", "example.com.", "*.example.com"], &["", "a b.com", "a..b"]);
        check("MX", &["10 mail.example.com", "0 ."], &["mail.example.com", "x mail.example.com", "70000 mail.example.com"]);
        check("SRV", &["1 10 5269 xmpp.example.com."], &["1 10 xmpp.example.com", "1 10 x example.com"]);
        check("TXT", &["\"a\"", "\"a\" \"b c\"", "\"say \\\"hi\\\"\"", "\"\\303\\251\""], &["a", "\"a", "", "\"a\" b"]);
        check("CAA", &["0 issue \"ca.example.net\"", "128 iodef \"mailto:x@example.com\""], &["issue \"x\"", "0 fly \"x\"", "0 issue x"]);
        check("DS", &["123 4 5 1234567890ABCDEF"], &["123 4 5", "123 4 5 XYZ"]);
        check("NAPTR", &["10 10 \"U\" \"SIP+D2U\" \"!^.*$!sip:x@example.com!\" ."], &["10 \"U\" ."]);
        check("HTTPS", &["1 . alpn=\"h2\"", "0 pool.example.com"], &["alpn", "x ."]);
        let long = format!("\"{}\"", "a".repeat(256));
        check("TXT", &[], &[&long]);
    }
}
