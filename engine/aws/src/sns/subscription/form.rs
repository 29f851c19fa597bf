//! `topic.subscription(name, #{…})`.

use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Attribute, Reference, Type};

use super::super::{document, topic};
use super::schema;
use crate::arguments::Named;
use crate::form::{options, without};

/// The attributes that are documents.
pub(super) const DOCUMENTS: &[&str] = &["filter_policy", "redrive_policy", "delivery_policy"];

pub(super) fn subscription() -> Form {
    let as_written = |option: Attribute| {
        if DOCUMENTS.contains(&option.name) { document::option(option) } else { option }
    };
    Form {
        receiver: Receiver::Handle(topic::NAME),
        name: "subscription",
        doc: "Subscribes to the topic. The name is for the script alone.",
        parameters: vec![Parameter { name: "name", ty: Type::text(1, 255), doc: "The logical name." }],
        options: without(options(&schema::kind()), &["topic"]).into_iter().map(as_written).collect(),
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let Some(parent) = call.receiver else { return Ok(Built::Resources(Vec::new())) };
    let faults: Vec<Fault> = check_protocol(call, parent).into_iter().collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut arguments = call.options.clone();
    document::settle(&mut arguments, DOCUMENTS);
    arguments.insert("topic".to_owned(), Reference::new(&parent.address, "arn").into());
    let place = parent.address.place();
    Ok(Built::Resources(vec![Draftable::child(parent, super::NAME, &[call.text(0)], &place, arguments)]))
}

/// Some topics tell only some endpoints.
fn check_protocol(call: &Call<'_>, topic: &Draftable) -> Option<Fault> {
    let protocol = call.options.text("protocol")?;
    let large = topic.arguments.integer("max_message_size").map(i64::from) > Some(topic::USUAL_SIZE);
    let message = if topic.arguments.boolean("fifo") == Some(true) && protocol != "sqs" {
        "a FIFO topic tells SQS queues alone"
    } else if large && !["firehose", "lambda", "sqs"].contains(&protocol) {
        "a topic of messages above 256 KiB tells SQS, Firehose and Lambda alone"
    } else {
        return None;
    };
    Some(Fault {
        at: At::Option("protocol"),
        code: "subscription::protocol",
        message: message.to_owned(),
        hint: Some("subscribe a queue, and let what reads it tell the others".to_owned()),
    })
}
