//! Watches time and memory while a script runs.

use std::cell::Cell;
use std::time::{Duration, Instant};

use rhai::Dynamic;

use crate::Budget;

/// Why the watch stopped a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// It took too long.
    Time,
    /// It used too much memory.
    Memory,
    /// The script asked for it: `return` at the top.
    Return,
}

/// An operation that takes this long copies or makes something large, so memory is looked at.
const LONG: Duration = Duration::from_millis(20);

/// Memory is looked at after this many operations at the latest: small ones may add up.
const OFTEN: u64 = 1 << 16;

/// Where memory is not watched, the clock is asked for every so many operations: it costs as much as a small one.
const CLOCK: u64 = 16;

/// Returns the function that is called before every operation.
pub(crate) fn watch(budget: &Budget) -> impl Fn(u64) -> Option<Dynamic> + 'static {
    let start = Instant::now();
    let last = Cell::new(start);
    let (time, memory) = (budget.time, budget.memory);
    let before = memory.map_or(0, |memory| (memory.probe)());
    move |operations| {
        if memory.is_none() && operations % CLOCK != 0 {
            return None;
        }
        let now = Instant::now();
        let took = now.duration_since(last.replace(now));
        if now.duration_since(start) > time {
            return Some(Dynamic::from(Stop::Time));
        }
        let memory = memory.filter(|_| took > LONG || operations % OFTEN == 0)?;
        let used = (memory.probe)().saturating_sub(before);
        (used > memory.limit).then(|| Dynamic::from(Stop::Memory))
    }
}
