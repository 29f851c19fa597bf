//! A small registry with the shapes of real kinds: a zone with records, checks, topics, tables, a look-up, values.

use std::collections::BTreeMap;

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Draftable, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::path::Path;
use tandem_core::schema::{Identity, Kind, Mode, Ownership, Placement, Problem, ReplaceOrder};
use tandem_core::step::CreateClass;
use tandem_core::{Argument, Attribute, Diagnostic, Diagnostics, Place, Registry, Topology, Type, Value};

/// Returns the registry of the tests.
pub fn registry() -> Registry {
    let mut registry = Registry::default();
    for kind in [zone(), record(), health_check(), topic(), table(), load_balancer()] {
        registry.add_kind(kind);
    }
    for form in forms().into_iter().chain(tandem_core::secret::forms()) {
        registry.add_form(form);
    }
    registry.add_check(check_names);
    registry
}

fn kind(name: &'static str, attributes: Vec<Attribute>) -> Kind {
    Kind {
        name,
        doc: "",
        example: "",
        mode: Mode::Managed,
        placement: Placement::Global { home: "us-east-1" },
        parent: None,
        attributes,
        identity: Identity { class: CreateClass::Token, ownership: Ownership::State, natural_key: &[] },
        replace: ReplaceOrder::DeleteFirst,
        buckets: Vec::new(),
        validate: None,
        precious: false,
    }
}

fn zone() -> Kind {
    let name = Attribute::required("name", Type::domain(), "");
    let comment = Attribute::optional("comment", Type::text(0, 20), "");
    let servers = Attribute::computed("name_servers", Type::list(Type::domain(), 0, 10), "");
    kind("route53::hosted_zone", vec![name, comment, servers, Attribute::computed("id", Type::string(), "")])
}

const LOAD_BALANCERS: &[&str] = &["elb::load_balancer"];
const HEALTH_CHECKS: &[&str] = &["route53::health_check"];

fn record_options() -> Vec<Attribute> {
    let alias = Type::OneOf(vec![Type::reference(LOAD_BALANCERS, "dns_name"), Type::domain()]);
    vec![
        Attribute::required("type", Type::Enumeration(&["A", "AAAA", "CNAME", "TXT"]), ""),
        Attribute::defaulting("ttl", Type::integer(0, 2_147_483_647), 300, ""),
        Attribute::optional("values", Type::set(Type::string(), 1, 100), ""),
        Attribute::optional("alias", alias, ""),
        Attribute::optional("health_check", Type::reference(HEALTH_CHECKS, "id"), ""),
        Attribute::optional("routing", Type::map_of(Type::Any, 10), ""),
    ]
}

fn record() -> Kind {
    let zone = Attribute::required("zone", Type::reference(&["route53::hosted_zone"], "id"), "");
    let mut attributes = vec![zone, Attribute::required("name", Type::text(1, 255), "")];
    attributes.extend(record_options());
    attributes.push(Attribute::computed("fqdn", Type::domain(), ""));
    Kind {
        parent: Some("route53::hosted_zone"),
        validate: Some(validate_record),
        ..kind("route53::record", attributes)
    }
}

fn validate_record(arguments: &Arguments) -> Vec<Problem> {
    let both = arguments.contains_key("values") && arguments.contains_key("alias");
    let problem = Problem {
        code: "record::both",
        path: Path::attribute("alias"),
        message: "a record has `values` or an `alias`, not both".to_owned(),
        hint: Some("take one away".to_owned()),
    };
    if both { vec![problem] } else { Vec::new() }
}

fn health_check() -> Kind {
    let target = Type::Struct(vec![
        Attribute::required("port", Type::integer(1, 65_535), ""),
        Attribute::optional("path", Type::text(1, 255), ""),
    ]);
    let attributes = vec![
        Attribute::required("type", Type::Enumeration(&["HTTP", "HTTPS", "TCP"]), ""),
        Attribute::optional("domain", Type::domain(), ""),
        Attribute::optional("target", target, ""),
        Attribute::defaulting("interval", Type::durations(&[10, 30]), "30s", ""),
        Attribute::defaulting("failure_threshold", Type::integer(1, 10), 3, ""),
        Attribute::optional("inverted", Type::Boolean, ""),
        Attribute::computed("id", Type::string(), ""),
        Attribute::computed("weight", Type::integer(0, 10), ""),
    ];
    kind("route53::health_check", attributes)
}

