//! Renamed resources: remembered under the new address before anything is compared.

use std::borrow::Cow;
use std::collections::BTreeSet;

use tandem_core::topology::Moved;
use tandem_core::{Address, Diagnostic, Diagnostics, State, Topology};

use crate::{Prior, rename};

/// Returns what there was before under the addresses of now, and what was renamed, children included.
pub(super) fn apply<'a>(
    topology: &Topology,
    prior: &'a Prior,
    diagnostics: &mut Diagnostics,
) -> (Cow<'a, Prior>, Vec<(Address, Address)>) {
    let mut renamed = Vec::new();
    let mut seen = BTreeSet::new();
    for moved in &topology.moved {
        match fault(topology, &prior.state, moved, &mut seen) {
            Some(diagnostic) => diagnostics.push(diagnostic),
            None if prior.state.objects.contains_key(&moved.from) => {
                renamed.push((moved.from.clone(), moved.to.clone()));
                children(topology, &prior.state, moved, &mut renamed);
            }
            // It was renamed by an earlier apply, or never made.
            None => (),
        }
    }
    if renamed.is_empty() {
        return (Cow::Borrowed(prior), renamed);
    }
    let mut prior = prior.clone();
    for (from, to) in &renamed {
        rename(&mut prior.state, from, to);
        if let Some(found) = prior.found.remove(from) {
            prior.found.insert(to.clone(), found);
        }
        let deposed = std::mem::take(&mut prior.deposed).into_iter().map(|((address, id), found)| {
            let address = if address == *from { to.clone() } else { address };
            ((address, id), found)
        });
        prior.deposed = deposed.collect();
    }
    (Cow::Owned(prior), renamed)
}

fn fault(
    topology: &Topology,
    state: &State,
    moved: &Moved,
    seen: &mut BTreeSet<Address>,
) -> Option<Diagnostic> {
    let Moved { from, to, span } = moved;
    let error = |code: &'static str, message: String| Diagnostic::error(code, message).label(*span, "");
    if from.kind() != to.kind() {
        return Some(
            error("moved::kind", format!("`{from}` cannot become `{to}`: another kind is another resource"))
                .hint("take `moved` away; the old one is deleted and the new one made"),
        );
    }
    if let Some(declaration) = topology.declarations.get(from) {
        return Some(
            error("moved::declared", format!("`{from}` is renamed and still declared"))
                .label(declaration.origin.name, "declared here")
                .hint(format!("declare it as `{to}`, or take `moved` away")),
        );
    }
    if !topology.declarations.contains_key(to) {
        return Some(
            error("moved::undeclared", format!("`{from}` is renamed to `{to}`, which is not declared"))
                .hint(format!("declare `{to}`")),
        );
    }
    if state.objects.contains_key(from) && state.objects.contains_key(to) {
        return Some(
            error("moved::exists", format!("`{from}` cannot be renamed: `{to}` exists already"))
                .hint("take `moved` away; the old one is deleted"),
        );
    }
    if !seen.insert(to.clone()) {
        return Some(
            error("moved::twice", format!("two resources are renamed to `{to}`")).hint("keep one of them"),
        );
    }
    None
}

/// Adds the remembered children of a renamed resource whose own name begins with its name, down to the last.
fn children(topology: &Topology, state: &State, moved: &Moved, renamed: &mut Vec<(Address, Address)>) {
    let mut parents = vec![(moved.from.clone(), moved.to.clone())];
    while let Some((from, to)) = parents.pop() {
        let below = state.objects.values().filter(|object| object.parent.as_ref() == Some(&from));
        for child in below.map(|object| &object.address) {
            let Some(renamed_child) = below_name(child, &from, &to) else { continue };
            let explicit = topology.moved.iter().any(|moved| moved.from == *child);
            let stays = topology.declarations.contains_key(child);
            if explicit || stays || state.objects.contains_key(&renamed_child) {
                continue;
            }
            renamed.push((child.clone(), renamed_child.clone()));
            parents.push((child.clone(), renamed_child));
        }
    }
}

fn below_name(child: &Address, from: &Address, to: &Address) -> Option<Address> {
    let (old, new) = (from.segments(), to.segments());
    let segments = child.segments();
    let rest = segments.strip_prefix(old.as_slice())?;
    let renamed: Vec<String> = new.into_iter().chain(rest.iter().cloned()).collect();
    Some(Address::new(child.kind(), &renamed, &child.place()))
}
