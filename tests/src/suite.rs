//! Everything that is tried, one after the other, and how much of it passed.

use std::path::Path;
use std::time::Instant;

use tandem_core::Registry;

use crate::{
    codes, collect, conformance, documents, examples, faults, ranges, remembered, rules, traffic, verdict,
};

/// One thing that was tried: its name, and what went wrong.
pub struct Trial {
    /// `tests/cases/zone.rhai: a-zone-and-its-records`, `conformance of route53::record.ttl`.
    pub name: String,
    /// Why it failed, if it did.
    pub result: Result<(), String>,
}

/// How much passed.
#[derive(Default)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
}

impl Tally {
    /// Counts a trial, and tells its story if it failed.
    pub fn count(&mut self, trial: &Trial, begin: Instant) {
        match &trial.result {
            Ok(()) => self.passed += 1,
            Err(story) => {
                self.failed += 1;
                eprintln!("--- {} ({} ms)\n{story}\n", trial.name, begin.elapsed().as_millis());
            }
        }
    }
}

/// Runs what the words choose, or everything.
///
/// # Errors
/// If the cases cannot be read, or an update is asked for on CI.
pub fn run(words: &[String], registry: &Registry) -> Result<Tally, String> {
    let wanted = |text: &str| words.is_empty() || words.iter().any(|word| text.contains(word.as_str()));
    let cases = collect::collect()?;
    let mut tally = Tally::default();
    verdict::run(&cases, &wanted, registry, &mut tally)?;
    for kind in registry.kinds().filter(|kind| wanted(&format!("conformance of {}", kind.name))) {
        let begin = Instant::now();
        for trial in in_virtual_time(async { Ok(conformance::run(kind, registry, &cases).await) })? {
            tally.count(&trial, begin);
        }
    }
    for kind in registry.kinds().filter(|kind| wanted(&format!("faults of {}", kind.name))) {
        let begin = Instant::now();
        for trial in in_virtual_time(async { Ok(faults::run(kind, registry, &cases).await) })? {
            tally.count(&trial, begin);
        }
    }
    for folder in examples::folders()? {
        let run = || in_virtual_time(examples::run(&folder, registry));
        once(&relative(&folder), &wanted, run, &mut tally);
    }
    for document in documents::documents()? {
        let run = || in_virtual_time(documents::run(&document, registry));
        once(&relative(&document), &wanted, run, &mut tally);
    }
    once("ranges of attributes", &wanted, || ranges::run(registry), &mut tally);
    once("what traffic reads", &wanted, || traffic::run(registry), &mut tally);
    once("what traffic remembers", &wanted, || in_virtual_time(remembered::run(registry)), &mut tally);
    once("AA checks", &wanted, || rules::run(&cases, registry), &mut tally);
    once("codes of diagnostics", &wanted, || codes::run(&cases), &mut tally);
    Ok(tally)
}

fn once(
    name: &str,
    wanted: &dyn Fn(&str) -> bool,
    run: impl FnOnce() -> Result<(), String>,
    tally: &mut Tally,
) {
    if wanted(name) {
        let begin = Instant::now();
        tally.count(&Trial { name: name.to_owned(), result: run() }, begin);
    }
}

fn relative(path: &Path) -> String {
    path.strip_prefix(collect::root()).unwrap_or(path).display().to_string()
}

/// Runs a future on a clock that jumps to the next deadline whenever nothing else is to be done.
///
/// # Errors
/// Those of the future.
pub fn in_virtual_time<T>(future: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.map_err(|error| format!("tokio: {error}"))?.block_on(future)
}
