//! The checks over whole topologies: records that cannot stand beside one another, checks that count checks.

use std::collections::BTreeMap;

use tandem_core::form::{Draftable, Receiver};
use tandem_core::schema::Mode;
use tandem_core::topology::Declaration;
use tandem_core::{Address, Argument, Place, Reference, Topology, Value};

use crate::harness::{World, map, with};
use crate::zone::zone;

#[track_caller]
pub(crate) fn check(resources: &[Draftable], expected: &[&str]) {
    let registry = tandem_aws::registry();
    let mut topology = Topology::default();
    for resource in resources {
        let declaration = Declaration {
            address: resource.address.clone(),
            mode: Mode::Managed,
            arguments: resource.arguments.clone(),
            parent: resource.parent.clone(),
            after: Vec::new(),
            protect: None,
            allow: BTreeMap::new(),
            origin: Default::default(),
        };
        assert!(topology.declarations.insert(resource.address.clone(), declaration).is_none());
    }
    let found: Vec<_> = registry.checks().flat_map(|check| check(&topology, &registry)).collect();
    let codes: Vec<&str> = found.iter().map(|diagnostic| diagnostic.code.as_ref()).collect();
    assert_eq!(codes, expected);
    for diagnostic in &found {
        assert_eq!((diagnostic.labels.len(), diagnostic.hints.len()), (2, 1), "{diagnostic:?}");
        assert!(tandem_aws::explain(&diagnostic.code).is_some());
    }
}

fn a(world: &World, name: &str, routing: Option<Value>, identifier: &str) -> Draftable {
    let zone = zone(world, &[]);
    let mut options = Vec::new();
    if let Some(routing) = routing {
        options.extend([("routing", routing), ("set_identifier", identifier.into())]);
    }
    let form = (Receiver::Handle("route53::hosted_zone"), "a");
    world
        .declare(Some(&zone), form, &[name.into(), "192.0.2.1".into()], &options)
        .expect("a good record")
        .remove(0)
}

fn weighted(weight: i64) -> Option<Value> {
    Some(map(&[("policy", "weighted".into()), ("weight", Value::Integer(weight))]))
}

fn latency(region: &str) -> Option<Value> {
    Some(map(&[("policy", "latency".into()), ("region", region.into())]))
}

#[test]
fn records_of_one_name_fit_together() {
    let world = World::new();
    let blue = a(&world, "www", weighted(1), "blue");
    check(&[blue.clone(), a(&world, "www", weighted(2), "green"), a(&world, "api", None, "")], &[]);
    check(&[blue.clone(), a(&world, "www", None, "")], &["record::mixed_routing"]);
    check(&[blue.clone(), a(&world, "www", latency("eu-west-1"), "green")], &["record::mixed_routing"]);
    let slow = with(&a(&world, "www", weighted(2), "green"), &[("ttl", "1h".into())]);
    check(&[blue, slow], &["record::weighted_ttl"]);
    let twins = [a(&world, "www", latency("eu-west-1"), "x"), a(&world, "www", latency("us-east-1"), "x")];
    check(&twins, &["record::set_identifier"]);
}

#[test]
fn a_cname_stands_alone() {
    let world = World::new();
    let zone = zone(&world, &[]);
    let form = (Receiver::Handle("route53::hosted_zone"), "cname");
    let cname = world.declare(Some(&zone), form, &["www".into(), "www.example.net".into()], &[]);
    let cname = cname.expect("a good record").remove(0);
    check(std::slice::from_ref(&cname), &[]);
    check(&[cname, a(&world, "www", None, "")], &["record::cname_beside"]);
}

#[test]
fn a_calculated_check_counts_no_calculated_one() {
    let world = World::new();
    let calculated = |name: &str, children: Argument| {
        let form = (Receiver::Module("route53"), "health_check");
        let options = [("type", "CALCULATED".into()), ("children", Value::list(["x"]))];
        let mut made = world.declare(None, form, &[name.into()], &options).expect("a good check").remove(0);
        made.arguments.insert("children".to_owned(), children);
        made
    };
    let inner = Address::new("route53::health_check", &["inner"], &Place::global());
    let children = Argument::list(vec![Reference::new(&inner, "id").into()]);
    let one = Argument::Value(Value::list(["x"]));
    check(&[calculated("outer", children), calculated("inner", one)], &["health_check::nested"]);
}
