//! What a person is told of a moment that no order avoids.

use tandem_core::{Diagnostic, Diagnostics, Path, Topology};

use super::{Keeps, Moment, Ordered, Turn};

/// The code of a moment that no order avoids.
pub const UNSAFE: &str = "order::unsafe";

/// How many changes of a moment are listed.
const LISTED: usize = 6;

/// Returns what no order keeps: errors where an objective speaks of it, else warnings.
pub(super) fn diagnostics(ordered: &Ordered, topology: &Topology) -> Diagnostics {
    ordered.unsafe_moments.iter().map(|moment| diagnostic(moment, topology)).collect()
}

fn diagnostic(moment: &Moment, topology: &Topology) -> Diagnostic {
    let message = match &moment.breaks {
        Keeps::Name(name) => {
            let lost = match &moment.failure {
                None => "is not served".to_owned(),
                Some(failure) => format!("does not survive losing {failure}"),
            };
            format!("`{name}` {lost} at one moment of this apply, whatever the order")
        }
        Keeps::Replica { store, region } => {
            format!("{region} serves without its replica of `{store}` at one moment of this apply")
        }
    };
    let mut diagnostic = match moment.declared {
        true => Diagnostic::error(UNSAFE, message),
        false => Diagnostic::warning(UNSAFE, message),
    };
    diagnostic = labelled(diagnostic, moment, topology);
    if let Keeps::Name(_) = &moment.breaks {
        diagnostic = diagnostic.note(format!("not served: clients {}", moment.clients));
    }
    diagnostic = diagnostic.note(listed("done at that moment", &moment.done));
    diagnostic = diagnostic.note(listed("not done yet", &moment.left));
    diagnostic
        .hint("make the change in two applies: first declare the new beside the old, under other names, and apply; then move over and take the old away")
        .hint(match moment.declared {
            true => "or take the name out of its `objective` for this one apply, if it may fail meanwhile",
            false => "declare an `objective` for the name to have such an apply refused",
        })
}

fn labelled(mut diagnostic: Diagnostic, moment: &Moment, topology: &Topology) -> Diagnostic {
    let mut labelled = false;
    for (turns, what) in [(&moment.done, "this is done"), (&moment.left, "this is not")] {
        let origin = turns.iter().find_map(|turn| topology.declarations.get(&turn.address));
        if let Some(origin) = origin.map(|declaration| &declaration.origin) {
            diagnostic = diagnostic.label(origin.name, what);
            if !labelled {
                diagnostic = diagnostic.traced(&origin.trace);
            }
            labelled = true;
        }
    }
    let objective = topology.objectives.iter().find(|objective| match &moment.breaks {
        Keeps::Name(name) => objective.names.contains(name),
        Keeps::Replica { .. } => true,
    });
    match objective {
        Some(objective) if !labelled => {
            let span = objective.origin.value(&Path::attribute("survive"));
            diagnostic.label(span, "this is to hold at every moment")
        }
        _ => diagnostic,
    }
}

fn listed(what: &str, turns: &[Turn]) -> String {
    let word = |turn: &Turn| match turn.goes {
        true => format!("`{}` deleted", turn.address),
        false => format!("`{}`", turn.address),
    };
    let mut words: Vec<String> = turns.iter().take(LISTED).map(word).collect();
    if turns.len() > LISTED {
        words.push(format!("{} more", turns.len() - LISTED));
    }
    if words.is_empty() {
        words.push("nothing".to_owned());
    }
    format!("{what}: {}", words.join(", "))
}
