//! `route53::hosted_zone(domain, #{…})`.

use tandem_core::Place;
use tandem_core::Type;
use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};

use crate::form::{options, with_optional};

pub(super) fn hosted_zone() -> Form {
    Form {
        receiver: Receiver::Module("route53"),
        name: "hosted_zone",
        doc: "Declares a public zone. The name is its domain unless `domain` says otherwise.",
        parameters: vec![Parameter {
            name: "name",
            ty: Type::text(1, 1024),
            doc: "The logical name, and the domain unless `domain` is set.",
        }],
        options: with_optional(options(&super::schema::kind()), "domain"),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let arguments = super::super::zone_form::arguments(call)?;
    Ok(Built::Resources(vec![Draftable::new(call, super::NAME, call.text(0), &Place::global(), arguments)]))
}
