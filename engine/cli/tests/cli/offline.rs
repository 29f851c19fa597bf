//! `plan --offline`: from the script and the recorded look-ups alone.

use crate::project::Project;

const SCRIPT: &str = r#"
let zone = route53::find_hosted_zone("example.com");
let web = elb::find_load_balancer(region("eu-west-1"), "web");
zone.alias("www", web, #{ types: ["A"], evaluate_target_health: true });
"#;

const LOOKUPS: &str = r#"{
  "version": 1,
  "lookups": [
    {
      "kind": "route53::existing_zone",
      "id": "Z0EXAMPLE",
      "arguments": { "domain": "example.com", "private_zone": false },
      "attributes": { "id": "Z0EXAMPLE", "name_servers": [] }
    },
    {
      "kind": "elb::load_balancer",
      "region": "eu-west-1",
      "arguments": { "name": "web" },
      "attributes": {
        "arn": "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
        "dns_name": "web-1234567890.eu-west-1.elb.amazonaws.com",
        "zone_id": "Z32O12XQLNTSW2",
        "type": "application",
        "ip_address_type": "ipv4"
      }
    }
  ]
}
"#;

/// A stack on the real cloud, for which there are no credentials.
const AWS: &str = "[stacks.prod]\ncloud = \"aws\"\naccount = \"123456789012\"\nregions = [\"eu-west-1\"]\n";

#[test]
fn a_plan_needs_no_cloud_where_look_ups_are_recorded() {
    let files = [("main.rhai", SCRIPT), ("tandem.toml", AWS), ("tandem.lookups.json", LOOKUPS)];
    let project = Project::new("offline", &files);
    let plan = project.ends(&["plan", "--offline", "--detailed-exitcode"], 2);
    plan.says("Plan: 1 create, 0 update, 0 replace, 0 delete");
    plan.says("\"web-1234567890.eu-west-1.elb.amazonaws.co");
    assert!(!project.folder.join(".tandem").exists(), "an offline plan writes nothing");
}

#[test]
fn what_no_look_up_recorded_is_known_later() {
    let files = [("main.rhai", SCRIPT), ("tandem.toml", AWS)];
    let project = Project::new("offline-unknown", &files);
    let plan = project.ends(&["plan", "--offline", "--detailed-exitcode"], 2);
    plan.says("Plan: 1 create, 0 update, 0 replace, 0 delete");
    assert!(!plan.out.contains("amazonaws"), "{}", plan.out);
}
