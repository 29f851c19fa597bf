//! `https.endpoint_group(region, #{…})` and `endpoint(target, #{…})`.

use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Place, Reference, Type, region};

use super::super::listener;
use super::schema;
use crate::form::{options, without};

pub(super) fn endpoint_group() -> Form {
    Form {
        receiver: Receiver::Handle(listener::NAME),
        name: "endpoint_group",
        doc: "Declares the endpoint group of the listener in a region; there can be one in each.",
        parameters: vec![Parameter { name: "region", ty: Type::Region, doc: "The region of the endpoints." }],
        options: without(options(&schema::kind()), &["listener", "region"]),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let Some(parent) = call.receiver else { return Ok(Built::Resources(Vec::new())) };
    if region::find(call.text(0)).is_some_and(|region| !region.accelerator) {
        return Err(vec![not_offered(call.text(0))]);
    }
    let mut arguments = call.options.clone();
    arguments.insert("listener".to_owned(), Reference::new(&parent.address, "arn").into());
    arguments.insert("region".to_owned(), call.positional[0].clone());
    let place = Place::region(call.text(0));
    Ok(Built::Resources(vec![Draftable::child(parent, super::NAME, &[], &place, arguments)]))
}

fn not_offered(region: &str) -> Fault {
    Fault {
        at: At::Positional(0),
        code: "endpoint_group::region",
        message: format!("Global Accelerator takes no endpoint groups in `{region}`"),
        hint: Some("serve the clients there from a region nearby, or through DNS records".to_owned()),
    }
}

pub(super) fn endpoint() -> Form {
    let handle = Type::reference(&["elb::load_balancer"], "arn");
    Form {
        receiver: Receiver::Global,
        name: "endpoint",
        doc: "Returns an endpoint for an endpoint group: a load balancer, or the id of an instance or of an Elastic IP \
              address's allocation.",
        parameters: vec![Parameter {
            name: "target",
            ty: Type::OneOf(vec![handle, Type::text(1, 255)]),
            doc: "The load balancer, or the id.",
        }],
        options: vec![schema::weight(), schema::preserve_client_ip()],
        yields: Yields::Value,
        build: |call| {
            let mut entries = call.options.clone();
            entries.insert("target".to_owned(), call.positional[0].clone());
            Ok(Built::Value(Argument::map(entries)))
        },
    }
}
