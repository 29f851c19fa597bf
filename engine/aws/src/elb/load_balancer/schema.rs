//! The attribute sheet of a load balancer.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type};

use super::target_group;

pub(super) fn kind() -> Kind {
    let text = |name, doc| Attribute::computed(name, Type::string(), doc);
    let texts = |name, doc| Attribute::computed(name, Type::set(Type::string(), 0, 100), doc);
    Kind {
        name: super::NAME,
        doc: "A load balancer that exists already: application, network or gateway. It is looked up and never changed.",
        example: "let web = elb::find_load_balancer(region(\"us-east-1\"), \"web\");\n\
                  let zone = route53::hosted_zone(\"example.com\");\n\
                  zone.alias(\"www\", web);\n",
        mode: Mode::LookUp,
        placement: Placement::Regional,
        parent: None,
        attributes: vec![
            Attribute::required("name", Type::text(1, 32), "The name, unique within the region.")
                .example("web"),
            text("arn", "The ARN."),
            text("arn_suffix", "The end of the ARN, by which metrics know it: `app/web/0123456789abcdef`."),
            text("dns_name", "The DNS name that answers with its addresses, lower case."),
            text("zone_id", "The id of the zone that the DNS name lies in, for aliases."),
            text("type", "`application`, `network` or `gateway`."),
            text("scheme", "`internet-facing` or `internal`."),
            text("ip_address_type", "`ipv4`, `dualstack` or `dualstack-without-public-ipv4`."),
            text("state", "`active`, `provisioning`, `active_impaired` or `failed`."),
            text("vpc_id", "The id of its VPC."),
            texts("security_groups", "The ids of its security groups."),
            texts("availability_zones", "The availability zones it has nodes in."),
            Attribute::computed(
                "target_groups",
                target_group::shape(),
                "Its target groups, by name, with how they check their targets: what decides how soon it notices that \
                 none is left. Absent where the credentials may not read them, and from look-ups recorded before.",
            ),
        ],
        identity: Identity {
            class: CreateClass::Idempotent,
            ownership: Ownership::State,
            natural_key: &["name"],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: Vec::new(),
        validate: None,
        precious: false,
    }
}
