//! What is wrong with accelerators, listeners and endpoint groups together.

use tandem_core::Value;
use tandem_core::form::Draftable;

use crate::accelerator::{accelerator, endpoint, group, listener, ports};
use crate::checks::check;
use crate::harness::{World, map};

fn listening(world: &World, parent: &Draftable, name: &str, protocol: &str, range: (i64, i64)) -> Draftable {
    listener(world, parent, name, &[("protocol", protocol.into()), ("ports", ports(&[range]))])
}

#[test]
fn listeners_share_no_port() {
    let world = World::new();
    let front = accelerator(&world, &[]);
    let https = listening(&world, &front, "https", "TCP", (443, 443));
    let many = listening(&world, &front, "many", "TCP", (1, 1000));
    let quic = listening(&world, &front, "quic", "UDP", (443, 443));
    check(&[front.clone(), https.clone(), quic], &[]);
    check(&[front, https, many], &["listener::overlap"]);
}

#[test]
fn a_dual_stack_accelerator_shows_clients() {
    let world = World::new();
    let dual = accelerator(&world, &[("ip_address_type", "DUAL_STACK".into())]);
    let https = listening(&world, &dual, "https", "TCP", (443, 443));
    let serving = |endpoints: &[Value]| {
        let endpoints = Value::list(endpoints.iter().cloned());
        [dual.clone(), https.clone(), group(&world, &https, "eu-west-1", &[("endpoints", endpoints)])]
    };
    check(&serving(&[endpoint("i-0123", 128, None), endpoint("i-4567", 128, Some(true))]), &[]);
    check(&serving(&[endpoint("i-0123", 128, Some(false))]), &["endpoint_group::dual_stack"]);
    check(&serving(&[endpoint("eipalloc-0123", 128, None)]), &["endpoint_group::dual_stack"]);
    let [_, https, here] = serving(&[endpoint("i-0123", 128, Some(false))]);
    check(&[accelerator(&world, &[]), https, here], &[]);
}

#[test]
fn overrides_lead_past_the_listeners() {
    let world = World::new();
    let front = accelerator(&world, &[]);
    let https = listening(&world, &front, "https", "TCP", (443, 443));
    let admin = listening(&world, &front, "admin", "TCP", (8443, 8443));
    let led = |from: i64, to: i64| {
        let pair = map(&[("listener_port", Value::Integer(from)), ("endpoint_port", Value::Integer(to))]);
        let options = [("port_overrides", Value::list([pair]))];
        [front.clone(), https.clone(), admin.clone(), group(&world, &https, "eu-west-1", &options)]
    };
    check(&led(443, 9443), &[]);
    check(&led(443, 8443), &["endpoint_group::port_overrides"]);
    check(&led(80, 9080), &["endpoint_group::port_overrides"]);
}

#[test]
fn an_accelerator_has_42_groups() {
    let world = World::new();
    let front = accelerator(&world, &[]);
    let of = |regions: usize| {
        let mut resources = vec![front.clone()];
        for (name, port) in [("http", 80), ("https", 443)] {
            let listener = listening(&world, &front, name, "TCP", (port, port));
            let offered = tandem_core::region::all().filter(|region| region.accelerator).take(regions);
            resources.extend(offered.map(|region| group(&world, &listener, region.name, &[])));
            resources.push(listener);
        }
        assert_eq!(resources.len(), 3 + 2 * regions, "that many regions have accelerators");
        resources
    };
    check(&of(21), &[]);
    check(&of(22), &["endpoint_group::too_many"]);
}
