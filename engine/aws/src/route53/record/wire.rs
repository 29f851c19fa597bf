//! Between the attributes of a record and the record set of the SDK.

use aws_sdk_route53::types::{
    AliasTarget, CidrRoutingConfig, Coordinates, GeoLocation, GeoProximityLocation, ResourceRecord,
    ResourceRecordSet, ResourceRecordSetFailover, ResourceRecordSetRegion, RrType,
};
use aws_smithy_types::error::operation::BuildError;
use tandem_core::schema::canonical;
use tandem_core::state::Attributes;
use tandem_core::{Value, duration};

use super::{name, schema, value};
use crate::arguments::{Named, Put};

/// Returns the natural key of a record, which serves as its id: zone, name, type and set identifier.
pub(super) fn id(zone: &str, attributes: &Attributes) -> String {
    let name = attributes.text("name").unwrap_or_default();
    let ty = attributes.text("type").unwrap_or_default();
    match attributes.text("set_identifier") {
        Some(set) => format!("{zone}/{name}/{ty}/{set}"),
        None => format!("{zone}/{name}/{ty}"),
    }
}

/// Returns the id of the zone that a record's id begins with.
pub(super) fn zone_of(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}

/// Returns the record set that these attributes mean, spelled as Tandem does.
pub(super) fn encode(attributes: &Attributes) -> Result<ResourceRecordSet, BuildError> {
    let ty = attributes.text("type").unwrap_or_default();
    let mut set = ResourceRecordSet::builder()
        .name(format!("{}.", attributes.text("name").unwrap_or_default()))
        .r#type(RrType::from(ty))
        .set_ttl(attributes.seconds("ttl"))
        .set_set_identifier(attributes.string("set_identifier"))
        .set_health_check_id(attributes.string("health_check"));
    if let Some(alias) = attributes.value("alias").and_then(Value::as_map) {
        set = set.alias_target(encode_alias(alias)?);
    } else {
        for text in attributes.texts("values") {
            set = set.resource_records(ResourceRecord::builder().value(value::wire(ty, &text)).build()?);
        }
    }
    let Some(routing) = attributes.value("routing").and_then(Value::as_map) else { return set.build() };
    set = match routing.text("policy").unwrap_or_default() {
        "weighted" => set.set_weight(routing.integer("weight").map(i64::from)),
        "latency" => set.set_region(routing.text("region").map(ResourceRecordSetRegion::from)),
        "failover" => set.set_failover(routing.text("failover").map(ResourceRecordSetFailover::from)),
        "geolocation" => set.geo_location(
            GeoLocation::builder()
                .set_continent_code(routing.string("continent"))
                .set_country_code(routing.string("country"))
                .set_subdivision_code(routing.string("subdivision"))
                .build(),
        ),
        "geoproximity" => set.geo_proximity_location(encode_proximity(routing)?),
        "multivalue" => set.multi_value_answer(true),
        "cidr" => set.cidr_routing_config(
            CidrRoutingConfig::builder()
                .set_collection_id(routing.string("collection"))
                .set_location_name(routing.string("location"))
                .build()?,
        ),
        _ => set,
    };
    set.build()
}

fn encode_alias(alias: &Attributes) -> Result<AliasTarget, BuildError> {
    AliasTarget::builder()
        .hosted_zone_id(alias.text("zone_id").unwrap_or_default())
        .dns_name(format!("{}.", target_name(alias.text("name").unwrap_or_default())))
        .evaluate_target_health(alias.boolean("evaluate_target_health").unwrap_or(false))
        .build()
}

fn encode_proximity(routing: &Attributes) -> Result<GeoProximityLocation, BuildError> {
    let degrees =
        |name: &str| routing.value(name).and_then(Value::as_number).map(|number| format!("{number:.2}"));
    let coordinates = match (degrees("latitude"), degrees("longitude")) {
        (Some(latitude), Some(longitude)) => {
            Some(Coordinates::builder().latitude(latitude).longitude(longitude).build()?)
        }
        _ => None,
    };
    Ok(GeoProximityLocation::builder()
        .set_aws_region(routing.string("region"))
        .set_local_zone_group(routing.string("local_zone_group"))
        .set_coordinates(coordinates)
        .set_bias(routing.integer("bias"))
        .build())
}

