//! Runs that die at any moment, followed by the same command.

use tandem_core::{Address, Value};
use tandem_runtime::End;

use super::basics::one_of_each;
use super::cloud::Faults;
use super::stage::{Ended, Stage};
use super::things::KINDS;

/// Applies until it is complete, with runs that crash at given steps first.
pub(super) async fn insist(stage: &Stage, crashes: &[u64], destroy: bool) -> Result<(), String> {
    let mut last = String::new();
    for run in 0..12 {
        stage.crash.arm(crashes.get(run).copied().unwrap_or(u64::MAX));
        let ended = if destroy { stage.destroy().await } else { stage.apply().await };
        match ended {
            Ended::Reported(report) if report.end == End::Complete => return Ok(()),
            other => last = format!("{other:?}"),
        }
        tokio::time::sleep(std::time::Duration::from_millis(stage.dice.below(10_000))).await;
    }
    Err(format!("it never was complete; last: {last}"))
}

/// Says what is wrong unless everything is there once, remembered, and as declared.
pub(super) async fn settled(stage: &Stage) -> Result<(), String> {
    if let Some(wrong) = stage.wrong() {
        return Err(wrong);
    }
    let (plan, state) = stage.plan().await?;
    if !(plan.is_empty() && state.open.is_empty() && state.deposed.is_empty()) {
        return Err(format!("something is left to do: {plan:#?}"));
    }
    let made = stage.cloud.world().things.values().filter(|thing| !thing.foreign).count();
    match stage.topology.declarations.len() {
        declared if declared == made => Ok(()),
        declared => Err(format!("{declared} are declared and {made} are there")),
    }
}

/// Dies at one step after the other, each time followed by one run of the same command that is left alone.
#[tokio::test(start_paused = true)]
async fn a_crash_at_every_step_of_create_change_and_destroy() {
    let mut step = 1;
    let mut died = true;
    while died {
        let mut stage = Stage::new(step);
        one_of_each(&mut stage);
        let label = format!("step {step}");
        died = false;
        for phase in ["create", "change", "destroy"] {
            let destroy = phase == "destroy";
            if phase == "change" {
                let addresses: Vec<Address> = stage.topology.declarations.keys().cloned().collect();
                for (at, address) in addresses.iter().enumerate() {
                    let (argument, value) = if at % 2 == 0 { ("value", "x") } else { ("mould", "b") };
                    stage.set(address, argument, value);
                }
            }
            stage.crash.arm(step);
            let first = if destroy { stage.destroy().await } else { stage.apply().await };
            died |= matches!(first, Ended::Crashed);
            stage.crash.arm(u64::MAX);
            let report = Stage::applied(if destroy { stage.destroy().await } else { stage.apply().await });
            assert_eq!(report.end, End::Complete, "{label} of {phase}: {report:#?}");
            if !destroy {
                assert_eq!(settled(&stage).await, Ok(()), "{label} of {phase}");
            }
        }
        assert_eq!(stage.cloud.world().things.len(), 0, "{label}");
        step += 1;
    }
    assert!(step > 60, "only {step} steps were tried");
}

/// Declares three to eight resources of any kind, some after others.
pub(super) fn declare_any(stage: &mut Stage) {
    let zone = stage.declare("t::refused", "zone", Value::Integer(0), &[]);
    let mut made = vec![zone.clone()];
    for name in 0..3 + stage.dice.below(6) {
        let (kind, ..) = KINDS[stage.dice.below(KINDS.len() as u64) as usize];
        let before = made[stage.dice.below(made.len() as u64) as usize].clone();
        let after = match kind {
            "t::record" => vec![&zone],
            _ if stage.dice.below(2) == 0 => vec![&before],
            _ => Vec::new(),
        };
        made.push(stage.declare(kind, &format!("n{name}"), Value::Integer(0), &after));
    }
}

