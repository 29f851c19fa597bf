//! Single items: put, got, updated and deleted.

use serde_json::{Map, Value, json};

use super::expression::{Names, Update, parse_paths, project};
use super::write::{self, Kind, Planned};
use super::{find_serving, invalid, key};
use crate::call::{Answer, Call, Outcome};

pub(super) fn put(call: &Call<'_>) -> Answer {
    let planned = write::plan(call, call.input, Kind::Put)?;
    let outcome = Outcome::of(json!({ "Attributes": old_if_asked(call, &planned)? }));
    Ok(planned.record(call, outcome))
}

pub(super) fn delete(call: &Call<'_>) -> Answer {
    let planned = write::plan(call, call.input, Kind::Delete)?;
    let outcome = Outcome::of(json!({ "Attributes": old_if_asked(call, &planned)? }));
    Ok(planned.record(call, outcome))
}

pub(super) fn update(call: &Call<'_>) -> Answer {
    let planned = write::plan(call, call.input, Kind::Update)?;
    let new = planned.new.as_ref();
    let attributes = match call.text("ReturnValues") {
        "ALL_OLD" => planned.old.clone(),
        "ALL_NEW" => new.cloned(),
        "UPDATED_OLD" => planned.old.as_ref().map(|item| changed(item, planned.update.as_ref())),
        "UPDATED_NEW" => new.map(|item| changed(item, planned.update.as_ref())),
        _ => None,
    };
    let attributes = attributes.filter(|item| item.as_object().is_some_and(|fields| !fields.is_empty()));
    Ok(planned.record(call, Outcome::of(json!({ "Attributes": attributes }))))
}

pub(super) fn get(call: &Call<'_>) -> Answer {
    let (_, table) = find_serving(call, call.text("TableName"))?;
    let key = key::of_key(table, &call.input["Key"])?;
    let names = Names::of(call)?;
    let paths = match call.input["ProjectionExpression"].as_str() {
        Some(text) => Some(parse_paths(text, &names)?),
        None => None,
    };
    names.check_used()?;
    let item = table.item(&key, call.now);
    let item = item.map(|item| paths.map_or_else(|| item.clone(), |paths| project(item, &paths)));
    Ok(Outcome::of(json!({ "Item": item })))
}

fn old_if_asked(call: &Call<'_>, planned: &Planned<'_>) -> Result<Option<Value>, crate::fault::Fault> {
    match call.text("ReturnValues") {
        "" | "NONE" => Ok(None),
        "ALL_OLD" => Ok(planned.old.clone()),
        _ => Err(invalid("ReturnValues can only be ALL_OLD or NONE")),
    }
}

/// Returns the attributes of an item that an update has named.
fn changed(item: &Value, update: Option<&Update>) -> Value {
    let named = update.into_iter().flat_map(Update::paths);
    let picked = named.filter_map(|path| Some((path.top().to_owned(), item.get(path.top())?.clone())));
    Value::Object(picked.collect::<Map<_, _>>())
}
