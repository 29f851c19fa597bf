//! The provider: finds the kind and hands the call on.

use std::sync::Arc;

use tandem_core::provider::{
    Answer, CallError, CallReport, Caller, ErrorClass, Finding, Gate, Outcome, Owned, Pending, Progress,
    Provider, ReadReport, Reading, Request, Search,
};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Address, Change, Draft, Registry};

use crate::behaviour::Behaviour;
use crate::buckets;
use crate::connection::{Cloud, Connection};
use crate::kinds;
use crate::session::{Session, Target};

/// AWS, or something that speaks like it.
pub struct Aws {
    registry: Registry,
    pub(crate) cloud: Cloud,
}

impl Aws {
    /// Returns the provider of a connection; nothing is sent yet.
    pub fn new(connection: Connection) -> Aws {
        Aws { registry: crate::registry(), cloud: Cloud::new(connection) }
    }
}

impl Provider for Aws {
    fn registry(&self) -> &Registry {
        &self.registry
    }

    fn expand(&self, change: &Change) -> Vec<Draft> {
        kinds::find(change.address.kind()).map_or_else(Vec::new, |kind| kind.expand(change))
    }

    fn atomic_group(&self, change: &Change) -> Option<String> {
        kinds::find(change.address.kind())?.atomic_group(change)
    }

    fn read_group(&self, reading: &Reading) -> String {
        let address = &reading.address;
        kinds::find(address.kind()).map_or_else(|| address.to_string(), |kind| kind.read_group(reading))
    }

    fn read<'a>(&'a self, readings: &'a [Reading]) -> Answer<'a, ReadReport> {
        Box::pin(async move {
            let Some(first) = readings.first() else { return ReadReport::default() };
            let kind = match known(first.address.kind(), "read") {
                Ok(kind) => kind,
                Err(error) => {
                    let found = readings.iter().map(|_| Err(error.clone())).collect();
                    return ReadReport { found, ..ReadReport::default() };
                }
            };
            let session = Session::new(&self.cloud);
            let seen = kind.read(&session, readings).await;
            ReadReport {
                found: seen.found,
                unmanaged: seen.unmanaged,
                claimed: seen.claimed,
                calls: session.calls(),
            }
        })
    }

    fn call<'a>(&'a self, requests: &'a [Request]) -> Answer<'a, Result<CallReport, CallError>> {
        Box::pin(async move {
            let Some(first) = requests.first() else { return Ok(CallReport::default()) };
            let kind = known(first.address.kind(), &first.operation)?;
            let session = Session::new(&self.cloud);
            let (outcomes, pending) = if first.effect == Effect::Read {
                (look_up(kind, &session, requests).await?, None)
            } else {
                let done = kind.call(&session, requests).await?;
                (done.outcomes, done.pending)
            };
            Ok(CallReport { outcomes, pending, calls: session.calls(), request: session.request() })
        })
    }

    fn poll<'a>(&'a self, pending: &'a Pending) -> Answer<'a, Result<Progress, CallError>> {
        Box::pin(async move {
            let kind = known(&pending.kind, "poll")?;
            kind.poll(&Session::new(&self.cloud), pending).await
        })
    }

    fn find<'a>(
        &'a self,
        request: &'a Request,
        class: CreateClass,
    ) -> Answer<'a, Result<Finding, CallError>> {
        Box::pin(async move {
            let kind = known(request.address.kind(), "find")?;
            kind.find(&Session::new(&self.cloud), request, class).await
        })
    }

    fn find_all<'a>(
        &'a self,
        requests: &'a [Request],
        class: CreateClass,
    ) -> Answer<'a, Result<Vec<Finding>, CallError>> {
        Box::pin(async move {
            let Some(first) = requests.first() else { return Ok(Vec::new()) };
            let kind = known(first.address.kind(), "find")?;
            kind.find_all(&Session::new(&self.cloud), requests, class).await
        })
    }

    fn owned<'a>(&'a self, search: &'a Search) -> Answer<'a, Result<Vec<Owned>, CallError>> {
        Box::pin(async move {
            let kind = known(&search.kind, "owned")?;
            kind.owned(&Session::new(&self.cloud), search).await
        })
    }

    fn id_of(&self, address: &Address, given: &str) -> String {
        plain_id(address.kind(), given).to_owned()
    }

    fn buckets(&self, call: &str) -> Vec<String> {
        buckets::of(call).map(str::to_owned).collect()
    }

    fn guard(&self, gate: Arc<dyn Gate>) {
        self.cloud.guard(gate);
    }

    fn caller(&self) -> Answer<'_, Result<Caller, CallError>> {
        Box::pin(async move {
            let session = Session::new(&self.cloud);
            let target =
                Target { account: self.cloud.connection.account.clone(), region: "us-east-1".into() };
            let sent = session.sts(&target).get_caller_identity().send();
            let identity = session.read("sts:GetCallerIdentity", &target, sent).await?;
            Ok(Caller {
                account: identity.account.unwrap_or_default(),
                arn: identity.arn.unwrap_or_default(),
            })
        })
    }
}

/// Reads what is looked up by values that became known during the run.
async fn look_up(
    kind: &dyn Behaviour,
    session: &Session<'_>,
    requests: &[Request],
) -> Result<Vec<Outcome>, CallError> {
    let mut outcomes = Vec::new();
    for request in requests {
        let reading =
            Reading { address: request.address.clone(), object: None, arguments: request.arguments.clone() };
        let Some(found) = kind.read_one(session, &reading).await? else {
            let message = format!("there is no {} of this name", request.address.kind());
            return Err(local_error(ErrorClass::Missing, "NotFound", message, &request.operation));
        };
        outcomes.push(Outcome { id: found.id, attributes: found.attributes });
    }
    Ok(outcomes)
}

/// Returns the id of an object from its id as the service spells it elsewhere: most kinds are known by their ARN, zones
/// and tables are not.
fn plain_id<'a>(kind: &str, given: &'a str) -> &'a str {
    let after = |mark: &str| given.rsplit_once(mark).map_or(given, |(_, id)| id);
    match kind {
        "dynamodb::table" => after(":table/"),
        "route53::hosted_zone" | "route53::private_zone" => after("hostedzone/"),
        "route53::health_check" => after("healthcheck/"),
        _ => given,
    }
}

/// Returns the kind of a name; state written by a newer version may hold others.
fn known(name: &str, call: &str) -> Result<&'static dyn Behaviour, CallError> {
    let message = || format!("this version of Tandem knows no kind `{name}`");
    kinds::find(name).ok_or_else(|| local_error(ErrorClass::Invalid, "UnknownKind", message(), call))
}

/// Returns an error that no service answered.
pub(crate) fn local_error(class: ErrorClass, code: &str, message: String, call: &str) -> CallError {
    CallError {
        class,
        code: code.to_owned(),
        message,
        call: call.to_owned(),
        region: String::new(),
        request: None,
        offenders: Vec::new(),
    }
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").field("connection", &self.cloud.connection).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::plain_id;

    #[test]
    fn ids_are_taken_as_people_have_them() {
        let table = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
        for (kind, given, expected) in [
            ("dynamodb::table", table, "orders"),
            ("dynamodb::table", "orders", "orders"),
            ("dynamodb::replica", table, table),
            ("route53::hosted_zone", "/hostedzone/Z1", "Z1"),
            ("route53::hosted_zone", "arn:aws:route53:::hostedzone/Z1", "Z1"),
            ("route53::record", "Z1/www.example.com/A", "Z1/www.example.com/A"),
        ] {
            assert_eq!(plain_id(kind, given), expected, "{kind} {given}");
        }
    }
}
