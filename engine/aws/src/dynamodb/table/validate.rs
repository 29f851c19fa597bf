//! What excludes what in a table.

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;
use tandem_core::{Argument, Path, region};

use super::strong;
use crate::arguments::Named;

const PROVISIONED: [&str; 2] = ["read_capacity", "write_capacity"];
const ON_DEMAND: [&str; 2] = ["max_read_requests", "max_write_requests"];
/// How many other attributes all indexes of a table may hold together.
const PROJECTED: usize = 100;

pub(super) fn validate(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = regions(arguments);
    problems.extend(capacities(arguments));
    problems.extend(projections(arguments));
    if arguments.text("consistency") == Some("STRONG") {
        problems.extend(strong::problems(arguments));
    } else {
        problems.extend(eventual(arguments));
    }
    if arguments.contains_key("kms_keys") && !arguments.contains_key("sse_type") {
        problems.push(problem(
            "table::encryption",
            Path::attribute("kms_keys"),
            "keys of your own need encryption with KMS",
            "add `sse_type: \"KMS\"`",
        ));
    }
    problems
}

/// Returns what is wrong with an attribute, and the way out.
pub(super) fn problem(code: &'static str, path: Path, message: impl Into<String>, hint: &str) -> Problem {
    Problem { code, path, message: message.into(), hint: Some(hint.to_owned()) }
}

fn regions(arguments: &Arguments) -> Vec<Problem> {
    let regions = arguments.texts("replicas");
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let partition = |name: &String| region::find(name).map(|region| region.partition);
    for (at, name) in regions.iter().enumerate() {
        let path = Path::attribute("replicas").index(at);
        if !seen.insert(name) {
            problems.push(problem(
                "table::replica_twice",
                path,
                format!("`{name}` is named twice"),
                "a table has one replica in a region",
            ));
        } else if partition(name) != regions.first().and_then(partition) {
            let message = format!("`{name}` is in another partition of AWS than the first region");
            problems.push(problem(
                "table::partition",
                path,
                message,
                "nothing replicates across partitions: declare a table in each",
            ));
        }
    }
    problems
}

/// Finds capacity that the billing mode does not have, and capacity that it lacks.
fn capacities(arguments: &Arguments) -> Vec<Problem> {
    let provisioned = arguments.text("billing_mode") == Some("PROVISIONED");
    let mut problems = capacity(arguments, &Path::default(), provisioned);
    let indexes = arguments.get("global_secondary_indexes").and_then(Argument::entries).unwrap_or_default();
    for (name, index) in indexes {
        let path = Path::attribute("global_secondary_indexes").key(&name);
        problems.extend(capacity(&index.entries().unwrap_or_default(), &path, provisioned));
    }
    problems
}

fn capacity(arguments: &Arguments, path: &Path, provisioned: bool) -> Vec<Problem> {
    let (mode, theirs, other) = match provisioned {
        true => ("PROVISIONED", PROVISIONED, ON_DEMAND),
        false => ("PAY_PER_REQUEST", ON_DEMAND, PROVISIONED),
    };
    let extra = other.into_iter().filter(|name| arguments.contains_key(*name)).map(|name| {
        let hint = format!("with {mode} there are `{}` and `{}`", theirs[0], theirs[1]);
        problem(
            "table::billing",
            path.key(name),
            format!("`{name}` means nothing with `billing_mode: \"{mode}\"`"),
            &hint,
        )
    });
    let mut problems: Vec<Problem> = extra.collect();
    if provisioned && let Some(name) = theirs.into_iter().find(|name| !arguments.contains_key(*name)) {
        let what = if path.0.is_empty() { "a table" } else { "an index" };
        let message = format!("{what} with provisioned capacity needs `{name}`");
        problems.push(problem(
            "table::billing",
            path.clone(),
            message,
            "add it, or leave `billing_mode` out to pay by the request",
        ));
    }
    problems
}

