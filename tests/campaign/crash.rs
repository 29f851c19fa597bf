//! Where a run ends: it dies, freezes, or is interrupted at a step of that number.

use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tandem_runtime::Interrupt;
use tokio::sync::Notify;

/// Counts the steps of one run: every call, search, reading, poll and write, before and after.
pub struct Crash {
    steps: AtomicU64,
    /// The step at which it ends; 0 for never.
    at: u64,
    /// The steps at which somebody presses Ctrl-C.
    interrupts: Vec<u64>,
    pub interrupt: Interrupt,
    /// Told when it has ended.
    pub happened: Notify,
    /// Whether it may go on after all.
    thawed: AtomicBool,
    /// Told when it may: wakes who waits in the order they came, so that the same seed is the same run.
    thawing: Notify,
    /// Steps at which something else happens, and what was reached of them.
    marks: Mutex<Vec<u64>>,
}

impl Crash {
    pub fn new(at: u64, interrupts: &[u64], marks: Vec<u64>) -> Crash {
        Crash {
            steps: AtomicU64::new(0),
            at,
            interrupts: interrupts.to_vec(),
            interrupt: Interrupt::new(),
            happened: Notify::new(),
            thawed: AtomicBool::new(false),
            thawing: Notify::new(),
            marks: Mutex::new(marks),
        }
    }

    /// Counts a step; returns once the run may go on, which may be never.
    pub async fn step(&self) {
        let step = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        if self.interrupts.contains(&step) {
            self.interrupt.raise();
        }
        if self.at > 0 && step >= self.at {
            self.happened.notify_one();
            let mut thawing = pin!(self.thawing.notified());
            thawing.as_mut().enable();
            if !self.thawed.load(Ordering::Relaxed) {
                thawing.await;
            }
        }
    }

    /// Returns whether the next step is the one at which the run ends.
    pub fn is_next(&self) -> bool {
        self.at > 0 && self.steps.load(Ordering::Relaxed) + 1 >= self.at
    }

    /// Returns whether a step was reached at which something else is to happen; once for each.
    pub fn marked(&self) -> bool {
        let step = self.steps.load(Ordering::Relaxed);
        let mut marks = self.marks.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = marks.len();
        marks.retain(|mark| *mark > step);
        marks.len() < before
    }

    /// Lets a frozen run go on.
    pub fn thaw(&self) {
        self.thawed.store(true, Ordering::Relaxed);
        self.thawing.notify_waiters();
    }

    /// Returns how many steps were counted.
    pub fn count(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }
}