fn topic() -> Kind {
    let name = Type::pattern("^[A-Za-z0-9_-]+$", "a name of letters, digits, dashes and underscores");
    let attributes = vec![
        Attribute::required("name", name, ""),
        Attribute::optional("display_name", Type::text(0, 100), ""),
        Attribute::computed("arn", Type::string(), ""),
    ];
    Kind { placement: Placement::Regional, ..kind("sns::topic", attributes) }
}

fn table() -> Kind {
    let replica = Type::Struct(vec![
        Attribute::required("region", Type::Region, ""),
        Attribute::optional("point_in_time_recovery", Type::Boolean, ""),
    ]);
    let attributes = vec![
        Attribute::required("name", Type::text(3, 255), ""),
        Attribute::required("attributes", Type::map_of(Type::Enumeration(&["S", "N", "B"]), 100), ""),
        Attribute::optional("replicas", Type::list(Type::OneOf(vec![Type::Region, replica]), 0, 20), ""),
        Attribute::optional("ports", Type::list(Type::PortRange, 0, 10), ""),
        Attribute::optional("actions", Type::list(Type::reference(&["sns::topic"], "arn"), 0, 5), ""),
        Attribute::chosen("stream", Type::string(), ""),
    ];
    kind("dynamodb::table", attributes)
}

fn load_balancer() -> Kind {
    let attributes = vec![
        Attribute::required("name", Type::text(1, 32), ""),
        Attribute::computed("dns_name", Type::domain(), ""),
        Attribute::computed("arn", Type::string(), ""),
        Attribute::computed("subnets", Type::list(Type::string(), 0, 10), ""),
    ];
    Kind { mode: Mode::LookUp, placement: Placement::Regional, ..kind("elb::load_balancer", attributes) }
}

fn parameter(name: &'static str, ty: Type) -> Parameter {
    Parameter { name, ty, doc: "" }
}

fn without_name(kind: Kind) -> Vec<Attribute> {
    kind.attributes.into_iter().filter(|a| a.name != "name" && a.is_argument()).collect()
}

fn forms() -> Vec<Form> {
    let form = |receiver, name, parameters, options, yields, build| Form {
        receiver,
        name,
        doc: "",
        parameters,
        options,
        yields,
        build,
    };
    let name = || parameter("name", Type::text(1, 255));
    let region = || parameter("region", Type::Region);
    let zone_handle = Receiver::Handle("route53::hosted_zone");
    let balancer = || parameter("target", Type::reference(LOAD_BALANCERS, ""));
    let topic_name = parameter("name", topic().attributes[0].ty.clone());
    let module = Receiver::Module;
    let record = Yields::Resource("route53::record");
    let mut alias_options = record_options();
    alias_options.retain(|attribute| matches!(attribute.name, "health_check" | "routing"));
    alias_options.push(Attribute::required("types", Type::set(Type::Enumeration(&["A", "AAAA"]), 1, 2), ""));
    let weight = vec![Attribute::optional("weight", Type::integer(0, 255), "")];
    vec![
        form(
            module("route53"),
            "hosted_zone",
            vec![name()],
            without_name(zone()),
            Yields::Resource("route53::hosted_zone"),
            build_named,
        ),
        form(
            module("route53"),
            "health_check",
            vec![name()],
            without_name(health_check()),
            Yields::Resource("route53::health_check"),
            build_plain,
        ),
        form(
            module("sns"),
            "topic",
            vec![region(), topic_name],
            without_name(topic()),
            Yields::Resource("sns::topic"),
            build_regional,
        ),
        form(
            module("dynamodb"),
            "table",
            vec![name()],
            without_name(table()),
            Yields::Resource("dynamodb::table"),
            build_named,
        ),
        form(
            module("elb"),
            "find_load_balancer",
            vec![region(), name()],
            Vec::new(),
            Yields::Resource("elb::load_balancer"),
            build_regional,
        ),
        form(zone_handle, "record", vec![name()], record_options(), record, build_record),
        form(
            zone_handle,
            "a",
            vec![name(), parameter("values", Type::list(Type::string(), 1, 100))],
            Vec::new(),
            record,
            build_a,
        ),
        form(
            zone_handle,
            "alias",
            vec![name(), balancer()],
            alias_options,
            Yields::Resources("route53::record"),
            build_alias,
        ),
        form(Receiver::Global, "latency", vec![region()], Vec::new(), Yields::Value, build_latency),
        form(Receiver::Global, "endpoint", vec![balancer()], weight, Yields::Value, build_endpoint),
    ]
}

