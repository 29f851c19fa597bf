//! Several items at once: batches, which are many calls in one, and transactions, which hold together.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::expression::{Names, parse_paths, project};
use super::write::{self, Kind};
use super::{find_serving, invalid, key};
use crate::call::{Answer, Call, Outcome};
use crate::fault::Fault;

/// The most writes of a batch, reads of a batch, and actions of a transaction.
const WRITES: usize = 25;
const READS: usize = 100;
const ACTIONS: usize = 100;

pub(super) fn write(call: &Call<'_>) -> Answer {
    let (mut outcome, mut seen) = (Outcome::of(json!({ "UnprocessedItems": {} })), BTreeSet::new());
    let requests: Vec<(&String, &Value)> = entries(&call.input["RequestItems"]).collect();
    if requests.is_empty() || requests.len() > WRITES {
        return Err(invalid(format!("Too many items requested for the BatchWriteItem call, or none: 1 to {WRITES} are allowed")));
    }
    for (table, request) in requests {
        let (action, kind) = match (&request["PutRequest"], &request["DeleteRequest"]) {
            (put, Value::Null) if !put.is_null() => (put, Kind::Put),
            (Value::Null, delete) if !delete.is_null() => (delete, Kind::Delete),
            _ => return Err(invalid("Supplied AttributeValue has more than one datatypes set, or none")),
        };
        let mut input = action.clone();
        input["TableName"] = table.as_str().into();
        let part = Call { input: &input, ..*call };
        let planned = write::plan(&part, &input, kind)?;
        if !seen.insert((planned.name.to_owned(), planned.key.clone())) {
            return Err(invalid("Provided list of item keys contains duplicates"));
        }
        outcome = planned.record(&part, outcome);
    }
    Ok(outcome)
}

/// Pairs every element of a map of lists with its key.
fn entries(map: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let lists = map.as_object().into_iter().flatten();
    lists.flat_map(|(name, list)| list.as_array().into_iter().flatten().map(move |entry| (name, entry)))
}

pub(super) fn get(call: &Call<'_>) -> Answer {
    let (mut responses, mut count) = (Map::new(), 0);
    for (wanted, request) in call.input["RequestItems"].as_object().into_iter().flatten() {
        let (_, table) = find_serving(call, wanted)?;
        let names = Names::within(request)?;
        let paths = request["ProjectionExpression"].as_str().map(|text| parse_paths(text, &names)).transpose()?;
        names.check_used()?;
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for document in request["Keys"].as_array().into_iter().flatten() {
            let key = key::of_key(table, document)?;
            count += 1;
            if let Some(item) = table.item(&key, call.now) {
                found.push(paths.as_ref().map_or_else(|| item.clone(), |paths| project(item, paths)));
            }
            if !seen.insert(key) {
                return Err(invalid("Provided list of item keys contains duplicates"));
            }
        }
        responses.insert(wanted.clone(), found.into());
    }
    if count == 0 || count > READS {
        return Err(invalid(format!("Too many items requested for the BatchGetItem call, or none: 1 to {READS} are allowed")));
    }
    Ok(Outcome::of(json!({ "Responses": responses, "UnprocessedKeys": {} })))
}

/// Does all of its actions or, where one condition does not hold, none.
pub(super) fn transact(call: &Call<'_>) -> Answer {
    let actions = call.input["TransactItems"].as_array().map(Vec::as_slice).unwrap_or_default();
    if actions.len() > ACTIONS {
        return Err(invalid(format!("Member must have length less than or equal to {ACTIONS}")));
    }
    let kinds = [("Put", Kind::Put), ("Delete", Kind::Delete), ("Update", Kind::Update), ("ConditionCheck", Kind::Check)];
    let (mut outcome, mut seen, mut reasons) = (Outcome::empty(), BTreeSet::new(), Vec::new());
    for action in actions {
        let mut given = kinds.into_iter().filter(|(name, _)| !action[name].is_null());
        let (Some((name, kind)), None) = (given.next(), given.next()) else {
            return Err(invalid("TransactItems can only contain one of Check, Put, Update or Delete"));
        };
        let (_, table) = find_serving(call, action[name]["TableName"].as_str().unwrap_or_default())?;
        if table.shared.strong {
            return Err(invalid("Transactions are not supported on tables with multi-Region strong consistency"));
        }
        match write::plan(call, &action[name], kind) {
            Ok(planned) => {
                if !seen.insert((planned.name.to_owned(), planned.key.clone())) {
                    return Err(invalid("Transaction request cannot include multiple operations on one item"));
                }
                reasons.push(json!({ "Code": "None" }));
                outcome = planned.record(call, outcome);
            }
            Err(fault) if fault.name == "ConditionalCheckFailedException" => {
                reasons.push(json!({ "Code": "ConditionalCheckFailed", "Message": fault.message, "Item": fault.members.get("Item") }));
            }
            Err(fault) => return Err(fault),
        }
    }
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason["Code"].as_str()).collect();
    if codes.iter().all(|code| *code == "None") {
        return Ok(outcome);
    }
    let message = format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    );
    Err(Fault::new("TransactionCanceledException", message).with("CancellationReasons", reasons))
}
