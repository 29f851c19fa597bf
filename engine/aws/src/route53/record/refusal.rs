//! What Route 53 says of a batch that it refused, and which of its records it blames.

use tandem_core::provider::Request;

use super::value;
use crate::arguments::Named;

/// Returns the messages of a refusal whose list came as one text: `[first, second]`.
pub(super) fn split(message: &str) -> Vec<String> {
    let inside = message.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(message);
    let mut messages: Vec<String> = Vec::new();
    for part in inside.split(", ") {
        let starts = ["Tried to ", "RRSet ", "Invalid ", "The request ", "Cannot ", "Duplicate "];
        match messages.last_mut() {
            Some(last) if !starts.iter().any(|start| part.starts_with(start)) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => messages.push(part.to_owned()),
        }
    }
    messages
}

/// Returns whether every message is about what was asked for, and none about what is there.
pub(super) fn all_invalid(messages: &[String]) -> bool {
    let misplaced = |message: &str| {
        message.contains("is not permitted in zone") || message.contains("create an alias that targets")
    };
    !messages.is_empty() && messages.iter().all(|message| is_about_value(message) || misplaced(message))
}

/// Returns whether every message is about a quota: then there is nothing to adopt, and nothing to correct.
pub(super) fn all_quota(messages: &[String]) -> bool {
    !messages.is_empty() && messages.iter().all(|message| is_about_quota(message))
}

/// Route 53 has no code of its own for a full zone, only words, which differ: `Number of resource record sets in the
/// hosted zone limit of 10000 exceeded`, `limit exceeded`.
fn is_about_quota(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("limit exceeded") || (message.contains("limit of ") && message.contains("exceeded"))
}

fn is_about_value(message: &str) -> bool {
    message.contains("Invalid Resource Record") || message.contains("FATAL problem")
}

/// Returns the requests that the messages blame, by index, each with the words about it.
pub(super) fn offenders(messages: &[String], requests: &[&Request]) -> Vec<(usize, String)> {
    let mut blamed: Vec<(usize, String)> = Vec::new();
    for message in messages {
        for index in blamed_by(message, requests) {
            match blamed.iter_mut().find(|(known, _)| *known == index) {
                Some((_, words)) => {
                    words.push_str("; ");
                    words.push_str(message);
                }
                None => blamed.push((index, message.clone())),
            }
        }
    }
    blamed.sort_by_key(|(index, _)| *index);
    blamed
}

/// Returns the requests that one message blames.
fn blamed_by(message: &str, requests: &[&Request]) -> Vec<usize> {
    let subject = Subject::of(message);
    let all = |blames: &dyn Fn(&Request) -> bool| -> Vec<usize> {
        (0..requests.len()).filter(|index| blames(requests[*index])).collect()
    };
    let exactly = all(&|request| subject.is_about(request) || blames_value(message, request));
    if !exactly.is_empty() {
        return exactly;
    }
    // The record that a message names may be the other one: the CNAME that was there before.
    let name_alone = Subject { ty: None, set: None, ..subject };
    all(&|request| name_alone.is_about(request))
}

/// The record that a message is about, as far as it says so.
struct Subject {
    name: Option<String>,
    ty: Option<String>,
    set: Option<String>,
}

impl Subject {
    fn of(message: &str) -> Subject {
        let quoted = |mark: &str| {
            let rest = message.split_once(mark)?.1;
            rest.split_once('\'').map(|(value, _)| value.to_owned())
        };
        let word = |mark: &str| {
            let rest = message.split_once(mark)?.1;
            let end = rest.find([' ', ',', '\'', ']']).unwrap_or(rest.len());
            Some(rest[..end].to_owned())
        };
        // 'A www.example.com.': type and name together.
        let both = quoted("resource record set '");
        let (kind, whole) = both.as_deref().and_then(|both| both.split_once(' ')).unzip();
        let name = whole
            .map(str::to_owned)
            .or_else(|| quoted("name='"))
            .or_else(|| word("DNS name "))
            .or_else(|| word("alias that targets "));
        let of_type = word("of type ").or_else(|| word("type "));
        Subject {
            name: name.map(|name| super::name::from_wire(&name)),
            ty: kind
                .map(str::to_owned)
                .or_else(|| quoted("type='"))
                .or_else(|| of_type.filter(|ty| ty.bytes().all(|b| b.is_ascii_uppercase()))),
            set: quoted("set-identifier='").or_else(|| word("SetIdentifier ")).filter(|set| set != "null"),
        }
    }

    fn is_about(&self, request: &Request) -> bool {
        let Some(name) = &self.name else { return false };
        let sides = [Some(&request.arguments), request.prior.as_ref().map(|object| &object.attributes)];
        sides.into_iter().flatten().any(|side| {
            let fits = |wanted: &Option<String>, attribute| {
                wanted.as_deref().is_none_or(|wanted| side.text(attribute) == Some(wanted))
            };
            let target = side.value("alias").and_then(|alias| alias.get("name")?.as_str());
            (side.text("name") == Some(name) || target == Some(name.as_str()))
                && fits(&self.ty, "type")
                && fits(&self.set, "set_identifier")
        })
    }
}

/// Returns whether a message quotes one of the values of a request: it then names no record.
fn blames_value(message: &str, request: &Request) -> bool {
    if !is_about_value(message) {
        return false;
    }
    let ty = request.arguments.text("type").unwrap_or_default();
    let quotes = |text: &String| message.contains(&format!("'{}'", value::wire(ty, text)));
    request.arguments.texts("values").iter().any(quotes)
}

#[cfg(test)]
mod tests {
    use super::{Subject, all_invalid, all_quota, split};

    #[track_caller]
    fn check(message: &str, expected: (&str, &str, &str)) {
        let subject = Subject::of(message);
        let text = |part: Option<String>| part.unwrap_or_default();
        let found = (text(subject.name), text(subject.ty), text(subject.set));
        assert_eq!((found.0.as_str(), found.1.as_str(), found.2.as_str()), expected);
    }

    #[test]
    fn messages_name_their_record() {
        check(
            "Tried to create resource record set [name='www.example.com.', type='A'] but it already exists",
            ("www.example.com", "A", ""),
        );
        check(
            "Tried to delete resource record set [name='\\052.example.com.', type='A', set-identifier='eu-west-1'] but it was not found",
            ("*.example.com", "A", "eu-west-1"),
        );
        check(
            "RRSet of type CNAME with DNS name www.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.",
            ("www.example.com", "CNAME", ""),
        );
        check(
            "The request contains an invalid set of changes for a resource record set 'A www.example.com.'",
            ("www.example.com", "A", ""),
        );
        check(
            "RRSet with DNS name api.example.com., type A, SetIdentifier eu-west-1 cannot be created as a non-latency set exists",
            ("api.example.com", "A", "eu-west-1"),
        );
    }

    #[test]
    fn a_full_zone_is_a_quota() {
        for message in [
            "[Number of resource record sets in the hosted zone limit of 10000 exceeded.]",
            "Number of records limit of 1000 exceeded.",
            "Limit exceeded for resource record sets in zone Z1",
        ] {
            assert!(all_quota(&split(message)), "{message}");
        }
        let taken =
            "Tried to create resource record set [name='limit.example.com.', type='A'] but it already exists";
        assert!(!all_quota(&split(taken)));
        assert!(!all_quota(&[]));
    }

    #[test]
    fn one_text_holds_several_messages() {
        let text = "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists, \
                    RRSet with DNS name b.example.com., type A, SetIdentifier x cannot be created]";
        assert_eq!(split(text).len(), 2);
        assert!(!all_invalid(&split(text)));
    }
}
