//! Deleting tables.

use super::state::Table;
use super::{Dynamodb, described, find, in_use, invalid, replicas, share};
use crate::call::{Answer, Call};
use crate::fault::Fault;

/// A table that was the source of a new replica cannot be deleted for a day.
const SOURCE_MILLIS: u64 = 86_400_000;

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let (name, table) = find(call)?;
    match table.status(call.region, call.now) {
        // Deleting what is being deleted is a success.
        "DELETING" => return described(call, "TableDescription", name, table),
        "ACTIVE" => (),
        _ => return Err(in_use(format!("Attempt to change a resource which is still in use: Table is being changed: {name}"))),
    }
    check(call, name, call.region)?;
    if table.shared.strong {
        return Err(invalid("A replica of a strongly consistent table cannot be deleted alone"));
    }
    let mut changed: Table = table.clone();
    replicas::retire(&mut changed.shared, call.region, call.now);
    let outcome = described(call, "TableDescription", name, &changed)?;
    Ok(share(call, outcome, name, &changed.shared))
}

/// Checks that the table in a region may be deleted.
pub(super) fn check(call: &Call<'_>, name: &str, region: &str) -> Result<(), Fault> {
    let Some(table) = call.world.state::<Dynamodb>(call.account, region).tables.get(name) else { return Ok(()) };
    if table.protected {
        let message = format!("Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first: {name}");
        return Err(invalid(message));
    }
    let source = table.shared.replicas.get(region).and_then(|replica| replica.source_at);
    if call.strict_time && source.is_some_and(|at| call.now < at + SOURCE_MILLIS) {
        let message = "Replica cannot be deleted because it has acted as a source region for new replica(s) being added to the table in the last 24 hours.";
        return Err(invalid(message));
    }
    Ok(())
}
