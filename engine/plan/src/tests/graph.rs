//! The graph of a topology, its cycles, and its pictures.

use tandem_core::{Action, Path};

use super::world::{Script, address, codes, record, to, zone};
use crate::graph::{Why, dot, graph, json, mermaid, svg};

fn storefront() -> Script {
    let (front, web) = (zone("example.com"), address("net::balancer", "web"));
    let (check, www) = (address("dns::check", "ready"), record("example.com/www"));
    Script::new()
        .declare(&front, r#"{"domain": "example.com"}"#)
        .declare(&web, r#"{"name": "web"}"#)
        .declare(&check, &format!(r#"{{"target": {}}}"#, to(&web, "host")))
        .declare(&www, &format!(r#"{{"check": {}}}"#, to(&check, "id")))
        .after(&www, &[&web])
}

#[test]
fn edges_carry_their_reason() {
    let (graph, diagnostics) = graph(&storefront().0);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let why = |from: &str, to: &str| {
        let edges = graph.edges();
        let found = edges.iter().find(|(a, b, _)| a.path() == from && b.path() == to);
        found.map(|(_, _, edge)| edge.why.clone())
    };
    assert_eq!(why("example.com/www", "ready"), Some(Why::Reference(Path::attribute("check"))));
    assert_eq!(why("example.com/www", "web"), Some(Why::After));
    assert_eq!(why("example.com/www", "example.com"), Some(Why::Parent));
    let order: Vec<&str> = graph.nodes().map(|node| node.address.path()).collect();
    let at = |path: &str| order.iter().position(|other| *other == path);
    assert!(at("web") < at("ready") && at("ready") < at("example.com/www"), "{order:?}");
}

#[test]
fn a_reference_to_nothing_is_an_error_that_knows_the_near_name() {
    let (a, b) = (address("dns::check", "ready"), address("dns::check", "rady"));
    let script = Script::new()
        .declare(&a, "{}")
        .declare(&address("net::group", "g"), &format!(r#"{{"place": {}}}"#, to(&b, "id")));
    let (graph, diagnostics) = graph(&script.0);
    assert_eq!(codes(&diagnostics), ["graph::undeclared"]);
    let diagnostic = diagnostics.iter().next().expect("one");
    assert_eq!(diagnostic.hints, [format!("did you mean `{a}`?")]);
    assert_eq!(diagnostic.labels.len(), 1);
    assert_eq!(graph.len(), 2);
}

/// Every strongly connected component gives one diagnostic: its shortest cycle, a label for every edge.
#[test]
fn cycles_are_reported_once_and_left_out() {
    let check = |name: &str| address("dns::check", name);
    let refer = |name: &str| format!(r#"{{"target": {}}}"#, to(&check(name), "id"));
    let script = Script::new()
        .declare(&check("a"), &refer("b"))
        .declare(&check("b"), &refer("c"))
        .declare(&check("c"), &refer("a"))
        .declare(&check("long"), &refer("a"))
        .declare(&check("self"), &refer("self"))
        .declare(&check("x"), "{}")
        .declare(&check("y"), "{}")
        .after(&check("x"), &[&check("y")])
        .after(&check("y"), &[&check("x")])
        .after(&check("c"), &[&check("b")]);
    let (graph, diagnostics) = graph(&script.0);
    assert_eq!(codes(&diagnostics), ["graph::cycle"; 3]);
    let mut labels: Vec<usize> = diagnostics.iter().map(|diagnostic| diagnostic.labels.len()).collect();
    labels.sort_unstable();
    assert_eq!(labels, [1, 2, 2], "the cycle of b and c is shorter than that of a, b and c");
    assert_eq!(graph.len(), 7);
    assert_eq!(graph.edges().len(), 1, "only what lies in no cycle is left");
    let (plan, _) = script.plan(&crate::Prior::default());
    assert!(plan.changes.iter().all(|change| change.action == Action::Create));
}

#[test]
fn a_chain_of_any_length_is_no_deeper_than_one_link() {
    let node = |at: usize| address("dns::check", &format!("n{at}"));
    let mut script = Script::new().declare(&node(0), "{}");
    for at in 1..20_000 {
        script = script.declare(&node(at), "{}").after(&node(at), &[&node(at - 1)]);
    }
    let (graph, diagnostics) = graph(&script.0);
    assert!(diagnostics.is_empty());
    assert_eq!(graph.nodes().last().map(|node| node.address.path()), Some("n19999"));
    assert_eq!(script.planned(&crate::Prior::default()).steps.len(), 20_000);
}

#[test]
fn renderings_name_every_node_and_edge() {
    let (graph, _) = graph(&storefront().0);
    let document: serde_json::Value = serde_json::from_str(&json(&graph)).expect("JSON");
    assert_eq!(document["nodes"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["edges"].as_array().map(Vec::len), Some(4));
    assert_eq!(document["edges"][0]["attribute"], "target");
    let dot = dot(&graph);
    assert!(
        dot.contains(r#""dns::record[\"example.com/www\"]" -> "dns::check[\"ready\"]" [label="check"];"#),
        "{dot}"
    );
    let mermaid = mermaid(&graph);
    assert_eq!(
        mermaid.matches("-->").count() + mermaid.matches("==>").count() + mermaid.matches("-.->").count(),
        4
    );
    let svg = svg(&graph);
    assert_eq!(svg.matches("<title>").count(), 4);
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
}

/// Writes a picture of a topology of the size of a real one, for looking at.
#[test]
fn a_picture_places_everything_apart() {
    let script = picture();
    let (graph, diagnostics) = graph(&script.0);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let svg = svg(&graph);
    if let Some(path) = std::env::var_os("TANDEM_PICTURE") {
        std::fs::write(path, &svg).expect("written");
    }
    let boxes: Vec<&str> = svg.lines().filter(|line| line.starts_with("<g><title>")).collect();
    let mut corners: Vec<(&str, &str)> = boxes
        .iter()
        .map(|line| {
            let value = |name: &str| line.split_once(name).and_then(|(_, rest)| rest.split('"').next());
            (value("rect x=\"").unwrap_or(""), value(" y=\"").unwrap_or(""))
        })
        .collect();
    corners.sort_unstable();
    corners.dedup();
    assert_eq!(corners.len(), graph.len());
}

fn picture() -> Script {
    let at = |kind: &str, path: &str, region: &str| {
        let place = tandem_core::Place::region(region);
        tandem_core::Address::new(kind, &path.split('/').collect::<Vec<_>>(), &place)
    };
    let (zone, front) = (zone("example.com"), address("globalaccelerator::accelerator", "storefront"));
    let https = address("globalaccelerator::listener", "storefront/https");
    let orders = address("dynamodb::table", "orders");
    let oncall = at("sns::topic", "oncall", "us-east-1");
    let sites = ["us-east-1", "eu-west-1", "ap-southeast-2"];
    let mut script = Script::new()
        .declare(&zone, "{}")
        .declare(&front, "{}")
        .declare(&https, "{}")
        .change(&https, |declaration| declaration.parent = Some(front.clone()))
        .declare(&orders, "{}")
        .declare(&oncall, "{}")
        .declare(&record("example.com/www/A"), &format!(r#"{{"target": {}}}"#, to(&front, "dns_name")))
        .declare(&record("example.com/@/A"), &format!(r#"{{"target": {}}}"#, to(&front, "dns_name")));
    for site in sites {
        let web = at("elb::load_balancer", "web", site);
        let ready = address("route53::health_check", &format!("web-{site}"));
        let group = at("globalaccelerator::endpoint_group", "storefront/https", site);
        let replica = at("dynamodb::replica", "orders", site);
        script = script
            .declare(&web, "{}")
            .change(&web, |declaration| declaration.mode = tandem_core::schema::Mode::LookUp)
            .declare(
                &record(&format!("example.com/{site}/A")),
                &format!(r#"{{"target": {}}}"#, to(&web, "dns_name")),
            )
            .declare(&ready, "{}")
            .declare(
                &record(&format!("example.com/api/A/latency:{site}")),
                &format!(r#"{{"target": {}, "health_check": {}}}"#, to(&web, "dns_name"), to(&ready, "id")),
            )
            .declare(&group, &format!(r#"{{"endpoints": [{{"id": {}}}]}}"#, to(&web, "arn")))
            .change(&group, |declaration| declaration.parent = Some(https.clone()))
            .declare(&replica, "{}")
            .change(&replica, |declaration| declaration.parent = Some(orders.clone()));
        for other in sites.iter().filter(|other| **other != site) {
            let alarm = at("cloudwatch::alarm", &format!("orders-lag-to-{other}"), site);
            let actions = format!(r#"{{"actions": [{}]}}"#, to(&oncall, "arn"));
            script = script.declare(&alarm, &actions).after(&alarm, &[&replica]);
        }
    }
    script
}
