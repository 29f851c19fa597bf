//! One schedule from beginning to end, on a runtime of its own.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::ablation::Rule;
use crate::drive::Drive;
use crate::faults::Fate;
use crate::schedule::Schedule;
use crate::site::locked;

/// What became of a schedule.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What is wrong, a word for what it is first; nothing if all is well.
    pub wrong: Option<String>,
    pub story: String,
    /// Every fate that struck.
    pub struck: BTreeMap<String, Fate>,
    pub runs: u64,
    /// How many effects came late.
    pub late: u64,
    /// How many objects that hold data were named at the end instead of deleted.
    pub strays: u64,
    /// How many of those were in the way and deleted by hand.
    pub by_hand: u64,
}

impl Outcome {
    /// Returns what kind of failure it is: `duplicate`, `orphan`, `lost`, `stuck`, `foreign`, `state`, `rule`.
    pub fn class(&self) -> Option<&str> {
        self.wrong.as_deref().map(|wrong| wrong.split(':').next().unwrap_or(wrong))
    }
}

/// Runs a schedule under virtual time, with all rules or without one.
pub fn outcome(schedule: &Schedule, without: Option<Rule>) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| drive(schedule, without))).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned();
        let words = words.or_else(|| panic.downcast_ref::<&str>().map(|words| (*words).to_owned()));
        Outcome { wrong: Some(format!("rule: a panic: {}", words.unwrap_or_default())), ..Outcome::default() }
    })
}

/// Runs something on a runtime of its own whose time is virtual.
pub fn block_on(work: impl Future<Output = Outcome>) -> Outcome {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    match builder.enable_time().start_paused(true).build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => Outcome { wrong: Some(format!("rule: no runtime: {error}")), ..Outcome::default() },
    }
}

fn drive(schedule: &Schedule, without: Option<Rule>) -> Outcome {
    block_on(async {
        let mut drive = Drive::new(schedule, without);
        let wrong = drive.run().await.err();
        let world = locked(&drive.site.world);
        Outcome {
            wrong,
            story: world.story.text(),
            late: world.late,
            strays: locked(&drive.site.strays).iter().filter(|id| world.things.contains_key(*id)).count()
                as u64,
            by_hand: drive.site.by_hand.load(std::sync::atomic::Ordering::Relaxed),
            struck: locked(&drive.site.struck).clone(),
            runs: drive.site.runs.load(std::sync::atomic::Ordering::Relaxed),
        }
    })
}

/// Returns how many steps the first run of a phase takes that nothing goes wrong in.
pub fn steps(schedule: &Schedule, phase: usize) -> u64 {
    let story = outcome(schedule, None).story;
    let line = format!("[{phase}.0] run ends after ");
    let after = story.lines().find_map(|text| text.split_once(&line)).map(|(_, rest)| rest);
    after.and_then(|rest| rest.split(' ').next()?.parse().ok()).unwrap_or(0)
}
