//! Health checks: what they say after some failures, and how long it takes until they say it.

mod circle;
mod grey;
mod settle;
mod status;
mod target;
mod timing;

pub use circle::circular;
pub use grey::{at_least, unhealthy_checker, unhealthy_share};
pub use settle::{Settled, Turn, calm, recovery, settle, settle_after};
pub(crate) use settle::{probing, propagation};
pub use target::target_recovery;
pub(crate) use target::{target_health, target_return};
pub use timing::{Checkers, Interval, detect, recover};
