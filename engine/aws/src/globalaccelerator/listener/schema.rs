//! The attribute sheet of a listener.

use tandem_core::schema::{Identity, Mode, Ownership, Placement, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Attribute, Kind, Type, Value};

use super::super::{HOME, accelerator};
use super::validate;
use crate::buckets;

pub(super) fn kind() -> Kind {
    Kind {
        name: super::NAME,
        doc: "A listener: the ports and protocol on which an accelerator takes connections. It leads nowhere until it \
              has endpoint groups.",
        example: "let front = globalaccelerator::accelerator(\"storefront\", #{});\n\
                  front.listener(\"https\", #{ protocol: \"TCP\", ports: [443, 8000..=8100] });\n",
        mode: Mode::Managed,
        placement: Placement::Global { home: HOME },
        parent: Some(accelerator::NAME),
        attributes: vec![
            Attribute::required(
                "accelerator",
                Type::reference(&[accelerator::NAME], "arn"),
                "The accelerator it belongs to.",
            )
            .replaces(),
            Attribute::required(
                "protocol",
                Type::Enumeration(&["TCP", "UDP"]),
                "The protocol of the connections.",
            ),
            Attribute::required(
                "ports",
                Type::set(Type::PortRange, 1, 10),
                "The ports. Two listeners of one accelerator and protocol may not share one.",
            )
            .example(Value::list([Value::Integer(443)])),
            Attribute::defaulting(
                "client_affinity",
                Type::Enumeration(&["NONE", "SOURCE_IP"]),
                "NONE",
                "Whether connections of one client address all go to one endpoint.",
            ),
            Attribute::computed("arn", Type::string(), "Its ARN."),
            Attribute::computed("id", Type::string(), "The part of its ARN that metrics call it by."),
        ],
        identity: Identity {
            class: CreateClass::Token,
            ownership: Ownership::Parent,
            natural_key: &["protocol", "ports"],
        },
        replace: ReplaceOrder::DeleteFirst,
        buckets: vec![buckets::GLOBALACCELERATOR, buckets::READ_ACCELERATORS],
        validate: Some(validate::validate),
        precious: false,
    }
}
