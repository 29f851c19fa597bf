//! What happens during a run, as it happens: a line a step, or one line that is written over.

mod seen;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tandem_core::count::count;
use tandem_core::{Address, Step, StepId};
use tandem_plan::Plan;
use tandem_runtime::{Event, Observer};

use self::seen::Seen;
use super::paint::{Paint, Role};
use super::text::{clean, fit, seconds};
use crate::terminal::Terminal;

/// How often the live line is written at most: more often than this nobody can read.
const FRAME: Duration = Duration::from_millis(80);

/// Shows what happens during a run.
pub(crate) struct Progress {
    terminal: Terminal,
    /// What each step of the plan does, in a word.
    words: BTreeMap<StepId, String>,
    seen: Mutex<Seen>,
}

impl Progress {
    /// Returns the progress of a run that reads only.
    pub(crate) fn new(terminal: Terminal) -> Progress {
        Progress { terminal, words: BTreeMap::new(), seen: Mutex::default() }
    }

    /// Returns the progress of an apply.
    pub(crate) fn of(plan: &Plan, terminal: Terminal) -> Progress {
        let word = |step: &Step| step.items.first().map(|item| item.operation.replace('_', " "));
        let words = plan.steps.iter().map(|step| (step.id, word(step).unwrap_or_default()));
        Progress { terminal, words: words.collect(), seen: Mutex::default() }
    }

    /// Takes the live line away.
    pub(crate) fn clear(&self) {
        if self.with(|seen| std::mem::take(&mut seen.live)) {
            self.terminal.message("\r\u{1b}[2K");
        }
    }

    /// Shows that the run is alive, where nothing else has shown it for a while; to be called every second.
    pub(crate) fn beat(&self) {
        if self.terminal.live {
            if let Some(now) = self.with(|seen| seen.now()) {
                self.live(|| now);
            }
        } else if let Some(now) = self.with(Seen::heartbeat) {
            self.line(&format!("  … {now}"));
        }
    }

    /// Writes a line that stays.
    fn line(&self, line: &str) {
        self.clear();
        self.with(Seen::said);
        self.terminal.progress(line);
    }

    /// Writes the line that is written over, not more often than can be read.
    fn live(&self, line: impl FnOnce() -> String) {
        if !self.terminal.live {
            return;
        }
        let due = self.with(|seen| {
            let due = seen.drawn.is_none_or(|drawn| drawn.elapsed() >= FRAME);
            if due {
                seen.drawn = Some(Instant::now());
                seen.live = true;
            }
            due
        });
        if due {
            self.terminal
                .message(&format!("\r\u{1b}[2K{}", fit(&line(), self.terminal.width.saturating_sub(1))));
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut Seen) -> T) -> T {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn finished(&self, step: StepId, addresses: &[Address], took: u64) {
        let done = self.with(|seen| {
            seen.ended(step);
            seen.done += 1;
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
        let sign = Paint::new(self.terminal.error_color).paint(Role::Good, "✓");
        self.line(&format!("  {sign} {number:>7}  {word} {}{time}", named(addresses)));
    }

    fn show(&self, event: &Event) {
        match event {
            Event::Read { done, of } => self.live(|| format!("reading {done}/{of}")),
            Event::Resolving { addresses } => {
                self.line(&format!("  ? finding out about {}", named(addresses)));
            }
            Event::Started { steps, addresses, call } => {
                self.with(|seen| seen.started(steps, addresses, call));
                self.beat();
            }
            Event::Waiting { steps, what, status, typical, .. } => {
                self.with(|seen| seen.waits(steps, what, status, *typical));
                self.beat();
            }
            Event::Retrying { addresses, error, tries, pause } => {
                let again = format!("again in {} (try {tries})", seconds(pause.div_ceil(1_000)));
                self.line(&format!("  … {}: {}, {again}", named(addresses), clean(&error.code)));
            }
            Event::Done { step, addresses, took } => self.finished(*step, addresses, *took),
            Event::Failed { step, failure } => {
                self.with(|seen| seen.ended(*step));
                let sign = Paint::new(self.terminal.error_color).paint(Role::Bad, "✗");
                let why = clean(&failure.reason.to_string()).into_owned();
                self.line(&format!("  {sign} {}: {why}", clean(failure.address.as_str())));
            }
            Event::Skipped { addresses, because, .. } => {
                if self.terminal.verbose > 0 {
                    self.line(&format!("    skip {}: it needs {because}", named(addresses)));
                }
            }
            Event::Stopping { flying } => {
                let calls = count(*flying, "call");
                self.line(&format!(
                    "Stopping at a safe point: {calls} in flight (Ctrl-C again stops at once)"
                ));
            }
        }
    }
}

impl Observer for Progress {
    fn event(&self, event: &Event) {
        if !self.terminal.json {
            self.show(event);
        } else if let Some(object) = super::json::event(event, &self.words) {
            self.terminal.object(&object);
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
