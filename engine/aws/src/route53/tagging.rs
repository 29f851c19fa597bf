//! Tags of zones and health checks: one call to change them, one to read them.

use aws_sdk_route53::types::{Tag, TagResourceType};
use tandem_core::Value;
use tandem_core::provider::{CallError, Request};

use crate::error::not_yet;
use crate::session::{Session, Target};
use crate::tags;

/// How many tags of the user's fit: the service takes ten, and two prove the object ours.
pub(super) const USER_TAGS: usize = 8;

/// Adds, changes and removes tags, in one call.
pub(super) async fn change(
    session: &Session<'_>,
    request: &Request,
    ty: TagResourceType,
) -> Result<(), CallError> {
    let target = Target::from(request);
    let id = request.prior.as_ref().map(|object| object.id.clone());
    let wanted =
        tags::wanted(request).into_iter().map(|(key, value)| Tag::builder().key(key).value(value).build());
    let removed: Vec<String> = tags::removed(request).into_iter().collect();
    let call = session
        .route53(&target)
        .change_tags_for_resource()
        .resource_type(ty)
        .set_resource_id(id)
        .set_add_tags(Some(wanted.collect()))
        .set_remove_tag_keys((!removed.is_empty()).then_some(removed));
    let result = session.change("route53:ChangeTagsForResource", &target, call.send()).await;
    result.map(|_| ()).map_err(not_yet)
}

/// Returns the user's tags; nothing if there are none. Those of ownership show if the object lacks them.
pub(super) async fn read(
    session: &Session<'_>,
    target: &Target,
    ty: TagResourceType,
    id: &str,
    incarnation: &str,
) -> Result<Option<Value>, CallError> {
    let sent = session.route53(target).list_tags_for_resource().resource_type(ty).resource_id(id).send();
    let answer = session.read("route53:ListTagsForResource", target, sent).await?;
    let tags = answer.resource_tag_set.and_then(|set| set.tags).unwrap_or_default();
    let pairs = tags.into_iter().filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default())));
    Ok(tags::found_at(pairs, (tags::INCARNATION, incarnation)))
}
