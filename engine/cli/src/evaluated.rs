//! From a project to its topology and graph: everything that needs no cloud.

use tandem_core::{Diagnostic, Diagnostics, Registry, Topology};
use tandem_lang::{Budget, Settings};
use tandem_plan::{Graph, graph};

use crate::exit::{Ended, Failure};
use crate::project::{Project, Stack};
use crate::world::ProjectWorld;
use crate::{memory, quotas};

/// What a script declares, free of errors.
#[derive(Debug)]
pub(crate) struct Evaluated {
    /// What it declares.
    pub(crate) topology: Topology,
    /// The order of it.
    pub(crate) graph: Graph,
    /// What is worth knowing; no errors.
    pub(crate) diagnostics: Diagnostics,
}

/// Evaluates the script of a project for a stack.
///
/// # Errors
/// If anything in it is wrong; everything that is wrong is said at once.
pub(crate) fn evaluate(project: &Project, stack: &Stack, registry: &Registry) -> Ended<Evaluated> {
    let world = ProjectWorld::new(&project.root);
    let budget = Budget { memory: memory::limit(), ..Budget::default() };
    let settings = Settings { vars: stack.vars.clone(), budget };
    let (topology, mut diagnostics) = tandem_lang::evaluate(&world, registry, &project.entry, &settings);
    let (graph, cycles) = graph(&topology);
    diagnostics.extend(cycles);
    diagnostics.extend(outside(&topology, stack));
    diagnostics.extend(quotas::check(&topology, stack));
    let diagnostics = diagnostics.sorted();
    if diagnostics.has_errors() {
        return Err(Failure::new(diagnostics, &topology.sources));
    }
    Ok(Evaluated { topology, graph, diagnostics })
}

/// Says of every resource in a region that the stack does not have that it may not be there.
fn outside(topology: &Topology, stack: &Stack) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if stack.regions.is_empty() {
        return diagnostics;
    }
    for declaration in topology.declarations.values() {
        let Some(region) = declaration.address.region() else { continue };
        if stack.regions.iter().any(|allowed| allowed == region) {
            continue;
        }
        let message = format!("stack `{}` has no region `{region}`", stack.name);
        let hint = format!("add it to `regions` of `[stacks.{}]` in `tandem.toml`", stack.name);
        let found = Diagnostic::error("stack::region", message)
            .label(declaration.origin.name, "declared there")
            .traced(&declaration.origin.trace)
            .hint(hint);
        diagnostics.push(found);
    }
    diagnostics
}
