//! Which checks see what becomes of an endpoint, and which names lead to it alone.

use tandem_core::Address;

use crate::model::{Answer, CheckRef, EndpointId, Member, Model, Target, Watch};

/// Returns the endpoint that a record answers with, if it is one.
pub(super) fn endpoint(member: &Member) -> Option<&EndpointId> {
    match &member.answer {
        Answer::Alias { to: Target::Endpoint(id), .. } => Some(id),
        Answer::Values(targets) => match targets.as_slice() {
            [Target::Endpoint(id)] => Some(id),
            _ => None,
        },
        Answer::Alias { .. } => None,
    }
}

/// Returns the checks that ask an endpoint, or a name that leads to it alone.
pub(super) fn checks_of<'m>(model: &'m Model, id: &EndpointId) -> impl Iterator<Item = &'m Address> {
    let asks = move |target: &Target| match target {
        Target::Endpoint(asked) => asked == id,
        Target::Name(name) => leads_to(model, name, id),
        Target::Accelerator(_) | Target::Records(_) => false,
    };
    let watches = move |watch: &Watch| matches!(watch, Watch::Endpoint(probe) if asks(&probe.target));
    let fine = |check: &&crate::model::Check| !check.disabled && !check.inverted;
    model
        .checks
        .iter()
        .filter(move |(_, check)| fine(check) && watches(&check.watch))
        .map(|(address, _)| address)
        .collect::<Vec<_>>()
        .into_iter()
}

/// Returns whether everyone who asks for a name is led to one endpoint.
fn leads_to(model: &Model, name: &str, id: &EndpointId) -> bool {
    let mut members =
        model.names.iter().filter(|(known, _)| known.name == name).flat_map(|(_, it)| it).peekable();
    members.peek().is_some() && members.all(|member| endpoint(member) == Some(id))
}

/// Returns a name that leads to an endpoint alone.
pub(super) fn name_of<'m>(model: &'m Model, id: &EndpointId) -> Option<&'m str> {
    model.names.keys().map(|name| name.name.as_str()).find(|name| leads_to(model, name, id))
}

/// Iterates over the records that a check takes out.
pub(super) fn guarded<'m>(model: &'m Model, check: &Address) -> impl Iterator<Item = &'m Member> {
    let named = CheckRef::Declared(check.clone());
    model.names.values().flatten().filter(move |member| member.check.as_ref() == Some(&named))
}
