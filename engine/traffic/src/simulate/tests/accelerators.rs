//! Connections through accelerators.

use tandem_core::topology::Objective;

use super::build::{accelerated, at_pace, objective, precise, run, value};
use crate::Assumptions;
use crate::simulate::{Kind, Pace};

#[test]
fn an_accelerator_moves_new_connections_at_once_and_no_answer_changes() {
    let mut model = accelerated();
    model.objectives.push(Objective { names: vec!["www.t.example".to_owned()], ..objective(&[("US", 1.0)]) });
    let assumptions = precise();
    let simulation =
        at_pace(&model, &assumptions, (&["us-east-1@0s"], &["us-east-1@10m"], 1_200), Pace::Worst);
    let name = &simulation.names[0];
    // 20 s until the load balancer counts as unhealthy, 10 s until the accelerator acts; then all at once.
    let failed = [1.0, 29.0, 30.0, 400.0].map(|at| value(&simulation, &name.failed, at));
    assert_eq!(failed, [1.0, 1.0, 0.0, 0.0]);
    assert!(name.stale.iter().all(|share| *share == 0.0));
    assert_eq!(name.geographies["US"].failing.worst, 30.0);
    // Back after 150 s for the load balancer and 30 s more.
    let back = [779.0, 780.0].map(|at| value(&simulation, &name.sites["us-east-1"], at));
    assert_eq!(back, [0.0, 1.0]);
    // Connections that were open go nowhere for as long as they may idle.
    let held = simulation.events.iter().find(|event| event.kind == Kind::Drained).expect("they are given up");
    assert_eq!((held.at, held.subject.as_str()), (340.0, "globalaccelerator::accelerator[\"front\"]"));
}

#[test]
fn a_group_that_loses_everything_is_avoided_though_its_endpoints_live() {
    let mut model = accelerated();
    model.objectives.push(Objective { names: vec!["www.t.example".to_owned()], ..objective(&[("US", 1.0)]) });
    let fail = ["globalaccelerator::endpoint_group[\"front/https\"]@us-east-1@0s"];
    let simulation = run(&model, &Assumptions::default(), &fail, &[], 600);
    assert_eq!(value(&simulation, &simulation.names[0].failed, 1.0), 1.0);
    assert_eq!(simulation.names[0].failed.last(), Some(&0.0));
}
