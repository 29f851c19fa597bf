//! What is wrong with the listeners of one accelerator together.

use std::collections::BTreeMap;

use tandem_core::topology::Declaration;
use tandem_core::{Address, Diagnostic, Diagnostics, Path, Registry, Topology};

use super::ports;
use crate::arguments::Named;

/// Two listeners of one accelerator and protocol cannot take the same port.
pub(super) fn check(topology: &Topology, _registry: &Registry) -> Diagnostics {
    let mut beside: BTreeMap<(&Address, &str), Vec<&Declaration>> = BTreeMap::new();
    let mut diagnostics = Diagnostics::new();
    for listener in topology.declarations.values().filter(|d| d.address.kind() == super::NAME) {
        let Some((accelerator, protocol)) = listener.parent.as_ref().zip(listener.arguments.text("protocol"))
        else {
            continue;
        };
        let others = beside.entry((accelerator, protocol)).or_default();
        diagnostics.extend(others.iter().filter_map(|other| overlap(listener, other, protocol)));
        others.push(listener);
    }
    diagnostics
}

fn overlap(listener: &Declaration, other: &Declaration, protocol: &str) -> Option<Diagnostic> {
    let (mine, theirs) = (ports(&listener.arguments), ports(&other.arguments));
    let both = mine.iter().find_map(|range| {
        let shared = theirs.iter().find(|other| range.overlap(**other))?;
        Some(super::Ports { from: range.from.max(shared.from), to: range.to.min(shared.to) })
    })?;
    let path = Path::attribute("ports");
    let message = format!(
        "`{}` and `{}` both take {protocol} port {both}",
        listener.address.name(),
        other.address.name()
    );
    let diagnostic = Diagnostic::error("listener::overlap", message)
        .label(listener.origin.value(&path), "")
        .label(other.origin.value(&path), "the other one is here")
        .hint("give each port to one listener; several endpoint groups can share a listener")
        .traced(&listener.origin.trace);
    Some(diagnostic)
}
