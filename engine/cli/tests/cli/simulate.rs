//! `tandem simulate`: a table that fits, one object, a page, and what is wrong with the flags.

use serde_json::Value;

use crate::project::{LOCAL, Project};

const STOREFRONT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/storefront");
const LOST: [&str; 4] = ["--fail", "us-east-1@0s", "--recover", "us-east-1@20m"];

fn project(name: &str) -> Project {
    Project::new(name, &[("tandem.toml", LOCAL)])
}

fn storefront(words: &[&'static str]) -> Vec<&'static str> {
    ["simulate", STOREFRONT].into_iter().chain(words.iter().copied()).collect()
}

#[test]
fn a_table_fits_in_80_columns_and_says_who_fails_for_how_long() {
    let project = project("simulate");
    let ran = project.ends(&storefront(&LOST), 0);
    for text in [
        "0:00           us-east-1 fails",
        "0:39–0:53      route53::health_check[\"web-us-east-1\"] turns unhealthy",
        "example.com, www.example.com",
        "Failed    api.example.com: EU, OC never; NA for 80\u{a0}s in the mean, 114\u{a0}s at worst",
        "Lost      dynamodb::table[\"orders\"]: the last 0.7\u{a0}s of writes in us-east-1",
    ] {
        ran.says(text);
    }
    let verbose = project.ends(&storefront(&["--fail", "us-east-1@0s", "-v"]), 0);
    verbose.says("from EU");
    verbose.says("dns.alias_ttl = 60 s");
    let many = ["--fail", "elb@eu-west-1@5m=50%", "--fail", "plane:route53", "--until", "2h"];
    for ran in [&ran, &verbose, &project.ends(&storefront(&many), 0)] {
        let long = ran.out.lines().find(|line| line.chars().count() > 80);
        assert_eq!(long, None);
    }
    assert_eq!(project.ends(&storefront(&LOST), 0).out, ran.out, "the same twice");
}

#[test]
fn nothing_fails_when_nothing_fails() {
    let ran = project("simulate-calm").ends(&storefront(&[]), 0);
    ran.says("Failed    api.example.com, example.com, www.example.com: nobody, ever");
    ran.says("Lost      0 writes");
}

#[test]
fn one_object_whose_lists_are_as_long_as_its_times() {
    let words: Vec<&str> = storefront(&LOST).into_iter().chain(["--json"]).collect();
    let project = project("simulate-json");
    let ran = project.ends(&words, 0);
    let found: Value = serde_json::from_str(&ran.out).expect("it is one object");
    assert_eq!(
        (&found["type"], &found["version"], &found["until"]),
        (&"simulation".into(), &1.into(), &1800.0.into())
    );
    let times: Vec<f64> = found["times"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    assert!(times.is_sorted_by(|a, b| a < b) && times.first() == Some(&0.0) && times.last() == Some(&1800.0));
    let lists = lists(&found["names"])
        .chain(lists(&found["stores"][0]["lag"]))
        .chain(lists(&found["stores"][0]["lost_writes"]));
    assert!(lists.into_iter().all(|list| list.len() == times.len()));
    let regions = found["regions"].as_array().into_iter().flatten();
    let lost =
        regions.filter(|region| region["name"] == "us-east-1").map(|region| region["state"].to_string());
    assert_eq!(lost.collect::<Vec<_>>(), ["[[0,\"failed\"],[1200,\"live\"]]"]);
    assert_eq!(
        found["names"][0]["geographies"]["NA"]["failing"]["worst"].as_f64().map(f64::round),
        Some(114.0)
    );
    assert_eq!(project.ends(&words, 0).out, ran.out, "the same twice");
}

/// Returns every list of numbers inside of something.
fn lists(value: &Value) -> Box<dyn Iterator<Item = &Vec<Value>> + '_> {
    match value {
        Value::Array(list) if list.iter().all(|item| item.is_number() || item.is_null()) => {
            Box::new([list].into_iter())
        }
        Value::Array(list) => Box::new(list.iter().flat_map(lists)),
        Value::Object(map) => {
            let inside = map.iter().filter(|(key, _)| *key != "failing").map(|(_, value)| value);
            Box::new(inside.flat_map(lists))
        }
        _ => Box::new(std::iter::empty()),
    }
}

#[test]
fn a_page_is_written_beside_the_table() {
    let project = project("simulate-page");
    let ran = project.ends(&storefront(&["--fail", "us-east-1@0s", "--page", "outage.html"]), 0);
    ran.says("Page: outage.html");
    let page = std::fs::read_to_string(project.folder.join("outage.html")).expect("it was written");
    assert!(page.starts_with("<!") && page.contains("api.example.com"), "{}", &page[..200.min(page.len())]);
}

#[test]
fn wrong_flags_are_64_with_the_way_out() {
    let project = project("simulate-wrong");
    for (words, text) in [
        (&["--fail", "us-esat-1@0s"] as &[&'static str], "did you mean `us-east-1`?"),
        (&["--fail", "dynamo@us-east-1@0s"], "did you mean `dynamodb@us-east-1`?"),
        (&["--fail", "us-east-1@20"], "error[simulate::time]"),
        (&["--fail", "us-east-1@1m=200%"], "error[simulate::percent]"),
        (&["--recover", "us-east-1@20m"], "error[simulate::order]"),
        (&["--fail", "us-east-1@20m", "--recover", "us-east-1@10m"], "error[simulate::order]"),
        (&["--fail", "us-east-1@20m", "--until", "5m"], "error[simulate::until]"),
        (&["--until", "soon"], "a whole number and a unit"),
        (&["--pace", "slow"], "possible values: best, mean, worst"),
    ] {
        project.ends(&storefront(words), 64).says(text);
    }
    let both = project.ends(&storefront(&["--fail", "nowhere@0s", "--recover", "us-east-1"]), 64);
    both.says("error[simulate::subject]");
    both.says("error[simulate::time]");
    project.ends(&["explain", "simulate::subject"], 0).says("checkers:eu-west-1");
}
