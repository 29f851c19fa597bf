//! What look-ups find: objects made up from what is asked for.

use serde_json::{Value, json};
use tandem_core::schema::Mode;
use tandem_core::{Argument, Declaration, Topology};

/// Returns the look-up file for everything that a topology looks up.
pub fn of_topology(topology: &Topology) -> Value {
    let lookups = topology.declarations.values().filter(|declaration| declaration.mode == Mode::LookUp);
    file(lookups.map(of_declaration).collect())
}

/// Returns the look-up file of some entries.
pub fn file(lookups: Vec<Value>) -> Value {
    json!({ "version": 1, "lookups": lookups })
}

/// Returns the entry of a load balancer.
pub fn balancer(name: &str, region: &str) -> Value {
    let path = format!("app/{name}/50dc6c495c0c9188");
    json!({
        "kind": "elb::load_balancer", "region": region, "arguments": { "name": name },
        "attributes": {
            "name": name, "type": "application", "scheme": "internet-facing", "state": "active",
            "arn": format!("arn:aws:elasticloadbalancing:{region}:123456789012:loadbalancer/{path}"),
            "arn_suffix": path, "dns_name": format!("{name}-1.{region}.elb.amazonaws.com"),
            "zone_id": zone_id(region), "ip_address_type": "dualstack",
            "vpc_id": "vpc-0a1b2c3d", "security_groups": ["sg-0a1b2c3d"],
        },
    })
}

/// Returns the zone that the load balancers of a region are named in; Route 53 compares it with the name.
fn zone_id(region: &str) -> &'static str {
    match region {
        "ap-southeast-2" => "Z1GM3OXH4ZPM65",
        "eu-central-1" => "Z215JYRZR1TBD5",
        "eu-west-1" => "Z32O12XQLNTSW2",
        _ => "Z35SXDOTRQ7X7K",
    }
}

fn of_declaration(declaration: &Declaration) -> Value {
    let address = &declaration.address;
    let text = |name: &str| {
        declaration
            .arguments
            .get(name)
            .and_then(Argument::as_str)
            .map_or_else(|| address.name(), str::to_owned)
    };
    let region = address.region().unwrap_or("us-east-1");
    match address.kind() {
        "elb::load_balancer" => balancer(&text("name"), region),
        kind => {
            let domain = text("domain");
            json!({
                "kind": kind, "region": region, "arguments": { "domain": domain },
                "attributes": { "domain": domain, "id": "Z0123456789ABCDEFGHIJ" },
            })
        }
    }
}
