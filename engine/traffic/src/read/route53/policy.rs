//! Reads the routing of a record.

use super::super::fields::Fields;
use crate::geo::{self, Point};
use crate::model::{Location, Policy, Role};

/// Returns the routing of a record, or the attribute that is not known.
pub(super) fn policy(fields: &Fields<'_>) -> Result<Policy, &'static str> {
    if fields.get("routing").is_none() {
        return Ok(Policy::Simple);
    }
    match fields.text("routing.policy").ok_or("routing.policy")?.as_str() {
        "weighted" => {
            let weight = fields.integer("routing.weight").and_then(|weight| u8::try_from(weight).ok());
            weight.map(Policy::Weighted).ok_or("routing.weight")
        }
        "latency" => fields.text("routing.region").map(Policy::Latency).ok_or("routing.region"),
        "failover" => match fields.text("routing.failover").as_deref() {
            Some("PRIMARY") => Ok(Policy::Failover(Role::Primary)),
            Some("SECONDARY") => Ok(Policy::Failover(Role::Secondary)),
            _ => Err("routing.failover"),
        },
        "geolocation" => location(fields).map(Policy::Geolocation).ok_or("routing.country"),
        "geoproximity" => proximity(fields).ok_or("routing.region"),
        "multivalue" => Ok(Policy::Multivalue),
        "cidr" => {
            let collection = fields.get("routing.collection").map(|id| id.to_string()).unwrap_or_default();
            let location = fields.text("routing.location").ok_or("routing.location")?;
            Ok(Policy::Cidr { collection, location: (location != "*").then_some(location) })
        }
        _ => Err("routing.policy"),
    }
}

fn location(fields: &Fields<'_>) -> Option<Location> {
    if let Some(continent) = fields.text("routing.continent") {
        return Some(Location::Continent(continent));
    }
    let country = fields.text("routing.country")?;
    Some(match fields.text("routing.subdivision") {
        Some(state) => Location::Subdivision(country, state),
        None if country == "*" => Location::Default,
        None => Location::Country(country),
    })
}

fn proximity(fields: &Fields<'_>) -> Option<Policy> {
    let bias = fields.integer("routing.bias").and_then(|bias| i8::try_from(bias).ok()).unwrap_or(0);
    let at = match fields.text("routing.region").or_else(|| fields.text("routing.local_zone_group")) {
        Some(region) => place(&region)?,
        None => {
            Point { north: fields.number("routing.latitude")?, east: fields.number("routing.longitude")? }
        }
    };
    Some(Policy::Geoproximity { at, bias })
}

/// Returns where a region is; a group of local zones, `us-west-2-lax-1`, is taken to be where its region is.
fn place(name: &str) -> Option<Point> {
    let cuts = name.rmatch_indices('-').map(|(at, _)| at);
    std::iter::once(name.len()).chain(cuts).find_map(|end| geo::of_region(&name[..end]))
}
