//! What an endpoint must be, and which settings each protocol takes.

use tandem_core::Path;
use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;

use super::super::document;
use super::endpoint;
use super::form::DOCUMENTS;
use crate::arguments::Named;

/// The protocols that can deliver messages as they are.
const RAW: &[&str] = &["firehose", "http", "https", "sqs"];
/// The protocols whose deliveries are retried as a policy says.
const RETRIED: &[&str] = &["http", "https"];

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = document::check(arguments, DOCUMENTS, "subscription::json");
    problems.extend(scope(arguments));
    let Some(protocol) = arguments.text("protocol") else { return problems };
    let fault = arguments.text("endpoint").and_then(|endpoint| endpoint::fault(protocol, endpoint));
    problems.extend(fault.map(|what| Problem {
        code: "subscription::endpoint",
        path: Path::attribute("endpoint"),
        message: format!("the endpoint of `{protocol}` must be {what}"),
        hint: None,
    }));
    for (name, given, protocols) in [
        ("raw_delivery", arguments.boolean("raw_delivery") == Some(true), RAW),
        ("delivery_policy", arguments.contains_key("delivery_policy"), RETRIED),
        ("role", arguments.contains_key("role"), &["firehose"]),
    ] {
        if given && !protocols.contains(&protocol) {
            problems.push(Problem {
                code: "subscription::setting",
                path: Path::attribute(name),
                message: format!("a subscription of `{protocol}` has no `{name}`"),
                hint: Some(format!("it belongs to {}", protocols.join(", "))),
            });
        }
    }
    if protocol == "firehose" && !arguments.contains_key("role") {
        problems.push(Problem {
            code: "subscription::role",
            path: Path::default(),
            message: "a subscription of `firehose` needs a `role`".to_owned(),
            hint: Some("add `role: …`, the ARN of a role that may write to the stream".to_owned()),
        });
    }
    problems
}

/// A scope without a filter filters nothing.
fn scope(arguments: &Arguments) -> Option<Problem> {
    let scope = arguments.text("filter_policy_scope").filter(|scope| *scope != "MessageAttributes")?;
    (!arguments.contains_key("filter_policy")).then(|| Problem {
        code: "subscription::filter_policy_scope",
        path: Path::attribute("filter_policy_scope"),
        message: format!("`{scope}` is the scope of a filter, and there is none"),
        hint: Some("add a `filter_policy`, or leave the scope out".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::validate;

    #[track_caller]
    fn check(protocol: &str, more: &[(&str, Value)], expected: &[&str]) {
        let endpoint = match protocol {
            "email" => "duty@example.com",
            "firehose" => "arn:aws:firehose:eu-west-1:123456789012:deliverystream/x",
            _ => "https://pager.example.com",
        };
        let entries = [("protocol", Value::from(protocol)), ("endpoint", endpoint.into())];
        let all = entries.iter().chain(more);
        let arguments: Arguments =
            all.map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone()))).collect();
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    #[test]
    fn each_protocol_has_its_settings() {
        check("https", &[("raw_delivery", true.into()), ("delivery_policy", "{}".into())], &[]);
        check("sqs", &[], &["subscription::endpoint"]);
        check("email", &[("raw_delivery", false.into())], &[]);
        check("email", &[("raw_delivery", true.into())], &["subscription::setting"]);
        check("email", &[("delivery_policy", "{}".into())], &["subscription::setting"]);
        check("email", &[("delivery_policy", "no".into())], &["subscription::json", "subscription::setting"]);
        check("firehose", &[], &["subscription::role"]);
        check("firehose", &[("role", "arn:aws:iam::123456789012:role/x".into())], &[]);
    }

    #[test]
    fn a_scope_has_a_filter() {
        let scope = |scope: &str| ("filter_policy_scope", Value::from(scope));
        check("https", &[scope("MessageAttributes")], &[]);
        check("https", &[scope("MessageBody")], &["subscription::filter_policy_scope"]);
        check("https", &[scope("MessageBody"), ("filter_policy", "{\"a\":[1]}".into())], &[]);
    }
}
