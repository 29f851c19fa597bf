//! What could not be read: one message for everything that has one cause, such as a region that does not answer.

use tandem_core::count::count;
use tandem_core::provider::ErrorClass;
use tandem_core::{Address, CallError, Diagnostic, Topology};

use crate::report::{Reason, code};

/// How many names are listed under a message.
const NAMED: usize = 10;
/// How many declarations are labelled.
const LABELLED: usize = 4;

/// Why some resources could not be read.
#[derive(Debug)]
pub(super) struct Cause {
    why: Why,
    /// The answer that tells most.
    error: CallError,
    addresses: Vec<Address>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Why {
    /// Nothing in a region answers.
    Silent(String),
    /// The credentials are no longer valid, wherever that was said.
    Lapsed,
    /// It is about one resource alone.
    Own,
}

impl Why {
    fn of(error: &CallError) -> Why {
        match error.class {
            ErrorClass::InDoubt | ErrorClass::Unreachable if !error.region.is_empty() => {
                Why::Silent(error.region.clone())
            }
            ErrorClass::Lapsed => Why::Lapsed,
            _ => Why::Own,
        }
    }
}

/// Returns what could not be read by its causes, in the order in which they were met.
pub(super) fn causes(unread: Vec<(Address, CallError)>) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for (address, error) in unread {
        let why = Why::of(&error);
        let same = causes.iter_mut().find(|cause| why != Why::Own && cause.why == why);
        let Some(cause) = same else {
            causes.push(Cause { why, error, addresses: vec![address] });
            continue;
        };
        cause.addresses.push(address);
        if error.class == ErrorClass::Unreachable {
            cause.error = error;
        }
    }
    causes
}

impl Cause {
    /// Returns what to tell the user, labelled where the resources are declared.
    pub(super) fn diagnostic(mut self, topology: Option<&Topology>) -> Diagnostic {
        self.addresses.sort_unstable();
        let diagnostic = self.named(Diagnostic::error(code(self.error.class), self.message()));
        let (verb, both) = if self.addresses.len() == 1 { ("counts", "it") } else { ("count", "they") };
        let diagnostic =
            diagnostic.note(format!("{both} {verb} neither as there nor as gone; nothing was changed"));
        self.ways_out(self.labelled(diagnostic, topology))
    }

    fn message(&self) -> String {
        let words = Reason::Refused(self.error.clone());
        match (self.addresses.as_slice(), &self.why) {
            ([only], _) => format!("cannot read `{only}`: {words}"),
            (several, Why::Silent(region)) => {
                format!("`{region}` does not answer: {} cannot be read", count(several.len(), "resource"))
            }
            (several, _) => format!("cannot read {}: {words}", count(several.len(), "resource")),
        }
    }

    /// Adds the names of several; one alone is in the message.
    fn named(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let [_, _, ..] = self.addresses.as_slice() else { return diagnostic };
        for address in self.addresses.iter().take(NAMED) {
            diagnostic = diagnostic.note(format!("`{address}`"));
        }
        match self.addresses.len().saturating_sub(NAMED) {
            0 => diagnostic,
            more => diagnostic.note(format!("and {more} more")),
        }
    }

    fn labelled(&self, mut diagnostic: Diagnostic, topology: Option<&Topology>) -> Diagnostic {
        let declared = |address| topology.and_then(|topology| topology.declarations.get(address));
        for declaration in self.addresses.iter().filter_map(declared) {
            let origin = &declaration.origin;
            // What a loop declares stands in one place.
            if diagnostic.labels.iter().any(|label| label.span == origin.name) {
                continue;
            }
            diagnostic = match diagnostic.labels.len() {
                0 => diagnostic.label(origin.name, "this could not be read").traced(&origin.trace),
                1..LABELLED => diagnostic.label(origin.name, "nor this"),
                _ => break,
            };
        }
        diagnostic
    }

    fn ways_out(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        let error = &self.error;
        if let Some(request) = &error.request {
            diagnostic = diagnostic.note(format!("request {request} · {}", error.region));
        }
        match error.class {
            ErrorClass::Lapsed => diagnostic.hint("sign in, then run the same command again"),
            ErrorClass::Denied => diagnostic
                .hint("give the credentials the permission for this call, then run the same command again"),
            ErrorClass::InDoubt | ErrorClass::Unreachable if !error.region.is_empty() => diagnostic
                .hint("run the same command again in a while")
                .hint(format!("or do without that region for now: `--without-region {}`", error.region)),
            ErrorClass::Throttled | ErrorClass::InDoubt | ErrorClass::Unreachable => {
                diagnostic.hint("run the same command again in a while")
            }
            _ => diagnostic.hint("see to what the service says, then run the same command again"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_core::provider::ErrorClass;
    use tandem_core::{Address, CallError, Place};

    use super::causes;

    fn error(class: ErrorClass, region: &str) -> CallError {
        CallError {
            class,
            code: "Code".to_owned(),
            message: "words".to_owned(),
            call: "t:Read".to_owned(),
            region: region.to_owned(),
            request: None,
            offenders: Vec::new(),
        }
    }

    fn unread(names: std::ops::Range<usize>, class: ErrorClass, region: &str) -> Vec<(Address, CallError)> {
        let one = |name| {
            (Address::new("t::a", &[&format!("n{name:02}")], &Place::region(region)), error(class, region))
        };
        names.map(one).collect()
    }

    #[test]
    fn a_region_that_does_not_answer_is_one_message_with_all_names() {
        let mut all = unread(0..8, ErrorClass::InDoubt, "eu-west-1");
        all.extend(unread(8..14, ErrorClass::Unreachable, "eu-west-1"));
        all.extend(unread(0..1, ErrorClass::InDoubt, "us-east-1"));
        let told: Vec<_> = causes(all).into_iter().map(|cause| cause.diagnostic(None)).collect();
        let [one, other] = told.as_slice() else { panic!("{told:#?}") };
        assert_eq!(one.message, "`eu-west-1` does not answer: 14 resources cannot be read");
        assert_eq!(one.code, "region::unreachable");
        assert_eq!(one.notes[0], "`t::a[\"n00\"]@eu-west-1`");
        assert_eq!(
            one.notes[10..],
            ["and 4 more", "they count neither as there nor as gone; nothing was changed"]
        );
        assert!(
            one.hints.iter().any(|hint| hint.contains("`--without-region eu-west-1`")),
            "{:?}",
            one.hints
        );
        assert_eq!(other.message, "cannot read `t::a[\"n00\"]@us-east-1`: Code: words");
    }

    #[test]
    fn credentials_that_ran_out_are_one_message_wherever_it_was_said() {
        let mut all = unread(0..3, ErrorClass::Lapsed, "eu-west-1");
        all.extend(unread(3..5, ErrorClass::Lapsed, "us-east-1"));
        all.extend(unread(5..7, ErrorClass::Denied, "us-east-1"));
        let told: Vec<_> = causes(all).into_iter().map(|cause| cause.diagnostic(None)).collect();
        assert_eq!(told.len(), 3, "what is refused to one resource says nothing of others: {told:#?}");
        assert_eq!(told[0].message, "cannot read 5 resources: Code: words");
        assert_eq!(told[0].hints, ["sign in, then run the same command again"]);
    }
}