/// Returns the record set that Route 53 holds for found attributes: its own spelling, which a delete must repeat.
pub(super) fn encode_found(attributes: &Attributes) -> Result<ResourceRecordSet, BuildError> {
    let mut set = encode(attributes)?;
    let Some(stored) = attributes.value("as_stored").and_then(Value::as_map) else { return Ok(set) };
    if stored.contains_key("values") {
        let records =
            stored.texts("values").into_iter().map(|text| ResourceRecord::builder().value(text).build());
        set.resource_records = Some(records.collect::<Result<_, _>>()?);
    }
    if let (Some(name), Some(alias)) = (stored.string("alias_name"), set.alias_target.as_mut()) {
        alias.dns_name = name;
    }
    Ok(set)
}

/// Returns the attributes of a record set, and what it spells otherwise than Tandem would.
pub(super) fn decode(set: &ResourceRecordSet) -> Attributes {
    let ty = set.r#type.as_str();
    let mut attributes = Attributes::new();
    attributes.put("name", Some(name::from_wire(&set.name)));
    attributes.put("type", Some(ty));
    attributes.put("ttl", set.ttl.map(|ttl| duration::text(u64::try_from(ttl).unwrap_or_default())));
    attributes.put("set_identifier", set.set_identifier.clone());
    attributes.put("health_check", set.health_check_id.clone());
    attributes.put("routing", decode_routing(set));
    let mut stored = Attributes::new();
    if let Some(alias) = &set.alias_target {
        let target = target_name(&name::from_wire(&alias.dns_name));
        if !alias.dns_name.eq_ignore_ascii_case(&format!("{target}.")) {
            stored.put("alias_name", Some(alias.dns_name.clone()));
        }
        let entries = [
            ("name", Value::from(target)),
            ("zone_id", Value::from(crate::route53::bare(&alias.hosted_zone_id))),
            ("evaluate_target_health", Value::Bool(alias.evaluate_target_health)),
        ];
        attributes.put("alias", Some(Value::map(entries)));
    } else {
        let texts: Vec<&str> = set.resource_records().iter().map(|record| record.value.as_str()).collect();
        let held: Vec<String> = texts.iter().map(|text| value::from_wire(ty, text)).collect();
        if texts.iter().zip(&held).any(|(text, held)| value::wire(ty, held) != *text) {
            stored.put_list("values", texts.iter().copied());
        }
        let list = canonical(&Value::list(held), &schema::values());
        attributes.put("values", Some(list));
    }
    if !stored.is_empty() {
        attributes.put("as_stored", Some(Value::Map(stored)));
    }
    attributes
}

fn decode_routing(set: &ResourceRecordSet) -> Option<Value> {
    let mut routing = Attributes::new();
    let policy = if let Some(weight) = set.weight {
        routing.put("weight", Some(weight));
        "weighted"
    } else if let Some(region) = &set.region {
        routing.put("region", Some(region.as_str()));
        "latency"
    } else if let Some(failover) = &set.failover {
        routing.put("failover", Some(failover.as_str()));
        "failover"
    } else if let Some(place) = &set.geo_location {
        routing.put("continent", place.continent_code.clone());
        routing.put("country", place.country_code.clone());
        routing.put("subdivision", place.subdivision_code.clone());
        "geolocation"
    } else if let Some(place) = &set.geo_proximity_location {
        decode_proximity(place, &mut routing);
        "geoproximity"
    } else if set.multi_value_answer == Some(true) {
        "multivalue"
    } else if let Some(cidr) = &set.cidr_routing_config {
        routing.put("collection", Some(cidr.collection_id.clone()));
        routing.put("location", Some(cidr.location_name.clone()));
        "cidr"
    } else {
        return None;
    };
    routing.put("policy", Some(policy));
    Some(Value::Map(routing))
}

