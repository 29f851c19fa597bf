//! `route53::private_zone`: the VPCs come and go one by one, and one is always left.

use tandem_core::Value;
use tandem_core::form::{Draftable, Receiver};
use tandem_core::provider::Provider;

use crate::harness::{World, map};

const ONE: (&str, &str) = ("vpc-0a1b2c3d", "us-east-1");
const TWO: (&str, &str) = ("vpc-0e4f5a6b", "eu-west-1");
const THREE: (&str, &str) = ("vpc-0c7d8e9f", "eu-west-1");

fn zone(world: &World, vpcs: &[(&str, &str)]) -> Draftable {
    let vpc = |(id, region): &(&str, &str)| map(&[("vpc", (*id).into()), ("region", (*region).into())]);
    let vpcs = Value::List(vpcs.iter().map(vpc).collect());
    let form = (Receiver::Module("route53"), "private_zone");
    let options = [("vpcs", vpcs), ("tags", map(&[("team", "web".into())]))];
    world.declare(None, form, &["internal.example.com".into()], &options).expect("a good zone").remove(0)
}

#[tokio::test]
async fn a_private_zone_lives() {
    let mut world = World::new();
    for (id, region) in [ONE, TWO, THREE] {
        let lookup = serde_json::json!({ "kind": "ec2::vpc", "region": region, "attributes": { "id": id } });
        let file = serde_json::json!({ "version": 1, "lookups": [lookup] });
        world.emulator.seed(&file).expect("a good seed");
    }
    world.create_and_check(&zone(&world, &[ONE, TWO])).await;
    let swapped = zone(&world, &[THREE]);
    let drafts = world.aws.expand(&world.difference(&swapped));
    let calls: Vec<&str> = drafts.iter().map(|draft| draft.call.as_str()).collect();
    assert_eq!(
        calls,
        [
            "route53:AssociateVPCWithHostedZone",
            "route53:DisassociateVPCFromHostedZone",
            "route53:DisassociateVPCFromHostedZone",
        ]
    );
    world.update_and_check(&swapped).await;
    world.delete(&swapped.address).await.expect("an empty zone goes");
    assert_eq!(world.read(&swapped).await, None);
}
