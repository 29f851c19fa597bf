//! Allowances: what a check may find fault with, and why that is fine.

use crate::Span;

/// Why something that a check would find fault with is fine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowance {
    /// The reason, for people.
    pub reason: String,
    /// Where the code stands.
    pub key: Span,
    /// Where the reason stands.
    pub value: Span,
}
