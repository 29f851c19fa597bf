//! Time at the edge.

use crate::Answer;

/// Where time comes from: the real clock, or a virtual one that jumps when nothing is in flight.
pub trait Clock: Send + Sync {
    /// Returns the milliseconds since the Unix epoch.
    fn now(&self) -> u64;

    /// Returns after that many milliseconds of this clock.
    fn sleep(&self, milliseconds: u64) -> Answer<'_, ()>;
}