fn decode_proximity(place: &GeoProximityLocation, routing: &mut Attributes) {
    let degrees = |text: &str| text.parse().ok().map(Value::number);
    routing.put("region", place.aws_region.clone());
    routing.put("local_zone_group", place.local_zone_group.clone());
    routing.put("bias", place.bias.map(i64::from));
    if let Some(point) = &place.coordinates {
        routing.put("latitude", degrees(&point.latitude));
        routing.put("longitude", degrees(&point.longitude));
    }
}

/// Returns the name of an alias target as attributes hold it; with `dualstack.` before it, it is the same target.
pub(super) fn target_name(name: &str) -> String {
    let name = crate::route53::domain(name);
    name.strip_prefix("dualstack.").map(str::to_owned).unwrap_or(name)
}

/// Returns what a record with these arguments looks like once it is there.
pub(super) fn as_found(arguments: &Attributes) -> Attributes {
    encode(arguments).map_or_else(|_| arguments.clone(), |set| decode(&set))
}

#[cfg(test)]
mod tests {
    use tandem_core::Value;
    use tandem_core::state::Attributes;

    use super::{decode, encode, encode_found};

    fn attributes(entries: &[(&str, Value)]) -> Attributes {
        entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    #[track_caller]
    fn check(more: &[(&str, Value)]) {
        let mut record = attributes(&[("name", "*.example.com".into()), ("type", "A".into())]);
        record.extend(attributes(more));
        let encoded = encode(&record).expect("every required member is set");
        assert_eq!(decode(&encoded), record);
    }

    fn routing(entries: &[(&str, Value)]) -> (&'static str, Value) {
        ("routing", Value::Map(attributes(entries)))
    }

    #[test]
    fn records_come_back() {
        let values = ("values", Value::list(["192.0.2.1", "192.0.2.2"]));
        let ttl = ("ttl", Value::from("5m"));
        check(&[values.clone(), ttl.clone()]);
        let set = ("set_identifier", Value::from("x"));
        for policy in [
            routing(&[("policy", "weighted".into()), ("weight", Value::Integer(10))]),
            routing(&[("policy", "latency".into()), ("region", "eu-west-1".into())]),
            routing(&[("policy", "failover".into()), ("failover", "PRIMARY".into())]),
            routing(&[
                ("policy", "geolocation".into()),
                ("country", "US".into()),
                ("subdivision", "CA".into()),
            ]),
            routing(&[
                ("policy", "geoproximity".into()),
                ("region", "eu-west-1".into()),
                ("bias", Value::Integer(5)),
            ]),
            routing(&[
                ("policy", "geoproximity".into()),
                ("latitude", Value::Number(48.25)),
                ("longitude", Value::Integer(11)),
            ]),
            routing(&[("policy", "multivalue".into())]),
        ] {
            check(&[values.clone(), ttl.clone(), set.clone(), policy, ("health_check", "abc".into())]);
        }
    }

    #[test]
    fn an_alias_comes_back_without_its_prefix() {
        let alias = |name: &str| {
            let entries = [
                ("name", Value::from(name)),
                ("zone_id", Value::from("Z35SXDOTRQ7X7K")),
                ("evaluate_target_health", Value::Bool(true)),
            ];
            attributes(&[
                ("name", "www.example.com".into()),
                ("type", "A".into()),
                ("alias", Value::map(entries)),
            ])
        };
        let sent = encode(&alias("DualStack.Web-1.us-east-1.elb.amazonaws.com")).expect("complete");
        assert_eq!(decode(&sent), alias("web-1.us-east-1.elb.amazonaws.com"));
    }

    #[test]
    fn a_delete_repeats_the_spelling_that_was_found() {
        let mut found = encode(&attributes(&[
            ("name", "www.example.com".into()),
            ("type", "CNAME".into()),
            ("ttl", "5m".into()),
            ("values", Value::list(["www.example.net"])),
        ]))
        .expect("complete");
        found.resource_records.as_mut().expect("one value")[0].value = "WWW.example.net".into();
        let attributes = decode(&found);
        assert_eq!(attributes.get("values"), Some(&Value::list(["www.example.net"])));
        assert_eq!(encode_found(&attributes).expect("complete"), found);
    }
}
