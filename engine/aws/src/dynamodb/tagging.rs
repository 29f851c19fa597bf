//! Tags of a table in a region; those of one region are never copied to another.
//!
//! Every region's copy bears the incarnation of the table, so that it is known as ours wherever it is found, and the
//! token of the replica it stands for.

use aws_sdk_dynamodb::types::Tag;
use tandem_core::Value;
use tandem_core::provider::{CallError, Request};

use super::incomplete;
use crate::session::{Session, Target};
use crate::tags::{INCARNATION, STACK};

/// The tag that bears the token of a replica.
pub(super) const REPLICA: &str = "tandem:replica";

/// Returns the tags that a new table is made with: those that prove it ours.
pub(super) fn of_table(request: &Request) -> Result<Vec<Tag>, CallError> {
    tags([(STACK, request.stack.as_str()), (INCARNATION, request.token.as_str())])
}

/// Returns the tags of a replica: the user's, and those that prove it ours.
pub(super) fn of_replica(request: &Request) -> Result<Vec<Tag>, CallError> {
    let mut pairs = vec![(STACK, request.stack.as_str()), (REPLICA, own_token(request))];
    pairs.extend(request.parent.as_ref().map(|table| (INCARNATION, table.incarnation.as_str())));
    let user = request.arguments.get("tags").and_then(Value::as_map).into_iter().flatten();
    pairs.extend(user.filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))));
    tags(pairs)
}

fn own_token(request: &Request) -> &str {
    request.prior.as_ref().map_or(&request.token, |object| &object.incarnation)
}

fn tags<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Vec<Tag>, CallError> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build().map_err(incomplete);
    pairs.into_iter().map(tag).collect()
}

/// Returns the tags of a table in a region.
pub(super) async fn list(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
) -> Result<Vec<(String, String)>, CallError> {
    let (mut pairs, mut token) = (Vec::new(), None);
    loop {
        let sent =
            session.dynamodb(target).list_tags_of_resource().resource_arn(arn).set_next_token(token).send();
        let page = session.read("dynamodb:ListTagsOfResource", target, sent).await?;
        pairs.extend(page.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)));
        token = page.next_token;
        if token.is_none() {
            return Ok(pairs);
        }
    }
}
