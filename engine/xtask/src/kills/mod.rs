//! `cargo xtask kills [N]`: the binary is killed again and again while it applies and destroys; after every kill the same
//! command, with no further flag, must end right.

mod census;
mod stage;

use std::time::Duration;

use crate::project::{binary, scratch};
use crate::venv;
use census::Census;
use stage::{Ended, Stage};

/// What went wrong in how many of the kills.
#[derive(Default)]
struct Tally {
    kills: usize,
    duplicates: usize,
    lost: usize,
    stuck: usize,
}

/// Kills the binary of a profile so often, at moments that a seed decides.
///
/// # Errors
/// With every kill that ended wrong.
pub fn run(words: &[&str]) -> Result<(), String> {
    let number = |at: usize, otherwise: u64| match words.get(at) {
        Some(word) => word.parse().map_err(|_| format!("`{word}` is not a number")),
        None => Ok(otherwise),
    };
    let (kills, seed) = (number(0, 200)?, number(1, 1)?);
    let profile = std::env::var("TANDEM_PROFILE").unwrap_or_else(|_| "release".to_owned());
    let tandem = binary(&profile)?;
    let programs = venv::programs()?;
    let folder = scratch("kills")?;
    let stage = Stage::new(&tandem, &folder)?;
    let mut census = Census::start(&programs, &stage.server.url)?;
    let mut dice = Dice(seed);
    let mut tally = Tally::default();
    // How long a whole run takes says when to kill one.
    let (_, whole) = stage.ends(&["apply", "--yes"], 0)?;
    let (_, gone) = stage.ends(&["destroy", "--yes"], 0)?;
    let mut wrong = Vec::new();
    while tally.kills < kills as usize {
        for (command, takes) in [("apply", whole), ("destroy", gone)] {
            let mut times = Vec::new();
            // Now and then the run that comes after is killed as well, as it resolves what the first one left.
            for _ in 0..1 + dice.below(3) / 2 {
                let after = dice.below(takes.as_micros() as u64);
                if stage.killed(&[command, "--yes"], Duration::from_micros(after))? == Ended::Killed {
                    tally.kills += 1;
                    times.push(format!("{} ms", after / 1_000));
                }
            }
            if times.is_empty() {
                stage.ends(&[command, "--yes"], 0)?;
                continue;
            }
            if let Some(what) = judge(&stage, &mut census, command, &mut tally)? {
                wrong.push(format!("{command} killed after {} (seed {seed}): {what}", times.join(", then ")));
            }
        }
    }
    println!("| figure | seen | target |\n| --- | --- | --- |");
    println!(
        "| SIGKILLs of the {profile} binary | {}: {} duplicates or orphans, {} lost, {} stuck | 0 wrong |",
        tally.kills, tally.duplicates, tally.lost, tally.stuck
    );
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Runs the same command again and compares the world with what is remembered; returns what is wrong.
fn judge(
    stage: &Stage,
    census: &mut Census,
    command: &str,
    tally: &mut Tally,
) -> Result<Option<String>, String> {
    if let Err(error) = stage.ends(&[command, "--yes"], 0) {
        tally.stuck += 1;
        return Ok(Some(error));
    }
    let (world, state) = (census.take()?, stage.remembered()?);
    let expects = command == "apply";
    if expects && let Err(error) = stage.ends(&["plan", "--detailed-exitcode"], 0) {
        tally.stuck += 1;
        return Ok(Some(error));
    }
    let (extra, lost) = (without(&world, &state), without(&state, &world));
    tally.duplicates += extra.len();
    tally.lost += lost.len();
    let empty = world.is_empty() == expects;
    Ok((!extra.is_empty() || !lost.is_empty() || empty).then(|| {
        format!("{} there, {} remembered; extra {extra:?}, lost {lost:?}", world.len(), state.len())
    }))
}

/// Returns what is left of a list when each entry of another is taken out once.
fn without(all: &[String], taken: &[String]) -> Vec<String> {
    let mut left = all.to_vec();
    for one in taken {
        if let Some(at) = left.iter().position(|other| other == one) {
            left.remove(at);
        }
    }
    left
}

/// A small generator: the same seed kills at the same moments.
struct Dice(u64);

impl Dice {
    /// Returns a number below another (SplitMix64).
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % limit.max(1)
    }
}
