//! What a run found, kept for the files that other programs read: `--report sarif=FILE`, `--report junit=FILE`.
//!
//! Everything that a run shows is kept as it is shown, so that a file never says less than the screen. A run that
//! writes no file keeps nothing.

mod file;

use std::sync::{Arc, Mutex, PoisonError};

use tandem_core::{Diagnostic, Diagnostics, Sources};

pub(crate) use self::file::{ReportArgs, ReportFile, write};

/// What a run found so far. Copies share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings(Option<Arc<Mutex<Found>>>);

/// What a run found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// What is wrong, in the order it was shown.
    pub(crate) findings: Vec<Finding>,
    /// What was tried, whether it held or not.
    pub(crate) trials: Vec<Trial>,
}

/// Something that is wrong, or that somebody allowed.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What is wrong.
    pub(crate) diagnostic: Diagnostic,
    /// What its labels point into.
    pub(crate) sources: Sources,
    /// Why the script allows it; `None` if it does not.
    pub(crate) allowed: Option<String>,
}

/// A rule that was looked at, or an objective that was to be proved.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Trial {
    /// A rule, by its code: what it found is among the findings.
    Rule(String),
    /// A name of an objective, and what came of it.
    Objective(String, Standing),
}

/// What came of an objective for a name.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Standing {
    /// It is proved.
    Proved,
    /// It is not so, in these words.
    Refuted(String),
    /// It cannot be said, for this reason.
    Open(String),
}

impl Findings {
    /// Returns an empty collection; one that nobody wants keeps nothing.
    pub(crate) fn new(wanted: bool) -> Findings {
        Findings(wanted.then(Arc::default))
    }

    /// Keeps diagnostics as they are shown.
    pub(crate) fn add(&self, diagnostics: &Diagnostics, sources: &Sources) {
        let keep = |diagnostic: &Diagnostic| Finding {
            diagnostic: diagnostic.clone(),
            sources: sources.clone(),
            allowed: None,
        };
        self.change(|found| found.findings.extend(diagnostics.iter().map(keep)));
    }

    /// Keeps what the script allows, with its reason.
    pub(crate) fn allow(&self, diagnostic: &Diagnostic, reason: &str, sources: &Sources) {
        let finding = Finding {
            diagnostic: diagnostic.clone(),
            sources: sources.clone(),
            allowed: Some(reason.to_owned()),
        };
        self.change(|found| found.findings.push(finding));
    }

    /// Keeps that something was tried.
    pub(crate) fn tried(&self, trials: impl IntoIterator<Item = Trial>) {
        self.change(|found| found.trials.extend(trials));
    }

    /// Returns what was found.
    pub(crate) fn found(&self) -> Found {
        self.0.as_ref().map(|found| lock(found).clone()).unwrap_or_default()
    }

    fn change(&self, change: impl FnOnce(&mut Found)) {
        if let Some(found) = &self.0 {
            change(&mut lock(found));
        }
    }
}

fn lock(found: &Mutex<Found>) -> std::sync::MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}
