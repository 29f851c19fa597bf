//! Amazon CloudWatch: alarms on metrics.

pub(crate) mod alarm;
