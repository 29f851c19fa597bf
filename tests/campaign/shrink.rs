//! Makes a failing schedule smaller: fewer phases, resources, edits, troubles and faults that still fail in the same way.

use crate::faults::Faults;
use crate::outcome::{Outcome, outcome};
use crate::schedule::{Edit, Phase, Schedule, Trouble, without};

/// How many schedules are tried at most.
const TRIES: u32 = 1_500;

struct Shrink<'a> {
    class: &'a str,
    best: Schedule,
    tries: u32,
}

/// Returns the smallest schedule that was found to fail as this one does.
pub fn shrink(schedule: &Schedule, failed: &Outcome) -> Schedule {
    let Some(class) = failed.class() else { return schedule.clone() };
    let mut shrink = Shrink { class, best: schedule.clone(), tries: 0 };
    shrink.attempt(pinned(schedule, failed));
    loop {
        let before = shrink.best.clone();
        shrink.pass();
        if shrink.best == before || shrink.tries >= TRIES {
            return shrink.best;
        }
    }
}

/// Spells out the faults that struck.
fn pinned(schedule: &Schedule, failed: &Outcome) -> Schedule {
    let mut pinned = schedule.clone();
    for phase in &mut pinned.phases {
        let prefix = format!("{}.", phase.number);
        let calls = failed.struck.iter().filter(|(name, _)| name.starts_with(&prefix));
        let calls = calls.map(|(name, fate)| (name.clone(), *fate)).collect();
        phase.faults = Faults::Exactly { calls, lag: phase.faults.lag() / 1_000 };
    }
    pinned
}

impl Shrink<'_> {
    /// Takes a schedule if it is another and still fails; returns whether it does.
    fn attempt(&mut self, schedule: Schedule) -> bool {
        if self.tries >= TRIES || schedule == self.best {
            return false;
        }
        self.tries += 1;
        let fails = outcome(&schedule, None).class() == Some(self.class);
        if fails {
            self.best = schedule;
        }
        fails
    }

    fn with(&mut self, change: impl FnOnce(&mut Schedule)) -> bool {
        let mut schedule = self.best.clone();
        change(&mut schedule);
        self.attempt(schedule)
    }

    fn pass(&mut self) {
        for at in (0..self.best.phases.len()).rev() {
            self.with(|schedule| {
                schedule.phases.remove(at);
            });
        }
        for at in (0..self.best.resources.len()).rev() {
            self.with(|schedule| remove(schedule, at));
        }
        for at in (0..self.best.resources.len()).rev() {
            self.with(|schedule| schedule.resources[at].link = None);
            self.with(|schedule| schedule.resources[at].after.clear());
            self.with(|schedule| schedule.resources[at].account = None);
        }
        self.with(|schedule| schedule.foreign.clear());
        for phase in 0..self.best.phases.len() {
            self.phase(phase);
        }
    }

    fn phase(&mut self, phase: usize) {
        for at in (0..self.best.phases[phase].edits.len()).rev() {
            self.with(|schedule| {
                schedule.phases[phase].edits.remove(at);
            });
        }
        for at in (0..self.best.phases[phase].runs.len()).rev() {
            self.with(|schedule| {
                schedule.phases[phase].runs.remove(at);
            });
            self.with(|schedule| {
                if let Some(run) = schedule.phases[phase].runs.get_mut(at) {
                    *run = Trouble::default();
                }
            });
        }
        self.with(|schedule| schedule.phases[phase].faults = Faults::default());
        self.with(|schedule| {
            if let Faults::Exactly { lag, .. } = &mut schedule.phases[phase].faults {
                *lag = 0;
            }
        });
        self.calls(phase);
    }

    /// Takes away faults, in halves, quarters, and so on down to single ones.
    fn calls(&mut self, phase: usize) {
        let mut size = names(&self.best.phases[phase]).len();
        while size > 0 {
            let all = names(&self.best.phases[phase]);
            for part in all.chunks(size) {
                self.with(|schedule| {
                    if let Faults::Exactly { calls, .. } = &mut schedule.phases[phase].faults {
                        calls.retain(|name, _| !part.contains(name));
                    }
                });
            }
            size /= 2;
        }
    }
}

fn names(phase: &Phase) -> Vec<String> {
    match &phase.faults {
        Faults::Exactly { calls, .. } => calls.keys().cloned().collect(),
        Faults::Mix(_) => Vec::new(),
    }
}

fn remove(schedule: &mut Schedule, at: usize) {
    let name = schedule.resources[at].name.clone();
    without(&mut schedule.resources, &name);
    schedule.foreign.retain(|foreign| *foreign != name);
    for phase in &mut schedule.phases {
        phase.edits.retain(|edit| match edit {
            Edit::Value { name: of, .. }
            | Edit::Mould { name: of, .. }
            | Edit::Remove { name: of }
            | Edit::Rename { name: of, .. } => *of != name,
            Edit::Add { .. } => true,
        });
    }
}