fn projections(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut held = 0;
    for kind in ["global_secondary_indexes", "local_secondary_indexes"] {
        for (name, index) in arguments.get(kind).and_then(Argument::entries).unwrap_or_default() {
            let path = Path::attribute(kind).key(&name);
            let index = index.entries().unwrap_or_default();
            let others = index.texts("non_key_attributes").len();
            held += others;
            match (index.text("projection"), others) {
                (Some("INCLUDE"), 0) => problems.push(problem(
                    "table::projection",
                    path.clone(),
                    format!("`{name}` includes no other attributes"),
                    "add `non_key_attributes: […]`, or write `projection: \"KEYS_ONLY\"`",
                )),
                (Some("ALL" | "KEYS_ONLY"), 1..) => problems.push(problem(
                    "table::projection",
                    path.key("non_key_attributes"),
                    "`non_key_attributes` belong to `projection: \"INCLUDE\"`",
                    "write `projection: \"INCLUDE\"`, or leave them out",
                )),
                _ => (),
            }
            if !(3..=255).contains(&name.len())
                || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
            {
                problems.push(problem(
                    "table::index_name",
                    path,
                    format!("`{name}` is no name of an index"),
                    "it has 3 to 255 letters, digits, `_`, `.` or `-`",
                ));
            }
        }
    }
    if held > PROJECTED {
        let message = format!("the indexes hold {held} other attributes together");
        problems.push(problem(
            "table::projection",
            Path::default(),
            message,
            "DynamoDB takes 100; `projection: \"ALL\"` does not count",
        ));
    }
    problems
}

fn eventual(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = Vec::new();
    if arguments.contains_key("witness") {
        problems.push(problem(
            "table::witness",
            Path::attribute("witness"),
            "only a strongly consistent table has a witness",
            "add `consistency: \"STRONG\"`, or leave it out",
        ));
    }
    let several = arguments.texts("replicas").len() > 1;
    if several && arguments.text("stream").is_some_and(|view| view != "NEW_AND_OLD_IMAGES") {
        problems.push(problem(
            "table::stream",
            Path::attribute("stream"),
            "replication needs a stream of `NEW_AND_OLD_IMAGES`",
            "leave `stream` out: it is that by itself",
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::validate;

    #[track_caller]
    fn check(entries: &[(&str, Value)], expected: &[&str]) {
        let arguments: Arguments = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone())))
            .collect();
        let codes: Vec<&str> = validate(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    fn replicas(regions: &[&str]) -> (&'static str, Value) {
        ("replicas", Value::list(regions.iter().copied()))
    }

    #[test]
    fn regions_are_named_once_and_are_of_one_partition() {
        check(&[replicas(&["us-east-1", "us-east-1"])], &["table::replica_twice"]);
        check(&[replicas(&["us-east-1", "cn-north-1"])], &["table::partition"]);
        check(&[replicas(&["us-east-1"]), ("witness", "us-east-2".into())], &["table::witness"]);
        let two = || replicas(&["us-east-1", "eu-west-1"]);
        check(&[two(), ("stream", "KEYS_ONLY".into())], &["table::stream"]);
    }

    #[test]
    fn capacity_goes_with_the_billing_mode() {
        let (read, write) = (("read_capacity", Value::Integer(5)), ("write_capacity", Value::Integer(5)));
        let provisioned = ("billing_mode", Value::from("PROVISIONED"));
        check(&[provisioned.clone(), read.clone(), write.clone()], &[]);
        check(&[provisioned.clone(), read.clone()], &["table::billing"]);
        check(std::slice::from_ref(&read), &["table::billing"]);
        let index = (
            "global_secondary_indexes",
            Value::map([("by-name", Value::map([("projection", "ALL".into())] as [(&str, Value); 1]))]),
        );
        check(&[provisioned, read, write, index], &["table::billing"]);
    }

    #[test]
    fn projections_say_what_they_hold() {
        let index = |entries: Vec<(&str, Value)>| {
            [("global_secondary_indexes", Value::map([("by-name", Value::map(entries))]))]
        };
        check(&index(vec![("projection", "INCLUDE".into())]), &["table::projection"]);
        check(
            &index(vec![("projection", "ALL".into()), ("non_key_attributes", Value::list(["a"]))]),
            &["table::projection"],
        );
        check(
            &index(vec![("projection", "INCLUDE".into()), ("non_key_attributes", Value::list(["a"]))]),
            &[],
        );
    }
}
