//! AA004: the health of a CloudFront distribution is not evaluated; kinds see to it.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA004",
    "Aliases of CloudFront distributions do not evaluate their target's health",
    include_str!("explain.md"),
    nothing,
)
.refused_as(&["record::evaluate_target_health"]);
