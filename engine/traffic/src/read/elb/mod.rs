//! Readers of Elastic Load Balancing.

pub(super) mod load_balancer;
