//! The steps of an endpoint group: one call each, and one at a time for an accelerator, because parallel ones race.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect, NeededBy};
use tandem_core::{Change, Draft};

use super::super::{accelerator_of, step};

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    let accelerator = accelerator_of(&change.address);
    let one = |operation: &str, effect: Effect, call: &str| {
        step(&accelerator, operation, effect, call, NeededBy::End)
    };
    match change.action {
        Action::Create => {
            vec![one("create", Effect::Create, "CreateEndpointGroup").class(CreateClass::Token).done()]
        }
        Action::Update => vec![one("update", Effect::Update, "UpdateEndpointGroup").done()],
        Action::Delete => vec![one("delete", Effect::Delete, "DeleteEndpointGroup").done()],
        _ => Vec::new(),
    }
}
