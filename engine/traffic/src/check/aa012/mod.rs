//! AA012: clients are served again within the time that an objective gives; proofs find out.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA012",
    "Clients are served again within the time that an objective gives",
    include_str!("explain.md"),
    nothing,
);
