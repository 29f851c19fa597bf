//! The steps of a replica. They hold the lock of the table: one change at a time, wherever it is made.

use tandem_core::argument::Arguments;
use tandem_core::change::Action;
use tandem_core::state::Attributes;
use tandem_core::step::{CreateClass, Effect, NeededBy};
use tandem_core::{Address, Change, Draft, Place};

use super::super::table;
use crate::arguments::Named;
use crate::draft::{Building, draft, region};
use crate::tags;

/// The settings that a replica has instead of its table's; the table tells them in one call.
const OVERRIDES: [&str; 4] = ["kms_key", "max_read_requests", "read_capacity", "table_class"];

/// How long a replica takes to be filled at most, in seconds: it holds what the table holds.
const FILLED: u32 = 21_600;
/// How long a table takes to come to rest at most, in seconds.
const DEADLINE: u32 = 1_800;

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => create(change),
        Action::Update => update(change),
        Action::Delete => delete(change),
        _ => Vec::new(),
    }
}

fn create(change: &Change) -> Vec<Draft> {
    let desired = &change.desired;
    let mut drafts = Vec::new();
    if comes_with_table(desired) {
        let adopt = step(change, "adopt", Effect::Create, "TagResource").class(CreateClass::Idempotent);
        drafts.push(adopt.done());
        if OVERRIDES.iter().any(|name| *name != "kms_key" && desired.contains_key(*name)) {
            drafts.push(changed(change, "override"));
        }
    } else {
        let create = step(change, "create", Effect::Create, "UpdateTable").class(CreateClass::UniqueName);
        drafts.push(create.wait("replica to be ACTIVE", 180, FILLED, NeededBy::Dependants).done());
        drafts.push(tag(change, "tag", "TagResource"));
    }
    if desired.contains_key("point_in_time_recovery") {
        drafts.push(step(change, "recovery", Effect::Update, "UpdateContinuousBackups").done());
    }
    if desired.boolean("deletion_protection") == Some(true) {
        drafts.push(changed(change, "protection"));
    }
    drafts
}

/// Returns whether a new replica is there as soon as the table is.
fn comes_with_table(desired: &Arguments) -> bool {
    // The home is known where the table is; a table that is still to be made is made in the first region.
    let home = desired.text("home").or_else(|| desired.text("first"));
    desired.text("consistency") == Some("STRONG") || home == desired.text("region")
}

fn update(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    if OVERRIDES.iter().any(|name| change.differs(name)) {
        drafts.push(changed(change, "override"));
    }
    if change.differs("point_in_time_recovery") {
        drafts.push(step(change, "recovery", Effect::Update, "UpdateContinuousBackups").done());
    }
    let (set, taken) = tags::changes(change);
    if change.differs("tags") && taken {
        drafts.push(tag(change, "untag", "UntagResource"));
    }
    if change.differs("tags") && set {
        drafts.push(tag(change, "tag", "TagResource"));
    }
    if change.differs("deletion_protection") {
        drafts.push(changed(change, "protection"));
    }
    drafts
}

fn delete(change: &Change) -> Vec<Draft> {
    let empty = Attributes::new();
    let found = change.prior.as_ref().map_or(&empty, |object| &object.attributes);
    let mut drafts = Vec::new();
    if found.boolean("deletion_protection") == Some(true) {
        drafts.push(changed(change, "unprotect"));
    }
    if goes_with_table(found) {
        drafts.push(step(change, "release", Effect::Delete, "UntagResource").done());
    } else {
        let delete = step(change, "delete", Effect::Delete, "UpdateTable");
        drafts.push(delete.wait("replica to be gone", 90, DEADLINE, NeededBy::Dependants).done());
    }
    drafts
}

/// Returns whether a replica that is there goes as the table does.
fn goes_with_table(found: &Attributes) -> bool {
    // A home that the table leaves while it stays elsewhere goes by itself.
    let home = found.text("home") == found.text("region") && found.boolean("departing") != Some(true);
    home || found.text("consistency") == Some("STRONG")
}

fn changed(change: &Change, operation: &str) -> Draft {
    step(change, operation, Effect::Update, "UpdateTable")
        .wait("table to be ACTIVE", 10, DEADLINE, NeededBy::Dependants)
        .done()
}

