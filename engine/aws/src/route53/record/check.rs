//! What is wrong with records together: several under one name that cannot stand beside one another.

use std::collections::BTreeMap;

use tandem_core::topology::Declaration;
use tandem_core::{Address, Diagnostic, Diagnostics, Registry, Topology};

use crate::arguments::Named;

/// Checks the records of every zone.
pub(super) fn check(topology: &Topology, _registry: &Registry) -> Diagnostics {
    let mut names: BTreeMap<(&Address, &str), Vec<&Declaration>> = BTreeMap::new();
    for declaration in topology.declarations.values().filter(|d| d.address.kind() == super::NAME) {
        if let (Some(zone), Some(name)) = (&declaration.parent, declaration.arguments.text("name")) {
            names.entry((zone, name)).or_default().push(declaration);
        }
    }
    let mut diagnostics = Diagnostics::new();
    for ((_, name), records) in &names {
        beside_cname(name, records, &mut diagnostics);
        let mut types: BTreeMap<&str, Vec<&Declaration>> = BTreeMap::new();
        for record in records {
            types.entry(record.arguments.text("type").unwrap_or_default()).or_default().push(record);
        }
        for (ty, records) in &types {
            together(name, ty, records, &mut diagnostics);
        }
    }
    diagnostics
}

/// A CNAME stands for its name: nothing else may be there.
fn beside_cname(name: &str, records: &[&Declaration], diagnostics: &mut Diagnostics) {
    let is_cname = |record: &&&Declaration| record.arguments.text("type") == Some("CNAME");
    let Some(cname) = records.iter().find(is_cname) else { return };
    for other in records.iter().filter(|record| !is_cname(record)) {
        let ty = other.arguments.text("type").unwrap_or_default();
        let message = format!("`{name}` is a CNAME and cannot have {} {ty} record beside it", article(ty));
        let diagnostic = pair("record::cname_beside", message, other, cname, "the CNAME is declared here")
            .hint("give one of them another name, or replace the CNAME by an alias");
        diagnostics.push(diagnostic);
    }
}

fn article(ty: &str) -> &'static str {
    if ty.starts_with(['A', 'M', 'N', 'S']) { "an" } else { "a" }
}

/// Records of one name and type share it by one policy, each with an identifier of its own.
fn together(name: &str, ty: &str, records: &[&Declaration], diagnostics: &mut Diagnostics) {
    let Some((first, others)) = records.split_first() else { return };
    let policy = |record: &Declaration| {
        let routing = record.arguments.get("routing").and_then(|routing| routing.get("policy"));
        routing.and_then(|policy| policy.as_str().map(str::to_owned)).unwrap_or_else(|| "simple".to_owned())
    };
    let mut identifiers: BTreeMap<&str, &Declaration> = BTreeMap::new();
    identifiers.extend(first.arguments.text("set_identifier").map(|identifier| (identifier, *first)));
    for other in others {
        let (mine, theirs) = (policy(other), policy(first));
        if mine != theirs {
            let message = format!("the {ty} records of `{name}` are routed in two ways: {theirs} and {mine}");
            diagnostics.push(
                pair("record::mixed_routing", message, other, first, &format!("this one is {theirs}"))
                    .hint("route all of them in one way, or put one way under another name and alias to it"),
            );
        } else if mine == "weighted" && other.arguments.text("ttl") != first.arguments.text("ttl") {
            let message = format!("the weighted {ty} records of `{name}` have different `ttl`s");
            diagnostics.push(
                pair("record::weighted_ttl", message, other, first, "another `ttl` here")
                    .hint("give all of them one `ttl`"),
            );
        }
        let Some(identifier) = other.arguments.text("set_identifier") else { continue };
        if let Some(same) = identifiers.insert(identifier, other) {
            let message = format!("two {ty} records of `{name}` have the set identifier `{identifier}`");
            let diagnostic = pair("record::set_identifier", message, other, same, "the other one is here");
            diagnostics.push(diagnostic.hint("give each a `set_identifier` of its own"));
        }
    }
}

fn pair(
    code: &'static str,
    message: String,
    here: &Declaration,
    there: &Declaration,
    note: &str,
) -> Diagnostic {
    Diagnostic::error(code, message)
        .label(here.origin.name, "")
        .label(there.origin.name, note)
        .traced(&here.origin.trace)
}
