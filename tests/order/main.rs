//! Safe order: every prefix of an apply keeps who is served, told by trying them all.
//!
//! A prefix is tried as it would be found: the objects that its steps leave behind, read back as what is in the cloud,
//! asked by clients from everywhere, in the calm world and after each failure. Nothing of the search for an order is
//! used to judge it.

#[path = "../../engine/traffic/tests/agree/dice.rs"]
mod dice;
mod fixtures;
mod moment;
mod prefixes;
mod random;
mod stage;
mod world;

use std::time::Instant;

use dice::Dice;
use stage::{Change, Fault};

/// How many random plans are tried; `TANDEM_ORDER_PLANS` says otherwise, `TANDEM_ORDER_FIRST` with which seed.
const PLANS: u64 = 24;

/// How many of them are tried in the order of the graph alone too, so that it is known that there is something to find.
const CONTROLS: u64 = 12;

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn the_order_of_the_graph_alone_breaks_every_fixture_and_the_safe_order_none() {
    let mut wrong = Vec::new();
    for fixture in fixtures::SAFE {
        let change = Change::of(fixture.before, fixture.after);
        let mut dice = Dice(1);
        if change.naive().faults(&mut dice).is_empty() {
            wrong.push(format!("{}: the order of the graph is safe as it is", fixture.what));
        }
        let safe = change.ordered();
        if !safe.ordered.unsafe_moments.is_empty() {
            wrong.push(format!("{}: no order is found: {:#?}", fixture.what, safe.ordered.unsafe_moments));
        }
        for fault in safe.faults(&mut dice) {
            wrong.push(format!("{}: {fault}", fixture.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_changes_places_does_so_in_one_call() {
    for fixture in fixtures::AT_ONCE {
        let change = Change::of(fixture.before, fixture.after);
        assert!(!change.naive().faults(&mut Dice(1)).is_empty(), "{}: any order does", fixture.what);
        let safe = change.ordered();
        assert!(safe.ordered.unsafe_moments.is_empty(), "{}: {:#?}", fixture.what, safe.ordered);
        assert_eq!(safe.ordered.joined.len(), 1, "{}", fixture.what);
        let faults = safe.faults(&mut Dice(1));
        assert!(faults.is_empty(), "{}: {faults:?}", fixture.what);
    }
}

#[test]
fn what_no_order_keeps_is_refused_with_the_moment() {
    let mut wrong = Vec::new();
    for fixture in fixtures::UNSAFE {
        let change = Change::of(fixture.before, fixture.after);
        let safe = change.ordered();
        if safe.ordered.unsafe_moments.is_empty() {
            wrong.push(format!("{}: an order is found", fixture.what));
        }
        if safe.faults(&mut Dice(1)).is_empty() {
            wrong.push(format!("{}: nothing is wrong with it", fixture.what));
        }
        if safe.diagnostics.iter().any(|told| told.labels.is_empty() || told.hints.is_empty()) {
            wrong.push(format!("{}: the refusal has no label or no way out", fixture.what));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_safe_as_it_is_gets_no_edges() {
    for fixture in fixtures::FREE {
        let change = Change::of(fixture.before, fixture.after);
        let safe = change.ordered();
        assert_eq!(safe.ordered.edges, Vec::new(), "{}", fixture.what);
        assert!(safe.ordered.unsafe_moments.is_empty(), "{}", fixture.what);
        let faults: Vec<Fault> = safe.faults(&mut Dice(1));
        assert!(faults.is_empty(), "{}: {faults:?}", fixture.what);
    }
}

#[test]
fn every_prefix_of_random_plans_keeps_who_is_served() {
    let start = Instant::now();
    let mut joined = 0;
    let (mut naive, mut edges, mut refused, mut prefixes, mut plans_with_steps) = (0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    let first = number("TANDEM_ORDER_FIRST", 0);
    for seed in first..first + number("TANDEM_ORDER_PLANS", PLANS) {
        let mut dice = Dice(seed);
        let (before, after) = random::change(&mut dice);
        let change = Change::of(&before, &after);
        let safe = change.ordered();
        plans_with_steps += u64::from(!safe.plan.steps.is_empty());
        edges += safe.ordered.edges.len();
        joined += safe.ordered.joined.len();
        let faults = safe.faults(&mut dice);
        prefixes += safe.tried.get();
        if safe.ordered.unsafe_moments.is_empty() {
            wrong.extend(
                faults.iter().take(1).map(|fault| format!("seed {seed}: {fault}\n{before}\n-->\n{after}")),
            );
            naive += u64::from(seed < CONTROLS && !change.naive().faults(&mut dice).is_empty());
        } else {
            refused += 1;
            if faults.is_empty() && safe.all_tried() {
                wrong.push(format!(
                    "seed {seed}: refused without need\n{:#?}\n{before}\n-->\n{after}",
                    safe.ordered.unsafe_moments
                ));
            }
        }
    }
    println!(
        "{plans_with_steps} plans, {prefixes} prefixes, {edges} edges, {joined} calls joined, {refused} refused, {naive} of the first {CONTROLS} broken by the order of the graph alone, {:.1} s",
        start.elapsed().as_secs_f64()
    );
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n\n"));
    assert!(first > 0 || (naive > 0 && edges > 0), "the random plans try nothing");
}
