//! What is wrong with one record, beyond the type of each attribute.

use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;
use tandem_core::{Argument, Path, Value, region};

use super::alias::CLOUDFRONT_ZONE;
use super::{routing, value};
use crate::arguments::Named;

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let record = Record {
        arguments,
        ty: arguments.text("type").unwrap_or_default(),
        policy: arguments
            .get("routing")
            .and_then(|routing| routing.get("policy")?.as_str().map(str::to_owned)),
    };
    [name(&record), content(&record), values(&record), alias(&record), policy(&record)].concat()
}

struct Record<'a> {
    arguments: &'a Arguments,
    ty: &'a str,
    policy: Option<String>,
}

impl Record<'_> {
    fn has(&self, name: &str) -> bool {
        self.arguments.contains_key(name)
    }

    fn is_routed_by(&self, policies: &[&str]) -> bool {
        self.policy.as_deref().is_some_and(|policy| policies.contains(&policy))
    }
}

fn problem(
    code: &'static str,
    path: Path,
    message: impl Into<String>,
    hint: impl Into<String>,
) -> Vec<Problem> {
    vec![Problem { code, path, message: message.into(), hint: Some(hint.into()) }]
}

fn at(attribute: &str) -> Path {
    Path::attribute(attribute)
}

fn name(record: &Record<'_>) -> Vec<Problem> {
    let name = record.arguments.text("name").unwrap_or_default();
    let bad = |message: String, hint: &str| problem("record::name", Path::default(), message, hint);
    let labels: Vec<&str> = name.split('.').collect();
    if labels.iter().any(|label| label.is_empty() || label.len() > 63) || name.len() > 253 {
        return bad(format!("`{name}` is not a domain name"), "labels have 1 to 63 characters, 253 in all");
    }
    if labels.iter().skip(1).any(|label| label.contains('*')) || (labels[0].contains('*') && labels[0] != "*")
    {
        return bad(
            format!("`{name}` has its wildcard in the wrong place"),
            "`*` stands for the whole first label: `*` or `*.shop`",
        );
    }
    if labels[0] == "*" && record.ty == "NS" {
        return bad(format!("`{name}` cannot be delegated: it is a wildcard"), "name each subdomain");
    }
    Vec::new()
}

fn content(record: &Record<'_>) -> Vec<Problem> {
    let (values, alias, ttl) = (record.has("values"), record.has("alias"), record.has("ttl"));
    if values && alias {
        let message = "a record has values or an alias, not both";
        return problem("record::content", at("alias"), message, "remove `values` or `alias`");
    }
    if !values && !alias {
        let hint = "add `values`, or `alias: #{ name, zone_id }`";
        return problem("record::content", Path::default(), "the record answers with nothing", hint);
    }
    if alias && ttl {
        let hint = "remove `ttl`: resolvers keep the answer as long as the target's own";
        return problem("record::ttl", at("ttl"), "an alias has no `ttl` of its own", hint);
    }
    if values && !ttl {
        return problem("record::ttl", Path::default(), "`ttl` is missing", "add `ttl: \"5m\"`");
    }
    if record.has("routing") != record.has("set_identifier") {
        let (path, hint) = if record.has("routing") {
            ("routing", "add a `set_identifier`")
        } else {
            ("set_identifier", "add a routing such as `weighted(10)`, or remove it")
        };
        let message = "`routing` and `set_identifier` go together";
        return problem("record::set_identifier", at(path), message, hint);
    }
    Vec::new()
}

fn values(record: &Record<'_>) -> Vec<Problem> {
    let Some(items) = record.arguments.get("values").and_then(Argument::items) else { return Vec::new() };
    let single = ["CNAME", "SOA"].contains(&record.ty) || record.is_routed_by(&["weighted", "latency"]);
    if single && items.len() > 1 {
        let what = if record.is_routed_by(&["weighted", "latency"]) {
            format!("a {} record", record.policy.as_deref().unwrap_or_default())
        } else {
            format!("a {} record", record.ty)
        };
        let message = format!("{what} takes one value, not {}", items.len());
        return problem(
            "record::one_value",
            at("values"),
            message,
            "declare a record for each, or use `multivalue()`",
        );
    }
    let faults = items.iter().enumerate().filter_map(|(index, item)| {
        let (message, hint) = value::fault(record.ty, item.as_str()?)?;
        Some(Problem { code: "record::value", path: at("values").index(index), message, hint: Some(hint) })
    });
    faults.collect()
}

fn alias(record: &Record<'_>) -> Vec<Problem> {
    let Some(alias) = record.arguments.get("alias") else { return Vec::new() };
    if ["NS", "SOA"].contains(&record.ty) {
        let message = format!("a {} record cannot be an alias", record.ty);
        return problem("record::alias", at("alias"), message, "give it values");
    }
    let evaluate = alias.get("evaluate_target_health").and_then(Argument::into_known);
    let path = at("alias").key("evaluate_target_health");
    if evaluate == Some(Value::Bool(false)) && record.is_routed_by(&["failover"]) {
        let message = "a failover alias must evaluate its target's health";
        return problem(
            "record::evaluate_target_health",
            path,
            message,
            "remove `evaluate_target_health: false`",
        );
    }
    let cloudfront = alias.get("zone_id").and_then(Argument::into_known) == Some(CLOUDFRONT_ZONE.into());
    if evaluate == Some(Value::Bool(true)) && cloudfront {
        let message = "the health of a CloudFront distribution cannot be evaluated";
        return problem(
            "record::evaluate_target_health",
            path,
            message,
            "remove `evaluate_target_health: true`",
        );
    }
    Vec::new()
}