fn tag(change: &Change, operation: &str, call: &str) -> Draft {
    step(change, operation, Effect::Update, call).done()
}

fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("dynamodb:{call}"), region(change)).lock(table_of(change))
}

/// Returns the address of the table.
fn table_of(change: &Change) -> Address {
    let address = &change.address;
    let place = Place { account: address.account().map(str::to_owned), region: None };
    change.parent.clone().unwrap_or_else(|| Address::new(table::NAME, &address.segments(), &place))
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::change::Action;
    use tandem_core::state::Attributes;
    use tandem_core::{Address, Argument, Change, Object, Place, Reference, Value};

    use super::expand;

    fn create(region: &str, more: &[(&str, Argument)]) -> Change {
        let table = Address::new("dynamodb::table", &["orders"], &Place::global());
        let mut desired: Arguments = [
            ("table", Argument::from("orders")),
            ("region", region.into()),
            ("first", "us-east-1".into()),
            ("home", Reference::new(&table, "home").into()),
            ("consistency", "EVENTUAL".into()),
            ("deletion_protection", Argument::Value(Value::Bool(false))),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        desired.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        Change {
            address: Address::new("dynamodb::replica", &["orders"], &Place::region(region)),
            action: Action::Create,
            prior: None,
            desired,
            parent: Some(table),
            differences: Vec::new(),
            dependencies: Vec::new(),
            protect: false,
            reasons: Vec::new(),
            place: String::new(),
        }
    }

    #[track_caller]
    fn check(change: &Change, expected: &[&str]) {
        let drafts = expand(change);
        let operations: Vec<&str> = drafts.iter().map(|draft| draft.operation.as_str()).collect();
        assert_eq!(operations, expected);
        assert!(drafts.iter().all(|draft| draft.locks == ["dynamodb::table[\"orders\"]"]));
    }

    #[test]
    fn the_region_that_a_table_is_made_in_needs_no_replica() {
        check(&create("us-east-1", &[]), &["adopt"]);
        check(&create("eu-west-1", &[]), &["create", "tag"]);
    }

    #[test]
    fn once_there_is_a_home_the_order_of_regions_means_nothing() {
        let home = ("home", Argument::from("eu-west-1"));
        check(&create("us-east-1", std::slice::from_ref(&home)), &["create", "tag"]);
        check(&create("eu-west-1", &[home]), &["adopt"]);
    }

    #[test]
    fn a_home_goes_with_its_table_unless_the_table_leaves_it() {
        let delete = |entries: &[(&str, Value)]| {
            let attributes: Attributes =
                entries.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            let change = create("us-east-1", &[]);
            let object = Object {
                address: change.address.clone(),
                id: String::new(),
                account: String::new(),
                region: "us-east-1".into(),
                incarnation: String::new(),
                parent: change.parent.clone(),
                dependencies: Vec::new(),
                arguments: Attributes::new(),
                attributes,
                protect: false,
                settled: true,
            };
            Change { action: Action::Delete, prior: Some(object), desired: Arguments::new(), ..change }
        };
        let here = ("region", Value::from("us-east-1"));
        let at_home = [here.clone(), ("home", "us-east-1".into())];
        check(&delete(&at_home), &["release"]);
        check(&delete(&[here.clone(), ("home", "eu-west-1".into())]), &["delete"]);
        check(&delete(&[&at_home[..], &[("departing", Value::Bool(true))]].concat()), &["delete"]);
        let strong = [here, ("home", "eu-west-1".into()), ("consistency", "STRONG".into())];
        check(&delete(&strong), &["release"]);
        check(
            &delete(&[&strong[..], &[("deletion_protection", Value::Bool(true))]].concat()),
            &["unprotect", "release"],
        );
    }

    #[test]
    fn every_region_has_its_own_settings() {
        let strong = ("consistency", Argument::from("STRONG"));
        check(&create("eu-west-1", &[strong]), &["adopt"]);
        let protected = ("deletion_protection", Argument::Value(Value::Bool(true)));
        let recovery = ("point_in_time_recovery", Argument::from("7d"));
        check(&create("eu-west-1", &[protected, recovery]), &["create", "tag", "recovery", "protection"]);
        check(
            &create("us-east-1", &[("read_capacity", Argument::Value(Value::Integer(5)))]),
            &["adopt", "override"],
        );
    }
}
