//! Handles: what a script holds of a resource.

use tandem_core::Address;

/// A resource as a script holds it: a cheap name. What is known of it is looked up when it is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    /// Its address.
    pub(crate) address: Address,
    /// Its kind, as the registry names it.
    pub(crate) kind: &'static str,
}
