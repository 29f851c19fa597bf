//! What is wrong with health checks together.

use tandem_core::{Argument, Diagnostic, Diagnostics, Path, Registry, Topology};

use crate::arguments::Named;

/// A calculated check cannot count another calculated one.
pub(super) fn check(topology: &Topology, _registry: &Registry) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let checks =
        topology.declarations.values().filter(|declaration| declaration.address.kind() == super::NAME);
    for parent in checks {
        let children = parent.arguments.get("children").and_then(Argument::items).unwrap_or_default();
        for (index, child) in children.iter().enumerate() {
            let Argument::Reference(reference) = child else { continue };
            let Some(child) = topology.declarations.get(&reference.address) else { continue };
            if child.arguments.text("type") != Some("CALCULATED") {
                continue;
            }
            let path = Path::attribute("children").index(index);
            let message =
                format!("`{}` is a calculated check and cannot count another one", parent.address.name());
            let diagnostic = Diagnostic::error("health_check::nested", message)
                .label(parent.origin.value(&path), "")
                .label(child.origin.name, "this one is calculated, too")
                .hint(format!("count the children of `{}` directly", child.address.name()))
                .traced(&parent.origin.trace);
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}
