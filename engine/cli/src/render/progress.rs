//! What happens during a run, as it happens: a line a step, or one line that is written over.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tandem_core::count::count;
use tandem_core::{Address, StepId};
use tandem_plan::Plan;
use tandem_runtime::{Event, Observer};

use super::paint::{Paint, Role};
use super::text::{clean, fit, seconds};
use crate::terminal::Terminal;

/// How often the live line is written at most: more often than this nobody can read.
const FRAME: Duration = Duration::from_millis(80);

/// How long nothing may be said about a wait. Real time: on the local cloud waits cost none.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// Shows what happens during a run.
pub(crate) struct Progress {
    terminal: Terminal,
    /// What the steps of the plan do, for their lines.
    words: BTreeMap<StepId, String>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    done: usize,
    flying: usize,
    drawn: Option<Instant>,
    /// When something was last said about a wait.
    beats: BTreeMap<String, Instant>,
    live: bool,
}

impl Progress {
    /// Returns the progress of a run that reads only.
    pub(crate) fn new(terminal: Terminal) -> Progress {
        Progress { terminal, words: BTreeMap::new(), seen: Mutex::default() }
    }

    /// Returns the progress of an apply.
    pub(crate) fn of(plan: &Plan, terminal: Terminal) -> Progress {
        let word = |step: &tandem_core::Step| {
            step.items.first().map(|item| item.operation.replace('_', " ")).unwrap_or_default()
        };
        let words = plan.steps.iter().map(|step| (step.id, word(step))).collect();
        Progress { terminal, words, seen: Mutex::default() }
    }

    /// Takes the live line away.
    pub(crate) fn clear(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut seen.live) {
            self.terminal.message("\r\u{1b}[2K");
        }
    }

    /// Writes a line that stays.
    fn line(&self, line: &str) {
        self.clear();
        self.terminal.progress(line);
    }

    /// Writes the line that is written over, not more often than can be read.
    fn live(&self, line: impl FnOnce() -> String) {
        if !self.terminal.live {
            return;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.drawn.is_some_and(|drawn| drawn.elapsed() < FRAME) {
            return;
        }
        seen.drawn = Some(Instant::now());
        seen.live = true;
        drop(seen);
        self.terminal.message(&format!("\r\u{1b}[2K{}", fit(&line(), self.terminal.width.saturating_sub(1))));
    }

    fn with<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn paint(&self) -> Paint {
        Paint::new(self.terminal.error_color)
    }

    fn finished(&self, step: StepId, addresses: &[Address], took: u64) {
        let done = self.with(|seen| {
            seen.done += 1;
            seen.flying = seen.flying.saturating_sub(1);
            seen.done
        });
        let word = self.words.get(&step).map_or("done", String::as_str);
        let number = format!("{done}/{}", self.words.len());
        // On a terminal the live line says enough of steps that took no time; in a log every step has its line.
        if self.terminal.live && took < 1_000 && self.terminal.verbose == 0 {
            self.live(|| format!("{number}  {word} {}", named(addresses)));
            return;
        }
        let time = if took >= 1_000 { format!("  {}", seconds(took / 1_000)) } else { String::new() };
        let sign = self.paint().paint(Role::Good, "✓");
        self.line(&format!("  {sign} {number:>7}  {word} {}{time}", named(addresses)));
    }

    fn waiting(&self, addresses: &[Address], what: &str, status: &str, waited: u64, typical: u32) {
        let usual = match typical {
            0 => String::new(),
            typical => format!(", usually {}", seconds(u64::from(typical))),
        };
        let line = format!("waiting for {} ({status}, {}{usual})", clean(what), seconds(waited));
        self.live(|| line.clone());
        let key = format!("{what} {}", addresses.first().map_or("", |address| address.as_str()));
        let beat = self.with(|seen| {
            let last = seen.beats.entry(key).or_insert_with(Instant::now);
            let beat = last.elapsed() >= HEARTBEAT;
            if beat {
                *last = Instant::now();
            }
            beat
        });
        if beat && !self.terminal.live {
            self.line(&format!("  … {}: {line}", named(addresses)));
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event) {
        if self.terminal.json {
            if let Some(object) = super::json::event(event, &self.words) {
                self.terminal.object(&object);
            }
            return;
        }
        match event {
            Event::Read { done, of } => self.live(|| format!("reading {done}/{of}")),
            Event::Resolving { addresses } => {
                self.line(&format!("  ? finding out about {}", named(addresses)))
            }
            Event::Started { addresses, .. } => {
                let flying = self.with(|seen| {
                    seen.flying += 1;
                    seen.flying
                });
                self.live(|| format!("{} in flight  {}", count(flying, "call"), named(addresses)));
            }
            Event::Retrying { addresses, error, tries, pause } => {
                let again = format!("again in {} (try {tries})", seconds(pause.div_ceil(1_000)));
                self.line(&format!("  … {}: {}, {again}", named(addresses), clean(&error.code)));
            }
            Event::Waiting { addresses, what, status, waited, typical, .. } => {
                self.waiting(addresses, what, status, *waited, *typical);
            }
            Event::Done { step, addresses, took } => self.finished(*step, addresses, *took),
            Event::Failed { failure, .. } => {
                let sign = self.paint().paint(Role::Bad, "✗");
                let why = clean(&failure.reason.to_string()).into_owned();
                self.line(&format!("  {sign} {}: {why}", clean(failure.address.as_str())));
            }
            Event::Skipped { addresses, because, .. } => {
                if self.terminal.verbose > 0 {
                    self.line(&format!("    skip {}: it needs {because}", named(addresses)));
                }
            }
            Event::Stopping { flying } => {
                self.line(&format!(
                    "Stopping: {} in flight; once more stops at once",
                    count(*flying, "call")
                ));
            }
        }
    }
}

/// Returns the first address, and how many more there are.
fn named(addresses: &[Address]) -> String {
    match addresses {
        [] => String::new(),
        [only] => clean(only.as_str()).into_owned(),
        [first, rest @ ..] => format!("{} and {} more", clean(first.as_str()), rest.len()),
    }
}
