//! Gates: what a plan must not do, as a run of CI says it. `--fail-on rto>120s,new-spof`.

use std::str::FromStr;

use tandem_core::suggestion::nearest;
use tandem_core::{Diagnostic, Diagnostics, Span, Topology, duration};
use tandem_plan::Plan;
use tandem_traffic::compare::Behaviour;
use tandem_traffic::prove::{Outcome, Proof, Settings, Verdict, prove};
use tandem_traffic::{Assumptions, Model};

use crate::behaviour::declared;
use crate::planned::Planned;

/// What a plan must not do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Gate {
    /// Clients fail for longer than so many seconds after a failure that is survived, or for ever.
    Recovery(u64),
    /// A single failure takes a name away that survived it before.
    NewSinglePoint,
    /// More requests fail, for longer, or a name goes.
    Worse,
    /// Anything changes for clients.
    AnyChange,
    /// Clients are not served: while nothing fails, or after a failure that must be survived.
    Unserved,
}

/// What a gate can be, as it is written.
const WORDS: [&str; 5] = ["rto>", "new-spof", "worse", "any-change", "unserved"];

impl FromStr for Gate {
    type Err = String;

    fn from_str(text: &str) -> Result<Gate, String> {
        let text = text.trim();
        match text {
            "new-spof" => return Ok(Gate::NewSinglePoint),
            "worse" => return Ok(Gate::Worse),
            "any-change" => return Ok(Gate::AnyChange),
            "unserved" => return Ok(Gate::Unserved),
            _ => (),
        }
        if let Some(limit) = text.strip_prefix("rto>") {
            let seconds = duration::seconds(limit.trim());
            return seconds.map(Gate::Recovery).ok_or_else(|| {
                format!("`{limit}` is no duration; write a whole number and a unit: `rto>120s`, `rto>2m`")
            });
        }
        let word = text.split(['>', '<', '=']).next().unwrap_or(text);
        let known = WORDS.map(|word| word.trim_end_matches('>'));
        let hint = match known.into_iter().find(|known| *known == word).or_else(|| nearest(word, known)) {
            Some("rto") => "did you mean `rto>120s`?".to_owned(),
            Some(near) => format!("did you mean `{near}`?"),
            None => "a gate is `rto>120s`, `new-spof`, `worse`, `any-change` or `unserved`".to_owned(),
        };
        Err(format!("there is no gate `{text}`; {hint}"))
    }
}

/// The gates of a command.
#[derive(Debug, clap::Args)]
pub(crate) struct GateArgs {
    /// Exit with 3 if the plan does one of these: `rto>120s`, `new-spof`, `worse`, `any-change`, `unserved`.
    ///
    /// `rto>120s`: clients may fail for longer than that after a failure that must be survived. `new-spof`: a single
    /// failure takes away a name that survived it before. `worse`: more requests fail, for longer, or a name goes.
    /// `any-change`: anything changes for clients. `unserved`: clients are not served, now or after a failure that must
    /// be survived. Several are separated by commas.
    #[arg(long, value_name = "GATES", value_delimiter = ',')]
    pub(crate) fail_on: Vec<Gate>,
}

/// What gates are held against.
#[derive(Clone, Copy)]
struct Held<'a> {
    plan: &'a Plan,
    topology: &'a Topology,
    /// What changes for clients; nothing on a first deploy.
    behaviour: Option<&'a Behaviour>,
}

/// Returns an error for every gate that a plan does not pass.
pub(crate) fn check(gates: &[Gate], planned: &Planned, topology: &Topology) -> Diagnostics {
    if gates.is_empty() {
        return Diagnostics::new();
    }
    let held = Held { plan: &planned.plan, topology, behaviour: planned.behaviour.as_ref() };
    let model = declared(held.plan, topology, &tandem_aws::registry());
    let settings = Settings { failures: 1, grey: Vec::new() };
    let proof = prove(&model, &Assumptions::default(), &settings);
    gates.iter().filter_map(|gate| refused(gate, held, &model, &proof)).collect()
}

fn refused(gate: &Gate, held: Held<'_>, model: &Model, proof: &Proof) -> Option<Diagnostic> {
    let (code, message, names, notes) = match gate {
        Gate::Recovery(limit) => slow(*limit, proof)?,
        Gate::NewSinglePoint => alone(held, proof)?,
        Gate::Worse => worse(held)?,
        Gate::AnyChange => changed(held)?,
        Gate::Unserved => unserved(proof)?,
    };
    let mut diagnostic = Diagnostic::error(code, message);
    if let Some(span) = place(&names, held.topology, model) {
        diagnostic = diagnostic.label(span, "");
    }
    diagnostic.notes.extend(notes);
    Some(diagnostic.hint("change the script, or take the gate away from `--fail-on`"))
}

