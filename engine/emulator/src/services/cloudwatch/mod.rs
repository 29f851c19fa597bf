//! CloudWatch: metric alarms; no metric is ever measured, so an alarm changes its state only when told to.

mod alarm;
mod describe;
mod rules;
mod state;
mod tags;

use self::state::{Event, State};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::{Handler, Service};

/// The service.
pub(crate) struct Cloudwatch;

impl Service for Cloudwatch {
    const NAME: &'static str = "cloudwatch";
    const ENDPOINT: &'static str = "monitoring";
    const TARGET: Option<&'static str> = Some("GraniteServiceVersion20100801");
    const INVALID: &'static str = "ValidationError";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "DeleteAlarms" => alarm::delete,
            "DescribeAlarms" => describe::describe,
            "DisableAlarmActions" => alarm::disable_actions,
            "EnableAlarmActions" => alarm::enable_actions,
            "ListTagsForResource" => tags::list,
            "PutMetricAlarm" => alarm::put,
            "SetAlarmState" => alarm::set_state,
            "TagResource" => tags::add,
            "UntagResource" => tags::remove,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, _: u64) {
        state::apply(state, event);
    }
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("ValidationError", message)
}

/// Returns the ARN of an alarm of the caller's.
fn arn(call: &Call<'_>, name: &str) -> String {
    format!("arn:{}:cloudwatch:{}:{}:alarm:{name}", call.partition(), call.region, call.account)
}

#[cfg(test)]
mod tests;
