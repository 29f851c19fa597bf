//! Failures as they are found: printed with their seed, made smaller, kept as cases.

use crate::case::{self, Case};
use crate::outcome::outcome;
use crate::schedule::Schedule;
use crate::shrink::shrink;

/// How many failures are made smaller and kept; more would say little more.
const KEPT: usize = 3;

/// The failures of a campaign.
#[derive(Debug, Default)]
pub struct Failures {
    found: Vec<(String, Schedule)>,
}

impl Failures {
    /// Takes note of a failure.
    pub fn add(&mut self, what: &str, seed: u64, schedule: &Schedule, wrong: &str) {
        println!("{what} {seed}: {wrong}");
        self.found.push((format!("{what}-{seed}"), schedule.clone()));
    }

    /// Makes the first ones smaller, tells their stories and writes them as cases.
    ///
    /// # Errors
    /// If a case cannot be written.
    pub fn keep(&self) -> Result<(), String> {
        for (name, schedule) in self.found.iter().take(KEPT) {
            let failed = outcome(schedule, None);
            let small = shrink(schedule, &failed);
            let failed = outcome(&small, None);
            let found = failed.wrong.unwrap_or_default();
            println!("\n{name}, as small as it gets: {found}\n{}", failed.story);
            let path = case::write(name, &Case { found, schedule: small })?;
            println!("{name}: kept in {}", path.display());
        }
        Ok(())
    }
}
