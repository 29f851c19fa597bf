//! What Rhai lets slip and is probably not what was meant. One file a lint.

pub(crate) mod comparison;
pub(crate) mod for_each;
pub(crate) mod interpolation;
