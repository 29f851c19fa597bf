//! From a project to its topology and graph: everything that needs no cloud.

use std::collections::BTreeMap;

use tandem_core::{Declaration, Diagnostic, Diagnostics, Registry, Topology};
use tandem_lang::{Budget, Settings};
use tandem_plan::{Graph, graph};
use tandem_traffic::Assumptions;
use tandem_traffic::check::{Allowed, RULES};
use tandem_traffic::prove::Proof;

use crate::exit::{Ended, Exit, Failure};
use crate::findings::{Findings, Trial};
use crate::project::{Project, Stack, lookups};
use crate::world::ProjectWorld;
use crate::{memory, quotas, whereabouts};

/// What a script declares, free of errors.
#[derive(Debug)]
pub(crate) struct Evaluated {
    /// What it declares.
    pub(crate) topology: Topology,
    /// The order of it.
    pub(crate) graph: Graph,
    /// What is worth knowing; no errors.
    pub(crate) diagnostics: Diagnostics,
    /// What the AA checks found and the script allows; empty if they were not asked.
    pub(crate) allowed: Vec<Allowed>,
    /// The proof of what objectives name; empty if the AA checks were not asked.
    pub(crate) proof: Proof,
}

/// Evaluates the script of a project for a stack, and asks the AA checks.
///
/// # Errors
/// If anything in it is wrong, or does not pass the checks; what the checks find is told apart by the exit code.
pub(crate) fn checked(
    project: &Project,
    stack: &Stack,
    registry: &Registry,
    findings: &Findings,
) -> Ended<Evaluated> {
    let mut evaluated = evaluate(project, stack, registry)?;
    recall(&mut evaluated, project)?;
    let checked = tandem_traffic::check(&evaluated.topology, registry, &Assumptions::default());
    findings.tried(RULES.iter().map(|rule| Trial::Rule(rule.code.to_owned())));
    for allowed in &checked.allowed {
        findings.allow(&allowed.diagnostic, &allowed.reason, &evaluated.topology.sources);
    }
    evaluated.allowed = checked.allowed;
    evaluated.proof = checked.proof;
    evaluated.diagnostics.extend(checked.diagnostics);
    evaluated.diagnostics.extend(whereabouts::check(&evaluated.topology, registry, stack.place.as_ref()));
    evaluated.diagnostics = evaluated.diagnostics.sorted();
    if evaluated.diagnostics.has_errors() {
        // What is wrong with an allowance is a mistake in the script: a wrong name.
        let mistaken = |found: &Diagnostic| found.is_error() && found.code.starts_with("allow::");
        let mistaken = evaluated.diagnostics.iter().any(mistaken);
        let exit = if mistaken { Exit::Error } else { Exit::Refuted };
        return Err(Failure { exit, ..Failure::new(evaluated.diagnostics, &evaluated.topology.sources) });
    }
    Ok(evaluated)
}

/// Adds what look-ups are on record to find: checks and proofs go by it, plans do not.
///
/// # Errors
/// If the record cannot be read.
pub(crate) fn recall(evaluated: &mut Evaluated, project: &Project) -> Ended<()> {
    let found = lookups::read(&project.root)?.found(&evaluated.topology);
    evaluated.topology.recorded =
        found.into_iter().map(|(address, found)| (address, found.attributes)).collect();
    Ok(())
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
    Ok(Evaluated { topology, graph, diagnostics, allowed: Vec::new(), proof: Proof::default() })
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
