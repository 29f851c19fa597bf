//! Passing on: what takes messages from one resource and hands them to another.

use tandem_core::Address;

/// A subscription, a function or a rule that hands on what it gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passing {
    /// What it gets messages from.
    pub from: Address,
    /// What it hands them to.
    pub to: Address,
    /// Whether it leaves out some of them by what they say, such as those that came from elsewhere.
    pub guarded: bool,
}
