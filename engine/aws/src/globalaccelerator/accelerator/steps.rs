//! The steps of an accelerator.

use tandem_core::change::Action;
use tandem_core::step::{CreateClass, Effect, NeededBy};
use tandem_core::{Change, Draft};

use super::super::{quick_step, step};
use crate::tags;

/// What one `UpdateAccelerator` changes.
pub(super) const UPDATED: &[&str] = &["name", "ip_address_type", "enabled"];

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => create(change),
        Action::Update => update(change),
        Action::Delete => delete(change),
        _ => Vec::new(),
    }
}

fn create(change: &Change) -> Vec<Draft> {
    let create = step(&change.address, "create", Effect::Create, "CreateAccelerator", NeededBy::End);
    let mut drafts = vec![create.class(CreateClass::Token).done()];
    if change.desired.contains_key("flow_logs") {
        drafts.push(flow_logs(change, "flow_logs", NeededBy::End));
    }
    drafts
}

fn update(change: &Change) -> Vec<Draft> {
    let mut drafts = Vec::new();
    if UPDATED.iter().any(|attribute| change.differs(attribute)) {
        drafts
            .push(step(&change.address, "update", Effect::Update, "UpdateAccelerator", NeededBy::End).done());
    }
    if change.differs("flow_logs") {
        let found = change.prior.as_ref().and_then(|object| object.attributes.get("flow_logs"));
        let on = change.desired.contains_key("flow_logs");
        // Bucket and prefix cannot change while logs are written.
        if found.is_some_and(|logs| !logs.is_null()) {
            let needed_by = if on { NeededBy::Dependants } else { NeededBy::End };
            drafts.push(flow_logs(change, "flow_logs_off", needed_by));
        }
        if on {
            drafts.push(flow_logs(change, "flow_logs", NeededBy::End));
        }
    }
    let (set, taken) = tags::changes(change);
    // First those to take away: what is remembered after a step no longer tells them apart.
    if taken {
        drafts.push(quick_step(&change.address, "untag", Effect::Update, "UntagResource").done());
    }
    if set {
        drafts.push(quick_step(&change.address, "tag", Effect::Update, "TagResource").done());
    }
    drafts
}

fn flow_logs(change: &Change, operation: &str, needed_by: NeededBy) -> Draft {
    step(&change.address, operation, Effect::Update, "UpdateAcceleratorAttributes", needed_by).done()
}

/// An accelerator is deleted only once it is disabled and every edge knows, whatever was changed before.
fn delete(change: &Change) -> Vec<Draft> {
    let disable = step(&change.address, "disable", Effect::Update, "UpdateAccelerator", NeededBy::Dependants);
    let delete = quick_step(&change.address, "delete", Effect::Delete, "DeleteAccelerator");
    vec![disable.done(), delete.done()]
}
