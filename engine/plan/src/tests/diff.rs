//! What counts as a difference, and how it is named.

use tandem_core::{Argument, Difference, Provider, Value};

use super::fake::Fake;
use super::world::{arguments, attributes, none, path};
use crate::diff::differences;

/// Compares a `net::group` declared with what was found; gives `path before → after` for every difference.
#[track_caller]
fn check(declared: &str, found: &str, expected: &[&str]) {
    let shown = |difference: &Difference| {
        let Difference { path, before, after, .. } = difference;
        format!("{path} {before} → {after}")
    };
    let differences: Vec<String> = diff(declared, "{}", found).iter().map(shown).collect();
    assert_eq!(differences, expected);
}

#[track_caller]
fn diff(declared: &str, remembered: &str, found: &str) -> Vec<Difference> {
    let fake = Fake::new();
    let kind = fake.registry().kind("net::group").expect("the fake has it");
    let mut declared = arguments(declared);
    kind.fill(&mut declared);
    differences(kind, &declared, &attributes(remembered), &attributes(found))
}

#[test]
fn forms_are_compared_not_spellings() {
    check(r#"{"domain": "example.com"}"#, r#"{"domain": "Example.COM."}"#, &[]);
    check(r#"{"every": "60s"}"#, r#"{"every": "1m"}"#, &[]);
    check(r#"{"policy": "{\"a\": 1, \"b\": [2]}"}"#, r#"{"policy": "{\"b\":[2],\"a\":1}"}"#, &[]);
    check(
        r#"{"policy": "{\"a\": 1}"}"#,
        r#"{"policy": "{\"a\": 2}"}"#,
        &[r#"policy "{\"a\": 2}" → "{\"a\": 1}""#],
    );
}

#[test]
fn what_the_cloud_chose_stays_and_what_was_left_out_goes() {
    check("{}", r#"{"size": 7}"#, &[]);
    check(r#"{"size": 3}"#, r#"{"size": 7}"#, &["size 7 → 3"]);
    check("{}", r#"{"every": "1m"}"#, &[r#"every "1m" → none"#]);
    check("{}", r#"{"labels": {}, "endpoints": [], "domain": ""}"#, &[]);
    check(r#"{"labels": {}}"#, "{}", &[]);
    check(r#"{"every": "1m"}"#, "{}", &[r#"every none → "1m""#]);
}

#[test]
fn a_difference_names_the_innermost_place() {
    check(
        r#"{"endpoints": [{"id": "a", "weight": 100}, {"id": "b"}]}"#,
        r#"{"endpoints": [{"id": "b", "weight": 128, "zone": "z"}, {"id": "a", "weight": 50, "zone": "y"}]}"#,
        &["endpoints[0].weight 50 → 100"],
    );
    check(
        r#"{"ordered": [{"id": "a"}, {"id": "b"}]}"#,
        r#"{"ordered": [{"id": "b"}]}"#,
        &[r#"ordered[0].id "b" → "a""#, r#"ordered[1] none → { id: "b", weight: 128 }"#],
    );
    check(
        r#"{"endpoints": []}"#,
        r#"{"endpoints": [{"id": "b"}]}"#,
        &[r#"endpoints[0] { id: "b", weight: 128 } → none"#],
    );
    check(
        r#"{"endpoints": [{"id": "a", "weight": 1}]}"#,
        r#"{"endpoints": [{"id": "b", "weight": 2}]}"#,
        &[r#"endpoints[0] none → { id: "a", weight: 1 }"#, r#"endpoints[1] { id: "b", weight: 2 } → none"#],
    );
    check(
        r#"{"labels": {"a": "1", "b": "2"}}"#,
        r#"{"labels": {"b": "3", "c": "4"}}"#,
        &[r#"labels.a none → "1""#, r#"labels.b "3" → "2""#, r#"labels.c "4" → none"#],
    );
}

/// A part that is not known now does not hide that the rest is as it should be.
#[test]
fn what_is_not_known_now_differs_where_it_stands() {
    let reference = r#"{"$": ["dns::check[\"x\"]", "id"]}"#;
    check(
        &format!(r#"{{"endpoints": [{{"id": {reference}, "weight": 5}}, {{"id": "b"}}]}}"#),
        r#"{"endpoints": [{"id": "b"}, {"id": "a", "weight": 5}]}"#,
        &[r#"endpoints[1].id "a" → dns::check["x"].id"#],
    );
    check(&format!(r#"{{"every": {reference}}}"#), "{}", &[r#"every none → dns::check["x"].id"#]);
}

#[test]
fn lists_of_words_differ_as_a_whole() {
    let fake = Fake::new();
    let kind = fake.registry().kind("dns::record").expect("the fake has it");
    let declared = arguments(r#"{"ttl": 300, "values": ["2", "1"]}"#);
    let same = differences(kind, &declared, &none(), &attributes(r#"{"ttl": 300, "values": ["1", "2"]}"#));
    assert_eq!(same, []);
    let other = differences(kind, &declared, &none(), &attributes(r#"{"ttl": 300, "values": ["1"]}"#));
    assert_eq!(other.len(), 1);
    assert_eq!(other[0].before, Value::list(["1"]));
    assert_eq!(other[0].after, Argument::Value(Value::list(["1", "2"])));
}

/// Declared, remembered, found: drift is where the cloud moved and the script did not.
#[test]
fn drift_is_what_the_script_did_not_say() {
    let drift = |declared: &str, remembered: &str, found: &str| -> Vec<bool> {
        diff(declared, remembered, found).iter().map(|difference| difference.drift).collect()
    };
    let said = r#"{"every": "1m"}"#;
    assert_eq!(drift(said, said, r#"{"every": "2m"}"#), [true]);
    assert_eq!(drift(said, r#"{"every": "2m"}"#, r#"{"every": "2m"}"#), [false]);
    assert_eq!(drift(said, r#"{"every": "2m"}"#, r#"{"every": "3m"}"#), [false]);
    assert_eq!(drift("{}", "{}", r#"{"every": "3m"}"#), [true]);
    let both = diff(
        r#"{"endpoints": [{"id": "a", "weight": 1}, {"id": "b", "weight": 2}]}"#,
        r#"{"endpoints": [{"id": "a", "weight": 1}, {"id": "b", "weight": 9}]}"#,
        r#"{"endpoints": [{"id": "a", "weight": 7}, {"id": "b", "weight": 9}]}"#,
    );
    let marks: Vec<_> = both.iter().map(|difference| (difference.path.clone(), difference.drift)).collect();
    assert_eq!(marks, [(path("endpoints[0].weight"), true), (path("endpoints[1].weight"), false)]);
}

#[test]
fn an_attribute_that_replaces_says_so() {
    let found = diff(r#"{"place": "b", "every": "2m"}"#, "{}", r#"{"place": "a", "every": "1m"}"#);
    let replaces: Vec<bool> = found.iter().map(|difference| difference.replaces).collect();
    assert_eq!(replaces, [false, true]);
}
