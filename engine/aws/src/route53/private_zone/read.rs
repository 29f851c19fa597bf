//! Reads a private zone.

use aws_sdk_route53::types::TagResourceType;
use tandem_core::provider::{CallError, Found, Reading};
use tandem_core::state::Attributes;

use super::super::{tagging, zone, zone_group};
use super::call::list;
use super::steps::Vpc;
use crate::arguments::Put;
use crate::error::missing_is_none;
use crate::session::{Session, Target};

/// Reads a zone and how many record sets it holds.
pub(crate) async fn read(
    session: &Session<'_>,
    reading: &Reading,
) -> Result<Option<(Found, i64)>, CallError> {
    let Some(object) = &reading.object else { return Ok(None) };
    by_id(session, &session.target(reading), &object.id, zone_group::settings(reading), &object.incarnation)
        .await
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
    let vpcs = found
        .vpcs
        .unwrap_or_default()
        .into_iter()
        .filter_map(|vpc| Some(Vpc { id: vpc.vpc_id?, region: vpc.vpc_region?.as_str().to_owned() }));
    attributes.insert("vpcs".into(), list(vpcs));
    let count = hosted.resource_record_set_count.unwrap_or_default();
    Ok(Some((Found { id: id.to_owned(), attributes, settled: true }, count)))
}
