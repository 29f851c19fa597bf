//! Reads a health check.

use aws_sdk_route53::types::{HealthCheck, TagResourceType};
use tandem_core::provider::{CallError, Found, Reading};
use tandem_core::state::Attributes;

use super::config;
use crate::arguments::Put;
use crate::error::missing_is_none;
use crate::route53::tagging;
use crate::session::{Session, Target};

pub(super) async fn read(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let found =
        by_id(session, &session.target(reading), &object.id, &object.arguments, &object.incarnation).await?;
    Ok(found.map(|mut found| {
        // The alarm's settings are those copied when the check was last written: what is declared now, only if it was
        // written since.
        let written = found.attributes.get("version") != object.attributes.get("version");
        if let (true, Some(settings)) = (written, reading.arguments.get("alarm_settings")) {
            found.attributes.put("alarm_settings", Some(settings.clone()));
        }
        found
    }))
}

/// Reads a check by its id; `settings` are the attributes that only Tandem knows,
/// `incarnation` the token that the object was made with, if it is to bear it by now.
pub(super) async fn by_id(
    session: &Session<'_>,
    target: &Target,
    id: &str,
    settings: &Attributes,
    incarnation: &str,
) -> Result<Option<Found>, CallError> {
    let sent = session.route53(target).get_health_check().health_check_id(id).send();
    let found = missing_is_none(session.read("route53:GetHealthCheck", target, sent).await)?;
    let Some(check) = found.and_then(|found| found.health_check) else { return Ok(None) };
    let tags = tagging::read(session, target, TagResourceType::Healthcheck, id, incarnation).await;
    let Some(tags) = missing_is_none(tags)? else { return Ok(None) };
    let mut attributes = attributes(&check, settings);
    attributes.put("tags", tags);
    Ok(Some(Found { id: check.id, attributes, settled: true }))
}

/// Returns the attributes of a check without its tags.
pub(super) fn attributes(check: &HealthCheck, settings: &Attributes) -> Attributes {
    let mut attributes = check.health_check_config.as_ref().map(config::decode).unwrap_or_default();
    attributes.put("id", Some(check.id.clone()));
    attributes.put("arn", Some(format!("arn:aws:route53:::healthcheck/{}", check.id)));
    attributes.put("version", Some(check.health_check_version));
    attributes.put("alarm_settings", settings.get("alarm_settings").cloned());
    attributes
}
