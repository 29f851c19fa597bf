//! What cannot be adopted, and why.

use tandem_core::schema::Mode;
use tandem_core::suggestion::nearest;
use tandem_core::{Address, Change, Diagnostic, Object, State, Topology};
use tandem_runtime::Reason;
use tandem_runtime::adopt::Unfound;

use crate::exit::Ended;

/// Returns the address of a declaration that makes something.
///
/// # Errors
/// If nothing is declared under it, or it only looks something up.
pub(super) fn declared(topology: &Topology, text: &str) -> Ended<Address> {
    let address: Option<Address> = text.parse().ok();
    let found = address.and_then(|address| topology.declarations.get(&address));
    match found.map(|declared| (declared, declared.mode)) {
        Some((declared, Mode::Managed)) => Ok(declared.address.clone()),
        Some(_) => {
            let message = format!("`{text}` is a look-up: what it finds stays its owner's");
            let hint = "declare the resource itself to make it this stack's";
            Err(Diagnostic::error("adopt::undeclared", message).hint(hint).into())
        }
        None => {
            let diagnostic =
                Diagnostic::error("adopt::undeclared", format!("the script declares no `{text}`"));
            let managed = topology.declarations.values().filter(|declared| declared.mode == Mode::Managed);
            Err(match nearest(text, managed.map(|declared| declared.address.as_str())) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic.hint("declare it first; `tandem plan` prints the addresses"),
            }
            .into())
        }
    }
}

/// Checks that the stack owns nothing under an address yet, and that nobody doubts it.
///
/// # Errors
/// If it does, or a call of unknown outcome is about it.
pub(super) fn unowned(state: &State, address: &Address) -> Ended<()> {
    if let Some(object) = state.objects.get(address) {
        let message = format!("`{address}` is this stack's already: {}", object.id);
        let hint = "`tandem plan` shows how it differs from what is declared";
        return Err(Diagnostic::error("adopt::owned", message).hint(hint).into());
    }
    let doubted = state.open.iter().flat_map(|intent| &intent.items).any(|item| item.address == *address);
    if doubted {
        let message = format!("nobody knows yet whether an earlier run made `{address}`");
        let hint = "run `tandem apply` first: it finds out before it does anything else";
        return Err(Diagnostic::error("adopt::unresolved", message).hint(hint).into());
    }
    Ok(())
}

/// Checks that the object is not this stack's under another address.
///
/// # Errors
/// If it is.
pub(super) fn untaken(state: &State, object: &Object) -> Ended<()> {
    let same = |other: &&Object| {
        other.id == object.id
            && other.address.kind() == object.address.kind()
            && (&other.account, &other.region) == (&object.account, &object.region)
    };
    let Some(other) = state.objects.values().chain(&state.deposed).find(same) else { return Ok(()) };
    let message = format!("`{}` is this stack's already, as `{}`", object.id, other.address);
    let hint = "if this is its new name, say so in the script with `moved`";
    Err(Diagnostic::error("adopt::taken", message).hint(hint).into())
}

/// Returns what to tell of an object that could not be found.
pub(super) fn unfound(address: &Address, why: &Unfound) -> Diagnostic {
    let error = |message: String| Diagnostic::error("adopt::missing", message);
    match why {
        Unfound::Unplanned => error(format!("the plan does not make `{address}`, so it cannot be adopted")),
        Unfound::Parent(parent) => error(format!("`{parent}`, which `{address}` belongs to, is not there"))
            .hint(format!("tandem adopt '{parent}'")),
        Unfound::Absent => error(format!("nothing bears the name of `{address}`"))
            .note("objects of some kinds have no name of their own, and are known by their id alone")
            .hint(format!("if it is there: tandem adopt '{address}' ID")),
        Unfound::Missing(id) => error(format!("there is no {} `{id}`", address.kind()))
            .hint("check the id, the region and the account"),
        Unfound::Refused(refused) => {
            let reason = Reason::Refused(refused.clone());
            let diagnostic =
                Diagnostic::error(reason.code(), format!("cannot look for `{address}`: {reason}"));
            diagnostic.note("nothing was changed")
        }
    }
}

/// Returns what to tell of an object that went away between two looks.
pub(super) fn gone(object: &Object) -> Diagnostic {
    let message = format!("{} `{}` is no longer there", object.address.kind(), object.id);
    Diagnostic::error("adopt::missing", message).hint("nothing was changed; look at `tandem plan` again")
}

/// Returns what to tell of an object that the next apply would delete: adopting it would lose it.
pub(super) fn replaced(change: &Change) -> Diagnostic {
    let id = change.prior.as_ref().map_or("", |object| object.id.as_str());
    let message = format!("adopting `{id}` would let the next apply delete it and make another");
    let mut diagnostic = Diagnostic::error("adopt::replaces", message);
    diagnostic.notes.extend(change.reasons.iter().cloned());
    diagnostic.hint("declare what cannot change in place as it was found, adopt it, and change it then")
}
