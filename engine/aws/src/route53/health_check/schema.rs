//! The attribute sheet of a health check.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::super::{HOME, tagging};
use super::validate;
use crate::buckets;

/// The types of check.
pub(super) const TYPES: &[&str] = &[
    "HTTP",
    "HTTPS",
    "HTTP_STR_MATCH",
    "HTTPS_STR_MATCH",
    "TCP",
    "CALCULATED",
    "CLOUDWATCH_METRIC",
    "RECOVERY_CONTROL",
];

/// The regions that Route 53 checks from.
pub(super) const REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
];

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A health check: Route 53 asks an endpoint from several regions, or follows an alarm or other checks. \
              Records that name it are left out of the answers while it fails.\n\n\
              A change of type, interval, latency graphs or IP address makes a new check; records move over to it.",
        example: "let ready = route53::health_check(\"web\", #{\n    \
                      type: \"HTTPS\", domain: \"web.example.net\", path: \"/ready\", interval: \"10s\",\n\
                  });\n\
                  let zone = route53::hosted_zone(\"example.com\");\n\
                  zone.a(\"www\", \"192.0.2.10\", #{ routing: failover(\"PRIMARY\"), health_check: ready });\n",
        mode: Mode::Managed,
        placement: Placement::Global { home: HOME },
        parent: None,
        attributes: [asking(), following(), common()].concat(),
        identity: Identity { class: CreateClass::Token, ownership: Ownership::TagsAfter, natural_key: &[] },
        replace: ReplaceOrder::CreateFirst,
        buckets: vec![buckets::ROUTE53, buckets::CREATE_HEALTH_CHECK, buckets::DELETE_HEALTH_CHECK],
        validate: Some(validate::validate),
        precious: false,
    }
}

/// Returns what is asked, and how.
fn asking() -> Vec<Attribute> {
    let path = Type::pattern(r"^/.{0,254}$", "a path of at most 255 characters that begins with `/`");
    vec![
        Attribute::required("type", Type::Enumeration(TYPES), "What is watched.").replaces().example("TCP"),
        Attribute::optional(
            "domain",
            Type::domain(),
            "The name to ask: resolved anew each time unless `ip_address` is set, and sent as the host.",
        )
        .example("web.example.com"),
        Attribute::optional(
            "ip_address",
            Type::text(2, 45),
            "The address to ask, public. It cannot be taken away from a check: a change makes a new one.",
        )
        .replaces()
        .example("203.0.113.10"),
        Attribute::optional(
            "port",
            Type::integer(1, 65_535),
            "The port: 80 for HTTP, 443 for HTTPS if left out.",
        )
        .example(Value::Integer(443)),
        Attribute::optional("path", path, "The path to ask for.").example("/ready"),
        Attribute::optional(
            "search_string",
            Type::text(1, 255),
            "What must be within the first 5,120 bytes of the body, for the `_STR_MATCH` types.",
        ),
        Attribute::optional(
            "interval",
            Type::durations(&[10, 30]),
            "How often each region asks: `30s` if left out, `10s` costs more.",
        )
        .replaces()
        .example("30s"),
        Attribute::optional(
            "failure_threshold",
            Type::integer(1, 10),
            "How many answers in a row change the verdict, either way: 3 if left out.",
        )
        .example(Value::Integer(3)),
        Attribute::optional("measure_latency", Type::Boolean, "Whether latency graphs are kept.").replaces(),
        Attribute::optional(
            "enable_sni",
            Type::Boolean,
            "Whether HTTPS checks send the host name in the handshake: true if left out.",
        ),
        Attribute::optional(
            "regions",
            Type::set(Type::Enumeration(REGIONS), 3, 8),
            "The regions that ask, at least three: all eight if left out.",
        )
        .example(Value::list(["eu-west-1", "us-east-1", "us-west-2"])),
    ]
}

/// Returns what is followed instead.
fn following() -> Vec<Attribute> {
    let child = Type::OneOf(vec![Type::reference(&[super::NAME], "id"), Type::text(1, 64)]);
    let alarm = vec![
        Attribute::required("name", Type::text(1, 256), "The name of the alarm.").example("web-5xx"),
        Attribute::required("region", Type::Region, "The region it is in.").example("us-east-1"),
    ];
    vec![
        Attribute::optional("children", Type::set(child, 1, 255), "The checks that a calculated one counts.")
            .example(Value::list(["abcdef11-2222-3333-4444-555555fedcba"])),
        Attribute::optional(
            "health_threshold",
            Type::integer(0, 256),
            "How many children must be healthy: all of them if left out.",
        )
        .example(Value::Integer(1)),
        Attribute::optional("alarm", Type::Struct(alarm), "The alarm that a metric check follows.")
            .example(Value::map([("name", Value::from("web-5xx")), ("region", "us-east-1".into())])),
        Attribute::optional(
            "insufficient_data",
            Type::Enumeration(&["Healthy", "LastKnownStatus", "Unhealthy"]),
            "What the check says while the alarm lacks data: `LastKnownStatus` if left out.",
        )
        .example("Healthy"),
        Attribute::optional(
            "alarm_settings",
            Type::Any,
            "The alarm's settings as it is declared. Route 53 copies them when the check is written, so that a change \
             of the alarm updates the check.",
        ),
        Attribute::optional(
            "routing_control",
            Type::text(1, 255),
            "The ARN of the routing control that decides.",
        )
        .replaces()
        .example("arn:aws:route53-recovery-control::123456789012:controlpanel/abc/routingcontrol/def"),
    ]
}

fn common() -> Vec<Attribute> {
    vec![
        Attribute::defaulting(
            "inverted",
            Type::Boolean,
            false,
            "Whether healthy counts as failed and the other way.",
        ),
        Attribute::defaulting(
            "disabled",
            Type::Boolean,
            false,
            "Whether nothing is asked; the check then counts as healthy, or as failed if it is inverted.",
        ),
        crate::tags::attribute(tagging::USER_TAGS),
        Attribute::computed("id", Type::string(), "The id of the check."),
        Attribute::computed("arn", Type::string(), "The ARN of the check."),
        Attribute::computed(
            "version",
            Type::integer(1, i64::MAX),
            "Rises with every change; an update is refused if another came between.",
        )
        .volatile(),
    ]
}
