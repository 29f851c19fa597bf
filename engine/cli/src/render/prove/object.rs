//! A proof as JSON objects: a verdict a name, a store a line, a summary.

use serde_json::{Value as Json, json};
use tandem_traffic::Assumptions;
use tandem_traffic::fail::Failure;
use tandem_traffic::prove::{Counterexample, Interval, Kept, Limit, Need, Outcome, Proof, Verdict};

/// Returns the objects of a proof, each with its `type`; the summary last.
pub(crate) fn objects(proof: &Proof, assumptions: &Assumptions) -> Vec<Json> {
    let mut all: Vec<Json> = proof.verdicts.iter().map(|verdict| name(proof, verdict)).collect();
    all.extend(proof.stores.iter().map(store));
    all.push(summary(proof, assumptions));
    all
}

/// Returns a proof in one object, for commands that prove beside what they do.
pub(crate) fn proof(proof: &Proof) -> Json {
    json!({
        "type": "proof",
        "holds": proof.holds(),
        "declared": proof.declared,
        "names": proof.examined.names,
        "regions": proof.examined.regions,
        "survived": proof.examined.survived,
        "refuted": proof.counterexamples().count(),
        "model": 1,
        "assumptions": proof.used.iter().map(|assumption| assumption.name).collect::<Vec<_>>(),
    })
}

/// Returns the summary of a proof.
fn summary(proof: &Proof, assumptions: &Assumptions) -> Json {
    let examined = &proof.examined;
    let used = proof.used.iter().map(|assumption| {
        json!({
            "name": assumption.name,
            "value": assumptions.value(assumption),
            "unit": assumption.unit,
            "doc": assumption.doc,
        })
    });
    json!({
        "type": "summary",
        "command": "prove",
        "holds": proof.holds(),
        "declared": proof.declared,
        "names": examined.names,
        "singles": examined.singles,
        "several": examined.several,
        "classes": examined.classes,
        "regions": examined.regions,
        "survived": examined.survived,
        "refuted": proof.counterexamples().count(),
        "uncovered": proof.uncovered,
        "model": 1,
        "assumptions": used.collect::<Vec<_>>(),
    })
}

fn name(proof: &Proof, verdict: &Verdict) -> Json {
    let objective = &proof.objectives[verdict.objective];
    let capacity = verdict.capacity.as_ref().map(|headroom| {
        let rooms = headroom.regions.iter().map(|(region, room)| {
            let room = json!({
                "capacity": room.capacity,
                "calm": room.calm,
                "load": room.load,
                "after": failures(&room.after),
            });
            (region.clone(), room)
        });
        rooms.collect::<serde_json::Map<_, _>>()
    });
    let trials = verdict.trials.iter().map(|trial| {
        json!({
            "failures": failures(&trial.failures),
            "promised": trial.promised,
            "failing": trial.failing,
            "recovery": trial.recovery.map(interval),
            "load": trial.load,
        })
    });
    json!({
        "type": "verdict",
        "name": verdict.name,
        "objective": verdict.objective,
        "outcome": word(&verdict.outcome),
        "recovery": interval(verdict.recovery),
        "recover_within": objective.recover_within,
        "slowest": failures(&verdict.slowest),
        "capacity": capacity,
        "limits": verdict.limits.iter().map(limit).collect::<Vec<_>>(),
        "counterexample": verdict.refuted().map(counterexample),
        "needs": needs(&verdict.outcome),
        "classes": verdict.classes,
        "trials": trials.collect::<Vec<_>>(),
    })
}

fn store(kept: &Kept) -> Json {
    json!({
        "type": "store",
        "address": kept.store,
        "objective": kept.objective,
        "outcome": word(&kept.outcome),
        "lost": { "p50": kept.lost.p50, "p99": kept.lost.p99 },
        "after": failures(&kept.after),
        "writes": kept.writes,
        "counterexample": kept.outcome.refuted().map(counterexample),
    })
}

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Proved => "proved",
        Outcome::Refuted(_) => "refuted",
        Outcome::Needs(_) => "needs",
    }
}

fn needs(outcome: &Outcome) -> Json {
    let Outcome::Needs(needs) = outcome else { return json!([]) };
    let need = |need: &Need| match need {
        Need::Value(unknown) => json!({ "address": unknown.address, "attribute": unknown.attribute }),
        Need::Name(name) => json!({ "name": name }),
    };
    needs.iter().map(need).collect()
}

fn counterexample(example: &Counterexample) -> Json {
    let moment = |moment: &tandem_traffic::prove::Moment| json!({ "at": moment.at, "text": moment.text });
    json!({
        "code": example.cause.code(),
        "failures": failures(&example.failures),
        "who": example.who,
        "class": example.class,
        "share": example.share,
        "story": example.story.iter().map(moment).collect::<Vec<_>>(),
        "hints": example.hints,
    })
}

fn limit(limit: &Limit) -> Json {
    match limit {
        Limit::Unnoticed { failure, failing, noticed } => {
            json!({ "limit": "unnoticed", "failure": failure.to_string(), "failing": failing, "noticed": noticed })
        }
        Limit::Broken { failures: several, failing } => {
            json!({ "limit": "broken", "failures": failures(several), "failing": failing })
        }
        Limit::Held(seconds) => json!({ "limit": "held", "seconds": seconds }),
        Limit::Uncounted(region) => json!({ "limit": "uncounted", "region": region }),
        Limit::Untried(count) => json!({ "limit": "untried", "failures": count }),
    }
}

fn failures(failures: &[Failure]) -> Json {
    failures.iter().map(ToString::to_string).collect()
}

/// Returns a span of time; what never ends has no `most`.
fn interval(interval: Interval) -> Json {
    let finite = |seconds: f64| seconds.is_finite().then_some(seconds);
    json!({ "least": finite(interval.least), "mean": finite(interval.mean), "most": finite(interval.most) })
}
