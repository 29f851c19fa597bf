//! Protection: a resource that is protected is not deleted, and not replaced.

use tandem_core::{Action, Change, Diagnostic, Diagnostics, Topology};

/// Finds the protected resources that would be deleted.
///
/// What counts for a deletion is what was last applied: taking `protect` and the resource away in one edit is refused,
/// so that a slip of the hand cannot do both.
pub(super) fn check(changes: &[Change], topology: Option<&Topology>) -> Diagnostics {
    let refused = changes.iter().filter_map(|change| match change.action {
        Action::Delete if change.protect => Some(deletion(change)),
        Action::Replace if change.protect || was_protected(change) => Some(replacement(change, topology)),
        _ => None,
    });
    refused.collect()
}

fn was_protected(change: &Change) -> bool {
    change.prior.as_ref().is_some_and(|object| object.protect)
}

fn deletion(change: &Change) -> Diagnostic {
    let address = &change.address;
    Diagnostic::error("plan::protected", format!("`{address}` is protected and would be deleted"))
        .hint("declare it with `protect: false` and apply; after that it may go")
}

fn replacement(change: &Change, topology: Option<&Topology>) -> Diagnostic {
    let address = &change.address;
    let mut diagnostic =
        Diagnostic::error("plan::protected", format!("`{address}` is protected and would be replaced"));
    if let Some(declaration) = topology.and_then(|topology| topology.declarations.get(address)) {
        let origin = &declaration.origin;
        let replacing = change.differences.iter().find(|difference| difference.replaces);
        diagnostic = match replacing {
            Some(difference) => {
                let text = format!("`{}` cannot change in place", difference.path);
                diagnostic.label(origin.value(&difference.path), text)
            }
            None => diagnostic.label(origin.name, change.reasons.join("; ")),
        };
        diagnostic = diagnostic.traced(&origin.trace);
    }
    diagnostic
        .hint("take this change back")
        .hint("or say `protect: false` and apply, and then make this change: the resource is made anew")
}
