//! Point-in-time recovery, which every replica has for itself.

use serde_json::{Value, json};

use super::state::Table;
use super::{find, invalid, keep, name_of};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The days kept unless fewer are asked for.
const MOST_DAYS: u64 = 35;

pub(super) fn update(call: &Call<'_>) -> Answer {
    let (name, table) = find_backed(call)?;
    if table.status(call.region, call.now) == "CREATING" {
        let message = "Backups are being enabled for the table. Please retry later";
        return Err(Fault::new("ContinuousBackupsUnavailableException", message));
    }
    let given = &call.input["PointInTimeRecoverySpecification"];
    let enabled = given["PointInTimeRecoveryEnabled"].as_bool().unwrap_or(false);
    let days = given["RecoveryPeriodInDays"].as_u64();
    if !enabled && days.is_some() {
        return Err(invalid("RecoveryPeriodInDays cannot be given when recovery is disabled"));
    }
    let mut changed = table.clone();
    if enabled && table.recovery_days.is_none() {
        changed.recovery_since = call.now;
    }
    changed.recovery_days = enabled.then(|| days.or(table.recovery_days).unwrap_or(MOST_DAYS));
    let outcome = Outcome::of(json!({ "ContinuousBackupsDescription": document(&changed, call.now) }));
    Ok(keep(call, outcome, name, &changed))
}

pub(super) fn describe(call: &Call<'_>) -> Answer {
    let (_, table) = find_backed(call)?;
    Ok(Outcome::of(json!({ "ContinuousBackupsDescription": document(table, call.now) })))
}

fn document(table: &Table, now: u64) -> Value {
    let recovery = match table.recovery_days {
        Some(days) => json!({
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": days,
            "EarliestRestorableDateTime": table.recovery_since,
            "LatestRestorableDateTime": now,
        }),
        None => json!({ "PointInTimeRecoveryStatus": "DISABLED" }),
    };
    json!({ "ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery })
}

/// Backups have an error of their own for a table that is not there.
fn find_backed<'a>(call: &Call<'a>) -> Result<(&'a str, &'a Table), Fault> {
    find(call).map_err(|_| {
        let name = name_of(call.text("TableName"));
        Fault::new("TableNotFoundException", format!("Table not found: {name}"))
    })
}