/// Changes some of what is declared, in place or by a replacement.
pub(super) fn vary(stage: &mut Stage) {
    let addresses: Vec<Address> = stage.topology.declarations.keys().cloned().collect();
    for address in addresses {
        match stage.dice.below(5) {
            0 | 1 => stage.set(&address, "mould", "m1"),
            2 => stage.set(&address, "value", 1),
            _ => (),
        }
    }
}

/// The faults of the model: a third of the calls goes wrong, and searches lag.
pub(super) fn model_faults() -> Faults {
    Faults { throttled: 9, busy: 3, lost_before: 5, lost_after: 15, late: 0, lag: 20 }
}

async fn schedule(seed: u64, prepare: impl Fn(&mut Stage)) -> Result<(), String> {
    let mut stage = Stage::new(seed);
    prepare(&mut stage);
    declare_any(&mut stage);
    for phase in 0..3 {
        if phase == 1 {
            vary(&mut stage);
        }
        stage.cloud.set_faults(model_faults());
        let crashes: Vec<u64> = (0..stage.dice.below(5)).map(|_| 1 + stage.dice.below(60)).collect();
        let wrong = |wrong| format!("seed {seed}, phase {phase}: {wrong}");
        insist(&stage, &crashes, phase == 2).await.map_err(wrong)?;
        stage.cloud.set_faults(Faults::default());
        if phase < 2 {
            settled(&stage).await.map_err(wrong)?;
        }
    }
    match stage.cloud.world().things.len() {
        0 => Ok(()),
        left => Err(format!("seed {seed}: {left} are left behind")),
    }
}

pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().expect("it needs nothing of the system").block_on(future)
}

/// Random crashes and faults, as in the model of the protocol. A failure names its seed.
#[test]
fn four_hundred_schedules_end_right() {
    let wrong: Vec<String> = (0..400).filter_map(|seed| block_on(schedule(seed, |_| ())).err()).collect();
    assert!(wrong.is_empty(), "{} are wrong; the first: {}", wrong.len(), wrong[0]);
}

/// A check that cannot fail is no check: with one rule turned off, some schedules end wrong.
#[test]
fn a_missing_rule_is_noticed() {
    let wrong =
        |prepare: fn(&mut Stage)| (0..200).filter(|seed| block_on(schedule(*seed, prepare)).is_err()).count();
    // The search for what comes late would make up for the other rules.
    let window = |stage: &mut Stage| {
        stage.settle = 0;
        stage.cloud.world().hides = true;
    };
    let identity = |stage: &mut Stage| stage.cloud.world().blind = true;
    assert!(wrong(window) > 0, "the settle window");
    assert!(wrong(identity) > 0, "the search by identity");
}

/// The same with an object of another in the way: the right answer is to stop, and to leave it as it is.
#[test]
fn foreign_objects_are_never_touched() {
    for seed in 0..100 {
        block_on(async {
            let mut stage = Stage::new(seed);
            let named = ["t::unique", "t::bare", "t::same", "t::upsert", "t::plain"];
            let kind = named[seed as usize % named.len()];
            stage.declare(kind, "mine", Value::Integer(1), &[]);
            // Also one that is exactly as declared: it is another's all the same.
            stage.cloud.put_foreign(kind, "mine", (seed % 2) as i64);
            stage.cloud.set_faults(Faults { lost_after: 20, lost_before: 20, ..Faults::default() });
            for run in 0..4 {
                stage.crash.arm(if run < 3 { 1 + stage.dice.below(10) } else { u64::MAX });
                if let Ended::Reported(report) = stage.apply().await {
                    assert_ne!(report.end, End::Complete, "seed {seed}");
                }
            }
            assert_eq!(stage.wrong(), None, "seed {seed}");
            let world = stage.cloud.world();
            assert_eq!(world.things.len(), 1, "seed {seed}");
            assert_eq!(world.things["foreign-mine"].value, Value::Integer((seed % 2) as i64), "seed {seed}");
        });
    }
}
