//! Writes while regions are lost.

use super::build::{run, stored, value};
use crate::Assumptions;
use crate::model::Consistency;

#[test]
fn writes_that_were_on_their_way_are_missing_until_the_region_is_back() {
    let simulation = run(&stored(), &Assumptions::default(), &["us-east-1@60s"], &["us-east-1@10m"], 1_200);
    let store = &simulation.stores[0];
    let rtt = crate::latency::measured("us-east-1", "eu-west-1").expect("it was measured");
    let usual = 0.4 + 1.5 * rtt / 1_000.0;
    let lost = &store.lost["us-east-1"];
    assert_eq!([0.0, 59.0, 700.0].map(|at| value(&simulation, lost, at)), [0.0; 3]);
    assert!((value(&simulation, lost, 300.0) - usual).abs() < 1e-9);
    assert_eq!(store.losses.len(), 1);
    assert!((store.losses[0].p99 / store.losses[0].p50 - (2.326_f64 * 0.4).exp()).abs() < 1e-9);
    // What the other region writes meanwhile adds up, and is caught up with nine times as fast.
    let pair = ("eu-west-1".to_owned(), "us-east-1".to_owned());
    let behind = |at: f64| value(&simulation, &store.lag[&pair], at);
    assert!((behind(360.0) - behind(0.0) - 300.0).abs() < 1e-6, "{}", behind(360.0));
    assert!((behind(630.0) - behind(0.0) - 270.0).abs() < 1e-6, "{}", behind(630.0));
    assert!((behind(660.0) - behind(0.0)).abs() < 1e-6, "{}", behind(660.0));
    let at = simulation.moments.iter().position(|moment| moment.seconds >= 300.0).expect("it is");
    assert_eq!((store.writes["us-east-1"][at], store.writes["eu-west-1"][at]), (false, true));
}

#[test]
fn a_pause_before_the_loss_makes_the_loss_larger() {
    let fail = ["replication:orders@us-east-1@60s", "us-east-1@160s"];
    let simulation = run(&stored(), &Assumptions::default(), &fail, &[], 600);
    let loss = &simulation.stores[0].losses[0];
    assert!((loss.at, loss.p50 > 100.0, loss.p50 < 101.0) == (160.0, true, true), "{loss:?}");
}

#[test]
fn a_strong_store_loses_nothing_and_needs_two() {
    let mut model = stored();
    for store in model.stores.values_mut() {
        store.consistency = Consistency::Strong;
        store.witness = Some("us-east-2".to_owned());
    }
    let simulation =
        run(&model, &Assumptions::default(), &["us-east-1@10s", "us-east-2@20s"], &["us-east-2@30s"], 60);
    let store = &simulation.stores[0];
    assert!(store.losses.is_empty() && store.lag.is_empty());
    let writes = |second: f64| {
        let after = simulation.moments.partition_point(|moment| moment.seconds <= second);
        store.writes["eu-west-1"][after - 1]
    };
    assert_eq!([5.0, 15.0, 25.0, 35.0].map(writes), [true, true, false, true]);
}
