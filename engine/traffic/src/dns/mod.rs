//! What Route 53 answers, in closed form: for a name, a class of clients and what is healthy, how often which endpoint.
//!
//! A record is healthy while its check is and, for an alias that evaluates it, while its target is. Among records that
//! share a name, the policy picks among the healthy ones; where there is none, all count as healthy: the *last resort*.
//! An alias to records enters them, with the same client, and the same rule holds inside.

mod answer;
mod cache;
mod healthy;

pub use answer::{Answered, Reached, Share, answer};
pub use cache::{drained, stale};
pub use healthy::{Health, Healthy, healthy};
