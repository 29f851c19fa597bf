//! The attribute sheet of an endpoint group.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type};

use super::super::listener;
use super::validate;
use crate::buckets;

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "An endpoint group: what serves a listener in one region, and how much of the region's traffic it takes.\n\n\
              For load balancers the health settings mean nothing: Global Accelerator goes by their own target groups.",
        example: "let site = region(\"eu-west-1\");\n\
                  let web = elb::find_load_balancer(site, \"web\");\n\
                  let front = globalaccelerator::accelerator(\"storefront\", #{});\n\
                  let https = front.listener(\"https\", #{ protocol: \"TCP\", ports: [443] });\n\
                  https.endpoint_group(site, #{ traffic_dial: 50, endpoints: [endpoint(web, #{ weight: 128 })] });\n",
        mode: Mode::Managed,
        placement: Placement::Regional,
        parent: Some(listener::NAME),
        attributes: attributes(),
        identity: Identity {
            class: CreateClass::Token,
            ownership: Ownership::Parent,
            natural_key: &["listener", "region"],
        },
        replace: ReplaceOrder::DeleteFirst,
        buckets: vec![buckets::GLOBALACCELERATOR, buckets::READ_ACCELERATORS],
        validate: Some(validate::validate),
        precious: false,
    }
}

fn attributes() -> Vec<Attribute> {
    let port = || Type::integer(1, 65_535);
    let override_of = Type::Struct(vec![
        Attribute::required("listener_port", port(), "The port that clients connect to."),
        Attribute::required("endpoint_port", port(), "The port that the endpoint is reached on."),
    ]);
    vec![
        Attribute::required("listener", Type::reference(&[listener::NAME], "arn"), "The listener it serves.")
            .replaces(),
        Attribute::required("region", Type::Region, "The region its endpoints are in.").replaces(),
        Attribute::optional(
            "endpoints",
            Type::set(endpoint(), 0, 10),
            "What takes the traffic; see `endpoint`.",
        ),
        Attribute::defaulting(
            "traffic_dial",
            Type::number(0.0, 100.0),
            100_i64,
            "How much, in percent, of the traffic that would come here does. The rest goes to the next region. While \
             other regions are unhealthy it is ignored.",
        ),
        Attribute::chosen(
            "health_check_port",
            port(),
            "The port that is checked; left out, the listener's first. Once set it cannot be left out again.",
        ),
        Attribute::defaulting(
            "health_check_protocol",
            Type::Enumeration(&["TCP", "HTTP", "HTTPS"]),
            "TCP",
            "How instances and addresses are checked.",
        ),
        Attribute::chosen(
            "health_check_path",
            Type::pattern("^/[-a-zA-Z0-9@:%_+.~#?&/=]{0,254}$", "a path that begins with `/`"),
            "What an HTTP check asks for; left out, `/`.",
        )
        .example("/ready"),
        Attribute::defaulting(
            "health_check_interval",
            Type::durations(&[10, 30]),
            "30s",
            "How often is checked.",
        ),
        Attribute::defaulting(
            "threshold",
            Type::integer(1, 10),
            3_i64,
            "How many checks in a row turn an endpoint healthy or unhealthy.",
        ),
        Attribute::optional(
            "port_overrides",
            Type::set(override_of, 0, 10),
            "Ports of the listener that reach the endpoints on another port.",
        ),
        Attribute::computed("arn", Type::string(), "Its ARN."),
    ]
}

/// What `endpoint(target, #{…})` gives.
fn endpoint() -> Type {
    Type::Struct(vec![
        Attribute::required(
            "target",
            Type::text(1, 255),
            "The ARN of a load balancer, the id of an instance, or the allocation id of an Elastic IP address.",
        )
        .example("eipalloc-0123456789abcdef0"),
        weight(),
        preserve_client_ip(),
    ])
}

pub(super) fn weight() -> Attribute {
    let doc =
        "Its share of the group's traffic, beside the weights of the others; 0 takes none, also on failover.";
    Attribute::defaulting("weight", Type::integer(0, 255), 128_i64, doc)
}

pub(super) fn preserve_client_ip() -> Attribute {
    let doc = "Whether the endpoint sees the client's own address; left out, as the endpoint allows. Dual-stack \
               accelerators need it.";
    Attribute::chosen("preserve_client_ip", Type::Boolean, doc)
}
