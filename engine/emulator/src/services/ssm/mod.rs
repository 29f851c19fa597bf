//! SSM: parameters, plain and secret.

mod parameter;
mod state;

use self::state::{Event, State};
use crate::call::Call;
use crate::services::{Handler, Service};

/// The service.
pub(crate) struct Ssm;

impl Service for Ssm {
    const NAME: &'static str = "ssm";
    const ENDPOINT: &'static str = "ssm";
    const TARGET: Option<&'static str> = Some("AmazonSSM");
    const INVALID: &'static str = "ValidationException";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "DeleteParameter" => parameter::delete,
            "GetParameter" => parameter::get,
            "PutParameter" => parameter::put,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, at: u64) {
        state::apply(state, event, at);
    }
}

/// Returns the ARN of a parameter, in which a name that is a path has one slash and not two.
fn arn(call: &Call<'_>, name: &str) -> String {
    let slash = if name.starts_with('/') { "" } else { "/" };
    format!("arn:{}:ssm:{}:{}:parameter{slash}{name}", call.partition(), call.region, call.account)
}

#[cfg(test)]
mod tests;
