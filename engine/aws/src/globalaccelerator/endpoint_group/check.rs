//! What is wrong with endpoint groups together with their listener and accelerator.

use std::collections::BTreeMap;

use tandem_core::topology::Declaration;
use tandem_core::{Address, Diagnostic, Diagnostics, Path, Registry, Topology, Value};

use super::super::listener::{self, Ports, ports};
use super::validate::{endpoints, is_elastic, label, named, port_overrides};
use crate::arguments::Named;

/// How many endpoint groups an accelerator has at most, all its listeners together; AWS does not raise it.
const MOST_GROUPS: usize = 42;

pub(super) fn check(topology: &Topology, _registry: &Registry) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let mut groups: BTreeMap<&Address, Vec<&Declaration>> = BTreeMap::new();
    for group in topology.declarations.values().filter(|d| d.address.kind() == super::NAME) {
        let listener = group.parent.as_ref().and_then(|listener| topology.declarations.get(listener));
        let Some(accelerator) = listener.and_then(|listener| listener.parent.as_ref()) else { continue };
        groups.entry(accelerator).or_default().push(group);
    }
    for (accelerator, groups) in groups {
        let ports = ports_of(topology, accelerator);
        for group in &groups {
            diagnostics.extend(overrides(group, &ports));
        }
        let Some(accelerator) = topology.declarations.get(accelerator) else { continue };
        diagnostics.extend(too_many(accelerator, &groups));
        if accelerator.arguments.text("ip_address_type") == Some("DUAL_STACK") {
            diagnostics.extend(groups.iter().flat_map(|group| dual_stack(accelerator, group)));
        }
    }
    diagnostics
}

fn too_many(accelerator: &Declaration, groups: &[&Declaration]) -> Option<Diagnostic> {
    let first = groups.get(MOST_GROUPS)?;
    let message = format!(
        "`{}` has {} endpoint groups; an accelerator takes at most {MOST_GROUPS}, all its listeners together",
        accelerator.address.name(),
        groups.len()
    );
    let diagnostic = Diagnostic::error("endpoint_group::too_many", message)
        .label(first.origin.name, "one too many")
        .label(accelerator.origin.name, "the accelerator is declared here")
        .hint("one listener takes several ports: `ports: [80, 443]` needs half the groups of two listeners")
        .traced(&first.origin.trace);
    Some(diagnostic)
}

/// Behind a dual-stack accelerator every endpoint sees the client's own address.
fn dual_stack(accelerator: &Declaration, group: &Declaration) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for endpoint in endpoints(&group.arguments) {
        let refused =
            endpoint.get("preserve_client_ip").is_some_and(|o| o.known() == Some(&Value::Bool(false)));
        let target = endpoint.get("target").unwrap_or_else(|| "an endpoint".into());
        let elastic = is_elastic(&target);
        if !refused && !elastic {
            continue;
        }
        let message = format!("{} must see the client's own address", named(&target));
        let diagnostic = Diagnostic::error("endpoint_group::dual_stack", message)
            .label(group.origin.value(&label(&group.arguments, "endpoints")), "")
            .label(accelerator.origin.value(&Path::attribute("ip_address_type")), "it is dual-stack")
            .hint(if elastic {
                "it is an Elastic IP address, which never does: put a load balancer there, or write `ip_address_type: \"IPV4\"`"
            } else {
                "leave `preserve_client_ip` out, or write `ip_address_type: \"IPV4\"`"
            })
            .traced(&group.origin.trace);
        diagnostics.push(diagnostic);
    }
    diagnostics
}

/// Returns the ports of every listener of an accelerator.
fn ports_of<'a>(topology: &'a Topology, accelerator: &Address) -> Vec<(&'a Declaration, Ports)> {
    let listeners = topology.declarations.values().filter(|d| d.address.kind() == listener::NAME);
    let own = listeners.filter(|listener| listener.parent.as_ref() == Some(accelerator));
    own.flat_map(|listener| ports(&listener.arguments).into_iter().map(move |range| (listener, range)))
        .collect()
}

/// An override leads from a port of the group's listener to one that no listener of the accelerator takes.
fn overrides(group: &Declaration, taken: &[(&Declaration, Ports)]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut report = |message: String, other: &Declaration, note: &str, hint: &str| {
        let diagnostic = Diagnostic::error("endpoint_group::port_overrides", message)
            .label(group.origin.value(&label(&group.arguments, "port_overrides")), "")
            .label(other.origin.value(&Path::attribute("ports")), note)
            .hint(hint)
            .traced(&group.origin.trace);
        diagnostics.push(diagnostic);
    };
    let own = || taken.iter().filter(|(listener, _)| group.parent.as_ref() == Some(&listener.address));
    for port in port_overrides(&group.arguments, "listener_port") {
        if let Some((listener, _)) = own().next()
            && !own().any(|(_, range)| range.contains(port))
        {
            let message = format!("`{}` does not take port {port}", listener.address.name());
            let hint = "an override begins at a port of the group's own listener";
            report(message, listener, "its ports", hint);
        }
    }
    for port in port_overrides(&group.arguments, "endpoint_port") {
        if let Some((listener, _)) = taken.iter().find(|(_, range)| range.contains(port)) {
            let message =
                format!("endpoint port {port} is a port of the listener `{}`", listener.address.name());
            let hint = "lead to a port that no listener of the accelerator takes";
            report(message, listener, "its ports", hint);
        }
    }
    diagnostics
}
