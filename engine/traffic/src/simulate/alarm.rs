//! Which alarms sound, as far as the model knows what their metrics are about.

use tandem_core::Address;

use super::notice::Change;
use crate::assume::ALARM_SEES_GREY;
use crate::model::{About, CheckRef, Missing};

/// Returns whether an alarm sounds once it has its data; one whose metric is about nothing in the model never does.
pub(super) fn sounds(change: Change<'_>, address: &Address) -> bool {
    let Some(alarm) = change.net.model.alarms.get(address) else { return false };
    // An alarm in a region that is gone says nothing to anybody.
    if !change.world.works("cloudwatch", &alarm.region) {
        return false;
    }
    match &alarm.about {
        About::Check(check) => {
            let check = change.net.check(&CheckRef::Declared(check.clone()));
            check.is_some_and(|check| change.settled.checks[check] < 0.5)
        }
        About::Endpoint(id) => match change.net.endpoint(id).map(|at| change.world.endpoints[at]) {
            // What is dead publishes nothing.
            Some(fails) if fails >= 1.0 => alarm.missing == Missing::Breaching,
            Some(fails) => fails > 0.0 && change.net.assumptions.value(&ALARM_SEES_GREY) > 0.0,
            None => false,
        },
        About::Store(_) | About::Other => false,
    }
}
