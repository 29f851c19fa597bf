//! Ranges of ports as scripts declare them.

use std::fmt;

use tandem_core::argument::Arguments;
use tandem_core::{Argument, Value};

/// A range of ports, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::globalaccelerator) struct Ports {
    /// The first port.
    pub(in crate::globalaccelerator) from: i64,
    /// The last port.
    pub(in crate::globalaccelerator) to: i64,
}

impl Ports {
    /// Returns whether some port lies in both.
    pub(super) fn overlap(self, other: Ports) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// Returns whether a port lies in the range.
    pub(in crate::globalaccelerator) fn contains(self, port: i64) -> bool {
        (self.from..=self.to).contains(&port)
    }
}

impl fmt::Display for Ports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}..={}", self.from, self.to)
        }
    }
}

/// Returns the ports of a listener, with their place in the list, as far as they are known.
pub(in crate::globalaccelerator) fn ports(arguments: &Arguments) -> Vec<Ports> {
    let items = arguments.get("ports").and_then(Argument::items).unwrap_or_default();
    let end = |item: &Argument, name: &str| item.known()?.get(name).and_then(Value::as_integer);
    items.iter().filter_map(|item| Some(Ports { from: end(item, "from")?, to: end(item, "to")? })).collect()
}
