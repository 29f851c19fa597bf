//! The attribute sheet of a zone that is looked up.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type};

use super::super::{HOME, zone};
use crate::buckets;

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A zone that exists already: it is looked up and never changed. Its handle takes the same records as one \
              that is declared.",
        example: "let zone = route53::find_hosted_zone(\"example.com\");\n\
                  zone.cname(\"docs\", \"docs.example.net\");\n",
        mode: Mode::LookUp,
        placement: Placement::Global { home: HOME },
        parent: None,
        attributes: vec![
            Attribute::required("domain", Type::domain(), "The domain that the zone serves.")
                .example("example.com"),
            Attribute::defaulting("private_zone", Type::Boolean, false, "Whether the zone is a private one."),
            Attribute::computed("comment", Type::string(), "A note, for people."),
            Attribute::computed("id", Type::string(), "The id of the zone."),
            Attribute::computed("arn", Type::string(), "The ARN of the zone."),
            zone::name_servers(),
        ],
        identity: Identity {
            class: CreateClass::Idempotent,
            ownership: Ownership::State,
            natural_key: &["domain", "private_zone"],
        },
        replace: ReplaceOrder::CreateFirst,
        buckets: vec![buckets::ROUTE53],
        validate: None,
        precious: false,
    }
}
