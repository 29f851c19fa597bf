//! A verdict as a message: what does not hold, where in the script, how it comes about, and the ways out.

use tandem_core::topology::Objective;
use tandem_core::{Diagnostic, Diagnostics, Origin, Path, Severity, Span, Topology, duration};

use super::data::Kept;
use super::proof::Proof;
use super::story::{span, subject};
use super::verdict::{Blame, Cause, Counterexample, Need, Outcome, Verdict};

/// Returns the messages of a proof: those of all counterexamples, and of what must be known first.
///
/// Where no objective is declared, what does not hold is a warning: nothing is refused that nobody asked for.
pub fn diagnostics(proof: &Proof, topology: &Topology) -> Diagnostics {
    let objective = |number: usize| &proof.objectives[number];
    let verdicts = proof
        .verdicts
        .iter()
        .filter_map(|verdict| diagnostic(verdict, objective(verdict.objective), proof.declared, topology));
    let severity = severity(proof.declared);
    let store = |kept: &Kept| {
        let example = kept.outcome.refuted()?;
        let losing = example.failures.iter().map(subject).collect::<Vec<_>>().join(" and ");
        let message = format!("`{}` keeps less than it must after losing {losing}", kept.store.name());
        Some(labelled(
            Diagnostic::new(severity, example.cause.code(), message),
            example,
            objective(kept.objective),
            topology,
        ))
    };
    verdicts.chain(proof.stores.iter().filter_map(store)).collect()
}

/// Returns the message of a verdict; `None` if the name is proved.
pub fn diagnostic(
    verdict: &Verdict,
    objective: &Objective,
    declared: bool,
    topology: &Topology,
) -> Option<Diagnostic> {
    match &verdict.outcome {
        Outcome::Proved => None,
        Outcome::Refuted(example) => {
            let message = message(verdict, example, objective);
            let diagnostic = Diagnostic::new(severity(declared), example.cause.code(), message);
            Some(labelled(diagnostic, example, objective, topology))
        }
        Outcome::Needs(needs) => Some(needed(verdict, needs, objective, topology)),
    }
}

fn severity(declared: bool) -> Severity {
    if declared { Severity::Error } else { Severity::Warning }
}

/// Adds what is to blame, the story and the ways out.
fn labelled(
    mut diagnostic: Diagnostic,
    example: &Counterexample,
    objective: &Objective,
    topology: &Topology,
) -> Diagnostic {
    let origin = |blame: &Blame| match &blame.address {
        Some(address) => topology.declarations.get(address).map(|declaration| &declaration.origin),
        None => Some(&objective.origin),
    };
    for (at, blame) in example.blames.iter().enumerate() {
        let Some(origin) = origin(blame) else { continue };
        diagnostic = diagnostic.label(shown(origin, &blame.path), blame.text.clone());
        if at == 0 {
            diagnostic = diagnostic.traced(&origin.trace);
        }
    }
    if diagnostic.labels.is_empty() {
        diagnostic = fallback(diagnostic, objective, topology, "this is what does not hold");
    }
    diagnostic.notes.extend(lines(example));
    diagnostic.hints.extend(example.hints.iter().cloned());
    diagnostic
}

/// Labels the objective, or whatever is declared first where there is none.
fn fallback(diagnostic: Diagnostic, objective: &Objective, topology: &Topology, text: &str) -> Diagnostic {
    let first = topology.declarations.values().next().map(|declaration| declaration.origin.call);
    let span = if objective.origin == Origin::default() { first } else { Some(objective.origin.call) };
    span.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.label(span, text))
}

/// Returns the value at a path where the script spells it out, also without the struct it lies in; else the call.
fn shown(origin: &Origin, path: &Path) -> Span {
    let inner = Path(path.0.get(1..).unwrap_or_default().to_vec());
    let spelled = [path, &inner].into_iter().filter(|path| !path.0.is_empty());
    let mut spans = spelled.filter_map(|path| origin.attributes.get(path));
    spans.next().map_or(origin.call, |spans| spans.value)
}

fn message(verdict: &Verdict, example: &Counterexample, objective: &Objective) -> String {
    let name = &verdict.name;
    let losing = example.failures.iter().map(subject).collect::<Vec<_>>().join(" and ");
    match example.cause {
        _ if example.failures.is_empty() && example.cause == Cause::Overload => {
            format!("`{name}` asks more of a region than it can carry")
        }
        _ if example.failures.is_empty() => {
            format!("`{name}` does not answer everyone, even while nothing fails")
        }
        Cause::TooLate => {
            let takes = verdict.recovery.most;
            let within = duration::text(objective.recover_within.unwrap_or_default());
            format!("`{name}` takes up to {} to survive losing {losing}, not {within}", span(takes))
        }
        Cause::Overload => format!("what is left cannot carry `{name}` after losing {losing}"),
        _ => format!("`{name}` does not survive losing {losing}"),
    }
}

/// Returns the story, a line a moment, the times in a column.
pub(super) fn lines(example: &Counterexample) -> Vec<String> {
    let time = |at: Option<f64>| at.map_or_else(|| "forever".to_owned(), span);
    let width = example.story.iter().map(|moment| time(moment.at).chars().count()).max().unwrap_or_default();
    example.story.iter().map(|moment| format!("{:<width$}  {}", time(moment.at), moment.text)).collect()
}

fn needed(verdict: &Verdict, needs: &[Need], objective: &Objective, topology: &Topology) -> Diagnostic {
    let message = format!("nothing can be said of `{}` yet", verdict.name);
    let mut diagnostic = Diagnostic::warning("prove::needs", message);
    for need in needs {
        match need {
            Need::Value(unknown) => {
                let Some(declaration) = topology.declarations.get(&unknown.address) else { continue };
                let path = Path(
                    unknown
                        .attribute
                        .split('.')
                        .map(|word| tandem_core::path::PathStep::Key(word.trim_end_matches("[]").to_owned()))
                        .collect(),
                );
                let looked_up = unknown.reference.as_ref().is_some_and(|reference| {
                    let target = topology.declarations.get(&reference.address);
                    target.is_some_and(|target| target.mode == tandem_core::schema::Mode::LookUp)
                });
                let text = format!("`{}` is known after apply", unknown.attribute);
                let origin = &declaration.origin;
                diagnostic = diagnostic.label(origin.value(&path), text).traced(&origin.trace);
                let way = if looked_up {
                    "`tandem lookups --update` records it"
                } else {
                    "prove it again after `tandem apply`"
                };
                diagnostic = diagnostic.hint(way);
            }
            Need::Name(name) => {
                let path = Path::attribute("names");
                let text = format!("no zone here answers for `{name}`");
                diagnostic = diagnostic.label(shown(&objective.origin, &path), text);
                diagnostic = diagnostic.hint("declare its records here, or leave it to the stack that does");
            }
        }
    }
    diagnostic.hints.dedup();
    if diagnostic.labels.is_empty() {
        diagnostic = fallback(diagnostic, objective, topology, "asked for here");
    }
    diagnostic
}
