//! How things look: in a terminal, in a file, as JSON.

pub(crate) mod allowed;
pub(crate) mod behaviour;
pub(crate) mod diagnostic;
pub(crate) mod escape;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod outputs;
pub(crate) mod page;
pub(crate) mod paint;
pub(crate) mod plan;
pub(crate) mod progress;
pub(crate) mod prove;
pub(crate) mod report;
pub(crate) mod sarif;
pub(crate) mod simulate;
pub(crate) mod snippet;
pub(crate) mod text;
