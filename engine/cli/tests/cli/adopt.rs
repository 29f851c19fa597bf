//! `adopt`: what one stack made is taken over by another, on one served emulator.

use crate::project::{LOCAL, Project, Ran};
use crate::serve::{Server, serve};

const WWW: &str = "route53::record[\"example.com/www/A\"]";

/// Two stacks in two folders, and the cloud that both live in.
struct Two {
    a: Project,
    b: Project,
    url: String,
    _server: Server,
}

impl Two {
    /// Brings the first stack up.
    fn new(name: &str, a: &str, b: &str) -> Two {
        let project = |which: &str, script: &str| {
            Project::new(&format!("adopt-{name}-{which}"), &[("main.rhai", script), ("tandem.toml", LOCAL)])
        };
        let (a, b) = (project("a", a), project("b", b));
        let (server, url) = serve(&a, "100");
        a.ends(&["apply", "--yes", "--cloud", &url], 0);
        Two { a, b, url, _server: server }
    }

    /// Runs a command on the second stack.
    #[track_caller]
    fn b(&self, words: &[&str], code: i32) -> Ran {
        self.b.ends(&[words, &["--cloud", &self.url]].concat(), code)
    }

    /// Returns the id by which the first stack knows an object.
    fn id(&self, address: &str) -> String {
        let shown = self.a.ends(&["state", "show", address, "--json"], 0);
        let object: serde_json::Value = serde_json::from_str(&shown.out).expect("it is an object");
        object["id"].as_str().expect("it has an id").to_owned()
    }
}

#[test]
fn a_record_that_another_stack_made_is_adopted() {
    let two = Two::new(
        "record",
        "let zone = route53::hosted_zone(\"example.com\");\n\
         zone.a(\"www\", [\"192.0.2.1\"], #{ ttl: \"5m\" });\n",
        "let zone = route53::find_hosted_zone(\"example.com\");\n\
         zone.a(\"www\", [\"192.0.2.9\"], #{ ttl: \"5m\" });\n\
         zone.a(\"api\", [\"192.0.2.9\"], #{ ttl: \"5m\" });\n",
    );
    // The record that is there stays as it is; the other one is made.
    let refused = two.b(&["apply", "--yes"], 5);
    refused.says("error[aws::conflict]");
    refused.says("tandem adopt");
    refused.says(WWW);
    let before = two.b(&["state", "list"], 0).out;
    assert_eq!(before, "route53::record[\"example.com/api/A\"]\n");

    // Nobody said yes: nothing is remembered.
    let asked = two.b(&["adopt", WWW], 64);
    asked.says("[\"192.0.2.1\"] → [\"192.0.2.9\"]");
    asked.says("usage::confirm");
    assert_eq!(two.b(&["state", "list"], 0).out, before);

    two.b(&["adopt", "route53::record[\"example.com/ww/A\"]", "--yes"], 1).says("did you mean");
    two.b(&["adopt", "route53::existing_zone[\"example.com\"]", "--yes"], 1).says("adopt::undeclared");
    two.b(&["adopt", WWW, "Z0/www.example.com/A", "--yes"], 1).says("adopt::missing");
    let adopted = two.b(&["adopt", WWW, "--yes"], 0);
    adopted.says("1 difference");
    adopted.says("Adopted: ");
    two.b(&["adopt", WWW, "--yes"], 1).says("adopt::owned");

    let plan = two.b(&["plan", "--detect-drift"], 0);
    plan.says("Plan: 0 create, 1 update, 0 replace, 0 delete");
    plan.says("[\"192.0.2.1\"] → [\"192.0.2.9\"]");
    two.b(&["apply", "--yes"], 0).says("Applied: 1 updated");
    two.b(&["plan", "--detailed-exitcode"], 0).says("No changes");
    two.b(&["destroy", "--yes"], 0).says("Destroyed: 2 deleted");
}

#[test]
fn a_record_that_is_as_declared_is_adopted_without_a_change() {
    let script =
        |zone: &str| format!("let zone = {zone};\nzone.a(\"www\", [\"192.0.2.1\"], #{{ ttl: \"5m\" }});\n");
    let two = Two::new(
        "same",
        &script("route53::hosted_zone(\"example.com\")"),
        &script("route53::find_hosted_zone(\"example.com\")"),
    );
    let adopted = two.b(&["adopt", WWW, "--yes", "--json"], 0);
    let last = adopted.out.lines().last().expect("there are lines");
    assert!(last.contains("\"command\":\"adopt\"") && last.contains("\"differences\":0"), "{last}");
    two.b(&["plan", "--detailed-exitcode"], 0).says("No changes");
}

#[test]
fn a_zone_is_adopted_by_its_id_and_never_to_be_replaced() {
    let two = Two::new(
        "zone",
        "route53::hosted_zone(\"example.com\", #{ comment: \"one\" });\n\
         route53::hosted_zone(\"example.net\");\n",
        "let zone = route53::hosted_zone(\"example.com\", #{ comment: \"two\" });\n\
         zone.a(\"www\", [\"192.0.2.1\"], #{ ttl: \"5m\" });\n",
    );
    let address = "route53::hosted_zone[\"example.com\"]";
    two.b(&["adopt", address, "--yes"], 1).says("adopt::missing");
    two.b(&["adopt", WWW, "--yes"], 1).says("belongs to, is not there");
    let other = two.id("route53::hosted_zone[\"example.net\"]");
    two.b(&["adopt", address, &other, "--yes"], 1).says("adopt::replaces");
    assert_eq!(two.b(&["state", "list"], 0).out, "");

    let id = format!("/hostedzone/{}", two.id(address));
    two.b(&["adopt", address, &id, "--yes"], 0).says("\"one\" → \"two\"");
    two.b(&["apply", "--yes"], 0).says("Applied: 1 created, 1 updated");
    two.b(&["plan", "--detailed-exitcode"], 0).says("No changes");
}

#[test]
fn a_table_is_adopted_by_the_id_that_the_refusal_names() {
    let script = "dynamodb::table(\"orders\", #{ key: #{ hash: \"id\" }, attributes: #{ id: \"S\" },\n\
                  replicas: [region(\"us-east-1\"), region(\"eu-west-1\")] });\n";
    let two = Two::new("table", script, script);
    let address = "dynamodb::table[\"orders\"]";
    two.b(&["apply", "--yes"], 1).says("tandem adopt 'dynamodb::table[\"orders\"]'");
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
    two.b(&["adopt", address, arn, "--yes"], 0).says("as declared");
    // A replica that another stack made is another object: it is taken by its own name.
    let replica = "dynamodb::replica[\"orders\"]@eu-west-1";
    two.b(&["apply", "--yes"], 5).says("tandem adopt 'dynamodb::replica[\"orders\"]@eu-west-1'");
    two.b(&["adopt", replica, "arn:aws:dynamodb:eu-west-1:123456789012:table/orders", "--yes"], 0);
    two.b(&["apply", "--yes"], 0);
    two.b(&["plan", "--detailed-exitcode"], 0).says("No changes");
    let ids = two.b(&["state", "list", "--json"], 0).out;
    assert_eq!(ids, two.a.ends(&["state", "list", "--json"], 0).out);
}
