//! Looks a zone up by its domain.

use aws_sdk_route53::types::HostedZone;
use tandem_core::count::count;
use tandem_core::provider::{CallError, ErrorClass, Found, Reading};

use super::super::{bare, zone};
use crate::arguments::{Named, Put};
use crate::provider::local_error;
use crate::session::Session;

pub(super) async fn find(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let target = session.target(reading);
    let domain = reading.arguments.string("domain").unwrap_or_default();
    let private = reading.arguments.boolean("private_zone").unwrap_or(false);
    let is_private = |zone: &HostedZone| zone.config.as_ref().is_some_and(|config| config.private_zone);
    let mut zones = zone::by_name(session, &target, &domain).await?;
    zones.retain(|zone| is_private(zone) == private);
    if zones.len() > 1 {
        let ids: Vec<&str> = zones.iter().map(|zone| bare(&zone.id)).collect();
        let what = count(zones.len(), if private { "private zone" } else { "public zone" });
        let message = format!("there are {what} of `{domain}`: {}", ids.join(", "));
        return Err(local_error(
            ErrorClass::Conflict,
            "SeveralZones",
            message,
            "route53:ListHostedZonesByName",
        ));
    }
    let Some(one) = zones.pop() else { return Ok(None) };
    let id = bare(&one.id).to_owned();
    let mut attributes = zone::attributes_of(&one, &reading.arguments);
    attributes.remove("exclusive");
    attributes.put("private_zone", Some(private));
    if !private {
        let found = zone::get(session, &target, &id).await?.and_then(|found| found.delegation_set);
        attributes.put("name_servers", found.map(|set| zone::servers(set.name_servers)));
    }
    Ok(Some(Found { id, attributes, settled: true }))
}
