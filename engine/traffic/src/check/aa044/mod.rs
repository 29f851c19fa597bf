//! AA044: what cannot change on a live table is not changed on one; plans refuse it.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA044",
    "What cannot change on a live table is not changed on one",
    include_str!("explain.md"),
    nothing,
)
.refused_as(&["plan::protected"]);
