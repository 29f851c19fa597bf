//! Collects diagnostics and drops what says the same of the same place.

use rustc_hash::FxHashMap;
use tandem_core::{Diagnostic, Diagnostics, Span};

/// How many diagnostics of one code a place gets: in a loop over a thousand names the first few tell it all.
const MOST: usize = 3;

/// Collects diagnostics.
#[derive(Default)]
pub(crate) struct Sink {
    list: Vec<Diagnostic>,
    /// The diagnostics of each code and place, by their index, and how many more there were.
    seen: FxHashMap<(String, Option<Span>), (Vec<usize>, usize)>,
    errors: bool,
}

impl Sink {
    /// Returns a sink that holds what was found before the run.
    pub(crate) fn new(diagnostics: Diagnostics) -> Sink {
        let mut sink = Sink::default();
        diagnostics.into_iter().for_each(|diagnostic| sink.push(diagnostic));
        sink
    }

    /// Adds a diagnostic, unless the same was said of the same place.
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.errors |= diagnostic.is_error();
        let place = diagnostic.labels.first().map(|label| label.span);
        let (indexes, more) = self.seen.entry((diagnostic.code.to_string(), place)).or_default();
        if indexes.iter().any(|index| self.list[*index].message == diagnostic.message) {
            return;
        }
        if indexes.len() >= MOST && diagnostic.code != "script::print" {
            *more += 1;
            return;
        }
        indexes.push(self.list.len());
        self.list.push(diagnostic);
    }

    /// Returns whether one of them is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors
    }

    /// Returns all of them, the last of those that were cut short saying how many more there were.
    pub(crate) fn into_diagnostics(mut self) -> Diagnostics {
        let cut: Vec<(usize, usize)> =
            self.seen.into_values().filter_map(|(indexes, more)| Some((*indexes.last()?, more))).collect();
        for (index, more) in cut.into_iter().filter(|(_, more)| *more > 0) {
            self.list[index].notes.push(format!("and {more} more like this"));
        }
        Diagnostics::from_iter(self.list)
    }
}
