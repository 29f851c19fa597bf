//! Elastic Load Balancing: load balancers, looked up.

pub(crate) mod load_balancer;
