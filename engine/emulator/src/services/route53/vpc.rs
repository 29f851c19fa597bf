//! The VPCs that private zones answer in.

use serde_json::{Value, json};

use super::state::{Event, State, Vpc, Zone};
use super::{Route53, accept, invalid, zone_of};
use crate::call::{Answer, Call};
use crate::fault::Fault;

pub(super) fn associate(call: &Call<'_>) -> Answer {
    let zone = private_zone(call)?;
    let vpc = read(&call.input["VPC"])?;
    if is_taken(call.state::<Route53>(), &zone.name, &vpc) {
        return Err(conflict(&zone.name, &vpc));
    }
    if zone.vpcs.len() as u64 >= call.quota("route53.vpcs_per_private_zone") {
        return Err(Fault::new("LimitsExceeded", "Limits Exceeded: MAX_VPCS_ASSOCIATED_BY_ZONE"));
    }
    let mut vpcs = zone.vpcs.clone();
    vpcs.push(vpc);
    let event = Event::Vpcs { zone: zone.id.clone(), vpcs };
    Ok(accept(call, json!({}), event, call.input["Comment"].as_str()))
}

pub(super) fn disassociate(call: &Call<'_>) -> Answer {
    let zone = zone_of(call, "HostedZoneId")?;
    let vpc = read(&call.input["VPC"])?;
    if !zone.vpcs.contains(&vpc) {
        let message = format!("The VPC {} in region {} is not associated with the hosted zone.", vpc.id, vpc.region);
        return Err(Fault::new("VPCAssociationNotFound", message));
    }
    if zone.vpcs.len() == 1 {
        let message = "The VPC that you are trying to disassociate from the private hosted zone is the last VPC \
                       that is associated with the hosted zone.";
        return Err(Fault::new("LastVPCAssociation", message));
    }
    let vpcs = zone.vpcs.iter().filter(|found| **found != vpc).cloned().collect();
    let event = Event::Vpcs { zone: zone.id.clone(), vpcs };
    Ok(accept(call, json!({}), event, call.input["Comment"].as_str()))
}

fn private_zone<'a>(call: &Call<'a>) -> Result<&'a Zone, Fault> {
    let zone = zone_of(call, "HostedZoneId")?;
    if zone.private {
        return Ok(zone);
    }
    Err(Fault::new("PublicZoneVPCAssociation", "You cannot associate a VPC with a public hosted zone."))
}

/// Reads a VPC; the emulator knows of no VPC but by its id, so only the form is checked.
pub(super) fn read(value: &Value) -> Result<Vpc, Fault> {
    let (Some(region), Some(id)) = (value["VPCRegion"].as_str(), value["VPCId"].as_str()) else {
        return Err(invalid("A private hosted zone needs values for both VPCId and VPCRegion"));
    };
    let digits = id.strip_prefix("vpc-").unwrap_or_default();
    if !matches!(digits.len(), 8 | 17) || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let message = format!("The VPC: {id} you have provided is not authorized to make the association.");
        return Err(Fault::new("InvalidVPCId", message));
    }
    Ok(Vpc { region: region.into(), id: id.into() })
}

/// Whether a zone of this name answers in the VPC already.
pub(super) fn is_taken(state: &State, name: &str, vpc: &Vpc) -> bool {
    state.zones.values().any(|zone| zone.name == name && zone.vpcs.contains(vpc))
}

pub(super) fn conflict(name: &str, vpc: &Vpc) -> Fault {
    let message = format!(
        "The VPC {} in region {} has already been associated with a hosted zone with the name {name}.",
        vpc.id, vpc.region
    );
    Fault::new("ConflictingDomainExists", message)
}