fn policy(record: &Record<'_>) -> Vec<Problem> {
    let Some(routing) = record.arguments.get("routing") else { return Vec::new() };
    if let Some((message, hint)) = routing.entries().as_ref().and_then(routing::fault) {
        return problem("record::routing", at("routing"), message, hint);
    }
    if record.is_routed_by(&["multivalue"]) && (record.has("alias") || ["CNAME", "NS"].contains(&record.ty)) {
        let what =
            if record.has("alias") { "an alias".to_owned() } else { format!("a {} record", record.ty) };
        let message = format!("{what} cannot be one of several values");
        return problem("record::multivalue", at("routing"), message, "use `weighted(1)` on each");
    }
    if ["NS", "SOA"].contains(&record.ty) {
        let message = format!("a {} record takes no routing", record.ty);
        return problem("record::routing", at("routing"), message, "remove `routing`");
    }
    let name = routing.get("region").and_then(|region| region.as_str().map(str::to_owned));
    let known = name.as_deref().and_then(region::find);
    if record.is_routed_by(&["latency"]) && known.is_some_and(|region| !region.latency_records) {
        let message = format!("Route 53 takes no latency records for `{}` yet", name.unwrap_or_default());
        return problem(
            "record::latency_region",
            at("routing"),
            message,
            "use geolocation or a region nearby",
        );
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::validate;

    #[track_caller]
    fn check(entries: &[(&str, Value)], expected: &[&str]) {
        let mut arguments: Arguments = [("name", Value::from("www.example.com")), ("type", "A".into())]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Argument::Value(value)))
            .collect();
        let more = entries.iter().filter(|(_, value)| !value.is_null());
        arguments.extend(more.map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone()))));
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    fn values() -> (&'static str, Value) {
        ("values", Value::list(["192.0.2.1"]))
    }

    fn ttl() -> (&'static str, Value) {
        ("ttl", "5m".into())
    }

    fn alias(evaluate: bool, zone: &str) -> (&'static str, Value) {
        let entries = [
            ("name", Value::from("x.y")),
            ("zone_id", zone.into()),
            ("evaluate_target_health", evaluate.into()),
        ];
        ("alias", Value::map(entries))
    }

    fn routing(policy: &str, key: &str, value: Value) -> (&'static str, Value) {
        ("routing", Value::map([("policy", Value::from(policy)), (key, value)]))
    }

    #[test]
    fn content_is_values_or_an_alias() {
        check(&[values(), ttl()], &[]);
        check(&[alias(true, "Z1")], &[]);
        check(&[values(), ttl(), alias(true, "Z1")], &["record::content"]);
        check(&[], &["record::content"]);
        check(&[alias(true, "Z1"), ttl()], &["record::ttl"]);
    }

    #[test]
    fn values_fit_their_type() {
        check(&[("values", Value::list(["192.0.2"])), ttl()], &["record::value"]);
        let two = ("values", Value::list(["a.example.net", "b.example.net"]));
        check(&[("type", "CNAME".into()), two, ttl()], &["record::one_value"]);
    }

    #[test]
    fn wildcards_stand_first_and_alone() {
        for name in ["a.*.example.com", "x*.example.com"] {
            check(&[("name", name.into()), values(), ttl()], &["record::name"]);
        }
        check(&[("name", "*.example.com".into()), values(), ttl()], &[]);
    }

    #[test]
    fn policies_have_their_rules() {
        let set = || ("set_identifier", Value::from("x"));
        let latency = |region: &str| routing("latency", "region", region.into());
        check(&[values(), ttl(), set(), latency("eu-west-1")], &[]);
        check(&[values(), ttl(), latency("eu-west-1")], &["record::set_identifier"]);
        check(&[values(), ttl(), set(), latency("me-west-1")], &["record::latency_region"]);
        let failover = || routing("failover", "failover", "PRIMARY".into());
        check(&[alias(false, "Z1"), set(), failover()], &["record::evaluate_target_health"]);
        check(&[alias(true, "Z1"), set(), failover()], &[]);
        let multivalue = || ("routing", Value::map([("policy", Value::from("multivalue"))]));
        check(&[alias(true, "Z1"), set(), multivalue()], &["record::multivalue"]);
        let two = ("values", Value::list(["192.0.2.1", "192.0.2.2"]));
        check(&[two, ttl(), set(), routing("weighted", "weight", Value::Integer(1))], &["record::one_value"]);
    }

    #[test]
    fn a_distribution_is_not_evaluated() {
        check(&[alias(true, super::CLOUDFRONT_ZONE)], &["record::evaluate_target_health"]);
    }
}
