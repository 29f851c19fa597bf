//! Lists the topics that bear the mark of a stack.

use tandem_core::provider::{CallError, Owned, Search};

use super::super::part;
use super::read::read_tags;
use crate::error::missing_is_none;
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn owned(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let target = Target::from(search);
    let (mut owned, mut token) = (Vec::new(), None);
    loop {
        let sent = session.sns(&target).list_topics().set_next_token(token).send();
        let page = session.read("sns:ListTopics", &target, sent).await?;
        for arn in page.topics.unwrap_or_default().into_iter().filter_map(|topic| topic.topic_arn) {
            let found = missing_is_none(read_tags(session, &target, &arn).await)?.unwrap_or_default();
            let pairs = found.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
            let Some(incarnation) = tags::incarnation(pairs, &search.stack) else { continue };
            let name = part(&arn, 5).unwrap_or_default().to_owned();
            owned.push(Owned { id: arn, name, incarnation, parent: String::new() });
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(owned);
        }
    }
}
