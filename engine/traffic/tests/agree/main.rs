//! The closed forms against a simulator of its own, on random small topologies with failures.
//!
//! `TANDEM_AGREE=100000 cargo test -p tandem-traffic --test agree` compares so many.

mod build;
mod case;
mod dice;
mod documented;
mod simulator;

use std::collections::BTreeMap;

use case::Case;
use dice::Dice;
use simulator::{Client, Simulator, Tally};
use tandem_traffic::client::Place;
use tandem_traffic::dns::{Healthy, Reached, answer, healthy};
use tandem_traffic::fail::{Failure, Subject, World};
use tandem_traffic::health::settle;
use tandem_traffic::model::Family;
use tandem_traffic::net::Found;
use tandem_traffic::{Assumptions, Net, accelerator, latency};

/// How many topologies are compared when nobody says otherwise.
const USUAL: u64 = 2_000;
/// How many places of each class are asked from.
const PLACES: usize = 3;

#[test]
fn random_topologies_agree() {
    let wanted = std::env::var("TANDEM_AGREE").ok().and_then(|count| count.parse().ok()).unwrap_or(USUAL);
    let mut asked = 0;
    for seed in 0..wanted {
        let case = case::random(&mut Dice(seed));
        match compare(&case) {
            Ok(questions) => asked += questions,
            Err(story) => panic!("seed {seed}: {story}\n{case:#?}"),
        }
    }
    println!("{wanted} topologies agree, {asked} questions");
    assert!(asked > wanted * 20, "hardly anything was asked: {asked}");
}

/// Compares one topology; returns how many questions were asked.
fn compare(case: &Case) -> Result<u64, String> {
    let model = build::model(case);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let world = World::after(&net, &failures(case));
    let settled = settle(&net, &world);
    let views = settled.views();
    let [(health, _)] = views.as_slice() else { return Err("what is dead is not undecided".to_owned()) };
    let records = healthy(&net, health);
    let rtt = |from: &str, to: &str| latency::measured(from, to).unwrap_or(f64::INFINITY);
    let simulator = Simulator { case, rtt: &rtt };
    let names: Vec<String> = case.sets.iter().map(|set| set.name.clone()).collect();
    let mut asked = 0;
    for class in 0..net.classes.len() {
        for place in places(&net.classes[class].places) {
            let client = client(place);
            for name in case::questions(&names) {
                for (family, kind) in [(Family::V4, "A"), (Family::V6, "AAAA")] {
                    let found = net.find(&name, family);
                    let closed = closed_form(&net, found, &name, family, class, &records);
                    let walked = simulator.ask(&name, kind, &client);
                    same(&closed, &walked)
                        .map_err(|story| format!("{kind} {name} from {}: {story}", place.label))?;
                    asked += 1;
                }
            }
            let closed = through(&net, class, &settled.endpoints);
            let walked = simulator.accelerate(&client);
            same(&closed, &walked).map_err(|story| format!("accelerator from {}: {story}", place.label))?;
            asked += 1;
        }
    }
    Ok(asked)
}

fn failures(case: &Case) -> Vec<Failure> {
    let region = case.region.map(|region| Failure::dead(Subject::Region(region.to_owned())));
    let dead = case.dead.map(|at| Failure::dead(Subject::Endpoint(build::balancer(at))));
    region.into_iter().chain(dead).collect()
}

/// Returns some places of a class: that all of them are treated alike is part of what is checked.
fn places(all: &[Place]) -> impl Iterator<Item = &Place> {
    let step = (all.len() / PLACES).max(1);
    // Places whose nearest region nobody measured are ordered by an estimate, which is another matter.
    all.iter().step_by(step).filter(|place| latency::measured(&place.region, "us-east-1").is_some())
}

fn client(place: &Place) -> Client {
    Client {
        continent: place.continent.clone(),
        country: place.country.clone(),
        state: place.state.clone(),
        point: (place.point.north, place.point.east),
        region: place.region.clone(),
        block: place.cidr.as_ref().map(|(_, location)| location.clone()),
    }
}

fn closed_form(
    net: &Net<'_>,
    found: Found,
    name: &str,
    family: Family,
    class: usize,
    records: &Healthy,
) -> Tally {
    let mut tally = BTreeMap::new();
    if found == Found::Outside {
        build::add(&mut tally, name.to_owned(), false, 1.0);
        return tally;
    }
    for share in answer(net, found, family, class, records).shares {
        let what = match share.to {
            Reached::Endpoint(at) => net.endpoints[at].id.to_string(),
            Reached::Accelerator(_) => "accelerator".to_owned(),
            Reached::Nothing => "nothing".to_owned(),
        };
        build::add(&mut tally, what, share.last_resort, share.share);
    }
    tally
}

fn through(net: &Net<'_>, class: usize, endpoints: &[bool]) -> Tally {
    let mut tally = BTreeMap::new();
    for flow in accelerator::flows(net, 0, 0, class, &|_, endpoint| endpoints[endpoint]).flows {
        let what = flow.endpoint.map_or("nothing".to_owned(), |at| net.endpoints[at].id.to_string());
        build::add(&mut tally, what, flow.fail_open, flow.share);
    }
    tally
}

fn same(closed: &Tally, walked: &Tally) -> Result<(), String> {
    let keys = closed.keys().chain(walked.keys());
    let share = |tally: &Tally, key: &String| tally.get(key).copied().unwrap_or_default();
    let differs = |key: &&String| (share(closed, key) - share(walked, key)).abs() > 1e-9;
    match { keys }.find(differs) {
        Some(key) => Err(format!("{key}: closed form {closed:?}, simulator {walked:?}")),
        None => Ok(()),
    }
}
