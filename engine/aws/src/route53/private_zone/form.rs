//! `route53::private_zone(domain, #{ vpcs: […], … })`.

use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Place, Type};

use super::super::zone_form;
use crate::form::{options, with_optional};

pub(super) fn private_zone() -> Form {
    Form {
        receiver: Receiver::Module("route53"),
        name: "private_zone",
        doc: "Declares a private zone. The name is its domain unless `domain` says otherwise: a public and a \
              private zone of one domain need two names.",
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
    let arguments = zone_form::arguments(call)?;
    if call.option("vpcs").is_none() {
        return Err(vec![Fault {
            at: At::Option("vpcs"),
            code: "zone::vpcs",
            message: "the VPCs of a zone must be known before anything is applied".into(),
            hint: Some(
                "each association is a step of its own: write the ids out, or take them from an `input`"
                    .into(),
            ),
        }]);
    }
    Ok(Built::Resources(vec![Draftable::new(call, super::NAME, call.text(0), &Place::global(), arguments)]))
}
