//! The attribute sheet of an accelerator.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::super::HOME;
use crate::buckets;
use crate::tags;

/// How many tags of the user's fit beside the two of ownership.
const USER_TAGS: usize = 48;

/// Names of accelerators: the service's own rule.
const NAME_PATTERN: &str = "^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$";

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A standard accelerator: static addresses, announced from every edge of AWS, that lead each client to the \
              nearest healthy endpoint.\n\n\
              Deleting or replacing one loses its addresses for good.",
        example: "let site = region(\"eu-west-1\");\n\
                  let web = elb::find_load_balancer(site, \"web\");\n\
                  let front = globalaccelerator::accelerator(\"storefront\", #{});\n\
                  let https = front.listener(\"https\", #{ protocol: \"TCP\", ports: [443] });\n\
                  https.endpoint_group(site, #{ endpoints: [endpoint(web)] });\n",
        mode: Mode::Managed,
        placement: Placement::Global { home: HOME },
        parent: None,
        attributes: attributes(),
        identity: Identity {
            class: CreateClass::Token,
            ownership: Ownership::TagsAtCreate,
            natural_key: &[],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: vec![buckets::GLOBALACCELERATOR, buckets::READ_ACCELERATORS],
        validate: None,
        precious: true,
    }
}

fn attributes() -> Vec<Attribute> {
    let address = Type::pattern("^[0-9]{1,3}(\\.[0-9]{1,3}){3}$", "an IPv4 address");
    let text = Type::string;
    vec![
        Attribute::required(
            "name",
            Type::pattern(NAME_PATTERN, "1 to 64 letters, digits, dots and dashes, with a letter or digit at both ends"),
            "The name shown in the console. Two accelerators may share one.",
        )
        .example("storefront"),
        Attribute::defaulting(
            "ip_address_type",
            Type::Enumeration(&["IPV4", "DUAL_STACK"]),
            "IPV4",
            "Whether clients on IPv6 are served too. Dual-stack needs dual-stack endpoints that preserve the client's \
             address; going back to IPv4 loses the IPv6 addresses.",
        ),
        Attribute::chosen(
            "ip_addresses",
            Type::set(address, 1, 2),
            "The static IPv4 addresses: one or both from an address pool of your own; left out, AWS chooses. A change \
             makes a new accelerator.",
        )
        .replaces()
        .example(Value::list(["192.0.2.10", "198.51.100.10"])),
        Attribute::defaulting("enabled", Type::Boolean, true, "Whether it takes traffic."),
        Attribute::optional(
            "flow_logs",
            Type::Struct(vec![
                Attribute::required("bucket", Type::text(1, 255), "The S3 bucket, whose policy allows the delivery."),
                Attribute::required("prefix", Type::text(1, 255), "What the names of the logs begin with."),
            ]),
            "Where flow logs are written; without it, none are.",
        ),
        tags::attribute(USER_TAGS),
        Attribute::computed("arn", text(), "Its ARN."),
        Attribute::computed("id", text(), "The part of its ARN that metrics call it by."),
        Attribute::computed("dns_name", text(), "Its DNS name, for its IPv4 addresses."),
        Attribute::computed("dual_stack_dns_name", text(), "Its DNS name for both families, if it is dual-stack.")
            .volatile(),
        Attribute::computed(
            "ipv4_addresses",
            Type::set(text(), 0, 2),
            "Both its IPv4 addresses, whoever chose them.",
        ),
        Attribute::computed("ipv6_addresses", Type::set(text(), 0, 2), "Its IPv6 addresses, if it is dual-stack.")
            .volatile(),
        Attribute::computed("zone_id", text(), "The hosted zone that aliases to it name; the same for all."),
    ]
}
