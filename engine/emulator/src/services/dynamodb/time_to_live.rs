//! When items expire by themselves.

use serde_json::json;

use super::state::TimeToLive;
use super::{find, find_active, invalid, share};
use crate::call::{Answer, Call, Outcome};

/// One change an hour.
const HOUR_MILLIS: u64 = 3_600_000;

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (name, table) = find_active(call)?;
    let given = &call.input["TimeToLiveSpecification"];
    let (enabled, attribute) = (given["Enabled"].as_bool().unwrap_or(false), given["AttributeName"].as_str());
    let now = &table.shared.time_to_live;
    if table.shared.strong {
        return Err(invalid("TimeToLive is not supported for strongly consistent global tables"));
    }
    match (enabled, &now.attribute) {
        (true, Some(_)) => return Err(invalid("TimeToLive is already enabled")),
        (false, None) => return Err(invalid("TimeToLive is already disabled")),
        (false, Some(active)) if attribute != Some(active) => {
            return Err(invalid("TimeToLive is active on a different AttributeName"));
        }
        _ => (),
    }
    if call.strict_time && now.changed_at > 0 && call.now < now.changed_at + HOUR_MILLIS {
        return Err(invalid("Time to live has been modified multiple times within a fixed interval"));
    }
    let mut shared = table.shared.clone();
    let attribute = attribute.filter(|_| enabled).map(String::from);
    shared.time_to_live = TimeToLive { attribute, changed_at: call.now };
    let outcome = Outcome::of(json!({ "TimeToLiveSpecification": given }));
    Ok(share(call, outcome, name, &shared))
}

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (_, table) = find(call)?;
    let attribute = table.shared.time_to_live.attribute.as_deref();
    let status = if attribute.is_some() { "ENABLED" } else { "DISABLED" };
    Ok(Outcome::of(json!({ "TimeToLiveDescription": { "TimeToLiveStatus": status, "AttributeName": attribute } })))
}
