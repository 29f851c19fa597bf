//! The calls that change a private zone.

use aws_sdk_route53::types::{HostedZoneConfig, Vpc as SdkVpc, VpcRegion};
use tandem_core::provider::{CallError, ErrorClass, Outcome, Request};
use tandem_core::schema::canonical;
use tandem_core::state::Attributes;
use tandem_core::{Object, Value};

use super::super::{bare, caller_reference, change, zone};
use super::schema;
use super::steps::Vpc;
use crate::arguments::Named;
use crate::behaviour::Done;
use crate::session::{Session, Target};

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let operation = request.operation.as_str();
    let vpc = |word: &str| operation.strip_prefix(word).and_then(Vpc::parse);
    if operation == "create" {
        create(session, request).await
    } else if let Some(vpc) = vpc("associate ") {
        associate(session, request, vpc).await
    } else if let Some(vpc) = vpc("disassociate ") {
        disassociate(session, request, vpc).await
    } else {
        zone::call(session, request).await
    }
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let config = HostedZoneConfig::builder().set_comment(arguments.string("comment")).private_zone(true);
    let first = Vpc::all(arguments).into_iter().next();
    let sent = session
        .route53(&target)
        .create_hosted_zone()
        .set_name(arguments.string("domain"))
        .caller_reference(caller_reference(request, 128))
        .hosted_zone_config(config.build())
        .set_vpc(first.as_ref().map(sdk_vpc))
        .send();
    let made = session.change("route53:CreateHostedZone", &target, sent).await?;
    let mut attributes =
        made.hosted_zone.as_ref().map_or_else(Attributes::new, |zone| zone::attributes_of(zone, arguments));
    attributes.insert("vpcs".into(), list(first));
    let id = made.hosted_zone.map(|zone| bare(&zone.id).to_owned()).unwrap_or_default();
    let pending = made.change_info.map(|info| change::pending(super::NAME, &info.id, &target));
    Ok(Done::one(Outcome { id, attributes }).until(pending))
}

async fn associate(session: &Session<'_>, request: &Request, vpc: Vpc) -> Result<Done, CallError> {
    let target = Target::from(request);
    let sent = session
        .route53(&target)
        .associate_vpc_with_hosted_zone()
        .set_hosted_zone_id(request.prior.as_ref().map(|object| object.id.clone()))
        .vpc(sdk_vpc(&vpc))
        .send();
    let answer = session.change("route53:AssociateVPCWithHostedZone", &target, sent).await;
    let pending = match answer {
        Ok(answer) => answer.change_info.map(|info| change::pending(super::NAME, &info.id, &target)),
        // A zone conflicts with itself when it is associated already.
        Err(error) if error.class == ErrorClass::Conflict && is_there(session, request, &vpc).await? => None,
        Err(error) => return Err(crate::error::not_yet(error)),
    };
    Ok(Done::one(with_vpcs(request, |vpcs| vpcs.push(vpc))).until(pending))
}

async fn is_there(session: &Session<'_>, request: &Request, vpc: &Vpc) -> Result<bool, CallError> {
    let Some(Object { id, .. }) = &request.prior else { return Ok(false) };
    let found = super::read::by_id(session, &Target::from(request), id, &request.arguments, "").await?;
    Ok(found.is_some_and(|(found, _)| Vpc::all(&found.attributes).contains(vpc)))
}

async fn disassociate(session: &Session<'_>, request: &Request, vpc: Vpc) -> Result<Done, CallError> {
    let target = Target::from(request);
    let sent = session
        .route53(&target)
        .disassociate_vpc_from_hosted_zone()
        .set_hosted_zone_id(request.prior.as_ref().map(|object| object.id.clone()))
        .vpc(sdk_vpc(&vpc))
        .send();
    let answer = session.change("route53:DisassociateVPCFromHostedZone", &target, sent).await;
    let info = match answer {
        Ok(answer) => answer.change_info,
        Err(error) if error.code == "VPCAssociationNotFound" => None,
        Err(error) => return Err(error),
    };
    let pending = info.map(|info| change::pending(super::NAME, &info.id, &target));
    Ok(Done::one(with_vpcs(request, |vpcs| vpcs.retain(|other| *other != vpc))).until(pending))
}

fn sdk_vpc(vpc: &Vpc) -> SdkVpc {
    SdkVpc::builder().vpc_id(&vpc.id).vpc_region(VpcRegion::from(vpc.region.as_str())).build()
}

/// Returns the object as remembered, its VPCs changed.
fn with_vpcs(request: &Request, change: impl FnOnce(&mut Vec<Vpc>)) -> Outcome {
    let Some(object) = &request.prior else { return Outcome::default() };
    let mut vpcs: Vec<Vpc> = Vpc::all(&object.attributes).into_iter().collect();
    change(&mut vpcs);
    let mut attributes = object.attributes.clone();
    attributes.insert("vpcs".into(), list(vpcs));
    Outcome { id: object.id.clone(), attributes }
}

/// Returns VPCs in the form of the schema.
pub(super) fn list(vpcs: impl IntoIterator<Item = Vpc>) -> Value {
    let item = |vpc: Vpc| Value::map([("vpc", Value::from(vpc.id)), ("region", Value::from(vpc.region))]);
    canonical(&Value::list(vpcs.into_iter().map(item)), &schema::vpcs())
}
