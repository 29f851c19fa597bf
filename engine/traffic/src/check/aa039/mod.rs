//! AA039: what is left can carry the load; proofs find out.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule =
    Rule::error("AA039", "What is left can carry the load", include_str!("explain.md"), nothing);
