//! `zone.alias(name, target, #{…})`: a record of each address type that answers with what the target answers.

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Address, Argument, Attribute, Reference, Type, Value};

use super::form::{Content, declare, name_parameter};
use super::schema;
use crate::arguments::Named;
use crate::elb::load_balancer;

/// The kind of an accelerator; its attributes `dns_name`, `dual_stack_dns_name` and `zone_id` are read.
const ACCELERATOR: &str = "globalaccelerator::accelerator";
/// Every CloudFront distribution lies in this zone, and none may be evaluated.
pub(super) const CLOUDFRONT_ZONE: &str = "Z2FDTNDATAQYW2";

pub(super) fn form(receiver: Receiver) -> Form {
    let kinds = &[load_balancer::NAME, ACCELERATOR, super::NAME];
    let target = Type::Struct(vec![
        Attribute::required("name", Type::domain(), "The DNS name of the target.").example("www.example.com"),
        Attribute::required("zone_id", Type::text(1, 32), "The id of the zone that its name lies in.")
            .example(CLOUDFRONT_ZONE),
    ]);
    Form {
        receiver,
        name: "alias",
        doc: "Declares records that answer with what a target answers: a load balancer, an accelerator, another \
              record of the zone, or any DNS name whose zone id is known.\n\n\
              Gives back a list with one handle for each of `types`.",
        parameters: vec![
            name_parameter(),
            Parameter {
                name: "target",
                ty: Type::OneOf(vec![Type::reference(kinds, ""), target]),
                doc: "The handle of the target, or `#{ name, zone_id }`.",
            },
        ],
        options: vec![
            Attribute::optional(
                "types",
                Type::set(Type::Enumeration(schema::TYPES), 1, 8),
                "The types of record. Left out, `A` and `AAAA`; only `A` for an accelerator with IPv4 alone; for \
                 another record its type.",
            )
            .example(Value::list(["A"])),
            Attribute::optional(
                "evaluate_target_health",
                Type::Boolean,
                "Whether the record counts as failed while its target does. Left out: true where AWS demands it \
                 (failover), and where it is allowed and no health check is given.",
            ),
            schema::routing_attribute(),
            schema::set_identifier(),
            schema::health_check(),
        ],
        yields: Yields::Resources(super::NAME),
        build,
    }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let target = target(call)?;
    let types = match call.options.texts("types") {
        types if types.is_empty() => target.types.clone(),
        types => types,
    };
    let mut records = Vec::new();
    let mut faults = Vec::new();
    for ty in &types {
        let mut alias = Arguments::new();
        let name = if ty == "AAAA" { target.name_v6.as_ref().unwrap_or(&target.name) } else { &target.name };
        alias.insert("name".to_owned(), name.clone());
        alias.insert("zone_id".to_owned(), target.zone_id.clone());
        if let Some(evaluate) = call.options.get("evaluate_target_health") {
            alias.insert("evaluate_target_health".to_owned(), evaluate.clone());
        }
        let content = Content { values: None, alias: Some(Argument::map(alias)), hint: target.hint.clone() };
        match declare(call, ty, content) {
            Ok(record) => records.push(record),
            Err(more) => faults.extend(more),
        }
    }
    faults.dedup();
    if faults.is_empty() { Ok(Built::Resources(records)) } else { Err(faults) }
}

/// What an alias points at.
struct Target {
    name: Argument,
    /// The name that has IPv6 addresses, where that is another.
    name_v6: Option<Argument>,
    zone_id: Argument,
    types: Vec<String>,
    /// What tells records with this target from others: its region, or its name.
    hint: Option<String>,
}

fn target(call: &Call<'_>) -> Result<Target, Vec<Fault>> {
    let both = || vec!["A".to_owned(), "AAAA".to_owned()];
    let Some(Argument::Reference(reference)) = call.positional.get(1) else {
        let part = |name: &str| call.positional.get(1).and_then(|target| target.get(name));
        let (name, zone_id) = (part("name").unwrap_or("".into()), part("zone_id").unwrap_or("".into()));
        let hint = name.as_str().map(str::to_owned);
        return Ok(Target { name, name_v6: None, zone_id, types: both(), hint });
    };
    let address = &reference.address;
    if !reference.path.0.is_empty() {
        return Err(vec![Fault {
            at: At::Positional(1),
            code: "record::alias",
            message: format!("an alias stands for a resource, not for its `{}`", reference.path),
            hint: Some("pass the handle itself".into()),
        }]);
    }
    let attribute = |name: &str| Argument::from(Reference::new(address, name));
    match address.kind() {
        super::NAME => record_target(call, address),
        ACCELERATOR => {
            let declared = (call.declared)(address).map(|accelerator| accelerator.arguments);
            let dual = declared.and_then(|arguments| arguments.string("ip_address_type"));
            let dual = dual.as_deref() == Some("DUAL_STACK");
            Ok(Target {
                name: attribute("dns_name"),
                name_v6: dual.then(|| attribute("dual_stack_dns_name")),
                zone_id: attribute("zone_id"),
                types: if dual { both() } else { vec!["A".to_owned()] },
                hint: Some(address.name()),
            })
        }
        _ => Ok(Target {
            name: attribute("dns_name"),
            name_v6: None,
            zone_id: attribute("zone_id"),
            types: both(),
            hint: Some(address.region().map_or_else(|| address.name(), str::to_owned)),
        }),
    }
}

fn record_target(call: &Call<'_>, address: &Address) -> Result<Target, Vec<Fault>> {
    let record = (call.declared)(address);
    let zone = call.receiver.map(|zone| zone.address.clone());
    let parent = record.as_ref().and_then(|record| record.parent.clone());
    if parent != zone {
        return Err(vec![Fault {
            at: At::Positional(1),
            code: "record::alias_zone",
            message: "an alias to a record stays within the zone".into(),
            hint: Some("declare it in the zone of its target, or use a CNAME".into()),
        }]);
    }
    let ty = record.and_then(|record| record.arguments.string("type"));
    Ok(Target {
        name: Reference::new(address, "name").into(),
        name_v6: None,
        zone_id: zone.map_or_else(|| "".into(), |zone| Reference::new(&zone, "id").into()),
        types: ty.into_iter().collect(),
        hint: address.segments().into_iter().rev().nth(1),
    })
}

/// Returns an alias with `evaluate_target_health` decided.
pub(super) fn complete(alias: &Argument, record: &Arguments) -> Argument {
    let mut entries = alias.entries().unwrap_or_default();
    let cloudfront = entries.text("zone_id") == Some(CLOUDFRONT_ZONE);
    let routing = record.get("routing").and_then(|routing| routing.get("policy"));
    let failover = routing.as_ref().and_then(Argument::as_str) == Some("failover");
    let evaluate = !cloudfront && (failover || !record.contains_key("health_check"));
    entries.entry("evaluate_target_health".to_owned()).or_insert_with(|| Value::Bool(evaluate).into());
    Argument::map(entries)
}
