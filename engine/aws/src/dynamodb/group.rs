//! A table and its replicas are read together: the table tells where its home is, and which regions it is to leave.

use tandem_core::provider::Reading;

use super::{replica, table};
use crate::arguments::Named;
use crate::behaviour::Seen;
use crate::session::Session;

/// What a table tells its replicas.
#[derive(Default)]
pub(super) struct Whereabouts {
    /// The region that shared settings are changed in.
    pub(super) home: Option<String>,
    /// The regions that the table is in and is to leave.
    pub(super) departing: Vec<String>,
}

/// Returns the key of the group that a table or replica is read in.
pub(super) fn key(reading: &Reading) -> String {
    let account = reading.object.as_ref().map_or("", |object| object.account.as_str());
    format!("dynamodb table {account} {}", reading.address.path())
}

/// Reads a table, if it is asked for, and then its replicas.
pub(super) async fn read(session: &Session<'_>, readings: &[Reading]) -> Seen {
    let mut seen = Seen { found: readings.iter().map(|_| Ok(None)).collect(), ..Seen::default() };
    let mut whereabouts = Whereabouts::default();
    let is_table = |reading: &&Reading| reading.address.kind() == table::NAME;
    if let Some((at, reading)) = readings.iter().enumerate().find(|(_, reading)| is_table(reading)) {
        let found = table::read(session, reading).await;
        if let Ok(Some(found)) = &found {
            whereabouts.home = found.attributes.string("home");
            whereabouts.departing = found.attributes.texts("departing");
        }
        seen.found[at] = found;
    }
    for (at, reading) in readings.iter().enumerate().filter(|(_, reading)| !is_table(reading)) {
        seen.found[at] = replica::read(session, reading, &whereabouts).await;
    }
    seen
}
