//! The steps of a topic: a create takes everything at once, an update has a call for each setting.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft};

use super::wire::settings;
use crate::draft::{Building, draft, region};
use crate::tags;

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => {
            let create = step(change, "create", Effect::Create, "CreateTopic");
            vec![create.class(CreateClass::Idempotent).done()]
        }
        Action::Update => update(change),
        Action::Delete => {
            vec![step(change, "delete", Effect::Delete, "DeleteTopic").done()]
        }
        _ => Vec::new(),
    }
}

fn update(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for setting in settings().iter().filter(|setting| setting.differs(change)) {
        let set = step(change, &setting.operation(), Effect::Update, "SetTopicAttributes");
        drafts.push(set.done());
    }
    let tag = |operation: &str, call: &str| step(change, operation, Effect::Update, call).done();
    let (set, taken) = tags::changes(change);
    // First those to take away: what is remembered after a step no longer tells them apart.
    if taken {
        drafts.push(tag("untag", "UntagResource"));
    }
    if set {
        drafts.push(tag("tag", "TagResource"));
    }
    drafts
}

fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("sns:{call}"), region(change)).lock(&change.address)
}
