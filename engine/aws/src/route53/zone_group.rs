//! A zone and its records are read together: the zone, then its records by page.

use tandem_core::Object;
use tandem_core::provider::{CallError, Found, Reading};
use tandem_core::state::Attributes;

use super::record::{self, Records};
use super::{hosted_zone, private_zone};
use crate::arguments::Named;
use crate::behaviour::Seen;
use crate::error::missing_is_none;
use crate::session::Session;

/// How many record sets Route 53 puts into a zone itself: NS and SOA.
const GIVEN: i64 = 2;

/// Returns the key of the group that a zone or record is read in.
pub(super) fn key(reading: &Reading) -> String {
    format!("route53 zone {}", zone_id(reading))
}

fn zone_id(reading: &Reading) -> &str {
    let id = reading.object.as_ref().map_or(reading.address.as_str(), |object| &object.id);
    id.split('/').next().unwrap_or(id)
}

/// Returns where the attributes that only Tandem knows are taken from: what is declared, else what is remembered.
pub(super) fn settings(reading: &Reading) -> &Attributes {
    match &reading.object {
        Some(object) if reading.arguments.is_empty() => &object.arguments,
        _ => &reading.arguments,
    }
}

/// Reads a zone and its records.
///
/// The records are not listed where nobody asks for one: then the zone's own count tells how many there are.
pub(super) async fn read(session: &Session<'_>, readings: &[Reading]) -> Seen {
    let mut seen = Seen::default();
    let mut zone: Option<(&Object, Found, i64)> = None;
    for reading in readings {
        seen.found.push(match read_zone(session, reading).await {
            Some(Ok(Some((found, count)))) => {
                zone = reading.object.as_ref().map(|object| (object, found.clone(), count));
                Ok(Some(found))
            }
            Some(Ok(None)) => Ok(None),
            Some(Err(error)) => Err(error),
            None => Ok(None),
        });
    }
    let exclusive =
        zone.as_ref().is_some_and(|(_, found, _)| found.attributes.boolean("exclusive") == Some(true));
    let asked: Vec<usize> =
        (0..readings.len()).filter(|index| readings[*index].address.kind() == record::NAME).collect();
    let Some(first) = asked.first().map(|index| &readings[*index]).or(readings.first()) else { return seen };
    if asked.is_empty() && !exclusive {
        let count = zone.map_or(0, |(_, _, count)| count - GIVEN);
        seen.unmanaged = usize::try_from(count).unwrap_or_default();
        return seen;
    }
    let listed = Records::list(session, &session.target(first), zone_id(first)).await;
    let mut records = match missing_is_none(listed) {
        Ok(Some(records)) => records,
        Ok(None) => return seen,
        Err(error) => {
            asked.iter().for_each(|index| seen.found[*index] = Err(error.clone()));
            return seen;
        }
    };
    for index in asked {
        let id = readings[index].object.as_ref().map_or("", |object| object.id.as_str());
        seen.found[index] = Ok(records.take(id));
    }
    records.drop_given();
    seen.unmanaged = records.count();
    if let (true, Some((object, _, _))) = (exclusive, zone) {
        seen.claimed = records.claim(object);
        seen.unmanaged -= seen.claimed.len();
    }
    seen
}

/// Reads the zone of a reading; `None` if it is of a record.
async fn read_zone(
    session: &Session<'_>,
    reading: &Reading,
) -> Option<Result<Option<(Found, i64)>, CallError>> {
    match reading.address.kind() {
        hosted_zone::NAME => Some(hosted_zone::read(session, reading).await),
        private_zone::NAME => Some(private_zone::read(session, reading).await),
        _ => None,
    }
}
