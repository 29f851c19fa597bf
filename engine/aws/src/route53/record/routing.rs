//! Routing: which of several records under one name and type answers whom. A value in scripts.

use tandem_core::argument::Arguments;
use tandem_core::form::{At, Built, Call, Fault, Form, Parameter, Receiver, Yields};
use tandem_core::{Argument, Attribute, Type, Value};

use crate::arguments::Named;

/// The policies, by the name of the form that makes one.
pub(super) const POLICIES: &[&str] =
    &["weighted", "latency", "failover", "geolocation", "geoproximity", "multivalue", "cidr"];

/// The continents that geolocation knows.
const CONTINENTS: &[&str] = &["AF", "AN", "AS", "EU", "NA", "OC", "SA"];

/// Returns the attributes of the struct that a routing value is.
pub(super) fn attributes() -> Vec<Attribute> {
    let mut attributes = vec![
        Attribute::required("policy", Type::Enumeration(POLICIES), "How the answering record is chosen."),
        Attribute::optional("weight", Type::integer(0, 255), "The share of a weighted record."),
        Attribute::optional("region", Type::Region, "The region of a latency or geoproximity record."),
        Attribute::optional("failover", role(), "The role of a failover record."),
    ];
    attributes.extend(places());
    attributes.extend(points());
    attributes.push(Attribute::optional("collection", Type::string(), "The id of a CIDR collection."));
    attributes.push(Attribute::optional("location", Type::text(1, 16), "A location of a CIDR collection."));
    attributes
}

fn role() -> Type {
    Type::Enumeration(&["PRIMARY", "SECONDARY"])
}

fn places() -> Vec<Attribute> {
    vec![
        Attribute::optional("continent", Type::Enumeration(CONTINENTS), "A continent."),
        Attribute::optional(
            "country",
            Type::pattern(
                r"^([A-Z]{2}|\*)$",
                "a country code such as `\"DE\"`, or `\"*\"` for everyone else",
            ),
            "A country, or `*` for whoever no other record of the name covers.",
        )
        .example("DE"),
        Attribute::optional(
            "subdivision",
            Type::pattern(r"^[A-Z0-9]{1,3}$", "the code of a state such as `\"CA\"`"),
            "A state of the country; of the United States, or of Ukraine.",
        )
        .example("CA"),
    ]
}

fn points() -> Vec<Attribute> {
    vec![
        Attribute::optional("latitude", Type::number(-90.0, 90.0), "Degrees north of a place outside AWS."),
        Attribute::optional("longitude", Type::number(-180.0, 180.0), "Degrees east of a place outside AWS."),
        Attribute::optional("local_zone_group", Type::text(1, 64), "A group of local zones."),
        Attribute::optional(
            "bias",
            Type::integer(-99, 99),
            "By how much the area that the record serves grows.",
        ),
    ]
}

/// Returns the functions that make routing values.
pub(super) fn forms() -> Vec<Form> {
    let parameter = |name, ty, doc| vec![Parameter { name, ty, doc }];
    let region = Attribute::optional("region", Type::Region, "The region that the record stands for.");
    let proximity = std::iter::once(region).chain(points()).collect();
    vec![
        form(
            "weighted",
            "Answers with this record in proportion to its weight among the healthy ones of its name and type. \
             Weight 0 answers only when nothing else is healthy.",
            parameter("weight", Type::integer(0, 255), "The share: an integer from 0 to 255."),
            Vec::new(),
        ),
        form(
            "latency",
            "Answers clients that are nearest to this region, as AWS measures it.",
            parameter("region", Type::Region, "The region that the record's target runs in."),
            Vec::new(),
        ),
        form(
            "failover",
            "Answers with `PRIMARY` while it is healthy, else with `SECONDARY`.",
            parameter("failover", role(), "`PRIMARY` or `SECONDARY`."),
            Vec::new(),
        ),
        form(
            "geolocation",
            "Answers clients of a continent, a country or a state; the most specific record wins. A record with \
             `country: \"*\"` answers everyone else: without one they get no answer.",
            Vec::new(),
            places(),
        ),
        form(
            "geoproximity",
            "Answers clients nearest to a place on earth; `bias` widens or narrows the area.",
            Vec::new(),
            proximity,
        ),
        form(
            "multivalue",
            "Answers with up to eight healthy records of the name and type at once.",
            Vec::new(),
            Vec::new(),
        ),
    ]
}

