//! What is wrong with one endpoint group.

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;
use tandem_core::{Argument, Path, Value};

use crate::arguments::Named;

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(check_path(arguments));
    let mut targets = BTreeSet::new();
    let path = label(arguments, "endpoints");
    for endpoint in endpoints(arguments) {
        let Some(target) = endpoint.get("target") else { continue };
        if !targets.insert(target.to_string()) {
            problems.push(problem(
                "endpoint_group::repeated",
                path.clone(),
                format!("{} is in the group twice", named(&target)),
                "name each once; a `weight` gives one more of the traffic",
            ));
        }
        problems.extend(place(&target, arguments.text("region").unwrap_or_default(), &path));
        problems.extend(elastic(&target, &endpoint, &path));
    }
    problems.extend(overrides(arguments));
    problems
}

/// Returns the endpoints, known or not.
pub(super) fn endpoints(arguments: &Arguments) -> Vec<Argument> {
    arguments.get("endpoints").and_then(Argument::items).unwrap_or_default()
}

/// Returns the place to label for an item of a list: the list is kept sorted, so only a lone item is sure to be where
/// the script has it.
pub(super) fn label(arguments: &Arguments, list: &str) -> Path {
    let count = arguments.get(list).and_then(Argument::items).map_or(0, |items| items.len());
    if count == 1 { Path::attribute(list).index(0) } else { Path::attribute(list) }
}

/// Returns what a message calls an endpoint.
pub(super) fn named(target: &Argument) -> String {
    match target {
        Argument::Reference(reference) => format!("`{}`", reference.address),
        _ => target.as_str().map_or_else(|| "an endpoint".to_owned(), |id| format!("`{id}`")),
    }
}

/// Returns whether an endpoint is an Elastic IP address, which never shows the client's own.
pub(super) fn is_elastic(target: &Argument) -> bool {
    target.as_str().is_some_and(|id| id.starts_with("eipalloc-") || id.contains(":elastic-ip/"))
}

fn problem(code: &'static str, path: Path, message: String, hint: &str) -> Problem {
    Problem { code, path, message, hint: Some(hint.to_owned()) }
}

fn check_path(arguments: &Arguments) -> Option<Problem> {
    let tcp = arguments.text("health_check_protocol") == Some("TCP");
    (tcp && arguments.contains_key("health_check_path")).then(|| {
        problem(
            "endpoint_group::health_check_path",
            Path::attribute("health_check_path"),
            "a TCP check opens a connection and asks for no path".to_owned(),
            "write `health_check_protocol: \"HTTP\"` or `\"HTTPS\"`, or leave the path out",
        )
    })
}

/// An endpoint is in the region of its group, as far as its address or ARN tells.
fn place(target: &Argument, region: &str, path: &Path) -> Option<Problem> {
    let other = match target {
        Argument::Reference(reference) => reference.address.region()?.to_owned(),
        _ => target.as_str()?.strip_prefix("arn:")?.split(':').nth(2)?.to_owned(),
    };
    (other != region && !other.is_empty()).then(|| {
        problem(
            "endpoint_group::endpoint_region",
            path.clone(),
            format!("{} is in {other}, and its group in {region}", named(target)),
            "a group takes endpoints of its own region: give each region a group",
        )
    })
}

fn elastic(target: &Argument, endpoint: &Argument, path: &Path) -> Option<Problem> {
    let asked =
        endpoint.get("preserve_client_ip").is_some_and(|asked| asked.known() == Some(&Value::Bool(true)));
    (asked && is_elastic(target)).then(|| {
        problem(
            "endpoint_group::preserve_client_ip",
            path.clone(),
            format!("{} never shows the client's own address", named(target)),
            "it is an Elastic IP address: leave `preserve_client_ip` out, or make the endpoint a load balancer or an instance",
        )
    })
}

fn overrides(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = Vec::new();
    for name in ["listener_port", "endpoint_port"] {
        let mut ports = BTreeSet::new();
        for port in port_overrides(arguments, name) {
            if !ports.insert(port) {
                problems.push(problem(
                    "endpoint_group::port_overrides",
                    label(arguments, "port_overrides"),
                    format!("two port overrides have the `{name}` {port}"),
                    "each port of the listener goes to one port of the endpoints, and no two to the same",
                ));
            }
        }
    }
    problems
}

/// Iterates over one end of the port overrides, as far as they are known.
pub(super) fn port_overrides<'a>(arguments: &'a Arguments, name: &'a str) -> impl Iterator<Item = i64> + 'a {
    let pairs = arguments.value("port_overrides").and_then(Value::as_list).unwrap_or_default();
    pairs.iter().filter_map(move |pair| pair.get(name)?.as_integer())
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
            .cloned()
            .chain([("region", "eu-west-1".into())])
            .map(|(name, value)| (name.to_owned(), Argument::Value(value)))
            .collect();
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    fn endpoint(target: &str, preserve: bool) -> Value {
        Value::map([("target", target.into()), ("preserve_client_ip", Value::Bool(preserve))])
    }

    fn endpoints(items: &[(&str, bool)]) -> [(&'static str, Value); 1] {
        [("endpoints", Value::list(items.iter().map(|(target, preserve)| endpoint(target, *preserve))))]
    }

    #[test]
    fn only_http_checks_have_a_path() {
        let with = |protocol: &str| {
            [("health_check_protocol", Value::from(protocol)), ("health_check_path", "/ready".into())]
        };
        check(&with("HTTP"), &[]);
        check(&with("TCP"), &["endpoint_group::health_check_path"]);
    }

    #[test]
    fn endpoints_are_of_the_region_and_named_once() {
        let balancer = |region: &str| {
            format!("arn:aws:elasticloadbalancing:{region}:123456789012:loadbalancer/app/web/1")
        };
        check(&endpoints(&[(&balancer("eu-west-1"), true), ("i-0123", true)]), &[]);
        check(&endpoints(&[(&balancer("us-east-1"), true)]), &["endpoint_group::endpoint_region"]);
        check(&endpoints(&[("i-0123", true), ("i-0123", false)]), &["endpoint_group::repeated"]);
        check(&endpoints(&[("eipalloc-0123", false)]), &[]);
        check(&endpoints(&[("eipalloc-0123", true)]), &["endpoint_group::preserve_client_ip"]);
    }

    #[test]
    fn overrides_share_no_port() {
        let with = |pairs: &[(i64, i64)]| {
            let pair = |(from, to): &(i64, i64)| {
                Value::map([("listener_port", Value::Integer(*from)), ("endpoint_port", Value::Integer(*to))])
            };
            [("port_overrides", Value::list(pairs.iter().map(pair)))]
        };
        check(&with(&[(80, 8080), (443, 8443)]), &[]);
        check(&with(&[(80, 8080), (443, 8080)]), &["endpoint_group::port_overrides"]);
        check(&with(&[(80, 8080), (80, 8443)]), &["endpoint_group::port_overrides"]);
    }
}
