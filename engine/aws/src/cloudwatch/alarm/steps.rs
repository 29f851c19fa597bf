//! The steps of an alarm.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft};

use crate::draft::{Building, draft, region};
use crate::tags;

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        // The tags go with the create, and are ignored by every put that follows.
        Action::Create => vec![put(change, Effect::Create).class(CreateClass::Upsert).done()],
        Action::Update => update(change),
        Action::Delete => {
            vec![step(change, "delete", Effect::Delete, "DeleteAlarms").done()]
        }
        _ => Vec::new(),
    }
}

fn update(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    if change.differences.iter().any(|difference| difference.path.first_key() != Some("tags")) {
        drafts.push(put(change, Effect::Update).done());
    }
    let (set, taken) = tags::changes(change);
    // First those to take away: what is remembered after a step no longer tells them apart.
    if taken {
        drafts.push(step(change, "untag", Effect::Update, "UntagResource").done());
    }
    if set {
        drafts.push(step(change, "tag", Effect::Update, "TagResource").done());
    }
    drafts
}

fn put(change: &Change, effect: Effect) -> Building {
    let operation = if effect == Effect::Create { "create" } else { "put" };
    step(change, operation, effect, "PutMetricAlarm")
}

fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("cloudwatch:{call}"), region(change)).lock(&change.address)
}