fn form(name: &'static str, doc: &'static str, parameters: Vec<Parameter>, options: Vec<Attribute>) -> Form {
    Form { receiver: Receiver::Global, name, doc, parameters, options, yields: Yields::Value, build }
}

fn build(call: &Call<'_>) -> Result<Built, Vec<Fault>> {
    let mut routing: Arguments = call.options.clone();
    routing.insert("policy".to_owned(), call.form.name.into());
    for (parameter, argument) in call.form.parameters.iter().zip(call.positional) {
        routing.insert(parameter.name.to_owned(), argument.clone());
    }
    match fault(&routing) {
        Some((message, hint)) => {
            let hint = Some(hint.to_owned());
            Err(vec![Fault { at: At::Call, code: "record::routing", message: message.to_owned(), hint }])
        }
        None => Ok(Built::Value(Argument::map(routing))),
    }
}

/// Returns what a routing value lacks or has too much of.
pub(super) fn fault(routing: &Arguments) -> Option<(&'static str, &'static str)> {
    let has = |name: &str| routing.contains_key(name);
    match routing.text("policy")? {
        "weighted" if !has("weight") => Some(("a weighted record needs a weight", "write `weighted(10)`")),
        "latency" if !has("region") => Some(("a latency record needs a region", "write `latency(site)`")),
        "failover" if !has("failover") => Some((
            "a failover record needs a role",
            "write `failover(\"PRIMARY\")` or `failover(\"SECONDARY\")`",
        )),
        "geolocation" if !has("continent") && !has("country") => Some((
            "a geolocation record needs a place",
            "write `geolocation(#{ country: \"DE\" })`, `#{ continent: \"EU\" }`, or `#{ country: \"*\" }` for everyone else",
        )),
        "geolocation" if has("continent") && (has("country") || has("subdivision")) => {
            Some(("a continent goes with neither country nor state", "keep the continent, or the country"))
        }
        "geolocation" if has("subdivision") && !matches!(routing.text("country"), Some("US" | "UA")) => {
            Some(("only the United States and Ukraine are divided into states", "add `country: \"US\"`"))
        }
        "geoproximity" => proximity_fault(routing),
        _ => None,
    }
}

fn proximity_fault(routing: &Arguments) -> Option<(&'static str, &'static str)> {
    let has = |name: &str| routing.contains_key(name);
    if has("latitude") != has("longitude") {
        return Some(("a point needs both latitude and longitude", "add the other one"));
    }
    let ways = ["region", "latitude", "local_zone_group"].iter().filter(|name| has(name)).count();
    (ways != 1).then_some((
        "a geoproximity record needs one place",
        "give a region, a local zone group, or latitude and longitude",
    ))
}

/// Returns what tells a record from others of its name, type and policy; `None` where the routing alone does not.
pub(super) fn key(routing: &Argument) -> Option<String> {
    let text = |name: &str| routing.get(name).and_then(|value| value.as_str().map(str::to_owned));
    let number = |name: &str| {
        routing.get(name).and_then(|value| value.known().map(Value::to_string)).unwrap_or_default()
    };
    match text("policy")?.as_str() {
        "latency" => text("region"),
        "failover" => text("failover"),
        "geolocation" => match (text("continent"), text("country"), text("subdivision")) {
            (Some(continent), ..) => Some(format!("continent-{continent}")),
            (None, Some(country), Some(state)) => Some(format!("{country}-{state}")),
            (None, country, _) => country,
        },
        "geoproximity" => text("region")
            .or_else(|| text("local_zone_group"))
            .or_else(|| Some(format!("{},{}", number("latitude"), number("longitude")))),
        "cidr" => text("location"),
        _ => None,
    }
}
