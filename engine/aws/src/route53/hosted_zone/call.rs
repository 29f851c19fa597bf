//! The calls that change a public zone.

use aws_sdk_route53::types::HostedZoneConfig;
use tandem_core::provider::{CallError, Outcome, Pending, Progress, Request};
use tandem_core::state::Attributes;

use super::super::{bare, caller_reference, change, zone};
use crate::arguments::{Named, Put};
use crate::behaviour::{Done, updated};
use crate::session::{Session, Target};

/// What a pending switch of accelerated recovery begins with; the zone's id follows.
pub(super) const RECOVERY: &str = "recovery:";

pub(super) async fn call(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    match request.operation.as_str() {
        "create" => create(session, request).await,
        "recovery" => switch_recovery(session, request).await,
        _ => zone::call(session, request).await,
    }
}

async fn create(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let arguments = &request.arguments;
    let config = HostedZoneConfig::builder().set_comment(arguments.string("comment")).build();
    let sent = session
        .route53(&target)
        .create_hosted_zone()
        .set_name(arguments.string("domain"))
        .caller_reference(caller_reference(request, 128))
        .hosted_zone_config(config)
        .set_delegation_set_id(arguments.string("delegation_set"))
        .send();
    let made = session.change("route53:CreateHostedZone", &target, sent).await?;
    let mut attributes =
        made.hosted_zone.as_ref().map_or_else(Attributes::new, |zone| zone::attributes_of(zone, arguments));
    if let Some(set) = made.delegation_set {
        attributes.insert("name_servers".into(), zone::servers(set.name_servers));
    }
    attributes.put("delegation_set", arguments.string("delegation_set"));
    attributes.put("accelerated_recovery", Some(false));
    let id = made.hosted_zone.map(|zone| bare(&zone.id).to_owned()).unwrap_or_default();
    let pending = made.change_info.map(|info| change::pending(super::NAME, &info.id, &target));
    Ok(Done::one(Outcome { id, attributes }).until(pending))
}

async fn switch_recovery(session: &Session<'_>, request: &Request) -> Result<Done, CallError> {
    let target = Target::from(request);
    let id = request.prior.as_ref().map(|object| object.id.clone()).unwrap_or_default();
    let on = request.arguments.boolean("accelerated_recovery").unwrap_or(false);
    let sent = session
        .route53(&target)
        .update_hosted_zone_features()
        .hosted_zone_id(&id)
        .enable_accelerated_recovery(on)
        .send();
    session.change("route53:UpdateHostedZoneFeatures", &target, sent).await?;
    let pending = Pending { key: format!("{RECOVERY}{id}"), ..change::pending(super::NAME, "", &target) };
    Ok(Done::one(updated(request, &["accelerated_recovery"])).until(Some(pending)))
}

/// Looks once whether accelerated recovery has been switched.
pub(super) async fn poll_recovery(
    session: &Session<'_>,
    pending: &Pending,
    id: &str,
) -> Result<Progress, CallError> {
    let Some(found) = zone::get(session, &Target::from(pending), id).await? else {
        return Ok(Progress::Failed("the zone is gone".to_owned()));
    };
    let features = found.hosted_zone.and_then(|zone| zone.features);
    let status = features.as_ref().and_then(|features| features.accelerated_recovery_status.as_ref());
    Ok(match status.map(|status| status.as_str().to_owned()) {
        Some(status) if status.ends_with("_FAILED") => {
            let reasons = features.as_ref().and_then(|features| features.failure_reasons.as_ref());
            let reason = reasons.and_then(|reasons| reasons.accelerated_recovery.clone()).unwrap_or_default();
            Progress::Failed(format!("{status}: {reason}"))
        }
        Some(status) if status.contains("ING") => Progress::Waiting(status),
        _ => Progress::Ready(Attributes::new()),
    })
}
