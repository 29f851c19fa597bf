//! From what a form made to declarations.

use rhai::{Array, Dynamic};
use tandem_core::argument::Arguments;
use tandem_core::form::{Draftable, Yields};
use tandem_core::schema::{Mode, check_arguments};
use tandem_core::{Address, Declaration, Kind, Origin};

use super::session::Session;
use crate::code;
use crate::value::{Handle, Unknown};

/// What stands around the resources that one call declares.
pub(crate) struct Around {
    pub(crate) after: Vec<Address>,
    pub(crate) protect: Option<bool>,
    pub(crate) origin: Origin,
    /// Whether something about the call was found wrong: what else seems wrong may follow from it.
    pub(crate) suspect: bool,
}

/// Declares the resources that a form made and returns what the script gets for them.
pub(crate) fn declare(session: &Session, drafts: Vec<Draftable>, yields: Yields, around: &Around) -> Dynamic {
    let mut handles: Vec<Dynamic> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        handles.push(match session.registry.kind(draft.address.kind()) {
            Some(kind) => one(session, kind, draft, around),
            // A form that makes a kind that is not registered is a mistake in the registry; its tests find it.
            None => Dynamic::from(Unknown::Poison),
        });
    }
    match yields {
        Yields::Resources(_) => Dynamic::from_array(handles.into_iter().collect::<Array>()),
        _ => handles.into_iter().next().unwrap_or_else(|| Dynamic::from(Unknown::Poison)),
    }
}

fn one(session: &Session, kind: &Kind, draft: Draftable, around: &Around) -> Dynamic {
    let Draftable { address, arguments, parent } = draft;
    // What a form says of a computed attribute is for the provider alone: nobody wrote it, so nobody is blamed.
    let computed = |name: &str| kind.attribute(name).is_some_and(|attribute| !attribute.is_argument());
    let (told, arguments): (Arguments, Arguments) =
        arguments.into_iter().partition(|(name, _)| computed(name));
    let (mut arguments, mismatches) = check_arguments(arguments, &kind.attributes);
    arguments.extend(told);
    let origin = &around.origin;
    let mut suspect = around.suspect;
    if !suspect {
        for mismatch in &mismatches {
            suspect = true;
            let at = if mismatch.key { origin.key(&mismatch.path) } else { origin.value(&mismatch.path) };
            session.report(code::attribute::mismatch(mismatch, at, ""));
        }
    }
    if let (false, Some(validate)) = (suspect, kind.validate) {
        for problem in validate(&arguments) {
            suspect = true;
            let at = if problem.path.0.is_empty() { origin.name } else { origin.value(&problem.path) };
            let diagnostic = tandem_core::Diagnostic::error(problem.code, &problem.message).label(at, "");
            session.report(code::hinted(diagnostic, problem.hint));
        }
    }
    let handle = Dynamic::from(Handle { address: address.clone(), kind: kind.name });
    let mut topology = session.topology.borrow_mut();
    if let Some(first) = topology.declarations.get(&address) {
        // Two look-ups of one thing are one; a second one that looks for something else is not.
        let same = kind.mode == Mode::LookUp && first.arguments == arguments;
        let first = first.origin.name;
        drop(topology);
        let suspects = session.suspects.borrow();
        if !same && !suspect && !suspects.contains(&address) {
            session.report(code::address::duplicate(&address, origin.name, first));
        }
        return handle;
    }
    if suspect {
        session.suspects.borrow_mut().insert(address.clone());
    }
    let mut after = around.after.clone();
    after.retain(|before| *before != address);
    topology.declarations.insert(
        address.clone(),
        Declaration {
            address,
            mode: kind.mode,
            arguments,
            parent,
            after,
            protect: around.protect,
            origin: origin.clone(),
        },
    );
    handle
}
