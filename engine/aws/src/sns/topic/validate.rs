//! What belongs to FIFO topics, and what does not.

use tandem_core::Path;
use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;

use super::super::document;
use super::form::DOCUMENTS;
use super::wire::LOGGED;
use crate::arguments::Named;

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = document::check(arguments, DOCUMENTS, "topic::json");
    problems.extend(LOGGED.iter().filter_map(|(protocol, _)| feedback(arguments, protocol)));
    let Some(name) = arguments.text("name") else { return problems };
    let fifo = arguments.boolean("fifo").unwrap_or(false);
    let mut report = |attribute: &str, message: String, hint: String| {
        problems.push(Problem {
            code: "topic::fifo",
            path: Path::attribute(attribute),
            message,
            hint: Some(hint),
        });
    };
    match (fifo, name.strip_suffix(".fifo")) {
        (true, None) => {
            let hint = format!("write `\"{name}.fifo\"`");
            report("name", format!("a FIFO topic cannot be named `{name}`"), hint);
        }
        (false, Some(stem)) => {
            let hint = format!("add `fifo: true`, or write `\"{stem}\"`");
            report("name", format!("a topic named `{name}` must be FIFO"), hint);
        }
        _ => (),
    }
    let deduplicates = arguments.boolean("content_based_deduplication") == Some(true);
    for (attribute, given) in [
        ("content_based_deduplication", deduplicates),
        ("fifo_throughput_scope", arguments.contains_key("fifo_throughput_scope")),
    ] {
        if given && !fifo {
            let hint = "leave it out, or add `fifo: true`".to_owned();
            report(attribute, format!("only a FIFO topic has `{attribute}`"), hint);
        }
    }
    if fifo && arguments.text("tracing") == Some("Active") {
        report("tracing", "a FIFO topic writes no traces".to_owned(), "leave `tracing` out".to_owned());
    }
    problems
}

/// A rate is one of what a role logs.
fn feedback(arguments: &Arguments, protocol: &str) -> Option<Problem> {
    let logged = arguments.get("feedback")?.get(protocol)?;
    (logged.get("success_sample_rate").is_some() && logged.get("success_role").is_none()).then(|| Problem {
        code: "topic::feedback",
        path: Path::attribute("feedback").key(protocol).key("success_sample_rate"),
        message: "without a role, nothing is logged of what was delivered".to_owned(),
        hint: Some("add `success_role: …`, the ARN of a role that may write logs".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::validate;

    #[track_caller]
    fn check(entries: &[(&str, Value)], expected: &[&str]) {
        let arguments: Arguments = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone())))
            .collect();
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn a_fifo_topic_says_so_in_its_name() {
        let named = |name: &str, fifo| [("name", Value::from(name)), ("fifo", Value::Bool(fifo))];
        check(&named("orders", false), &[]);
        check(&named("orders.fifo", true), &[]);
        check(&named("orders", true), &["topic::fifo"]);
        check(&named("orders.fifo", false), &["topic::fifo"]);
    }

    #[test]
    fn some_settings_are_for_fifo_topics() {
        let with = |name: &'static str, value: Value, fifo| {
            let topic = if fifo { "orders.fifo" } else { "orders" };
            [("name", Value::from(topic)), ("fifo", Value::Bool(fifo)), (name, value)]
        };
        check(&with("content_based_deduplication", true.into(), true), &[]);
        check(&with("content_based_deduplication", true.into(), false), &["topic::fifo"]);
        check(&with("content_based_deduplication", false.into(), false), &[]);
        check(&with("fifo_throughput_scope", "Topic".into(), false), &["topic::fifo"]);
        check(&with("tracing", "Active".into(), true), &["topic::fifo"]);
        check(&with("policy", "{".into(), false), &["topic::json"]);
        let feedback = |entries: &[(&str, Value)]| Value::map([("sqs", Value::map(entries.iter().cloned()))]);
        let (rate, role) = (("success_sample_rate", Value::Integer(1)), ("success_role", Value::from("arn")));
        check(&with("feedback", feedback(&[rate.clone(), role]), false), &[]);
        check(&with("feedback", feedback(&[rate]), false), &["topic::feedback"]);
    }
}
