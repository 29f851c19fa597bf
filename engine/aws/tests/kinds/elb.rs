//! `elb::load_balancer`: looked up by its name, within its region.

use tandem_core::Value;
use tandem_core::form::{Draftable, Receiver};

use crate::harness::World;

/// Puts a load balancer into the world.
pub(crate) fn seed(world: &World, region: &str, name: &str) {
    let arn = format!(
        "arn:aws:elasticloadbalancing:{region}:123456789012:loadbalancer/app/{name}/0123456789abcdef"
    );
    let attributes = serde_json::json!({
        "arn": arn, "dns_name": format!("{name}-1.{region}.elb.amazonaws.com"), "zone_id": "Z32O12XQLNTSW2",
        "type": "application", "ip_address_type": "dualstack",
    });
    let lookup = serde_json::json!({
        "kind": "elb::load_balancer", "region": region, "arguments": { "name": name }, "attributes": attributes,
    });
    world.emulator.seed(&serde_json::json!({ "version": 1, "lookups": [lookup] })).expect("a good seed");
}

pub(crate) fn look_up(world: &World, region: &str, name: &str) -> Draftable {
    let form = (Receiver::Module("elb"), "find_load_balancer");
    world.declare(None, form, &[region.into(), name.into()], &[]).expect("a good look-up").remove(0)
}

#[tokio::test]
async fn a_load_balancer_is_looked_up() {
    let world = World::new();
    seed(&world, "eu-west-1", "web");
    let here = look_up(&world, "eu-west-1", "web");
    assert_eq!(here.address.as_str(), "elb::load_balancer[\"web\"]@eu-west-1");
    let found = world.read(&here).await.expect("it is there");
    assert_eq!(found.attributes["arn_suffix"], Value::from("app/web/0123456789abcdef"));
    assert_eq!(found.attributes["zone_id"], Value::from("Z32O12XQLNTSW2"));
    assert_eq!(world.read(&look_up(&world, "us-east-1", "web")).await, None);
    assert_eq!(world.read(&look_up(&world, "eu-west-1", "api")).await, None);
}
