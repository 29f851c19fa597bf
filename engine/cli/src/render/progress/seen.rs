//! What a run has done so far, as far as its progress shows it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tandem_core::count::count;
use tandem_core::{Address, StepId};

use super::named;
use crate::render::text::{clean, seconds};

/// How long nothing may be said while something goes on. Real time: on the local cloud waits cost none.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Stands for what goes on that no step is about; it is over when the run is.
const REST: StepId = StepId(u32::MAX);

/// What goes on with a step.
struct Flight {
    since: Instant,
    what: String,
}

/// What a run has done so far.
pub(super) struct Seen {
    /// How many steps are done.
    pub(super) done: usize,
    /// When the live line was last written.
    pub(super) drawn: Option<Instant>,
    /// Whether there is a live line.
    pub(super) live: bool,
    /// When something was last said that stays.
    said: Instant,
    flights: BTreeMap<StepId, Flight>,
}

impl Default for Seen {
    fn default() -> Seen {
        Seen { done: 0, drawn: None, live: false, said: Instant::now(), flights: BTreeMap::new() }
    }
}

impl Seen {
    /// Takes note of a call.
    pub(super) fn started(&mut self, steps: &[StepId], addresses: &[Address], call: &str) {
        let what = format!("{} {}", clean(call), named(addresses));
        self.flies(steps, &what);
    }

    /// Takes note of a wait.
    pub(super) fn waits(&mut self, steps: &[StepId], what: &str, status: &str, typical: u32) {
        let usual = match typical {
            0 => String::new(),
            typical => format!(", usually {}", seconds(u64::from(typical))),
        };
        self.flies(steps, &format!("waiting for {} ({}{usual})", clean(what), clean(status)));
    }

    /// Takes note of the end of a step.
    pub(super) fn ended(&mut self, step: StepId) {
        self.flights.remove(&step);
    }

    /// Takes note of a line that stays.
    pub(super) fn said(&mut self) {
        self.said = Instant::now();
    }

    /// Returns what goes on, if nothing was said of it for long enough.
    pub(super) fn heartbeat(&mut self) -> Option<String> {
        if self.said.elapsed() < HEARTBEAT {
            return None;
        }
        self.said();
        self.now()
    }

    /// Returns what goes on: the oldest of it, for how long, and how much else.
    pub(super) fn now(&self) -> Option<String> {
        let oldest = self.flights.values().min_by_key(|flight| flight.since)?;
        let others: std::collections::BTreeSet<&str> =
            self.flights.values().map(|flight| flight.what.as_str()).collect();
        let more = match others.len() - 1 {
            0 => String::new(),
            more => format!("; {}", count(more, "other")),
        };
        Some(format!("{}, {}{more}", oldest.what, seconds(oldest.since.elapsed().as_secs())))
    }

    /// What has begun goes on under another name from the moment it began.
    fn flies(&mut self, steps: &[StepId], what: &str) {
        let rest = [REST];
        for step in if steps.is_empty() { &rest } else { steps } {
            let flight = self.flights.entry(*step);
            let flight = flight.or_insert_with(|| Flight { since: Instant::now(), what: String::new() });
            what.clone_into(&mut flight.what);
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_core::StepId;

    use super::Seen;

    #[test]
    fn the_oldest_is_named_and_the_others_are_counted() {
        let mut seen = Seen::default();
        seen.waits(&[StepId(1)], "table to be ACTIVE", "CREATING", 40);
        seen.started(&[StepId(2)], &[], "sns:CreateTopic");
        let now = seen.now().expect("something goes on");
        assert_eq!(now, "waiting for table to be ACTIVE (CREATING, usually 40 s), 0 s; 1 other");
        assert_eq!(seen.heartbeat(), None);
        seen.ended(StepId(1));
        seen.ended(StepId(2));
        assert_eq!(seen.now(), None);
    }
}
