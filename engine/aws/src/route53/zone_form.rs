//! What the forms of both kinds of zone, and of the look-up, check of the domain.

use tandem_core::Value;
use tandem_core::argument::Arguments;
use tandem_core::form::{At, Call, Fault};
use tandem_core::schema::canonical;

use crate::arguments::{Named, named_after};

/// Returns the arguments of a zone, its domain in stored form.
pub(super) fn arguments(call: &Call<'_>) -> Result<Arguments, Vec<Fault>> {
    let mut arguments = named_after(call, 0, "domain");
    let at = if call.options.contains_key("domain") { At::Option("domain") } else { At::Positional(0) };
    let Some(domain) = arguments.text("domain").map(str::to_owned) else {
        return Err(vec![Fault {
            at,
            code: "zone::domain",
            message: "the domain of a zone must be known before anything is applied".into(),
            hint: Some("records are addressed by it: write it out, or take it from an `input`".into()),
        }]);
    };
    let domain = canonical(&Value::from(domain), &tandem_core::Type::domain());
    if let Some(fault) = fault(domain.as_str().unwrap_or_default(), at) {
        return Err(vec![fault]);
    }
    arguments.insert("domain".into(), domain.into());
    Ok(arguments)
}

fn fault(domain: &str, at: At) -> Option<Fault> {
    let bad = |message: String, hint: &str| {
        Some(Fault { at: at.clone(), code: "zone::domain", message, hint: Some(hint.to_owned()) })
    };
    if !domain.is_ascii() {
        return bad(format!("`{domain}` is not ASCII"), "write the punycode form: `xn--…`");
    }
    if !domain.contains('.') {
        return bad(
            format!("`{domain}` is a top-level domain"),
            "a zone needs at least two labels: `example.com`",
        );
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    if domain.len() > 253 || !domain.split('.').all(label) {
        return bad(
            format!("`{domain}` is not a domain name"),
            "labels have 1 to 63 letters, digits, dashes or underscores, 253 characters in all",
        );
    }
    None
}
