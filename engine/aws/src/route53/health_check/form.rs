//! `route53::health_check(name, #{…})`.

use tandem_core::argument::Arguments;
use tandem_core::form::{Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Place, Reference, Type, Value};

use super::schema;
use super::validate::{ENDPOINT, HTTPS};
use crate::arguments::Named;
use crate::form::{options, without};

/// What an alarm has that Route 53 does not copy.
const NOT_COPIED: &[&str] =
    &["actions", "actions_enabled", "description", "insufficient_data_actions", "name", "ok_actions", "tags"];

pub(super) fn health_check() -> Form {
    let mut options = without(options(&schema::kind()), &["alarm_settings"]);
    for option in options.iter_mut().filter(|option| option.name == "alarm") {
        let handle = Type::reference(&["cloudwatch::alarm"], "");
        option.ty = Type::OneOf(vec![handle, option.ty.clone()]);
    }
    Form {
        receiver: Receiver::Module("route53"),
        name: "health_check",
        doc: "Declares a health check. The name is for the script alone: Route 53 gives checks an id.",
        parameters: vec![Parameter { name: "name", ty: Type::text(1, 255), doc: "The logical name." }],
        options,
        yields: Yields::Resource(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut arguments = call.options.clone();
    fill(&mut arguments);
    if let Some(Argument::Reference(alarm)) = arguments.get("alarm").cloned() {
        follow(call, &alarm, &mut arguments);
    }
    Ok(Built::Resources(vec![Draftable::new(call, super::NAME, call.text(0), &Place::global(), arguments)]))
}

/// Fills in what was left out and depends on the type.
fn fill(arguments: &mut Arguments) {
    let Some(ty) = arguments.string("type") else { return };
    let ty = ty.as_str();
    let mut fill = |name: &str, value: Value| {
        arguments.entry(name.to_owned()).or_insert(Argument::Value(value));
    };
    if ENDPOINT.contains(&ty) {
        fill("interval", "30s".into());
        fill("failure_threshold", Value::Integer(3));
        fill("measure_latency", Value::Bool(false));
        fill("regions", Value::list(schema::REGIONS.iter().copied()));
    }
    if HTTPS.contains(&ty) {
        fill("enable_sni", Value::Bool(true));
        fill("port", Value::Integer(443));
    } else if ty.starts_with("HTTP") {
        fill("port", Value::Integer(80));
    } else if ty == "CLOUDWATCH_METRIC" {
        fill("insufficient_data", "LastKnownStatus".into());
    } else if ty == "CALCULATED" {
        let children = arguments.get("children").and_then(Argument::items).map_or(0, |items| items.len());
        let all = Value::Integer(i64::try_from(children).unwrap_or_default());
        arguments.entry("health_threshold".to_owned()).or_insert(Argument::Value(all));
    }
}

/// Follows a declared alarm: its name and region, and its settings, so that a change of them updates the check.
fn follow(call: &Call<'_>, alarm: &Reference, arguments: &mut Arguments) {
    let region = alarm.address.region().unwrap_or_default();
    let entries =
        [("name", Argument::from(Reference::new(&alarm.address, "name"))), ("region", region.into())];
    let entries = entries.into_iter().map(|(name, value)| (name.to_owned(), value));
    arguments.insert("alarm".to_owned(), Argument::map(entries.collect()));
    if let Some(declared) = (call.declared)(&alarm.address) {
        let mut settings = declared.arguments;
        settings.retain(|name, _| !NOT_COPIED.contains(&name.as_str()));
        arguments.insert("alarm_settings".to_owned(), Argument::map(settings));
    }
}
