//! Reads alarms: those of one region together, their tags one by one.

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types::{AlarmType, MetricAlarm};
use tandem_core::provider::{CallError, ErrorClass, Finding, Found, Outcome, Reading, Request};

use super::decode;
use crate::arguments::{Named, Put};
use crate::behaviour::Seen;
use crate::error::{given, missing_is_none};
use crate::session::{Session, Target};
use crate::tags;

/// How many names a call takes.
const NAMES: usize = 100;

/// Returns the key of the group that an alarm is read in: its region.
pub(super) fn group(reading: &Reading) -> String {
    match &reading.object {
        Some(object) => format!("cloudwatch alarms {} {}", object.account, object.region),
        None => reading.address.to_string(),
    }
}

pub(super) async fn read_one(session: &Session<'_>, reading: &Reading) -> Result<Option<Found>, CallError> {
    read(session, std::slice::from_ref(reading)).await.found.pop().unwrap_or(Ok(None))
}

/// Reads the alarms of one region.
pub(super) async fn read(session: &Session<'_>, readings: &[Reading]) -> Seen {
    let mut seen = Seen::default();
    let Some(first) = readings.first() else { return seen };
    let target = session.target(first);
    let names: Vec<String> = readings.iter().map(name).collect();
    let alarms = match describe(session, &target, &names).await {
        Ok(alarms) => alarms,
        Err(error) => {
            seen.found = readings.iter().map(|_| Err(error.clone())).collect();
            return seen;
        }
    };
    for name in &names {
        seen.found.push(match alarms.get(name) {
            Some(alarm) => found(session, &target, alarm).await,
            None => Ok(None),
        });
    }
    seen
}

/// Returns the name that an alarm is remembered by.
fn name(reading: &Reading) -> String {
    let remembered = reading.object.as_ref().and_then(|object| object.attributes.string("name"));
    remembered.or_else(|| reading.arguments.string("name")).unwrap_or_else(|| reading.address.name())
}

/// Returns the alarms of some names.
async fn describe(
    session: &Session<'_>,
    target: &Target,
    names: &[String],
) -> Result<BTreeMap<String, MetricAlarm>, CallError> {
    let mut alarms = BTreeMap::new();
    for names in names.chunks(NAMES) {
        let sent = session
            .cloudwatch(target)
            .describe_alarms()
            .set_alarm_names(Some(names.to_vec()))
            .alarm_types(AlarmType::MetricAlarm)
            .max_records(100)
            .send();
        let answer = session.read("cloudwatch:DescribeAlarms", target, sent).await?;
        let found = given(answer.metric_alarms, "cloudwatch:DescribeAlarms", target)?;
        alarms.extend(found.into_iter().filter_map(|alarm| Some((alarm.alarm_name.clone()?, alarm))));
    }
    Ok(alarms)
}

async fn found(
    session: &Session<'_>,
    target: &Target,
    alarm: &MetricAlarm,
) -> Result<Option<Found>, CallError> {
    let arn = alarm.alarm_arn.clone().unwrap_or_default();
    let Some(pairs) = missing_is_none(list_tags(session, target, &arn).await)? else { return Ok(None) };
    let mut attributes = decode::attributes(alarm);
    attributes.put("tags", tags::found(pairs));
    Ok(Some(Found { id: arn, attributes, settled: true }))
}

pub(super) async fn list_tags(
    session: &Session<'_>,
    target: &Target,
    arn: &str,
) -> Result<Vec<(String, String)>, CallError> {
    let sent = session.cloudwatch(target).list_tags_for_resource().resource_arn(arn).send();
    let answer = session.read("cloudwatch:ListTagsForResource", target, sent).await?;
    let pairs = answer.tags.unwrap_or_default().into_iter();
    Ok(pairs.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default()))).collect())
}

/// Searches for the alarm that a create would overwrite, or has made. Composite alarms share the names.
pub(super) async fn find(session: &Session<'_>, request: &Request) -> Result<Finding, CallError> {
    let target = Target::from(request);
    let name = request.arguments.string("name").unwrap_or_default();
    let sent = session
        .cloudwatch(&target)
        .describe_alarms()
        .alarm_names(&name)
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .send();
    let answer = session.read("cloudwatch:DescribeAlarms", &target, sent).await?;
    if let Some(composite) = answer.composite_alarms.unwrap_or_default().into_iter().next() {
        let arn = composite.alarm_arn.unwrap_or_default();
        return Ok(Finding::Foreign(arn, format!("a composite alarm called `{name}`")));
    }
    let Some(alarm) = answer.metric_alarms.unwrap_or_default().into_iter().next() else {
        return Ok(Finding::Absent);
    };
    let arn = alarm.alarm_arn.clone().unwrap_or_default();
    let pairs = match list_tags(session, &target, &arn).await {
        Ok(pairs) => pairs,
        Err(error) if error.class == ErrorClass::Missing => return Ok(Finding::Absent),
        Err(error) => return Err(error),
    };
    let borne = || pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    if !tags::bear_token(borne(), &request.token) {
        let what = format!("an alarm called `{name}` that this stack did not make");
        return Ok(tags::not_of_this(borne(), request, arn, what));
    }
    let mut attributes = decode::attributes(&alarm);
    attributes.put("tags", tags::found(pairs));
    Ok(Finding::Ours(Outcome { id: arn, attributes }))
}
