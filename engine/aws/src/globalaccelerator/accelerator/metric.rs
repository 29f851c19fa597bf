//! Metrics of an accelerator, as an alarm takes them. They are published in us-west-2 and nowhere else.

use tandem_core::argument::Arguments;
use tandem_core::form::{Built, Call, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Reference, Type};

use super::super::{HOME, listener};

pub(super) fn unhealthy_endpoints() -> Form {
    Form {
        receiver: Receiver::Handle(super::NAME),
        name: "unhealthy_endpoints",
        doc: "Returns the metric that counts the unhealthy endpoints of a listener in a region. Its alarm must be in \
              us-west-2.",
        parameters: vec![
            Parameter {
                name: "listener",
                ty: Type::reference(&[listener::NAME], "id"),
                doc: "The listener whose group is meant.",
            },
            Parameter { name: "region", ty: Type::Region, doc: "The region of the endpoint group." },
        ],
        options: Vec::new(),
        yields: Yields::Value,
        build: |call| {
            let more = [("Listener", call.positional[0].clone()), ("EndpointGroup", call.positional[1].clone())];
            value(call, "UnhealthyEndpointCount", &more)
        },
    }
}

pub(super) fn metric() -> Form {
    Form {
        receiver: Receiver::Handle(super::NAME),
        name: "metric",
        doc: "Returns a metric of the whole accelerator, such as `NewFlowCount` or `ProcessedBytesIn`. Its alarm must \
              be in us-west-2.",
        parameters: vec![Parameter { name: "name", ty: Type::text(1, 255), doc: "The metric's name." }],
        options: Vec::new(),
        yields: Yields::Value,
        build: |call| {
            let name = call.text(0).to_owned();
            value(call, &name, &[])
        },
    }
}

fn value(call: &Call<'_>, name: &str, more: &[(&str, Argument)]) -> Result<Built, Vec<Fault>> {
    let mut dimensions = Arguments::new();
    if let Some(accelerator) = call.receiver {
        dimensions.insert("Accelerator".to_owned(), Reference::new(&accelerator.address, "id").into());
    }
    dimensions.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    let entries = [
        ("namespace", Argument::from("AWS/GlobalAccelerator")),
        ("name", name.into()),
        ("dimensions", Argument::map(dimensions)),
        ("region", HOME.into()),
    ];
    Ok(Built::Value(Argument::map(entries.map(|(key, value)| (key.to_owned(), value)).into())))
}
