//! From what a form made to declarations.

use std::collections::BTreeMap;

use rhai::{Array, Dynamic};
use tandem_core::argument::Arguments;
use tandem_core::form::{Draftable, Yields};
use tandem_core::schema::{Mode, Secrecy, check_arguments};
use tandem_core::topology::Allowance;
use tandem_core::{Address, Argument, Declaration, Kind, Origin, Path, Type};

use super::session::Session;
use crate::code;
use crate::value::{Handle, Unknown};

/// What stands around the resources that one call declares.
pub(crate) struct Around {
    pub(crate) after: Vec<Address>,
    pub(crate) protect: Option<bool>,
    pub(crate) allow: BTreeMap<String, Allowance>,
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
    for (path, reason) in misplaced(kind, &arguments).into_iter().filter(|_| !around.suspect) {
        suspect = true;
        session.report(code::secret::place(&path, kind.name, reason, origin.value(&path)));
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
            allow: around.allow.clone(),
            origin: origin.clone(),
        },
    );
    handle
}

/// Returns where secrets stand that may not stand there, with the reason as the end of a sentence.
fn misplaced(kind: &Kind, arguments: &Arguments) -> Vec<(Path, &'static str)> {
    let mut found = Vec::new();
    for (name, argument) in arguments.iter().filter(|(_, argument)| argument.holds_secret()) {
        let path = Path::attribute(name);
        let Some(attribute) = kind.attribute(name).filter(|attribute| attribute.is_argument()) else {
            found.push((path, "nobody reads it but Tandem"));
            continue;
        };
        match kind.bars_secret(attribute) {
            Some(reason) => found.push((path, reason)),
            None => inside(argument, &attribute.ty, &path, &mut found),
        }
    }
    found
}

/// Adds the places inside an argument where a secret stands for something that is not compared as it stands.
fn inside(argument: &Argument, ty: &Type, path: &Path, found: &mut Vec<(Path, &'static str)>) {
    const MEANING: &str = "it is compared by its meaning, which must be known";
    match (argument, ty) {
        (argument, _) if !argument.holds_secret() => (),
        (_, Type::OneOf(types)) => {
            let tries = types.iter().map(|ty| {
                let mut found = Vec::new();
                inside(argument, ty, path, &mut found);
                found
            });
            found.extend(tries.min_by_key(Vec::len).unwrap_or_default());
        }
        (Argument::List(items), Type::List { item: ty, .. }) => {
            items.iter().enumerate().for_each(|(at, item)| inside(item, ty, &path.index(at), found));
        }
        (Argument::Map(entries), Type::Map { value: ty, .. }) => {
            entries.iter().for_each(|(key, entry)| inside(entry, ty, &path.key(key), found));
        }
        (Argument::Map(entries), Type::Struct(attributes)) => {
            for (key, entry) in entries {
                let Some(attribute) = attributes.iter().find(|attribute| attribute.name == key) else {
                    continue;
                };
                match attribute.secrecy {
                    Secrecy::Public(reason) if entry.holds_secret() => found.push((path.key(key), reason)),
                    _ => inside(entry, &attribute.ty, &path.key(key), found),
                }
            }
        }
        (_, ty) if ty.takes_secret() => (),
        _ => found.push((path.clone(), MEANING)),
    }
}
