//! The grammar and what expressions do.

use serde_json::{Value, json};

use super::{Names, holds, parse_condition, parse_paths, parse_update, project};

fn input() -> Value {
    json!({
        "ExpressionAttributeNames": { "#s": "size", "#d": "a.b" },
        "ExpressionAttributeValues": {
            ":one": { "N": "1" }, ":two": { "N": "2.0" }, ":a": { "S": "a" }, ":b": { "S": "b" }, ":kind": { "S": "L" },
            ":set": { "SS": ["x", "y"] }, ":list": { "L": [{ "S": "z" }] },
        },
    })
}

fn item() -> Value {
    json!({
        "id": { "S": "apple" }, "n": { "N": "2" }, "size": { "N": "9" }, "tags": { "SS": ["x"] },
        "deep": { "M": { "steps": { "L": [{ "S": "a" }, { "S": "b" }, { "S": "c" }] } } }, "a.b": { "BOOL": true },
    })
}

#[track_caller]
fn check(text: &str, expected: Result<bool, &str>) {
    let input = input();
    let names = Names::within(&input).expect("the substitutes are good");
    match (parse_condition("ConditionExpression", text, &names).map(|found| holds(&found, &item())), expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{text}"),
        (Err(fault), Err(part)) => assert!(fault.message.contains(part), "{text}: {}", fault.message),
        (found, _) => panic!("{text}: {found:?}"),
    }
}

#[test]
fn conditions_hold_or_not() {
    for text in [
        "attribute_exists(id) AND attribute_not_exists(nothing)",
        "n = :two",
        "n <> :one and not n < :two",
        "NOT (n = :one OR id = :b) AND n BETWEEN :one AND :two",
        "n IN (:one, :two)",
        "begins_with(id, :a)",
        "contains(id, :a) AND contains(deep.steps, :b)",
        "deep.steps[1] = :b",
        "size(tags) = :one AND size(deep.steps) > :two",
        "attribute_type(deep.steps, :kind)",
        "#s >= :two AND attribute_exists(#d)",
        "nothing <> :one",
        "n = :one OR n = :two AND id <> :b",
    ] {
        check(text, Ok(true));
    }
    for text in ["nothing = :one", "nothing < :one", "id < :one", "n = :a", "NOT n = :two", "deep.steps[9] = :a"] {
        check(text, Ok(false));
    }
}

#[test]
fn what_is_no_condition_is_refused() {
    check("", Err("can not be empty"));
    check("n =", Err("token: \"<EOF>\""));
    check("n = :none", Err("attribute value: :none"));
    check("#none = :one", Err("attribute name: #none"));
    check("size = :one", Err("reserved keyword: size"));
    check("n = :one id", Err("Syntax error"));
    check("shout(n)", Err("Invalid function name; function: shout"));
    check("n ! :one", Err("token: \"!\""));
    check(&"(".repeat(100), Err("nested too deeply"));
}

#[track_caller]
fn update(text: &str) -> Result<Value, String> {
    let input = input();
    let names = Names::within(&input).expect("the substitutes are good");
    let update = parse_update(text, &names).map_err(|fault| fault.message)?;
    update.apply(&item()).map_err(|fault| fault.message)
}

#[test]
fn updates_change_what_they_name_and_read_what_was() {
    let changed = update(
        "SET n = n + :one, m = n, began = if_not_exists(began, :a), deep.steps = list_append(deep.steps, :list) \
         ADD tags :set, tally :one REMOVE #d",
    );
    let changed = changed.expect("the update is good");
    assert_eq!((&changed["n"], &changed["m"]), (&json!({ "N": "3" }), &json!({ "N": "2" })));
    assert_eq!((&changed["began"], &changed["tally"]), (&json!({ "S": "a" }), &json!({ "N": "1" })));
    assert_eq!(changed["tags"], json!({ "SS": ["x", "y"] }));
    assert_eq!(changed["deep"]["M"]["steps"]["L"].as_array().map(Vec::len), Some(4));
    assert!(changed["a.b"].is_null());
    let removed = update("REMOVE deep.steps[0], deep.steps[2] DELETE tags :set").expect("the update is good");
    assert_eq!(removed["deep"]["M"]["steps"], json!({ "L": [{ "S": "b" }] }));
    assert!(removed["tags"].is_null());
}

#[test]
fn updates_that_make_no_sense_are_refused() {
    for (text, part) in [
        ("SET n = nothing", "does not exist in the item"),
        ("SET a.b.c = :one", "document path"),
        ("SET n = :one SET m = :one", "only be used once"),
        ("SET n = :one REMOVE n", "overlap"),
        ("SET n = id + :one", "incorrect data type"),
        ("ADD n :a", "Incorrect operand type"),
        ("PUT n = :one", "Syntax error"),
    ] {
        let message = update(text).expect_err("the update is refused");
        assert!(message.contains(part), "{text}: {message}");
    }
}

#[test]
fn projections_pick_and_close_up() {
    let input = input();
    let names = Names::within(&input).expect("the substitutes are good");
    let paths = parse_paths("id, deep.steps[2], deep.steps[0], nothing", &names).expect("the paths are good");
    let picked = project(&item(), &paths);
    assert_eq!(picked, json!({ "id": { "S": "apple" }, "deep": { "M": { "steps": { "L": [{ "S": "a" }, { "S": "c" }] } } } }));
    let unused = names.check_used().map_err(|fault| fault.message);
    assert!(unused.is_err_and(|message| message.contains("unused in expressions")));
}
