//! The steps of a health check.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::{Change, Draft};

use super::super::HOME;
use crate::draft::{Building, draft};

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => {
            let create =
                step(change, "create", Effect::Create, "CreateHealthCheck").class(CreateClass::Token);
            vec![create.done(), tag(change)]
        }
        Action::Update => {
            let mut drafts = Vec::new();
            if change.differences.iter().any(|difference| difference.path.first_key() != Some("tags")) {
                drafts.push(step(change, "update", Effect::Update, "UpdateHealthCheck").done());
            }
            if change.differs("tags") {
                drafts.push(tag(change));
            }
            drafts
        }
        Action::Delete => {
            let delete = step(change, "delete", Effect::Delete, "DeleteHealthCheck");
            vec![delete.done()]
        }
        _ => Vec::new(),
    }
}

fn tag(change: &Change) -> Draft {
    step(change, "tag", Effect::Update, "ChangeTagsForResource").done()
}

fn step(change: &Change, operation: &str, effect: Effect, call: &str) -> Building {
    draft(operation, effect, &format!("route53:{call}"), HOME).lock(&change.address)
}
