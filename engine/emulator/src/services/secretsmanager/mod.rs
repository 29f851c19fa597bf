//! Secrets Manager: secrets with versions and stages, each in the region it was made in.

mod secret;
mod state;
mod value;

use self::state::{Event, Secret, State};
use crate::call::Call;
use crate::fault::Fault;
use crate::services::{Handler, Service};

/// The service.
pub(crate) struct Secretsmanager;

impl Service for Secretsmanager {
    const NAME: &'static str = "secretsmanager";
    const ENDPOINT: &'static str = "secretsmanager";
    const TARGET: Option<&'static str> = Some("secretsmanager");
    const INVALID: &'static str = "ValidationException";
    type State = State;
    type Event = Event;

    fn handler(operation: &str) -> Option<Handler> {
        Some(match operation {
            "CreateSecret" => secret::create,
            "DeleteSecret" => secret::delete,
            "DescribeSecret" => secret::describe,
            "GetSecretValue" => value::get,
            "PutSecretValue" => value::put,
            "RestoreSecret" => secret::restore,
            _ => return None,
        })
    }

    fn apply(state: &mut State, event: Event, at: u64) {
        state::apply(state, event, at);
    }
}

/// Returns the secret that the call names by its name or ARN, if it is there.
fn find<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Secret), Fault> {
    let id = call.text("SecretId");
    let secrets = &call.state::<Secretsmanager>().secrets;
    // An ARN may leave out the six letters that the service has put behind the name.
    let is_meant = |name: &str, secret: &Secret| {
        name == id || secret.arn == id || secret.arn.rsplit_once('-').is_some_and(|(short, _)| short == id)
    };
    let found = secrets.iter().find(|(name, secret)| is_meant(name, secret) && !secret.is_gone(call.now));
    found.map(|(name, secret)| (name.as_str(), secret)).ok_or_else(|| missing("Secrets Manager can't find the specified secret."))
}

/// Returns the secret that the call names, if it is not about to be deleted.
fn find_live<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Secret), Fault> {
    let (name, secret) = find(call)?;
    if secret.gone_at.is_some() {
        let message = "You can't perform this operation on the secret because it was marked for deletion.";
        return Err(Fault::new("InvalidRequestException", message));
    }
    Ok((name, secret))
}

fn missing(message: impl Into<String>) -> Fault {
    Fault::new("ResourceNotFoundException", message)
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterException", message)
}

#[cfg(test)]
mod tests;
