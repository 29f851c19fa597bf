//! Values of records: one form for attributes, one for the wire, and what is wrong with one.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::text;
use crate::route53::domain;

/// Returns a value as attributes hold it, so that two ways of writing one compare equal.
pub(super) fn canonical(ty: &str, value: &str) -> String {
    let words = || value.split_whitespace();
    match ty {
        "A" => value.trim().parse::<Ipv4Addr>().map_or_else(|_| value.trim().to_owned(), |ip| ip.to_string()),
        "AAAA" => {
            value.trim().parse::<Ipv6Addr>().map_or_else(|_| value.trim().to_owned(), |ip| ip.to_string())
        }
        "CNAME" | "NS" | "PTR" => host(value.trim()),
        "MX" | "SRV" => {
            let mut words: Vec<String> = words().map(str::to_owned).collect();
            if let Some(last) = words.last_mut() {
                *last = host(last);
            }
            words.join(" ")
        }
        "TXT" | "SPF" => value.to_owned(),
        "CAA" => caa(value),
        _ => words().collect::<Vec<_>>().join(" "),
    }
}

/// Returns the value of attributes as Route 53 takes it.
pub(super) fn wire(ty: &str, value: &str) -> String {
    let value = canonical(ty, value);
    match ty {
        "CNAME" | "NS" | "PTR" | "MX" | "SRV" if !value.ends_with('.') => format!("{value}."),
        "TXT" | "SPF" => text::quote(&value),
        _ => value,
    }
}

/// Returns the value that Route 53 gives as attributes hold it.
pub(super) fn from_wire(ty: &str, value: &str) -> String {
    match ty {
        "TXT" | "SPF" => text::unquote(value),
        _ => canonical(ty, value),
    }
}

/// Returns what is wrong with a value and the way out, if anything is.
pub(super) fn fault(ty: &str, value: &str) -> Option<(String, String)> {
    let words: Vec<&str> = value.split_whitespace().collect();
    let say = |what: &str, hint: &str| Some((format!("`{value}` is not {what}"), hint.to_owned()));
    match ty {
        "A" if value.parse::<Ipv4Addr>().is_err() => match value.parse::<Ipv6Addr>() {
            Ok(_) => say("an IPv4 address", "IPv6 addresses go into an AAAA record"),
            Err(_) => say("an IPv4 address", "write four numbers: `192.0.2.10`"),
        },
        "AAAA" if value.parse::<Ipv6Addr>().is_err() => match value.parse::<Ipv4Addr>() {
            Ok(_) => say("an IPv6 address", "IPv4 addresses go into an A record"),
            Err(_) => say("an IPv6 address", "write one such as `2001:db8::10`"),
        },
        "CNAME" | "NS" | "PTR" if !is_host(value) => {
            say("a domain name", "write one such as `www.example.com`")
        }
        "MX" if !matches!(words[..], [p, h] if number(p, 65_535) && is_host(h)) => {
            say("a mail exchange", "write a preference and a host: `10 mail.example.com`")
        }
        "SRV" if !matches!(words[..], [a, b, c, h] if [a, b, c].iter().all(|n| number(n, 65_535)) && is_host(h)) => {
            say("a service", "write priority, weight, port and host: `1 10 5269 xmpp.example.com`")
        }
        "CAA" if !matches!(words[..], [flags, tag, _, ..] if number(flags, 255) && is_tag(tag)) => {
            say("a certification authority rule", "write flags, tag and value: `0 issue \"ca.example.net\"`")
        }
        "TXT" | "SPF" if value.len() > 1 && value.starts_with('"') && value.ends_with('"') => Some((
            "the text is in quotes already".to_owned(),
            "write it plain: quotes, escapes and the split at 255 bytes are added".to_owned(),
        )),
        _ => None,
    }
}

fn host(name: &str) -> String {
    if name == "." { name.to_owned() } else { domain(name) }
}

fn is_host(name: &str) -> bool {
    let bare = name.strip_suffix('.').unwrap_or(name);
    let label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_graphic());
    name == "." || (!bare.is_empty() && bare.len() <= 255 && bare.split('.').all(label))
}

fn number(text: &str, max: u32) -> bool {
    text.parse::<u32>().is_ok_and(|number| number <= max)
}

fn is_tag(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Returns a rule with its value in quotes: Route 53 takes no other.
fn caa(value: &str) -> String {
    let mut parts = value.trim().splitn(3, char::is_whitespace);
    match (parts.next(), parts.next(), parts.next().map(str::trim)) {
        (Some(flags), Some(tag), Some(text)) if text.starts_with('"') => format!("{flags} {tag} {text}"),
        (Some(flags), Some(tag), Some(text)) => format!("{flags} {tag} \"{text}\""),
        _ => value.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{canonical, fault, wire};

    #[test]
    fn ways_of_writing_one_value_compare_equal() {
        for (ty, written, held, sent) in [
            ("A", "192.0.2.1", "192.0.2.1", "192.0.2.1"),
            ("AAAA", "2001:DB8:0::1", "2001:db8::1", "2001:db8::1"),
            ("CNAME", "WWW.Example.com.", "www.example.com", "www.example.com."),
            ("MX", "10  Mail.example.com", "10 mail.example.com", "10 mail.example.com."),
            ("MX", "0 .", "0 .", "0 ."),
            ("TXT", "v=spf1 -all", "v=spf1 -all", "\"v=spf1 -all\""),
            ("CAA", "0 issue ca.example.net", "0 issue \"ca.example.net\"", "0 issue \"ca.example.net\""),
            ("DS", "1  8 2  AB", "1 8 2 AB", "1 8 2 AB"),
        ] {
            assert_eq!(canonical(ty, written), held);
            assert_eq!(wire(ty, held), sent);
            assert_eq!(super::from_wire(ty, sent), held);
        }
    }

    #[test]
    fn values_are_checked_by_type() {
        for (ty, good, bad) in [
            ("A", "192.0.2.1", "192.0.2"),
            ("A", "192.0.2.1", "2001:db8::1"),
            ("AAAA", "2001:db8::1", "192.0.2.1"),
            ("MX", "10 mail.example.com", "mail.example.com"),
            ("SRV", "1 10 5269 xmpp.example.com", "10 5269 xmpp.example.com"),
            ("CAA", "0 issue \"ca.example.net\"", "issue ca.example.net"),
            ("TXT", "plain", "\"quoted\""),
            ("CNAME", "www.example.com", "two words"),
        ] {
            assert_eq!(fault(ty, good), None, "{ty} {good}");
            assert!(fault(ty, bad).is_some(), "{ty} {bad}");
        }
    }
}
