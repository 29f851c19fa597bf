//! Lists the alarms of a region that bear the mark of a stack.

use aws_sdk_cloudwatch::types::AlarmType;
use tandem_core::provider::{CallError, Owned, Search};

use super::read::list_tags;
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};
use crate::tags;

pub(super) async fn owned(session: &Session<'_>, search: &Search) -> Result<Vec<Owned>, CallError> {
    let target = Target::from(search);
    let (mut owned, mut token) = (Vec::new(), None);
    loop {
        let list = session.cloudwatch(&target).describe_alarms().alarm_types(AlarmType::MetricAlarm);
        let sent = list.max_records(100).set_next_token(token).send();
        let page = session.read("cloudwatch:DescribeAlarms", &target, sent).await?;
        for alarm in given(page.metric_alarms, "cloudwatch:DescribeAlarms", &target)? {
            let id = alarm.alarm_arn.unwrap_or_default();
            let found = missing_is_none(list_tags(session, &target, &id).await)?.unwrap_or_default();
            let pairs = found.iter().map(|(key, value)| (key.as_str(), value.as_str()));
            let Some(incarnation) = tags::incarnation(pairs, &search.stack) else { continue };
            let name = alarm.alarm_name.unwrap_or_default();
            owned.push(Owned { id, name, incarnation, parent: String::new() });
        }
        token = page.next_token;
        if token.is_none() {
            return Ok(owned);
        }
    }
}
