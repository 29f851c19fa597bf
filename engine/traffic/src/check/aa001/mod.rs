//! AA001: every name of an objective survives what the objective says; proofs find out.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA001",
    "Every name of an objective survives what the objective says",
    include_str!("explain.md"),
    nothing,
);
