//! Readers of Route 53.

pub(super) mod health_check;
mod policy;
pub(super) mod record;
pub(super) mod zone;
