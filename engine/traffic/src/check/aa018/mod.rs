//! AA018: the records of one name and type are routed in one way, each under its own identifier; kinds see to it.

use super::Rule;
use super::rule::nothing;

pub(super) const RULE: Rule = Rule::error(
    "AA018",
    "The records of one name and type are routed in one way, each under its own identifier",
    include_str!("explain.md"),
    nothing,
)
.refused_as(&["record::mixed_routing", "record::set_identifier"]);
