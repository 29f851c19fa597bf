//! What a strongly consistent table needs, and what it does not go with.

use std::collections::BTreeSet;

use tandem_core::argument::Arguments;
use tandem_core::schema::Problem;
use tandem_core::{Path, region};

use super::validate::problem;
use crate::arguments::Named;

/// Strong consistency: three regions of one set, or two and a witness, and nothing that it does not go with.
pub(super) fn problems(arguments: &Arguments) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut bad = |attribute: &str, message: String, hint: &str| {
        problems.push(problem("table::strong", Path::attribute(attribute), message, hint));
    };
    let mut all = arguments.texts("replicas");
    let witness = arguments.string("witness");
    match (all.len(), &witness) {
        (3, None) | (2, Some(_)) => (),
        (count, None) => bad(
            "replicas",
            format!("strong consistency needs three regions, not {count}"),
            "name three replicas, or two and a `witness`",
        ),
        (count, Some(_)) => bad(
            "replicas",
            format!("beside a witness there are two replicas, not {count}"),
            "name two replicas, or three without a `witness`",
        ),
    }
    if let Some(witness) = &witness {
        if all.contains(witness) {
            bad("witness", format!("`{witness}` is a replica already"), "the witness is a third region");
        }
        all.push(witness.clone());
    }
    let set = |name: &String| region::find(name).and_then(|region| region.strong_set);
    let sets: BTreeSet<Option<&str>> = all.iter().map(set).collect();
    if sets.len() > 1 || sets.contains(&None) {
        bad(
            "replicas",
            format!("strong consistency does not span {}", all.join(", ")),
            "all three are in the United States, in Europe, or in Asia: us-east-1, us-east-2, us-west-2; eu-west-1, \
             eu-west-2, eu-west-3, eu-central-1; ap-northeast-1, ap-northeast-2, ap-northeast-3",
        );
    }
    for (attribute, what) in
        [("ttl", "items do not expire"), ("local_secondary_indexes", "there are no local indexes")]
    {
        if arguments.contains_key(attribute) {
            bad(
                attribute,
                format!("in a strongly consistent table {what}"),
                "leave it out, or use `consistency: \"EVENTUAL\"`",
            );
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use tandem_core::argument::Arguments;
    use tandem_core::{Argument, Value};

    use super::problems;

    #[track_caller]
    fn check(entries: &[(&str, Value)], expected: &[&str]) {
        let arguments: Arguments = entries
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Argument::Value(value.clone())))
            .collect();
        let codes: Vec<&str> = problems(&arguments).iter().map(|problem| problem.code).collect();
        assert_eq!(codes, expected);
    }

    fn replicas(regions: &[&str]) -> (&'static str, Value) {
        ("replicas", Value::list(regions.iter().copied()))
    }

    #[test]
    fn strong_tables_have_three_regions_of_one_set() {
        let strong = || ("consistency", Value::from("STRONG"));
        check(&[strong(), replicas(&["us-east-1", "us-east-2", "us-west-2"])], &[]);
        check(&[strong(), replicas(&["eu-west-1", "eu-central-1"]), ("witness", "eu-west-3".into())], &[]);
        check(&[strong(), replicas(&["us-east-1", "us-east-2"])], &["table::strong"]);
        check(&[strong(), replicas(&["us-east-1", "us-east-2", "eu-west-1"])], &["table::strong"]);
        check(
            &[strong(), replicas(&["us-east-1", "us-east-2"]), ("witness", "us-east-2".into())],
            &["table::strong"],
        );
        let all = replicas(&["us-east-1", "us-east-2", "us-west-2"]);
        check(&[strong(), all, ("ttl", "expires_at".into())], &["table::strong"]);
    }
}
