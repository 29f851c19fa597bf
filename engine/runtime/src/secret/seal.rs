//! From references to sealed texts: what a topology declares, with the hashes that tell whether a secret has changed.

use std::collections::BTreeSet;

use tandem_core::path::PathStep;
use tandem_core::secret::{Piece, SecretPart};
use tandem_core::{Argument, Diagnostic, Diagnostics, Origin, Part, Path, SecretRef, Topology, Value};
use tandem_plan::Plan;

use super::keeper::way_out;
use super::veil::holes;
use super::{Keeper, open};

/// Seals every text of a topology that holds secrets, and says which secrets cannot be read.
///
/// Without a key nothing that is remembered has a hash to be compared with, and none is made.
pub async fn seal(keeper: &Keeper, topology: &mut Topology) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut told = BTreeSet::new();
    for (origin, path, reference) in places(topology) {
        if let Err(error) = keeper.value(&reference).await
            && told.insert(reference.clone())
        {
            let message = format!("the secret cannot be read: {}", error.message);
            let diagnostic = Diagnostic::error("secret::missing", message)
                .label(origin.value(&path), "needed here")
                .traced(&origin.trace)
                .note("nothing was sent");
            diagnostics.push(diagnostic.hint(way_out(&reference)));
        }
    }
    diagnostics.extend(open::exposed(keeper, topology));
    if diagnostics.is_empty() {
        for argument in arguments(topology).filter(|argument| argument.holds_secret()) {
            sealed(keeper, argument).await;
        }
    }
    diagnostics
}

/// Gives the sealed texts of a plan their hashes, where it was made before there was a key: what is sent is then on
/// record with a hash, and a later run can tell whether a secret is still what it was.
pub async fn seal_plan(keeper: &Keeper, plan: &mut Plan) {
    let items = plan.steps.iter_mut().flat_map(|step| &mut step.items);
    for argument in items.flat_map(|item| item.arguments.values_mut()).chain(plan.outputs.values_mut()) {
        if argument.holds_secret() {
            sealed(keeper, argument).await;
        }
    }
}

/// Seals every text of a topology that holds secrets without reading any: they compare by where they are kept.
pub fn seal_unread(topology: &mut Topology) {
    for argument in arguments(topology).filter(|argument| argument.holds_secret()) {
        *argument = argument.resolve(&|_| None);
    }
}

fn arguments(topology: &mut Topology) -> impl Iterator<Item = &mut Argument> {
    let declared =
        topology.declarations.values_mut().flat_map(|declaration| declaration.arguments.values_mut());
    declared.chain(topology.outputs.values_mut().map(|output| &mut output.value))
}

/// Returns every place where a secret is needed.
fn places(topology: &Topology) -> Vec<(Origin, Path, SecretRef)> {
    let mut places = Vec::new();
    for declaration in topology.declarations.values() {
        for (name, argument) in &declaration.arguments {
            visit(argument, &Path::attribute(name), &mut |path, reference| {
                places.push((declaration.origin.clone(), path.clone(), reference.clone()));
            });
        }
    }
    for output in topology.outputs.values() {
        visit(&output.value, &Path::attribute("value"), &mut |path, reference| {
            places.push((output.origin.clone(), path.clone(), reference.clone()));
        });
    }
    places
}

fn visit(argument: &Argument, path: &Path, found: &mut dyn FnMut(&Path, &SecretRef)) {
    match argument {
        Argument::Value(_) | Argument::Reference(_) => (),
        Argument::List(items) => {
            items.iter().enumerate().for_each(|(at, item)| visit(item, &path.index(at), found));
        }
        Argument::Map(entries) => {
            entries.iter().for_each(|(key, entry)| visit(entry, &path.key(key), found));
        }
        Argument::Template(parts) => {
            for part in parts {
                if let Part::Secret(secret) = part {
                    found(path, &secret.reference);
                }
            }
        }
    }
}

/// Gives every secret of an argument its hash; text of which everything is known then gets one as a whole.
async fn sealed(keeper: &Keeper, argument: &mut Argument) {
    let mut open = vec![Path::default()];
    while let Some(path) = open.pop() {
        let Some(inner) = at(argument, &path) else { continue };
        match inner {
            Argument::List(items) => open.extend((0..items.len()).map(|at| path.index(at))),
            Argument::Map(entries) => open.extend(entries.keys().map(|key| path.key(key))),
            Argument::Template(parts) => {
                for part in parts {
                    if let Part::Secret(SecretPart { reference, hash }) = part
                        && let Ok(value) = keeper.value(reference).await
                    {
                        *hash = keeper.hash(value.expose());
                    }
                }
                *inner = inner.resolve(&|_| None);
                if let Argument::Value(value) = inner {
                    hash(keeper, value).await;
                }
            }
            Argument::Value(value) => hash(keeper, value).await,
            Argument::Reference(_) => (),
        }
    }
    // Lists and maps of nothing but sealed texts are values by now.
    *argument = argument.resolve(&|_| None);
}

/// Gives the sealed texts of a value their hashes.
pub(super) async fn hash(keeper: &Keeper, value: &mut Value) {
    for hole in holes(value) {
        let Value::Secret(sealed) = hole else { continue };
        for piece in &mut sealed.pieces {
            if let Piece::Secret(part) = piece
                && let Ok(value) = keeper.value(&part.reference).await
            {
                part.hash = keeper.hash(value.expose());
            }
        }
        if let Ok(text) = keeper.open(sealed).await {
            sealed.hash = keeper.hash(text.expose());
        }
    }
}

fn at<'a>(argument: &'a mut Argument, path: &Path) -> Option<&'a mut Argument> {
    path.0.iter().try_fold(argument, |argument, step| match (argument, step) {
        (Argument::List(items), PathStep::Index(index)) => items.get_mut(*index),
        (Argument::Map(entries), PathStep::Key(key)) => entries.get_mut(key),
        _ => None,
    })
}
