//! Health checks: what they say after some failures, and how long it takes until they say it.

mod circle;
mod grey;
mod settle;
mod status;
mod timing;

pub use circle::circular;
pub use grey::{at_least, unhealthy_checker, unhealthy_share};
pub use settle::{Settled, Turn, settle};
pub use timing::{Checkers, Interval, detect, recover};
