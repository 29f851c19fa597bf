//! What an apply does when nothing goes wrong.

use tandem_core::{Argument, Reference, Value};
use tandem_runtime::End;

use super::stage::Stage;
use super::things::KINDS;

/// Declares one of every kind, each after the one before.
pub(crate) fn one_of_each(stage: &mut Stage) {
    let zone = stage.declare("t::refused", "zone", Value::Integer(1), &[]);
    let mut before = zone.clone();
    for (kind, ..) in KINDS {
        let name = kind.trim_start_matches("t::");
        before = match kind {
            "t::record" => stage.declare(kind, name, Value::Integer(1), &[&zone]),
            _ => stage.declare(kind, name, Value::Integer(1), &[&before]),
        };
    }
}

#[tokio::test(start_paused = true)]
async fn everything_is_made_changed_replaced_and_deleted() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    let report = Stage::applied(stage.apply().await);
    assert_eq!(report.end, End::Complete, "{report:#?}");
    assert_eq!((report.count().done, stage.wrong()), (10, None));
    assert_eq!(report.calls.values().sum::<u64>(), 10);
    assert!(stage.state().objects.values().all(|object| object.settled));
    assert!(stage.plan().await.expect("it is sound").0.is_empty());

    let addresses: Vec<_> = stage.topology.declarations.keys().cloned().collect();
    for (at, address) in addresses.iter().enumerate() {
        match at % 2 {
            0 => stage.set(address, "value", 2_i64),
            _ => stage.set(address, "mould", "b"),
        }
    }
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None), "{report:#?}");
    let (plan, state) = stage.plan().await.expect("it is sound");
    assert!(plan.is_empty() && plan.steps.is_empty() && state.deposed.is_empty());
    assert_eq!(state.serial, 2);

    let report = Stage::applied(stage.destroy().await);
    assert_eq!(report.end, End::Complete, "{report:#?}");
    assert_eq!((stage.cloud.world().things.len(), stage.state().objects.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn nothing_to_do_writes_nothing() {
    let mut stage = Stage::new(1);
    one_of_each(&mut stage);
    Stage::applied(stage.apply().await);
    let before = stage.disk.lock().expect("it is free").clone();
    let sent = stage.cloud.world().sent.len();
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, report.steps.len()), (End::Complete, 0));
    assert_eq!(*stage.disk.lock().expect("it is free"), before);
    assert_eq!(stage.cloud.world().sent.len(), sent);
}

#[tokio::test(start_paused = true)]
async fn references_get_their_values_and_outputs_too() {
    let mut stage = Stage::new(1);
    let topic = stage.declare("t::same", "topic", Value::Integer(1), &[]);
    let arn = Argument::Reference(Reference::new(&topic, "arn"));
    let alarm = stage.declare("t::upsert", "alarm", arn.clone(), &[]);
    let thing = stage.declare("t::thing", "alarm", Value::Null, &[&alarm]);
    let from_thing = Argument::Reference(Reference::new(&thing, "arn"));
    let last = stage.declare("t::plain", "last", from_thing, &[]);
    let output = tandem_core::topology::Output { value: arn, origin: tandem_core::Origin::default() };
    stage.topology.outputs.insert("arn".to_owned(), output);
    let report = Stage::applied(stage.apply().await);
    // What is looked up does not exist before the apply: it is looked up on the way.
    assert_eq!(report.end, End::Complete);
    let state = stage.state();
    assert_eq!(state.objects[&alarm].attributes["value"], state.objects[&topic].attributes["arn"]);
    assert_eq!(state.outputs["arn"], state.objects[&topic].attributes["arn"]);
    assert!(!state.objects.contains_key(&thing));
    assert_eq!(state.objects[&last].attributes["value"], state.objects[&alarm].attributes["arn"]);
    assert_eq!(state.objects[&alarm].dependencies, [topic]);
}

#[tokio::test(start_paused = true)]
async fn records_go_in_batches_and_their_status_is_polled_once() {
    let mut stage = Stage::new(1);
    let zone = stage.declare("t::refused", "zone", Value::Integer(1), &[]);
    for name in 0..12 {
        stage.declare("t::record", &format!("r{name}"), Value::Integer(1), &[&zone]);
    }
    let report = Stage::applied(stage.apply().await);
    assert_eq!((report.end, stage.wrong()), (End::Complete, None));
    assert_eq!(report.calls["t:change"], 3);
    // One poller for the zone and one for all the batches, each looking at 2, 6 seconds.
    assert!(stage.cloud.world().polls <= 6, "{}", stage.cloud.world().polls);
}

#[tokio::test(start_paused = true)]
async fn at_most_so_many_calls_are_in_flight() {
    let mut stage = Stage::new(1);
    for name in 0..40 {
        stage.declare("t::anonymous", &format!("a{name}"), Value::Integer(1), &[]);
    }
    Stage::applied(stage.apply().await);
    assert_eq!(stage.cloud.world().most_at_once, 16);
}
