//! Scripts in memory to a topology and its graph.

use std::collections::BTreeMap;

use tandem_core::{Diagnostics, Registry, Topology};
use tandem_lang::Settings;
use tandem_plan::Graph;

use crate::memory::Project;

/// What scripts declare, in what order, and what is wrong with them.
pub struct Compiled {
    pub topology: Topology,
    pub graph: Graph,
    pub diagnostics: Diagnostics,
}

/// Evaluates `main.rhai` among some files and compiles its graph.
pub fn compile(files: BTreeMap<String, String>, settings: &Settings, registry: &Registry) -> Compiled {
    let (topology, diagnostics) = tandem_lang::evaluate(&Project { files }, registry, "main.rhai", settings);
    let mut compiled = arrange(topology);
    if diagnostics.has_errors() {
        // A graph of half a topology says nothing that the script does not.
        compiled.diagnostics = diagnostics;
    } else {
        let cycles = std::mem::replace(&mut compiled.diagnostics, diagnostics);
        compiled.diagnostics.extend(cycles);
    }
    compiled
}

/// Compiles one script that must be without fault.
///
/// # Errors
/// Says what is wrong with it.
pub fn sound(script: &str, registry: &Registry) -> Result<Compiled, String> {
    let files = BTreeMap::from([("main.rhai".to_owned(), script.to_owned())]);
    let compiled = compile(files, &Settings::default(), registry);
    no_errors("the script", &compiled.diagnostics)?;
    Ok(compiled)
}

/// Compiles the graph of a topology.
pub fn arrange(topology: Topology) -> Compiled {
    let (graph, diagnostics) = tandem_plan::graph(&topology);
    Compiled { topology, graph, diagnostics }
}

/// Refuses errors.
///
/// # Errors
/// Names the first.
pub fn no_errors(what: &str, diagnostics: &Diagnostics) -> Result<(), String> {
    match diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(found) => Err(format!("{what}: {}: {}", found.code, found.message)),
        None => Ok(()),
    }
}
