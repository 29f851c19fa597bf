//! Reading alarms.

use serde_json::{Value, json};

use super::state::Alarm;
use super::{Cloudwatch, arn, invalid};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// A page holds this many alarms unless fewer are asked for.
const PAGE: u64 = 50;

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let names = call.input["AlarmNames"].as_array();
    let (prefix, state, action) = (call.text("AlarmNamePrefix"), call.text("StateValue"), call.text("ActionPrefix"));
    if names.is_some_and(|names| !names.is_empty()) && !prefix.is_empty() {
        return Err(invalid("AlarmNames and AlarmNamePrefix are mutually exclusive"));
    }
    let types = call.input["AlarmTypes"].as_array();
    let metric = types.is_none_or(|types| types.is_empty() || types.iter().any(|kind| kind == "MetricAlarm"));
    let wanted = |(name, alarm): &(&String, &Alarm)| {
        metric
            && names.is_none_or(|names| names.is_empty() || names.iter().any(|wanted| wanted == name.as_str()))
            && name.starts_with(prefix)
            && (state.is_empty() || alarm.state == state)
            && (action.is_empty() || acts(alarm, action))
    };
    let after = call.text("NextToken");
    let known = &call.state::<Cloudwatch>().alarms;
    if !after.is_empty() && !known.contains_key(after) {
        return Err(Fault::new("InvalidNextToken", "The token is not valid"));
    }
    let size = usize::try_from(call.input["MaxRecords"].as_u64().unwrap_or(PAGE)).unwrap_or_default();
    let mut rest = known.iter().filter(wanted).filter(|(name, _)| after.is_empty() || name.as_str() > after);
    let page: Vec<(&String, &Alarm)> = rest.by_ref().take(size).collect();
    let next = rest.next().and(page.last()).map(|(name, _)| name.as_str());
    let found: Vec<Value> = page.iter().map(|(name, alarm)| document(call, name, alarm)).collect();
    Ok(Outcome::of(json!({ "MetricAlarms": found, "CompositeAlarms": [], "NextToken": next })))
}

fn acts(alarm: &Alarm, prefix: &str) -> bool {
    let actions = alarm.settings.get("AlarmActions").and_then(Value::as_array);
    actions.into_iter().flatten().filter_map(Value::as_str).any(|action| action.starts_with(prefix))
}

/// Returns an alarm as the API shows it.
fn document(call: &Call<'_>, name: &str, alarm: &Alarm) -> Value {
    let mut shown = alarm.settings.clone();
    for list in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
        shown.entry(list).or_insert(json!([]));
    }
    if shown.contains_key("MetricName") {
        shown.entry("Dimensions").or_insert(json!([]));
    }
    shown.insert("AlarmName".into(), json!(name));
    shown.insert("AlarmArn".into(), json!(arn(call, name)));
    shown.insert("StateValue".into(), json!(alarm.state));
    shown.insert("StateReason".into(), json!(alarm.reason));
    shown.insert("AlarmConfigurationUpdatedTimestamp".into(), json!(alarm.configured_at));
    shown.insert("StateUpdatedTimestamp".into(), json!(alarm.changed_at));
    shown.insert("StateTransitionedTimestamp".into(), json!(alarm.changed_at));
    Value::Object(shown)
}
