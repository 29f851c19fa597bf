//! AA003: failover aliases evaluate their target's health; kinds see to it.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA003",
    "Failover aliases evaluate their target's health",
    include_str!("explain.md"),
    nothing,
)
.refused_as(&["record::evaluate_target_health"]);
