//! The steps of a public zone.

use tandem_core::argument::Arguments;
use tandem_core::change::Action;
use tandem_core::step::{Effect, NeededBy};
use tandem_core::{Change, Draft};

use super::super::zone;
use crate::arguments::Named;

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    match change.action {
        Action::Create => {
            let mut drafts = vec![zone::create_step(change), zone::tag_step(change)];
            if wants_recovery(&change.desired) {
                drafts.push(recovery_step(change));
            }
            drafts
        }
        Action::Update => {
            let mut drafts = zone::update_steps(change);
            if change.differs("accelerated_recovery") {
                drafts.push(recovery_step(change));
            }
            drafts
        }
        Action::Delete => vec![zone::delete_step(change)],
        _ => Vec::new(),
    }
}

fn wants_recovery(desired: &Arguments) -> bool {
    desired.boolean("accelerated_recovery").unwrap_or(false)
}

fn recovery_step(change: &Change) -> Draft {
    zone::step(change, "recovery", Effect::Update, "UpdateHostedZoneFeatures")
        // Record changes are refused for a part of that time.
        .wait("accelerated recovery to be switched", 120, zone::CHANGE_DEADLINE, NeededBy::Dependants)
        .done()
}
