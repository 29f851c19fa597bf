//! How long something takes, and how much of it is work.

use std::time::Instant;

/// Measures from its start on.
pub struct Watch {
    begin: Instant,
    busy: f64,
}

/// What was spent, in seconds.
#[derive(Clone, Copy, Default)]
pub struct Spent {
    /// As on the wall.
    pub wall: f64,
    /// Of processors, by this program.
    pub busy: f64,
}

impl Watch {
    /// Starts to measure.
    pub fn start() -> Watch {
        Watch { begin: Instant::now(), busy: busy() }
    }

    /// Returns what was spent since.
    pub fn spent(&self) -> Spent {
        Spent { wall: self.begin.elapsed().as_secs_f64(), busy: busy() - self.busy }
    }
}

/// Returns how many seconds of a processor this program has used.
fn busy() -> f64 {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    used.tv_sec as f64 + used.tv_nsec as f64 / 1e9
}
