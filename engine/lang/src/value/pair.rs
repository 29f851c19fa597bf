//! Ordered pairs of a list, as `pairs(list)` gives them.

use rhai::Dynamic;

/// Two items of one list, in an order.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) from: Dynamic,
    pub(crate) to: Dynamic,
}
