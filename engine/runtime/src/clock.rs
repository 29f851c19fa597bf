//! Time on tokio: real, faster than real, or virtual where the runtime's time is paused.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tandem_core::{Answer, Clock};
use tokio::time::Instant;

/// The time of the runtime it was made in, counted from a given moment.
///
/// On a runtime whose time is paused, it jumps to the next deadline whenever nothing is in flight.
#[derive(Clone, Copy, Debug)]
pub struct TokioClock {
    base: u64,
    start: Instant,
    speed: u32,
}

impl TokioClock {
    /// Returns the clock that shows `base` now, in milliseconds since the Unix epoch. Call it within a runtime.
    pub fn new(base: u64) -> TokioClock {
        TokioClock { base, start: Instant::now(), speed: 1 }
    }

    /// Returns the clock that shows the system's time now.
    pub fn system() -> TokioClock {
        TokioClock::new(system_now())
    }

    /// Returns this clock running faster: for a cloud whose own time does.
    #[must_use]
    pub fn faster(mut self, speed: u32) -> TokioClock {
        self.speed = speed.max(1);
        self
    }
}

impl Clock for TokioClock {
    fn now(&self) -> u64 {
        let elapsed = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.base.saturating_add(elapsed.saturating_mul(u64::from(self.speed)))
    }

    fn sleep(&self, milliseconds: u64) -> Answer<'_, ()> {
        let duration = Duration::from_micros(milliseconds.saturating_mul(1000) / u64::from(self.speed));
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Returns the system's time in milliseconds since the Unix epoch.
pub fn system_now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Returns a moment as people and logs write it: `2026-11-22T14:01:20Z`.
pub fn utc(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

/// Returns year, month and day of a number of days since 1 January 1970.
fn date(days: u64) -> (u64, u64, u64) {
    let leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut year, mut left) = (1970, days);
    while left >= 365 + u64::from(leap(year)) {
        left -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests {
    use tandem_core::Clock as _;

    use super::{TokioClock, utc};

    #[test]
    fn moments_are_written_as_dates() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(951_782_399_000), "2000-02-28T23:59:59Z");
        assert_eq!(utc(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(utc(1_795_356_080_000), "2026-11-22T14:01:20Z");
    }

    #[tokio::test(start_paused = true)]
    async fn paused_time_jumps() {
        let clock = TokioClock::new(1_000);
        clock.sleep(90_000).await;
        assert_eq!(clock.now(), 91_000);
        let fast = TokioClock::new(0).faster(100);
        fast.sleep(90_000).await;
        assert_eq!((clock.now(), fast.now()), (91_900, 90_000));
    }
}
