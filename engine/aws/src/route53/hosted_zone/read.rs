//! Reads a public zone.

use aws_sdk_route53::types::TagResourceType;
use tandem_core::Value;
use tandem_core::provider::{CallError, Found, Reading};
use tandem_core::state::Attributes;

use super::super::{bare, tagging, zone};
use crate::arguments::Put;
use crate::error::missing_is_none;
use crate::session::{Session, Target};

/// Reads a zone and how many record sets it holds.
pub(crate) async fn read(
    session: &Session<'_>,
    reading: &Reading,
) -> Result<Option<(Found, i64)>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    let settings = super::super::zone_group::settings(reading);
    by_id(session, &session.target(reading), &object.id, settings, &object.incarnation).await
}

/// Reads a zone by its id; `settings` are the attributes that only Tandem knows,
/// `incarnation` the token that the object was made with, if it is to bear it by now.
pub(super) async fn by_id(
    session: &Session<'_>,
    target: &Target,
    id: &str,
    settings: &Attributes,
    incarnation: &str,
) -> Result<Option<(Found, i64)>, CallError> {
    let Some(found) = zone::get(session, target, id).await? else { return Ok(None) };
    let Some(hosted) = found.hosted_zone else { return Ok(None) };
    let tags = tagging::read(session, target, TagResourceType::Hostedzone, id, incarnation).await;
    let Some(tags) = missing_is_none(tags)? else { return Ok(None) };
    let mut attributes = zone::attributes_of(&hosted, settings);
    attributes.put("tags", tags);
    let (recovery, settled) = zone::accelerated_recovery(&hosted);
    attributes.put("accelerated_recovery", Some(Value::Bool(recovery)));
    if let Some(set) = found.delegation_set {
        attributes.put("delegation_set", set.id.as_deref().map(bare));
        attributes.insert("name_servers".into(), zone::servers(set.name_servers));
    }
    let count = hosted.resource_record_set_count.unwrap_or_default();
    Ok(Some((Found { id: id.to_owned(), attributes, settled }, count)))
}
