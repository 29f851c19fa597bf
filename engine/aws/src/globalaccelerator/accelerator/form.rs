//! `globalaccelerator::accelerator(name, #{…})`.

use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Place, Type};

use super::schema;
use crate::arguments::named_after;
use crate::form::{options, with_optional};

pub(super) fn accelerator() -> Form {
    Form {
        receiver: Receiver::Module("globalaccelerator"),
        name: "accelerator",
        doc: "Declares a standard accelerator. The name is the one shown in the console unless `name` says otherwise.",
        parameters: vec![Parameter { name: "name", ty: Type::text(1, 64), doc: "The logical name." }],
        options: with_optional(options(&schema::kind()), "name"),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let arguments = named_after(call, 0, "name");
    Ok(Built::Resources(vec![Draftable::new(call, super::NAME, call.text(0), &Place::global(), arguments)]))
}

/// The other sort of accelerator, which Tandem does not offer, and says why.
pub(super) fn custom_routing() -> Form {
    Form {
        receiver: Receiver::Module("globalaccelerator"),
        name: "custom_routing_accelerator",
        doc: "Not offered: custom routing has no health checks, no dial and no weights, so it cannot fail over.",
        parameters: vec![Parameter { name: "name", ty: Type::string(), doc: "Any name." }],
        options: Vec::new(),
        yields: Yields::Resource(super::NAME),
        build: |_| {
            let message = "custom-routing accelerators are not offered: without health checks, traffic dials and \
                           weights they cannot fail over";
            Err(vec![Fault {
                at: At::Call,
                code: "accelerator::custom_routing",
                message: message.to_owned(),
                hint: Some("use `globalaccelerator::accelerator`".to_owned()),
            }])
        },
    }
}
