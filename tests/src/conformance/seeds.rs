//! What the look-ups of an example find: one object for each, made up from its arguments.

use serde_json::{Value, json};
use tandem_core::schema::Mode;
use tandem_core::{Argument, Declaration, Topology};

/// Returns the look-up file for everything that a topology looks up.
pub fn seeds(topology: &Topology) -> Value {
    let lookups = topology.declarations.values().filter(|declaration| declaration.mode == Mode::LookUp);
    let lookups: Vec<Value> = lookups.enumerate().map(|(at, declaration)| seed(at, declaration)).collect();
    json!({ "version": 1, "lookups": lookups })
}

fn seed(at: usize, declaration: &Declaration) -> Value {
    let text = |name: &str| {
        declaration.arguments.get(name).and_then(Argument::as_str).map_or_else(|| declaration.address.name(), str::to_owned)
    };
    let region = declaration.address.region().unwrap_or("us-east-1");
    match declaration.address.kind() {
        "elb::load_balancer" => {
            let name = text("name");
            json!({
                "kind": "elb::load_balancer", "region": region, "arguments": { "name": name },
                "attributes": {
                    "name": name, "type": "application", "scheme": "internet-facing", "state": "active",
                    "arn": format!("arn:aws:elasticloadbalancing:{region}:123456789012:loadbalancer/app/{name}/50dc6c495c0c918{at}"),
                    "arn_suffix": format!("app/{name}/50dc6c495c0c918{at}"),
                    "dns_name": format!("{name}-{at}.{region}.elb.amazonaws.com"), "zone_id": "Z35SXDOTRQ7X7K",
                    "ip_address_type": "dualstack", "vpc_id": "vpc-0a1b2c3d", "security_groups": ["sg-0a1b2c3d"],
                },
            })
        }
        kind => json!({ "kind": kind, "region": region, "arguments": { "domain": text("domain") },
            "attributes": { "domain": text("domain"), "id": format!("Z0SEED{at}") } }),
    }
}
