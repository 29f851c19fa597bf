//! From a project to its topology and graph: everything that needs no cloud.

use std::collections::BTreeMap;

use tandem_core::{Declaration, Diagnostic, Diagnostics, Registry, Topology};
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

/// Says of every region that the stack does not have, where the script first uses it.
fn outside(topology: &Topology, stack: &Stack) -> Diagnostics {
    let mut strange: BTreeMap<&str, &Declaration> = BTreeMap::new();
    for declaration in topology.declarations.values() {
        let Some(region) = declaration.address.region() else { continue };
        if stack.regions.is_empty() || stack.regions.iter().any(|allowed| allowed == region) {
            continue;
        }
        let first = strange.entry(region).or_insert(declaration);
        if declaration.origin.call < first.origin.call {
            *first = declaration;
        }
    }
    let told = |(region, first): (&str, &Declaration)| {
        Diagnostic::error("stack::region", format!("stack `{}` has no region `{region}`", stack.name))
            .label(first.origin.name, "declared there")
            .traced(&first.origin.trace)
            .hint(format!("add it to `regions` of `[stacks.{}]` in `tandem.toml`", stack.name))
    };
    strange.into_iter().map(told).collect()
}
