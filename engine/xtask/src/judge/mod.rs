//! `cargo xtask judge`: emulators and clients that nobody here wrote.
//!
//! Every story is a script and, beside it in Python, what the cloud must then hold, told a second time from the story
//! and read back with boto3. A trial applies the script to one server, reads everything back, wants an empty plan,
//! edits one value at a time and wants exactly that change, destroys, and wants nothing left but what was looked up.
//!
//! | what | on moto | on ministack | on our emulator |
//! |---|---|---|---|
//! | Route 53: zones, records, batches, pages, tags | yes | yes | yes |
//! | health checks of endpoints, calculated | yes | yes, with two faults mended | yes |
//! | health checks that follow an alarm | no: keeps no alarm | yes | yes |
//! | SNS topics, subscriptions | yes | yes, but those that must be confirmed | yes |
//! | load balancers, looked up | yes | yes | yes, from the look-up file |
//! | DynamoDB tables of one region | yes | yes | yes |
//! | DynamoDB global tables, items that replicate | no | yes | yes |
//! | DynamoDB strong consistency with a witness | no | no | yes |
//! | CloudWatch alarms | no: not in the protocol of the Rust SDK | yes | yes |
//! | Global Accelerator | no | no | yes |
//! | files of `--report` | – | – | the schema of SARIF, a reader of JUnit XML |
//! | state in a bucket, in a table: conditions of writes | yes | yes | yes |
//!
//! The last column judges what our emulator answers, with a client that others wrote and its models; how AWS itself
//! behaves there is judged by nobody: that Global Accelerator refuses what we refuse, in the order that we do, and
//! takes the time that we take, and the same of strong tables. Nor does any server know all of Route 53's own rules (a CNAME
//! beside other records, values of the wrong form): our own tests, derived from its documentation, stand alone there.
//!
//! Known infidelities: what a server lacks is left out of a script by [`cuts`], each with its reason. moto remembers
//! every CREATE of a record and refuses the same one later, though it was deleted since: edits build on each other and
//! are never taken back. ministack's health checks are wrong in two ways, mended in `python/ministack_server.py`; where
//! it is laxer than AWS (records outside of the zone, 1,000 changes), nothing here depends on it.

mod cuts;
mod reports;
mod script;
mod server;
mod story;
mod trial;

use std::path::PathBuf;
use std::time::Instant;

use server::Judge;
use story::{STORIES, Story};

use crate::{project, venv};

/// What all trials share.
pub struct Court {
    /// The binary that is judged.
    tandem: PathBuf,
    /// The folder of the Python environment's programs.
    programs: PathBuf,
}

/// Runs the judges and stories that are named; all judges if none of them is, and likewise the stories.
///
/// # Errors
/// With what the judges found.
pub fn run(words: &[&str]) -> Result<(), String> {
    let begin = Instant::now();
    let judges = chosen(&Judge::ALL, words, |judge| judge.name());
    let stories = chosen(STORIES, words, |story| story.name);
    let known: Vec<&str> =
        judges.iter().map(|judge| judge.name()).chain(stories.iter().map(|story| story.name)).collect();
    if let Some(word) = words.iter().find(|word| !known.contains(word) && **word != reports::NAME) {
        return Err(format!("there is no judge or story `{word}`"));
    }
    let court = &Court { tandem: project::binary("dev")?, programs: venv::programs()? };
    if words.is_empty() || words.contains(&reports::NAME) {
        println!("{}", reports::run(court)?);
    }
    if words == [reports::NAME] {
        return Ok(());
    }
    let stories = stories.as_slice();
    // One judge a thread: each mostly waits for a process.
    let failures: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            judges.iter().map(|judge| scope.spawn(move || hear(court, **judge, stories))).collect();
        let heard = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        heard.flat_map(|heard| heard.unwrap_or_else(|_| vec!["a judge panicked".to_owned()])).collect()
    });
    if !failures.is_empty() {
        return Err(failures.join("\n\n"));
    }
    for reason in cuts::reasons(&judges, stories) {
        println!("{reason}");
    }
    println!("judges: all agree ({:.0} s)", begin.elapsed().as_secs_f64());
    Ok(())
}

/// Returns those whose name is among the words, or all if none is.
fn chosen<'a, T>(all: &'a [T], words: &[&str], name: impl Fn(&T) -> &'static str) -> Vec<&'a T> {
    let named: Vec<&T> = all.iter().filter(|one| words.contains(&name(one))).collect();
    if named.is_empty() { all.iter().collect() } else { named }
}

/// Tries stories before one judge, and returns what did not hold.
fn hear(court: &Court, judge: Judge, stories: &[&Story]) -> Vec<String> {
    stories.iter().filter_map(|story| report(court, judge, story)).collect()
}

fn report(court: &Court, judge: Judge, story: &Story) -> Option<String> {
    let begin = Instant::now();
    let verdict = trial::run(court, judge, story);
    let seconds = begin.elapsed().as_secs_f64();
    let words = verdict.as_ref().map_or("does not hold", String::as_str);
    println!("{:<9} {:<13} {words} ({seconds:.1} s)", judge.name(), story.name);
    verdict.err().map(|what| format!("{} on {}: {what}", story.name, judge.name()))
}
