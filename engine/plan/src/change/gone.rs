//! The changes of objects that nobody declares.

use tandem_core::argument::Arguments;
use tandem_core::{Action, Change, Object, Topology};

use super::{GONE, LEFT_OVER, UNDECLARED};
use crate::Prior;

/// Returns the deletion of every remembered object that is not declared; one that is gone already is forgotten.
pub(super) fn undeclared<'a>(topology: &'a Topology, prior: &'a Prior) -> impl Iterator<Item = Change> + 'a {
    let undeclared =
        prior.state.objects.values().filter(|object| !topology.declarations.contains_key(&object.address));
    undeclared.map(|object| match prior.now(object) {
        Some(now) => deletion(now, UNDECLARED.to_owned()),
        None => Change {
            action: Action::Forget,
            reasons: vec![UNDECLARED.to_owned(), GONE.to_owned()],
            ..deletion(object.clone(), String::new())
        },
    })
}

/// Returns the deletion of every object below a parent that claims all of its children.
pub(super) fn claimed<'a>(topology: &'a Topology, prior: &'a Prior) -> impl Iterator<Item = Change> + 'a {
    let claimed = prior.claimed.iter().filter(|object| {
        !topology.declarations.contains_key(&object.address)
            && !prior.state.objects.contains_key(&object.address)
    });
    claimed.map(|object| {
        let reason = match &object.parent {
            Some(parent) => format!("not declared, and `{parent}` is exclusive"),
            None => "not declared".to_owned(),
        };
        deletion(object.clone(), reason)
    })
}

/// Returns the deletion of every object whose replacement stands, as it is now: some deletions compare.
pub(super) fn deposed(prior: &Prior) -> impl Iterator<Item = Change> + '_ {
    prior.state.deposed.iter().map(|object| {
        let now = prior.deposed_now(object);
        let action = if now.is_some() { Action::Delete } else { Action::Forget };
        let change = deletion(now.unwrap_or_else(|| object.clone()), LEFT_OVER.to_owned());
        // Its replacement was planned past any protection; what is left of it would only cost.
        Change { action, protect: false, ..change }
    })
}

/// Returns every object whose replacement stands and that is otherwise than it is remembered.
pub(super) fn altered(prior: &Prior) -> impl Iterator<Item = Object> + '_ {
    let now = prior.state.deposed.iter().filter_map(|object| Some((object, prior.deposed_now(object)?)));
    now.filter(|(object, now)| *object != now).map(|(_, now)| now)
}

fn deletion(object: Object, reason: String) -> Change {
    Change {
        address: object.address.clone(),
        action: Action::Delete,
        desired: Arguments::new(),
        parent: object.parent.clone(),
        differences: Vec::new(),
        dependencies: object.dependencies.clone(),
        protect: object.protect,
        reasons: vec![reason],
        place: String::new(),
        prior: Some(object),
    }
}
