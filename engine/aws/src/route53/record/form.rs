//! The methods of a zone that declare records with values, and the general one.

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::schema::Presence;
use tandem_core::{Argument, Attribute, Type, Value};

use super::name::{self, Misfit};
use super::{alias, routing, schema, value};
use crate::arguments::Named;

/// The kinds whose handles declare records.
pub(super) const ZONES: [&str; 3] = [
    crate::route53::hosted_zone::NAME,
    crate::route53::private_zone::NAME,
    crate::route53::existing_zone::NAME,
];

/// The methods named after a type: its name and what its values look like.
const TYPED: &[(&str, &str)] = &[
    ("a", "IPv4 addresses: `[\"192.0.2.10\"]`."),
    ("aaaa", "IPv6 addresses: `[\"2001:db8::10\"]`."),
    ("caa", "Which authorities may issue certificates: `[\"0 issue \\\"ca.example.net\\\"\"]`."),
    ("cname", "The name that this one stands for: `\"www.example.net\"`."),
    ("mx", "Mail hosts with their preference: `[\"10 mail.example.com\"]`."),
    ("ns", "Name servers of a subdomain that is delegated: `other.name_servers`."),
    ("ptr", "The name of an address: `\"host.example.com\"`."),
    ("srv", "Priority, weight, port and host of a service: `[\"1 10 5269 xmpp.example.com\"]`."),
    ("txt", "Texts, plain: quotes and the split at 255 bytes are added."),
];

/// Returns the methods of every kind of zone.
pub(super) fn forms() -> Vec<Form> {
    ZONES.iter().flat_map(|zone| zone_forms(zone)).collect()
}

fn zone_forms(zone: &'static str) -> Vec<Form> {
    let receiver = Receiver::Handle(zone);
    let typed = TYPED.iter().map(|(name, doc)| Form {
        receiver,
        name,
        doc,
        parameters: vec![name_parameter(), values_parameter()],
        options: vec![
            schema::ttl(),
            schema::routing_attribute(),
            schema::set_identifier(),
            schema::health_check(),
        ],
        yields: Yields::Resource(super::NAME),
        build: build_typed,
    });
    let general = Form {
        receiver,
        name: "record",
        doc: "Declares a record of any type. The name is relative to the zone, `@` for the zone itself.",
        parameters: vec![name_parameter()],
        options: general_options(),
        yields: Yields::Resource(super::NAME),
        build: build_record,
    };
    typed.chain([general, alias::form(receiver)]).collect()
}

/// Returns the parameter that every method of a zone takes first.
pub(super) fn name_parameter() -> Parameter {
    Parameter {
        name: "name",
        ty: Type::text(1, 255),
        doc: "The name relative to the zone; `@` is the zone itself, a final dot marks an absolute name.",
    }
}

fn values_parameter() -> Parameter {
    let ty = Type::OneOf(vec![schema::values(), Type::text(1, 4_000)]);
    Parameter { name: "values", ty, doc: "The values; a single one needs no list." }
}

fn general_options() -> Vec<Attribute> {
    let mut options = crate::form::without(crate::form::options(&schema::kind()), &["name"]);
    for option in &mut options {
        if let (Type::Struct(attributes), "alias") = (&mut option.ty, option.name) {
            for attribute in attributes.iter_mut().filter(|a| a.name == "evaluate_target_health") {
                attribute.presence = Presence::Optional;
            }
        }
    }
    options
}

/// What a record answers with.
#[derive(Default)]
pub(super) struct Content {
    /// The values.
    pub(super) values: Option<Argument>,
    /// Or the alias: `name`, `zone_id` and perhaps `evaluate_target_health`.
    pub(super) alias: Option<Argument>,
    /// What names the target where the routing does not tell records apart: a region, or a name.
    pub(super) hint: Option<String>,
}

fn build_typed(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let ty = call.form.name.to_ascii_uppercase();
    let values = call.positional.get(1).map(as_list);
    let content = Content { values, ..Content::default() };
    declare(call, &ty, content).map(|record| Built::Resources(vec![record]))
}

fn build_record(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let ty = call.options.string("type").unwrap_or_default();
    let content = Content {
        values: call.options.get("values").cloned(),
        alias: call.options.get("alias").cloned(),
        hint: None,
    };
    declare(call, &ty, content).map(|record| Built::Resources(vec![record]))
}

/// Returns one value as a list of one; what refers to a list stays as it is.
fn as_list(argument: &Argument) -> Argument {
    match argument {
        Argument::Value(Value::String(_)) | Argument::Template(_) => Argument::list(vec![argument.clone()]),
        Argument::Reference(reference) if !refers_to_list(reference) => {
            Argument::list(vec![argument.clone()])
        }
        _ => argument.clone(),
    }
}

fn refers_to_list(reference: &tandem_core::Reference) -> bool {
    let kind = crate::kinds::find(reference.address.kind()).map(crate::behaviour::Behaviour::kind);
    let attribute =
        kind.as_ref().zip(reference.path.first_key()).and_then(|(kind, name)| kind.attribute(name));
    reference.path.0.len() == 1
        && attribute.is_some_and(|attribute| matches!(attribute.ty, Type::List { .. }))
}

