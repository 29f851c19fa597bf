//! The change of one declared address.

use tandem_core::argument::Arguments;
use tandem_core::schema::{Mode, check};
use tandem_core::{Action, Change, Declaration, Diagnostic, Difference, Kind, Object, Path};

use super::context::Context;
use super::{DRIFTED, GONE};
use crate::diff::differences;

/// Works out what happens to a declared address; everything it depends on has been.
pub(super) fn change(context: &mut Context<'_>, declaration: &Declaration) {
    let address = &declaration.address;
    let Some(kind) = context.registry.kind(address.kind()) else {
        let message = format!("no kind `{}`, which is declared; this is a bug in Tandem", address.kind());
        context
            .bugs
            .push(Diagnostic::error("plan::bug", message).label(declaration.origin.name, "declared here"));
        return;
    };
    let mut change = Change {
        address: address.clone(),
        action: Action::Read,
        prior: None,
        desired: desired(context, declaration, kind),
        parent: declaration.parent.clone(),
        differences: Vec::new(),
        dependencies: context.dependencies(address),
        protect: declaration.protect.unwrap_or(context.guarded && kind.precious),
        reasons: Vec::new(),
        place: context.topology.sources.place(declaration.origin.call),
    };
    if declaration.mode == Mode::Managed {
        manage(context, &mut change, kind);
    }
    context.changes.insert(address.clone(), change);
}

/// Returns the arguments with what is known of other resources put in, and what was left out filled in.
fn desired(context: &Context<'_>, declaration: &Declaration, kind: &Kind) -> Arguments {
    let mut desired = Arguments::new();
    for (name, argument) in &declaration.arguments {
        if argument.known().is_some() {
            desired.insert(name.clone(), argument.clone());
            continue;
        }
        let resolved = argument.resolve(&|reference| context.known(reference));
        let resolved = match kind.attribute(name) {
            Some(attribute) => check(&resolved, &attribute.ty, &Path::attribute(name)).0,
            None => resolved,
        };
        desired.insert(name.clone(), resolved);
    }
    kind.fill(&mut desired);
    desired
}

fn manage(context: &mut Context<'_>, change: &mut Change, kind: &Kind) {
    let remembered = context.prior.state.objects.get(&change.address);
    let now = remembered.and_then(|object| context.prior.now(object));
    let Some((remembered, now)) = remembered.zip(now) else {
        change.action = Action::Create;
        change.reasons.extend(remembered.map(|_| GONE.to_owned()));
        return;
    };
    change.differences = differences(kind, &change.desired, &remembered.arguments, &now.attributes);
    change.reasons = reasons(&change.differences);
    let parent = change.parent.as_ref().and_then(|parent| context.changes.get(parent));
    let parent = parent.filter(|parent| matches!(parent.action, Action::Create | Action::Replace));
    change.reasons.extend(parent.map(|parent| format!("`{}` is made anew", parent.address)));
    change.action = if parent.is_some() || change.differences.iter().any(|difference| difference.replaces) {
        Action::Replace
    } else if !change.differences.is_empty() {
        Action::Update
    } else {
        if !remembers(remembered, change, &now) {
            context.recorded.push(memory(change, &now));
        }
        Action::Keep
    };
    change.prior = Some(now);
}

fn reasons(differences: &[Difference]) -> Vec<String> {
    let mut reasons = Vec::new();
    if differences.iter().any(|difference| difference.drift) {
        reasons.push(DRIFTED.to_owned());
    }
    let replacing = differences.iter().filter(|difference| difference.replaces);
    reasons.extend(replacing.map(|difference| format!("`{}` cannot change in place", difference.path)));
    reasons
}

/// Returns whether everything about an object that is as declared is remembered already.
fn remembers(remembered: &Object, change: &Change, now: &Object) -> bool {
    let said = change.desired.iter().filter_map(|(name, argument)| Some((name, argument.known()?)));
    remembered.id == now.id
        && remembered.attributes == now.attributes
        && remembered.settled == now.settled
        && remembered.parent == change.parent
        && remembered.dependencies == change.dependencies
        && remembered.protect == change.protect
        && remembered.arguments.iter().eq(said)
}

/// Returns what is to be remembered of an object that is as declared.
fn memory(change: &Change, now: &Object) -> Object {
    let said =
        change.desired.iter().filter_map(|(name, argument)| Some((name.clone(), argument.known()?.clone())));
    Object {
        parent: change.parent.clone(),
        dependencies: change.dependencies.clone(),
        arguments: said.collect(),
        protect: change.protect,
        ..now.clone()
    }
}
