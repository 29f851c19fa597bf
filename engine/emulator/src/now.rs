//! Where the emulator's time comes from.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A source of time, in milliseconds since 1970.
pub trait Now: Send + Sync {
    /// Returns the present moment; it should not go backwards.
    fn now_millis(&self) -> u64;

    /// Tells the source, when a persisted world is opened, the moment that world has reached.
    ///
    /// A source that can jump should continue from there; the emulator itself never lets time run
    /// backwards, so a source that does nothing makes time stand still until it has caught up.
    fn continue_from(&self, millis: u64) {
        let _ = millis;
    }
}

/// The system clock, moved forward where a world is ahead of it.
#[derive(Debug, Default)]
pub struct SystemNow {
    ahead: AtomicU64,
}

impl Now for SystemNow {
    fn now_millis(&self) -> u64 {
        unix_millis().saturating_add(self.ahead.load(Ordering::SeqCst))
    }

    fn continue_from(&self, millis: u64) {
        self.ahead.store(millis.saturating_sub(unix_millis()), Ordering::SeqCst);
    }
}

/// Real time that runs `speed` times as fast.
#[derive(Debug)]
pub struct Scaled {
    speed: u32,
    start: Instant,
    origin: AtomicU64,
}

impl Scaled {
    /// Starts at the system's time; a speed of 0 stops the clock.
    #[must_use]
    pub fn new(speed: u32) -> Self {
        Self { speed, start: Instant::now(), origin: AtomicU64::new(unix_millis()) }
    }

    fn elapsed(&self) -> u64 {
        let real = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        real.saturating_mul(u64::from(self.speed))
    }
}

impl Now for Scaled {
    fn now_millis(&self) -> u64 {
        self.origin.load(Ordering::SeqCst).saturating_add(self.elapsed())
    }

    fn continue_from(&self, millis: u64) {
        let behind = millis.saturating_sub(self.now_millis());
        self.origin.fetch_add(behind, Ordering::SeqCst);
    }
}

fn unix_millis() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Now, Scaled, SystemNow};

    #[test]
    fn time_continues_where_a_world_stopped() {
        let future = super::unix_millis() + 1_000_000;
        for now in [&SystemNow::default() as &dyn Now, &Scaled::new(100)] {
            now.continue_from(future);
            assert!(now.now_millis() >= future);
        }
    }
}
