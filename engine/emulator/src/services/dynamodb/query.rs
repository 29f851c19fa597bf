//! Reading many items: a partition in the order of its sort key, or a whole table, page by page.

use std::ops::Bound;

use serde_json::{Value, json};

use super::expression::{Condition, Names, Path, holds, parse_condition, parse_key_condition, parse_paths, project};
use super::state::Table;
use super::{attribute, find_serving, invalid, key, schema};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// A page ends with the item that takes it over this many bytes.
const HEAVIEST_PAGE: usize = 1 << 20;

pub(super) fn query(call: &Call<'_>) -> Answer {
    check_emulated(call, &["KeyConditions", "QueryFilter", "ConditionalOperator", "AttributesToGet"])?;
    let names = Names::of(call)?;
    let (_, table) = find_serving(call, call.text("TableName"))?;
    let keys = schema::key_names(&table.shared.keys);
    let range = keys.get(1).copied();
    let Some(text) = call.input["KeyConditionExpression"].as_str() else {
        return Err(invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."));
    };
    let condition = parse_key_condition(text, &names, (keys[0], range))?;
    for value in condition.range_values() {
        let wanted = range.map(|range| key::key_type(&table.shared, range));
        if wanted != Some(attribute::kind(value)) {
            return Err(key::mismatch());
        }
    }
    let reading = Reading::of(call, table, &names)?;
    if reading.filter.as_ref().is_some_and(|filter| filter.paths().iter().any(|path| keys.contains(&path.top()))) {
        let message = "Filter Expression can only contain non-primary key attributes";
        return Err(invalid(message));
    }
    let prefix = key::of_partition(table, &condition.hash)?;
    let items = table.items_at(call.now);
    let bounds = (Bound::Included(prefix.as_str()), Bound::Unbounded);
    let partition = items.range::<str, _>(bounds).take_while(|(key, _)| match range {
        Some(_) => key.starts_with(&prefix),
        None => **key == prefix,
    });
    let chosen = partition.filter(|(_, item)| condition.admits(range.map(|range| &item[range])));
    let forward = call.input["ScanIndexForward"].as_bool().unwrap_or(true);
    if forward {
        Ok(reading.page(chosen.filter(|(key, _)| reading.is_behind(key, true))))
    } else {
        let chosen: Vec<_> = chosen.collect();
        Ok(reading.page(chosen.into_iter().rev().filter(|(key, _)| reading.is_behind(key, false))))
    }
}

pub(super) fn scan(call: &Call<'_>) -> Answer {
    check_emulated(call, &["ScanFilter", "ConditionalOperator", "AttributesToGet"])?;
    let names = Names::of(call)?;
    let (_, table) = find_serving(call, call.text("TableName"))?;
    let reading = Reading::of(call, table, &names)?;
    let (segment, segments) = match (call.input["Segment"].as_u64(), call.input["TotalSegments"].as_u64()) {
        (None, None) => (0, 1),
        (Some(segment), Some(segments)) if segment < segments => (segment, segments),
        _ => return Err(invalid("The Segment parameter is zero-based and must be less than parameter TotalSegments")),
    };
    let items = table.items_at(call.now);
    let mine = items.iter().filter(|(key, _)| segment_of(key, segments) == segment);
    Ok(reading.page(mine.filter(|(key, _)| reading.is_behind(key, true))))
}

/// Returns the segment that a key's partition falls into.
fn segment_of(key: &str, segments: u64) -> u64 {
    let hash = key.split('\u{0}').next().unwrap_or_default();
    u64::from(crc32fast::hash(hash.as_bytes())) % segments
}

fn check_emulated(call: &Call<'_>, legacy: &[&str]) -> Result<(), Fault> {
    let given = |member: &&&str| !call.input[**member].is_null();
    if let Some(member) = legacy.iter().find(given) {
        return Err(invalid(format!("{member} is not emulated: use expressions")));
    }
    if !call.text("IndexName").is_empty() {
        return Err(invalid("Reading through an index is not emulated"));
    }
    Ok(())
}

/// How items are read, whatever chooses them.
struct Reading<'a> {
    table: &'a Table,
    limit: usize,
    /// The key that an earlier page ended with.
    after: Option<String>,
    filter: Option<Condition>,
    paths: Option<Vec<Path>>,
    counted: bool,
}

impl<'a> Reading<'a> {
    fn of(call: &Call<'_>, table: &'a Table, names: &Names<'_>) -> Result<Self, Fault> {
        let start = &call.input["ExclusiveStartKey"];
        let after = if start.is_null() { None } else { Some(key::of_key(table, start)?) };
        let filter = call.input["FilterExpression"].as_str();
        let filter = filter.map(|text| parse_condition("FilterExpression", text, names)).transpose()?;
        let paths = call.input["ProjectionExpression"].as_str().map(|text| parse_paths(text, names)).transpose()?;
        names.check_used()?;
        let limit = call.input["Limit"].as_u64().and_then(|limit| usize::try_from(limit).ok());
        let counted = call.text("Select") == "COUNT";
        Ok(Self { table, limit: limit.unwrap_or(usize::MAX), after, filter, paths, counted })
    }

    fn is_behind(&self, key: &str, forward: bool) -> bool {
        self.after.as_deref().is_none_or(|after| if forward { key > after } else { key < after })
    }

    /// Reads up to the page's limits; what the filter drops counts as read.
    fn page<'i>(&self, items: impl Iterator<Item = (&'i String, &'i Value)>) -> Outcome {
        let (mut picked, mut count, mut scanned, mut weight, mut last) = (Vec::new(), 0_u64, 0, 0, None);
        for (_, item) in items {
            scanned += 1;
            weight += attribute::weight(item);
            if self.filter.as_ref().is_none_or(|filter| holds(filter, item)) {
                count += 1;
                let shown = || self.paths.as_ref().map_or_else(|| item.clone(), |paths| project(item, paths));
                picked.extend((!self.counted).then(shown));
            }
            // A page that reached its limit says where it ended, whether or not there is more.
            if scanned >= self.limit || weight >= HEAVIEST_PAGE {
                last = Some(key::document(self.table, item));
                break;
            }
        }
        let items = (!self.counted).then_some(picked);
        Outcome::of(json!({ "Items": items, "Count": count, "ScannedCount": scanned, "LastEvaluatedKey": last }))
    }
}
