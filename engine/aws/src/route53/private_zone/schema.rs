//! The attribute sheet of a private zone.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::super::{HOME, zone};

pub(super) fn kind() -> Kind {
    let mut attributes = zone::attributes();
    attributes.push(
        Attribute::required("vpcs", vpcs(), "The VPCs that can ask the zone, at least one; in any order.")
            .example(Value::list([Value::map([("vpc", "vpc-0a1b2c3d"), ("region", "us-east-1")].map(text))])),
    );
    Kind {
        name: super::NAME,
        doc: "A private zone: a domain and its records, which only the VPCs associated with it can ask for.\n\n\
              The VPCs need DNS support and DNS hostnames turned on.",
        example: "let zone = route53::private_zone(\"internal.example.com\", #{\n    \
                      vpcs: [#{ vpc: \"vpc-0a1b2c3d\", region: \"us-east-1\" }],\n\
                  });\n\
                  zone.a(\"db\", \"10.0.0.10\");\n",
        mode: Mode::Managed,
        placement: Placement::Global { home: HOME },
        parent: None,
        attributes,
        identity: Identity {
            class: CreateClass::RefusedToken,
            ownership: Ownership::TagsAfter,
            natural_key: &[],
        },
        // One VPC cannot ask two zones of one name.
        replace: ReplaceOrder::DeleteFirst,
        buckets: zone::BUCKETS.to_vec(),
        validate: None,
        precious: true,
    }
}

fn text((name, value): (&'static str, &'static str)) -> (&'static str, Value) {
    (name, value.into())
}

/// Returns the type of the list of VPCs.
pub(super) fn vpcs() -> Type {
    let vpc = Type::pattern(r"^vpc-[0-9a-f]{8,17}$", "the id of a VPC such as `vpc-0a1b2c3d`");
    let item = Type::Struct(vec![
        Attribute::required("vpc", vpc, "The id of the VPC.").example("vpc-0a1b2c3d"),
        Attribute::required("region", Type::Region, "The region it is in.").example("us-east-1"),
    ]);
    Type::set(item, 1, 300)
}
