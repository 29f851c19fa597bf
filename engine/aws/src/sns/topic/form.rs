//! `sns::topic(region, name, #{…})`.

use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Attribute, Place, Type};

use super::super::document;
use super::schema;
use crate::arguments::named_after;
use crate::form::{options, with_optional};

/// The attributes that are documents.
pub(super) const DOCUMENTS: &[&str] = &["policy", "delivery_policy"];

pub(super) fn topic() -> Form {
    let as_written = |option: Attribute| {
        if DOCUMENTS.contains(&option.name) { document::option(option) } else { option }
    };
    Form {
        receiver: Receiver::Module("sns"),
        name: "topic",
        doc: "Declares a topic in a region. Subscribe with its method `subscription`.",
        parameters: vec![
            Parameter { name: "region", ty: Type::Region, doc: "The region it stands in." },
            Parameter {
                name: "name",
                ty: Type::text(1, 256),
                doc: "The logical name, and the topic's own unless `name` is set.",
            },
        ],
        options: with_optional(options(&schema::kind()), "name").into_iter().map(as_written).collect(),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut arguments = named_after(call, 1, "name");
    document::settle(&mut arguments, DOCUMENTS);
    let place = Place::region(call.text(0));
    Ok(Built::Resources(vec![Draftable::new(call, super::NAME, call.text(1), &place, arguments)]))
}
