//! AA035: the state of a stack outlives the regions that the stack serves from; the command line, which knows where it
//! is kept, finds out.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA035",
    "The state of a stack outlives the regions that the stack serves from",
    include_str!("explain.md"),
    nothing,
)
.unread();
