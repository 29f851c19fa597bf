//! Which attributes go with which type of check.

use std::net::IpAddr;

use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;
use tandem_core::{Argument, Path};

use crate::arguments::Named;

/// The types that ask an endpoint.
pub(super) const ENDPOINT: &[&str] = &["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH", "TCP"];
const HTTP: &[&str] = &["HTTP", "HTTPS", "HTTP_STR_MATCH", "HTTPS_STR_MATCH"];
/// The types that speak TLS.
pub(super) const HTTPS: &[&str] = &["HTTPS", "HTTPS_STR_MATCH"];
const MATCH: &[&str] = &["HTTP_STR_MATCH", "HTTPS_STR_MATCH"];
const CALCULATED: &[&str] = &["CALCULATED"];
const METRIC: &[&str] = &["CLOUDWATCH_METRIC"];
const CONTROL: &[&str] = &["RECOVERY_CONTROL"];

/// The attributes that only some types take.
const APPLIES: &[(&str, &[&str])] = &[
    ("domain", ENDPOINT),
    ("ip_address", ENDPOINT),
    ("port", ENDPOINT),
    ("interval", ENDPOINT),
    ("failure_threshold", ENDPOINT),
    ("measure_latency", ENDPOINT),
    ("regions", ENDPOINT),
    ("path", HTTP),
    ("enable_sni", HTTPS),
    ("search_string", MATCH),
    ("children", CALCULATED),
    ("health_threshold", CALCULATED),
    ("alarm", METRIC),
    ("insufficient_data", METRIC),
    ("alarm_settings", METRIC),
    ("routing_control", CONTROL),
];

/// The attributes that some types cannot do without.
const NEEDED: &[(&str, &[&str])] = &[
    ("port", &["TCP"]),
    ("search_string", MATCH),
    ("children", CALCULATED),
    ("alarm", METRIC),
    ("routing_control", CONTROL),
];

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let Some(ty) = arguments.text("type") else { return Vec::new() };
    let mut problems = Vec::new();
    for (name, types) in APPLIES {
        if arguments.contains_key(*name) && !types.contains(&ty) {
            problems.push(Problem {
                code: "health_check::type",
                path: Path::attribute(name),
                message: format!("{} {ty} check has no `{name}`", article(ty)),
                hint: Some(format!("it belongs to {}", types.join(", "))),
            });
        }
    }
    for (name, types) in NEEDED {
        if !arguments.contains_key(*name) && types.contains(&ty) {
            problems.push(missing(ty, name));
        }
    }
    if ENDPOINT.contains(&ty) && !arguments.contains_key("domain") && !arguments.contains_key("ip_address") {
        problems.push(missing(ty, "domain"));
    }
    problems.extend(arguments.text("ip_address").and_then(address));
    problems.extend(threshold(arguments));
    problems
}

fn article(ty: &str) -> &'static str {
    if ty.starts_with('H') { "an" } else { "a" }
}

fn missing(ty: &str, name: &str) -> Problem {
    Problem {
        code: "health_check::missing",
        path: Path::default(),
        message: format!("{} {ty} check needs `{name}`", article(ty)),
        hint: Some(format!("add `{name}: …`")),
    }
}

fn address(text: &str) -> Option<Problem> {
    let problem = |message: String, hint: &str| {
        let path = Path::attribute("ip_address");
        Some(Problem { code: "health_check::address", path, message, hint: Some(hint.to_owned()) })
    };
    let Ok(ip) = text.parse::<IpAddr>() else {
        return problem(format!("`{text}` is not an IP address"), "a name goes into `domain`");
    };
    let inside = match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_multicast() || ip.is_unique_local(),
    };
    if inside {
        return problem(
            format!("Route 53 cannot reach `{text}` from outside"),
            "check a public address, or follow an alarm with `type: \"CLOUDWATCH_METRIC\"`",
        );
    }
    None
}

fn there_are(children: usize) -> String {
    if children == 1 { "is only 1".to_owned() } else { format!("are only {children}") }
}

/// A threshold above the number of children is a check that always fails: legal, and never meant.
fn threshold(arguments: &Arguments) -> Option<Problem> {
    let threshold = arguments.integer("health_threshold")?;
    let children = arguments.get("children").and_then(Argument::items)?.len();
    (usize::try_from(threshold).is_ok_and(|threshold| threshold > children)).then(|| Problem {
        code: "health_check::threshold",
        path: Path::attribute("health_threshold"),
        message: format!("{threshold} children must be healthy, but there {}", there_are(children)),
        hint: Some("the check would always fail; `inverted: true` does that on purpose".to_owned()),
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
    fn each_type_has_its_attributes() {
        let domain = || ("domain", Value::from("web.example.com"));
        check(&[("type", "HTTPS".into()), domain()], &[]);
        check(&[("type", "HTTPS".into())], &["health_check::missing"]);
        check(&[("type", "TCP".into()), domain()], &["health_check::missing"]);
        check(&[("type", "HTTP_STR_MATCH".into()), domain()], &["health_check::missing"]);
        check(
            &[("type", "TCP".into()), domain(), ("port", Value::Integer(25)), ("path", "/".into())],
            &["health_check::type"],
        );
        check(&[("type", "CALCULATED".into())], &["health_check::missing"]);
    }

    #[test]
    fn addresses_are_public() {
        let at = |ip: &str| [("type", Value::from("HTTP")), ("ip_address", Value::from(ip))];
        check(&at("203.0.113.10"), &[]);
        check(&at("10.0.0.1"), &["health_check::address"]);
        check(&at("example.com"), &["health_check::address"]);
    }

    #[test]
    fn a_threshold_can_be_met() {
        let of = |threshold| {
            [
                ("type", Value::from("CALCULATED")),
                ("children", Value::list(["a", "b"])),
                ("health_threshold", Value::Integer(threshold)),
            ]
        };
        check(&of(2), &[]);
        check(&of(3), &["health_check::threshold"]);
    }
}
