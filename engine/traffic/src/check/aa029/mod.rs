//! AA029: a listener has one endpoint group in a region; its address says so.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA029",
    "A listener has one endpoint group in a region",
    include_str!("explain.md"),
    nothing,
)
.refused_as(&["address::duplicate"]);
