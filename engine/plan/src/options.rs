//! What a plan is made for.

use std::collections::{BTreeMap, BTreeSet};

/// The stack that a plan is made for, as the command line and the settings name it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The stack's name.
    pub stack: String,
    /// The cloud, as the user names it: `local`, `aws`, or an address on loopback.
    pub cloud: String,
    /// The account that the stack lives in, twelve digits.
    pub account: String,
    /// Whether kinds that hold data or names are protected where the script does not say: on the real cloud.
    pub guarded: bool,
    /// The regions to do without, because their APIs do not answer.
    pub without: BTreeSet<String>,
    /// The values given to inputs on the command line, so that a plan file needs no repeated flags.
    pub vars: BTreeMap<String, String>,
}
