//! The attribute sheet of a public zone.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type};

use super::super::{HOME, zone};

pub(super) fn kind() -> Kind {
    let mut attributes = zone::attributes();
    attributes.extend([
        Attribute::optional(
            "delegation_set",
            Type::text(1, 32),
            "The id of a reusable delegation set whose name servers the zone shares. A change makes a new zone.",
        )
        .replaces(),
        Attribute::defaulting(
            "accelerated_recovery",
            Type::Boolean,
            false,
            "Whether records can still be changed while the control plane's region, us-east-1, is down.",
        ),
        zone::name_servers(),
    ]);
    Kind {
        name: super::NAME,
        doc: "A public zone: a domain and its records, which the whole internet can ask for.\n\n\
              A new zone answers nobody until the parent domain delegates to its `name_servers`; replacing one \
              changes them, and the old delegation may live on in caches for two days.",
        example: "let zone = route53::hosted_zone(\"example.com\", #{ comment: \"storefront\" });\n\
                  zone.a(\"www\", [\"192.0.2.10\", \"192.0.2.11\"]);\n\
                  output(\"nameservers\", zone.name_servers);\n",
        mode: Mode::Managed,
        placement: Placement::Global { home: HOME },
        parent: None,
        attributes,
        identity: Identity {
            class: CreateClass::RefusedToken,
            ownership: Ownership::TagsAfter,
            natural_key: &[],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: zone::BUCKETS.to_vec(),
        validate: None,
        precious: true,
    }
}
