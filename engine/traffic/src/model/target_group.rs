//! Target groups: how a load balancer finds out which of its targets are healthy.

/// A target group of a load balancer, as far as it checks its targets.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetGroup {
    /// Its name.
    pub name: String,
    /// What targets are asked by: `HTTP`, `TCP`.
    pub protocol: String,
    /// The path they are asked for, of HTTP.
    pub path: Option<String>,
    /// Seconds from one check of a target to the next.
    pub interval: u64,
    /// For how many seconds an answer is waited for.
    pub timeout: u64,
    /// How many passed checks in a row make a target healthy.
    pub healthy: u32,
    /// How many failed checks in a row make a target unhealthy.
    pub unhealthy: u32,
}