/// What a gate says that is not passed: a code, a message, the names it is about, and notes.
type Said = (&'static str, String, Vec<String>, Vec<String>);

fn slow(limit: u64, proof: &Proof) -> Option<Said> {
    let lasts = |verdict: &Verdict| if broken(verdict) { f64::INFINITY } else { verdict.recovery.most };
    let slow = || proof.verdicts.iter().filter(|verdict| lasts(verdict) > limit as f64);
    let worst = slow().max_by(|a, b| lasts(a).total_cmp(&lasts(b)))?;
    let takes = lasts(worst);
    let takes = if takes.is_finite() { format!("for {takes:.0} s") } else { "for ever".to_owned() };
    let message =
        format!("clients of `{}` may fail {takes} after a failure; the gate is {limit} s", worst.name);
    let others = slow().filter(|verdict| verdict.name != worst.name);
    let notes = others.map(|verdict| format!("`{}` as well", verdict.name)).collect();
    Some(("gate::recovery", message, vec![worst.name.clone()], notes))
}

/// Returns whether something that is promised is not survived.
fn broken(verdict: &Verdict) -> bool {
    verdict.trials.iter().any(|trial| trial.promised && trial.worst > 0.000_001)
}

fn alone(held: Held<'_>, proof: &Proof) -> Option<Said> {
    let told = |failure: &dyn std::fmt::Display, names: &[String]| {
        format!("without {failure}, clients of {} fail", names.join(", "))
    };
    let (names, notes): (Vec<String>, Vec<String>) = match held.behaviour {
        Some(behaviour) => (
            behaviour.exposed.values().flatten().cloned().collect(),
            behaviour.exposed.iter().map(|(failure, names)| told(failure, names)).collect(),
        ),
        // On a first deploy, everything is new.
        None if held.plan.is_empty() => return None,
        None => {
            let broken = proof.verdicts.iter().filter(|verdict| broken(verdict));
            let names: Vec<String> = broken.map(|verdict| verdict.name.clone()).collect();
            (names.clone(), names.iter().map(|name| format!("a single failure takes {name} away")).collect())
        }
    };
    let first = names.first()?;
    let message = format!("`{first}` has a new single point of failure");
    Some(("gate::spof", message, names, notes))
}

fn worse(held: Held<'_>) -> Option<Said> {
    let names: Vec<String> = held.behaviour?.worse().into_iter().map(str::to_owned).collect();
    let first = names.first()?;
    Some((
        "gate::worse",
        format!("the plan makes it worse for clients of `{first}`"),
        names,
        paragraphs(held),
    ))
}

fn changed(held: Held<'_>) -> Option<Said> {
    let behaviour = held.behaviour.filter(|behaviour| !behaviour.is_empty())?;
    let mut names: Vec<String> = behaviour.changes.iter().flat_map(|change| change.names.clone()).collect();
    names.extend(behaviour.appear.iter().chain(&behaviour.vanish).cloned());
    Some(("gate::change", "the plan changes something for clients".to_owned(), names, paragraphs(held)))
}

fn unserved(proof: &Proof) -> Option<Said> {
    let example = proof.verdicts.iter().find(|verdict| broken(verdict))?;
    let mut notes = Vec::new();
    if let Outcome::Refuted(example) = &example.outcome {
        notes.extend(example.story.iter().map(|moment| moment.text.clone()));
    }
    let message = format!("clients of `{}` would not be served", example.name);
    Some(("gate::unserved", message, vec![example.name.clone()], notes))
}

/// Returns what changes, as notes: the first lines say enough, the plan has them all.
fn paragraphs(held: Held<'_>) -> Vec<String> {
    let told = held.behaviour.map(Behaviour::told).unwrap_or_default();
    let lines = told.into_iter().flat_map(|paragraph| {
        let head = if paragraph.head.is_empty() { String::new() } else { format!("{}: ", paragraph.head) };
        paragraph.lines.into_iter().map(move |line| format!("{head}{line}"))
    });
    lines.take(3).collect()
}

/// Returns where the script speaks of one of some names: a record, else the objective, else where it begins.
fn place(names: &[String], topology: &Topology, model: &Model) -> Option<Span> {
    let record = |name: &String| {
        let members =
            model.names.iter().filter(|(known, _)| known.name == *name).flat_map(|(_, members)| members);
        members
            .filter_map(|member| topology.declarations.get(&member.address))
            .map(|found| found.origin.name)
            .next()
    };
    let objective = |name: &String| {
        let mut speaking = topology.objectives.iter().filter(|objective| objective.names.contains(name));
        speaking.next().map(|objective| objective.origin.name)
    };
    let found = names.iter().find_map(record).or_else(|| names.iter().find_map(objective));
    found.or_else(|| topology.declarations.values().map(|declared| declared.origin.call).min())
}

#[cfg(test)]
mod tests {
    use super::Gate;

    #[test]
    fn gates_are_read() {
        let read = |text: &str| text.parse::<Gate>();
        assert_eq!(read("rto>120s"), Ok(Gate::Recovery(120)));
        assert_eq!(read("rto>2m"), Ok(Gate::Recovery(120)));
        assert_eq!(read("new-spof"), Ok(Gate::NewSinglePoint));
        assert_eq!(read("any-change"), Ok(Gate::AnyChange));
        assert!(read("new-spov").is_err_and(|error| error.contains("did you mean `new-spof`?")));
        assert!(read("rto>soon").is_err_and(|error| error.contains("no duration")));
        assert!(read("rto=120s").is_err_and(|error| error.contains("did you mean `rto>120s`?")));
        assert!(read("everything").is_err_and(|error| error.contains("a gate is")));
    }
}