/// Returns the declaration of one record.
pub(super) fn declare(call: &Call<'_>, ty: &str, content: Content) -> Result<Draftable, Vec<Fault>> {
    let Some(zone) = call.receiver else { return Err(Vec::new()) };
    let domain = zone.arguments.string("domain").unwrap_or_default();
    let absolute = absolute_name(call, ty, &domain)?;
    let relative = name::relative(&absolute, &domain).unwrap_or_else(|| absolute.clone());
    let mut arguments = Arguments::new();
    for name in ["routing", "set_identifier", "health_check", "ttl"] {
        if let Some(argument) = call.options.get(name) {
            arguments.insert(name.to_owned(), argument.clone());
        }
    }
    let mut segments = vec![relative.as_str(), ty];
    let key = routing_key(call, &content)?;
    if let Some((segment, identifier)) = &key {
        segments.push(segment);
        arguments.entry("set_identifier".to_owned()).or_insert_with(|| identifier.as_str().into());
    }
    if content.alias.is_none() {
        let ttl = if arguments.contains_key("health_check") { "1m" } else { "5m" };
        arguments.entry("ttl".to_owned()).or_insert_with(|| ttl.into());
    }
    arguments.insert("name".to_owned(), absolute.as_str().into());
    arguments.insert("type".to_owned(), ty.into());
    if let Some(values) = content.values {
        arguments.insert("values".to_owned(), canonical_values(ty, &values));
    }
    if let Some(alias) = content.alias {
        arguments.insert("alias".to_owned(), alias::complete(&alias, &arguments));
    }
    Ok(Draftable::child(zone, super::NAME, &segments, &zone.address.place(), arguments))
}

fn absolute_name(call: &Call<'_>, ty: &str, domain: &str) -> Result<String, Vec<Fault>> {
    let fault = |code, message: String, hint: String| {
        Err(vec![Fault { at: At::Positional(0), code, message, hint: Some(hint) }])
    };
    let Some(written) = call.positional.first().and_then(Argument::as_str) else {
        return fault(
            "record::name",
            "the name of a record must be known before anything is applied".into(),
            "records are addressed by it: write it out, or take it from an `input`".into(),
        );
    };
    if !written.is_ascii() {
        let hint = "write the punycode form: `xn--…`".into();
        return fault("record::name", format!("`{written}` is not ASCII"), hint);
    }
    let absolute = match name::absolute(written, domain) {
        Ok(absolute) => absolute,
        Err(Misfit::Outside) => {
            let message = format!("`{written}` lies outside the zone `{domain}`");
            let hint = "names are relative to the zone, without a final dot".into();
            return fault("record::outside_zone", message, hint);
        }
        Err(Misfit::Absolute(relative)) => {
            let message = format!("`{written}` repeats the zone's domain");
            return fault(
                "record::absolute_name",
                message,
                format!("names are relative: write `\"{relative}\"`"),
            );
        }
    };
    if ty == "CNAME" && absolute == domain {
        let message =
            format!("`{domain}` is the zone itself, which cannot be a CNAME: it has NS and SOA records");
        return fault("record::apex_cname", message, "use an alias: `zone.alias(\"@\", target)`".into());
    }
    Ok(absolute)
}

/// Returns the address segment and the set identifier of a record that shares its name and type.
fn routing_key(call: &Call<'_>, content: &Content) -> Result<Option<(String, String)>, Vec<Fault>> {
    let Some(routing) = call.options.get("routing") else { return Ok(None) };
    let policy =
        routing.get("policy").and_then(|policy| policy.as_str().map(str::to_owned)).unwrap_or_default();
    let written = call.options.string("set_identifier");
    let check = || match call.options.get("health_check") {
        Some(Argument::Reference(reference)) => Some(reference.address.name()),
        _ => None,
    };
    let only_value = || match content.values.as_ref().and_then(Argument::items).as_deref() {
        Some([one]) => one.as_str().map(str::to_owned),
        _ => None,
    };
    let weight = || routing.get("weight").map(|weight| weight.to_string());
    let key = routing::key(routing)
        .or(written)
        .or_else(|| content.hint.clone())
        .or_else(check)
        .or_else(only_value)
        .or_else(weight);
    match key {
        Some(key) => Ok(Some((format!("{policy}:{key}"), key))),
        None => Err(vec![Fault {
            at: At::Option("routing"),
            code: "record::set_identifier",
            message: format!("nothing tells this {policy} record from others of its name and type"),
            hint: Some("give it a `set_identifier`".into()),
        }]),
    }
}

/// Returns known values in the form in which they are held; what is not known stays.
fn canonical_values(ty: &str, values: &Argument) -> Argument {
    let item = |item: Argument| match &item {
        Argument::Value(Value::String(text)) => Argument::from(value::canonical(ty, text).as_str()),
        _ => item,
    };
    match values.items() {
        Some(items) => {
            let list = Argument::list(items.into_iter().map(item).collect());
            tandem_core::schema::check(&list, &schema::values(), &tandem_core::Path::attribute("values")).0
        }
        None => values.clone(),
    }
}
