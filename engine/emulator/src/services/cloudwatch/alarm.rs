//! Putting, deleting and switching alarms.

use serde_json::{Value, json};

use super::state::{Alarm, Event};
use super::{Cloudwatch, rules, tags};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// At most this many alarms are deleted at once.
const MOST_DELETED: usize = 100;

pub(super) fn put(call: &Call<'_>) -> Answer {
    let mut settings = call.input.as_object().cloned().unwrap_or_default();
    settings.remove("AlarmName");
    let given_tags = settings.remove("Tags").unwrap_or_default();
    rules::check(call, &settings)?;
    settings.entry("ActionsEnabled").or_insert(json!(true));
    let name = call.text("AlarmName");
    let found = call.state::<Cloudwatch>().alarms.get(name);
    let alarm = match found {
        // Tags are honoured only when an alarm is made; its state survives an update.
        Some(found) => Alarm { settings, configured_at: call.now, ..found.clone() },
        None => Alarm {
            settings,
            tags: tags::read(&given_tags)?,
            state: "INSUFFICIENT_DATA".into(),
            reason: "Unchecked: Initial alarm creation".into(),
            configured_at: call.now,
            changed_at: call.now,
        },
    };
    Ok(Outcome::empty().record::<Cloudwatch>(call, Event::Put(name.into(), Box::new(alarm))))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let names = names(call);
    if names.len() > MOST_DELETED {
        return Err(super::invalid(format!("At most {MOST_DELETED} alarms can be deleted at once")));
    }
    let known = &call.state::<Cloudwatch>().alarms;
    // All or nothing: one name that is not there fails the whole call.
    let missing: Vec<&str> = names.iter().filter(|name| !known.contains_key(*name)).map(String::as_str).collect();
    if !missing.is_empty() {
        return Err(Fault::new("ResourceNotFound", format!("Alarms not found: {}", missing.join(", "))));
    }
    Ok(Outcome::empty().record::<Cloudwatch>(call, Event::Deleted(names)))
}

pub(super) fn enable_actions(call: &Call<'_>) -> Answer {
    switch_actions(call, true)
}

pub(super) fn disable_actions(call: &Call<'_>) -> Answer {
    switch_actions(call, false)
}

pub(super) fn set_state(call: &Call<'_>) -> Answer {
    let name = call.text("AlarmName");
    let found = call.state::<Cloudwatch>().alarms.get(name);
    let mut alarm = found.cloned().ok_or_else(|| Fault::new("ResourceNotFound", format!("No alarm named {name}")))?;
    let data = call.text("StateReasonData");
    if !data.is_empty() && serde_json::from_str::<Value>(data).is_err() {
        return Err(Fault::new("InvalidFormatFault", "StateReasonData is not JSON"));
    }
    if alarm.state != call.text("StateValue") {
        alarm.changed_at = call.now;
    }
    alarm.state = call.text("StateValue").into();
    alarm.reason = call.text("StateReason").into();
    Ok(Outcome::empty().record::<Cloudwatch>(call, Event::Put(name.into(), Box::new(alarm))))
}

fn switch_actions(call: &Call<'_>, enabled: bool) -> Answer {
    let mut outcome = Outcome::empty();
    for name in names(call) {
        // A name that is not there is passed over, as in AWS.
        if let Some(found) = call.state::<Cloudwatch>().alarms.get(&name) {
            let mut alarm = found.clone();
            alarm.settings.insert("ActionsEnabled".into(), json!(enabled));
            outcome = outcome.record::<Cloudwatch>(call, Event::Put(name, Box::new(alarm)));
        }
    }
    Ok(outcome)
}

fn names(call: &Call<'_>) -> Vec<String> {
    let names = call.input["AlarmNames"].as_array().into_iter().flatten();
    names.filter_map(|name| name.as_str().map(String::from)).collect()
}
