//! The attribute sheet of a record.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::{routing, validate};
use crate::buckets;
use crate::route53::{HOME, health_check};

/// Every type of record that can be declared.
pub(super) const TYPES: &[&str] = &[
    "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP",
    "SVCB", "TLSA", "TXT",
];

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A record: what a zone answers for a name and a type.\n\n\
              Either it holds values, or it is an alias: it then answers with the addresses of a load balancer, an \
              accelerator or another record. Several records of one name and type share it by routing. Records are \
              created only where there is none, and changed only while they are as they were last seen.",
        example: "let zone = route53::hosted_zone(\"example.com\");\n\
                  zone.record(\"www\", #{ type: \"A\", ttl: \"1m\", values: [\"192.0.2.10\"] });\n\
                  zone.mx(\"@\", [\"10 mail.example.com\"], #{ ttl: \"1h\" });\n",
        mode: Mode::Managed,
        placement: Placement::Global { home: HOME },
        parent: Some(super::super::hosted_zone::NAME),
        attributes: attributes(),
        identity: Identity {
            // A second CREATE of one key is refused, and then one look tells whether the first was ours: no look
            // ahead is needed, which would cost a call for every record.
            class: CreateClass::RefusedToken,
            ownership: Ownership::Parent,
            natural_key: &["name", "type", "set_identifier"],
        },
        replace: ReplaceOrder::DeleteFirst,
        buckets: vec![buckets::ROUTE53],
        validate: Some(validate::validate),
        precious: false,
    }
}

fn attributes() -> Vec<Attribute> {
    vec![
        Attribute::required("name", Type::domain(), "The absolute name, without a final dot.")
            .replaces()
            .example("www.example.com"),
        Attribute::required("type", Type::Enumeration(TYPES), "The type of the record.")
            .replaces()
            .example("A"),
        ttl(),
        Attribute::optional("values", values(), "What the record answers with. Order means nothing.")
            .public("a record answers whoever asks")
            .example(Value::list(["192.0.2.10"])),
        Attribute::optional("alias", Type::Struct(alias()), "What the record stands for, instead of values."),
        routing_attribute(),
        set_identifier(),
        health_check(),
        Attribute::computed(
            "as_stored",
            Type::Any,
            "What Route 53 holds, where it spells a value otherwise than Tandem would.",
        ),
    ]
}

/// Returns the type of the values of a record.
pub(super) fn values() -> Type {
    Type::set(Type::text(1, 4_000), 1, 400)
}

pub(super) fn ttl() -> Attribute {
    Attribute::optional(
        "ttl",
        Type::duration(0, 2_147_483_647),
        "How long resolvers may keep the answer. Left out, it is `5m`; with a health check `1m`, because an answer \
         that is kept cannot be corrected. Not for an alias: it has its target's.",
    )
    .example("5m")
}

pub(super) fn routing_attribute() -> Attribute {
    Attribute::optional(
        "routing",
        Type::Struct(routing::attributes()),
        "Which clients get this record, where several share its name and type: `weighted(10)`, `latency(region)`, \
         `failover(\"PRIMARY\")`, `geolocation(#{ country: \"DE\" })`, `geoproximity(#{ … })`, `multivalue()`.",
    )
    .example(Value::map([("policy", Value::from("weighted")), ("weight", Value::Integer(10))]))
}

pub(super) fn set_identifier() -> Attribute {
    Attribute::optional(
        "set_identifier",
        Type::text(1, 128),
        "What tells the record from others of its name and type. Left out, it is the region, role or place that the \
         routing names; for weighted and multivalue records the target's region or name.",
    )
}

pub(super) fn health_check() -> Attribute {
    Attribute::optional(
        "health_check",
        Type::OneOf(vec![Type::reference(&[health_check::NAME], "id"), Type::text(1, 64)]),
        "The health check that takes the record out of the answers while it fails.",
    )
    .example("abcdef11-2222-3333-4444-555555fedcba")
}

/// Returns the attributes of an alias.
pub(super) fn alias() -> Vec<Attribute> {
    vec![
        Attribute::required("name", Type::domain(), "The DNS name of the target.").example("www.example.com"),
        Attribute::required(
            "zone_id",
            Type::text(1, 32),
            "The id of the zone that the target's name lies in.",
        )
        .example("Z2FDTNDATAQYW2"),
        evaluate_target_health(),
    ]
}

pub(super) fn evaluate_target_health() -> Attribute {
    Attribute::defaulting(
        "evaluate_target_health",
        Type::Boolean,
        false,
        "Whether the record counts as failed while its target does.",
    )
}