fn kind_of(call: &Call<'_>) -> &'static str {
    match call.form.yields {
        Yields::Resource(kind) | Yields::Resources(kind) => kind,
        Yields::Value => "",
    }
}

fn one(draft: Draftable) -> Result<Built, Vec<Fault>> {
    Ok(Built::Resources(vec![draft]))
}

fn build_named(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut arguments = call.options.clone();
    arguments.insert("name".to_owned(), call.positional[0].clone());
    one(Draftable::new(call, kind_of(call), call.text(0), &Place::global(), arguments))
}

fn build_plain(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    one(Draftable::new(call, kind_of(call), call.text(0), &Place::global(), call.options.clone()))
}

fn build_regional(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut arguments = call.options.clone();
    arguments.insert("name".to_owned(), call.positional[1].clone());
    one(Draftable::new(call, kind_of(call), call.text(1), &Place::region(call.text(0)), arguments))
}

fn child(call: &Call<'_>, ty: &str, mut arguments: Arguments) -> Option<Draftable> {
    let zone = call.receiver?;
    let reference = tandem_core::Reference::new(&zone.address, "id");
    arguments.insert("zone".to_owned(), reference.into());
    arguments.insert("name".to_owned(), call.positional[0].clone());
    let routing = call.options.get("routing").and_then(|routing| routing.get("region"));
    let routing = routing.and_then(|region| region.as_str().map(|region| format!("latency:{region}")));
    let mut segments = vec![call.text(0), ty];
    segments.extend(routing.as_deref());
    Some(Draftable::child(zone, "route53::record", &segments, &Place::global(), arguments))
}

fn build_record(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let ty = call.option("type").and_then(Value::as_str).unwrap_or_default();
    if ty == "CNAME" && call.text(0) == "@" {
        return Err(vec![Fault {
            at: At::Option("type"),
            code: "record::apex_cname",
            message: "the apex cannot be a CNAME".to_owned(),
            hint: Some("use `alias`".to_owned()),
        }]);
    }
    Ok(Built::Resources(child(call, ty, call.options.clone()).into_iter().collect()))
}

fn build_a(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let arguments = BTreeMap::from([
        ("type".to_owned(), Argument::from("A")),
        ("values".to_owned(), call.positional[1].clone()),
    ]);
    Ok(Built::Resources(child(call, "A", arguments).into_iter().collect()))
}

fn build_alias(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let Argument::Reference(target) = &call.positional[1] else { return Ok(Built::Resources(Vec::new())) };
    let types = call.options.get("types").and_then(Argument::items).unwrap_or_default();
    let drafts = types.iter().filter_map(|ty| {
        let mut arguments = call.options.clone();
        arguments.remove("types");
        arguments.insert("type".to_owned(), ty.clone());
        arguments.insert("alias".to_owned(), tandem_core::Reference::new(&target.address, "dns_name").into());
        child(call, ty.as_str()?, arguments)
    });
    Ok(Built::Resources(drafts.collect()))
}

fn build_latency(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let entries = [("policy", "latency".into()), ("region", call.text(0).into())];
    Ok(Built::Value(Value::map(entries).into()))
}

fn build_endpoint(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut entries = call.options.clone();
    entries.insert("target".to_owned(), call.positional[0].clone());
    Ok(Built::Value(Argument::map(entries)))
}

/// No two zones differ in their final dot alone: stands for the checks over whole topologies.
fn check_names(topology: &Topology, _: &Registry) -> Diagnostics {
    let zones = topology.declarations.values().filter(|d| d.address.kind() == "route53::hosted_zone");
    let dotted = zones.filter(|zone| zone.address.name().ends_with('.'));
    let found = dotted.map(|zone| {
        Diagnostic::warning("zone::dot", "a zone needs no final dot").label(zone.origin.name, "here")
    });
    found.collect()
}
