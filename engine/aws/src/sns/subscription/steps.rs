//! The steps of a subscription: a create takes everything at once, an update has a call for each setting.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Argument, Change, Draft};

use super::wire::settings;
use crate::draft::{Building, draft, region};

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => {
            let create = step(change, "create", Effect::Create, "Subscribe").class(CreateClass::Idempotent);
            vec![create.done()]
        }
        Action::Update => update(change),
        Action::Delete => {
            vec![step(change, "delete", Effect::Delete, "Unsubscribe").done()]
        }
        _ => Vec::new(),
    }
}

fn update(change: &Change) -> Vec<Draft> {
    let mut settings = settings();
    let scope = change.desired.get("filter_policy_scope").and_then(Argument::as_str);
    // A body's filter may be deeper than one of attributes, and AWS checks each against the other as it stands: the
    // wider scope is there before its filter, and a flat filter before the narrower scope.
    if scope != Some("MessageBody") {
        settings.swap(0, 1);
    }
    let differing = settings.iter().filter(|setting| setting.differs(change));
    let set = |operation: &str| step(change, operation, Effect::Update, "SetSubscriptionAttributes");
    differing.map(|setting| set(&setting.operation()).done()).collect()
}

fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("sns:{call}"), region(change)).lock(&change.address)
}
