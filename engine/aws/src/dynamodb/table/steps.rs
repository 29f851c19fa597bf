//! The steps of a table: one kind of change at a time, each after the table has come to rest.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect, NeededBy};
use tandem_core::{Change, Draft};

use super::DEADLINE;
use super::index_changes::{CAPACITY, IndexChanges};
use crate::arguments::Named;
use crate::draft::{Building, draft};
use crate::dynamodb::home;

/// How long an index takes to be filled at most, in seconds: it holds what the table holds.
const FILLED: u32 = 86_400;
/// How long AWS waits between two changes of what makes items expire at most, in seconds, and a little more.
const EXPIRY: u32 = 5_400;

/// The operations on one index: its name follows.
pub(super) const ADD: &str = "add_index:";
pub(super) const DROP: &str = "drop_index:";

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => create(change),
        Action::Update => update(change),
        Action::Delete => delete(change),
        _ => Vec::new(),
    }
}

fn create(change: &Change) -> Vec<Draft> {
    let create = step(change, "create", Effect::Create, "CreateTable").class(CreateClass::UniqueName);
    let mut drafts = vec![create.wait("table to be ACTIVE", 10, DEADLINE, NeededBy::Dependants).done()];
    if change.desired.text("consistency") == Some("STRONG") {
        drafts.push(join(change));
    }
    if change.desired.contains_key("ttl") {
        drafts.push(time_to_live(change, "ttl", DEADLINE));
    }
    drafts
}

fn update(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let was = |name: &str| change.prior.as_ref().is_some_and(|object| object.attributes.contains_key(name));
    let is = |name: &str| change.desired.contains_key(name);
    if change.differs("joined") {
        drafts.push(join(change));
    }
    let indexes = IndexChanges::of(change);
    if change.differs("billing_mode") || CAPACITY.iter().any(|name| change.differs(name)) || indexes.resized {
        drafts.push(table_update(change, "throughput", 30));
    }
    if change.differs("table_class") {
        drafts.push(table_update(change, "table_class", 30));
    }
    drafts.extend(indexes.dropped.iter().map(|name| index_update(change, DROP, name, 60)));
    drafts.extend(indexes.added.iter().map(|name| index_update(change, ADD, name, 300)));
    if change.differs("stream") {
        // There is no way from one view to another but through none.
        drafts.extend(was("stream").then(|| table_update(change, "stream_off", 10)));
        drafts.extend(is("stream").then(|| table_update(change, "stream", 10)));
    }
    if change.differs("sse_type") {
        drafts.push(table_update(change, "encryption", 60));
    }
    if change.differs("ttl") {
        drafts.extend(was("ttl").then(|| time_to_live(change, "ttl_off", EXPIRY)));
        drafts.extend(is("ttl").then(|| time_to_live(change, "ttl", EXPIRY)));
    }
    drafts
}

fn delete(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let joined = change.prior.as_ref().and_then(|object| object.attributes.boolean("joined"));
    if joined == Some(true) {
        // The regions of a strongly consistent table leave it together or not at all.
        let dissolve = step(change, "dissolve", Effect::Update, "UpdateTable");
        drafts.push(dissolve.wait("regions to leave the table", 120, DEADLINE, NeededBy::Dependants).done());
    }
    let delete = step(change, "delete", Effect::Delete, "DeleteTable");
    drafts.push(delete.wait("table to be gone", 15, DEADLINE, NeededBy::Dependants).done());
    drafts
}

fn join(change: &Change) -> Draft {
    step(change, "join", Effect::Update, "UpdateTable")
        .wait("regions to join the table", 180, 3_600, NeededBy::Dependants)
        .done()
}

fn table_update(change: &Change, operation: &str, typical: u32) -> Draft {
    step(change, operation, Effect::Update, "UpdateTable")
        .wait("table to be ACTIVE", typical, DEADLINE, NeededBy::Dependants)
        .done()
}

fn index_update(change: &Change, operation: &str, name: &str, typical: u32) -> Draft {
    let what = if operation == ADD {
        format!("index {name} to be filled")
    } else {
        format!("index {name} to be gone")
    };
    step(change, &format!("{operation}{name}"), Effect::Update, "UpdateTable")
        .wait(&what, typical, FILLED, NeededBy::Dependants)
        .done()
}

/// The call is repeated within the deadline while AWS finds the last change too recent; nothing is waited for after.
fn time_to_live(change: &Change, operation: &str, deadline: u32) -> Draft {
    step(change, operation, Effect::Update, "UpdateTimeToLive")
        .wait("time to live to be changed", 1, deadline, NeededBy::End)
        .done()
}

fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    let first = || change.desired.texts("replicas").into_iter().next();
    let region = change.prior.as_ref().map(home).or_else(first).unwrap_or_default();
    draft(operation, effect, &format!("dynamodb:{call}"), &region).lock(&change.address)
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::change::{Action, Difference};
    use tandem_core::state::Attributes;
    use tandem_core::{Address, Argument, Change, Object, Path, Place, Value};

    use super::expand;

    fn map(entries: &[(&str, Value)]) -> Attributes {
        entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    fn object(attributes: Attributes) -> Object {
        Object {
            address: Address::new("dynamodb::table", &["orders"], &Place::global()),
            id: "orders".into(),
            account: "123456789012".into(),
            region: "us-east-1".into(),
            incarnation: "t".into(),
            parent: None,
            dependencies: Vec::new(),
            arguments: attributes.clone(),
            attributes,
            protect: false,
            settled: true,
        }
    }

    fn change(action: Action, before: Option<&[(&str, Value)]>, after: &[(&str, Value)]) -> Change {
        let prior = before.map(map);
        let desired: Arguments =
            map(after).into_iter().map(|(name, value)| (name, Argument::Value(value))).collect();
        let names: Vec<String> = prior.iter().flat_map(|p| p.keys()).chain(desired.keys()).cloned().collect();
        let differs = |name: &String| {
            let before = prior.as_ref().and_then(|p| p.get(name));
            action == Action::Update && before != desired.get(name).and_then(Argument::known)
        };
        let differences = names.iter().filter(|name| differs(name)).map(|name| Difference {
            path: Path::attribute(name),
            before: Value::Null,
            after: Argument::Value(Value::Null),
            replaces: false,
            drift: false,
        });
        Change {
            address: Address::new("dynamodb::table", &["orders"], &Place::global()),
            action,
            differences: differences.collect(),
            prior: prior.map(object),
            desired,
            parent: None,
            dependencies: Vec::new(),
            protect: false,
            reasons: Vec::new(),
            place: String::new(),
        }
    }

    #[track_caller]
    fn check(change: &Change, expected: &[&str]) {
        let drafts = expand(change);
        let found: Vec<String> = drafts
            .iter()
            .map(|draft| format!("{} {} {}", draft.region, draft.call, draft.operation))
            .collect();
        assert_eq!(found, expected);
        assert!(drafts.iter().all(|draft| draft.locks == ["dynamodb::table[\"orders\"]"]));
    }

    #[test]
    fn a_table_is_made_in_the_first_region() {
        let replicas = || ("replicas", Value::list(["eu-west-1", "us-east-1"]));
        check(&change(Action::Create, None, &[replicas()]), &["eu-west-1 dynamodb:CreateTable create"]);
        check(
            &change(Action::Create, None, &[replicas(), ("ttl", "expires_at".into())]),
            &["eu-west-1 dynamodb:CreateTable create", "eu-west-1 dynamodb:UpdateTimeToLive ttl"],
        );
        check(
            &change(Action::Create, None, &[replicas(), ("consistency", "STRONG".into())]),
            &["eu-west-1 dynamodb:CreateTable create", "eu-west-1 dynamodb:UpdateTable join"],
        );
    }

    #[test]
    fn an_update_is_one_kind_of_change_at_a_time_and_goes_home() {
        let index = |hash: &str, read| {
            let key = Value::map([("hash", Value::from(hash)), ("hash_type", "S".into())]);
            Value::map([("key", key), ("projection", "ALL".into()), ("read_capacity", Value::Integer(read))])
        };
        let home = || ("home", Value::from("eu-west-1"));
        let before = [
            home(),
            ("billing_mode", "PAY_PER_REQUEST".into()),
            ("stream", "KEYS_ONLY".into()),
            ("ttl", "a".into()),
            (
                "global_secondary_indexes",
                Value::map([("a", index("x", 5)), ("b", index("x", 5)), ("d", index("x", 5))]),
            ),
        ];
        let after = [
            home(),
            ("billing_mode", "PROVISIONED".into()),
            ("stream", "NEW_IMAGE".into()),
            ("ttl", "b".into()),
            ("replicas", Value::list(["us-east-1"])),
            (
                "global_secondary_indexes",
                Value::map([("b", index("y", 5)), ("c", index("x", 5)), ("d", index("x", 6))]),
            ),
        ];
        check(
            &change(Action::Update, Some(&before), &after),
            &[
                "eu-west-1 dynamodb:UpdateTable throughput",
                "eu-west-1 dynamodb:UpdateTable drop_index:a",
                "eu-west-1 dynamodb:UpdateTable drop_index:b",
                "eu-west-1 dynamodb:UpdateTable add_index:b",
                "eu-west-1 dynamodb:UpdateTable add_index:c",
                "eu-west-1 dynamodb:UpdateTable stream_off",
                "eu-west-1 dynamodb:UpdateTable stream",
                "eu-west-1 dynamodb:UpdateTimeToLive ttl_off",
                "eu-west-1 dynamodb:UpdateTimeToLive ttl",
            ],
        );
        let resized = [before[0].clone(), ("global_secondary_indexes", Value::map([("d", index("x", 6))]))];
        let small = [before[0].clone(), ("global_secondary_indexes", Value::map([("d", index("x", 5))]))];
        check(
            &change(Action::Update, Some(&small), &resized),
            &["eu-west-1 dynamodb:UpdateTable throughput"],
        );
    }

    #[test]
    fn a_strong_table_is_dissolved_before_it_is_deleted() {
        let home = ("home", Value::from("eu-west-1"));
        check(
            &change(Action::Delete, Some(std::slice::from_ref(&home)), &[]),
            &["eu-west-1 dynamodb:DeleteTable delete"],
        );
        check(
            &change(Action::Delete, Some(&[home, ("joined", Value::Bool(true))]), &[]),
            &["eu-west-1 dynamodb:UpdateTable dissolve", "eu-west-1 dynamodb:DeleteTable delete"],
        );
    }
}
