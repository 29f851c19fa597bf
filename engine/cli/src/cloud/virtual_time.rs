//! Time that jumps: one clock for the local cloud and for whoever waits for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tandem_core::{Answer, Clock};
use tandem_emulator::Now;
use tokio::time::Instant;

/// The paused time of the tokio runtime it is made in, counted from a given moment.
#[derive(Debug)]
pub(crate) struct VirtualTime {
    base: AtomicU64,
    start: Instant,
}

impl VirtualTime {
    /// Returns the clock that shows `base` now, in milliseconds since the Unix epoch.
    pub(crate) fn new(base: u64) -> VirtualTime {
        VirtualTime { base: AtomicU64::new(base), start: Instant::now() }
    }

    fn millis(&self) -> u64 {
        let elapsed = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.base.load(Ordering::SeqCst).saturating_add(elapsed)
    }
}

impl Now for VirtualTime {
    fn now_millis(&self) -> u64 {
        self.millis()
    }

    /// The world may be ahead of the system's clock, because an earlier run jumped.
    fn continue_from(&self, millis: u64) {
        let behind = millis.saturating_sub(self.millis());
        self.base.fetch_add(behind, Ordering::SeqCst);
    }
}

impl Clock for VirtualTime {
    fn now(&self) -> u64 {
        self.millis()
    }

    fn sleep(&self, milliseconds: u64) -> Answer<'_, ()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(milliseconds)))
    }
}

#[cfg(test)]
mod tests {
    use tandem_core::Clock;
    use tandem_emulator::Now;

    use super::VirtualTime;

    #[tokio::test(start_paused = true)]
    async fn the_cloud_and_its_caller_have_one_time() {
        let time = VirtualTime::new(1_000);
        time.continue_from(5_000);
        time.sleep(60_000).await;
        assert_eq!((time.now(), time.now_millis()), (65_000, 65_000));
        time.continue_from(2_000);
        assert_eq!(time.now(), 65_000);
    }
}
