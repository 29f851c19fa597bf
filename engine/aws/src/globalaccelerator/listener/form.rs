//! `front.listener(name, #{…})`.

use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Place, Reference, Type};

use super::super::accelerator;
use super::schema;
use crate::form::{options, without};

pub(super) fn listener() -> Form {
    Form {
        receiver: Receiver::Handle(accelerator::NAME),
        name: "listener",
        doc: "Declares a listener of the accelerator. The name is for the script alone.",
        parameters: vec![Parameter { name: "name", ty: Type::text(1, 255), doc: "The logical name." }],
        options: without(options(&schema::kind()), &["accelerator"]),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let Some(parent) = call.receiver else { return Ok(Built::Resources(Vec::new())) };
    let mut arguments = call.options.clone();
    arguments.insert("accelerator".to_owned(), Reference::new(&parent.address, "arn").into());
    Ok(Built::Resources(vec![Draftable::child(
        parent,
        super::NAME,
        &[call.text(0)],
        &Place::global(),
        arguments,
    )]))
}
