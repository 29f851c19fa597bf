//! Readers of Global Accelerator.

pub(super) mod accelerator;
pub(super) mod endpoint_group;
pub(super) mod listener;
