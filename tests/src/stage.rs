//! Takes a case as far as its stage says, and through the checks that every case goes through unasked.

use std::collections::BTreeMap;

use tandem_core::{Action, Diagnostic, Diagnostics, Registry, Topology};
use tandem_plan::{Graph, Plan};
use tandem_runtime::{End, Report};

use crate::case::{Case, Part, Stage};
use crate::cloud::Cloud;
use crate::memory::Project;
use crate::render;

/// What came of a case.
#[derive(Default)]
pub struct Outcome {
    /// Everything that was found fault with.
    pub diagnostics: Diagnostics,
    /// The sources the labels lie in.
    pub sources: tandem_core::Sources,
    /// The outputs by the name of their part.
    pub parts: BTreeMap<&'static str, String>,
}

/// Runs a case.
///
/// # Errors
/// Says which of the checks that are always on failed, and how.
pub async fn run(case: &Case, registry: &Registry) -> Result<Outcome, String> {
    let (topology, graph, mut diagnostics) = compile(case, "main.rhai", registry)?;
    let (again, _, _) = compile(case, "main.rhai", registry)?;
    if format!("{:?}", topology.declarations) != format!("{:?}", again.declarations) {
        return Err("evaluating twice gives two topologies".to_owned());
    }
    let mut outcome = Outcome { sources: topology.sources.clone(), ..Outcome::default() };
    outcome.parts.insert("topology", render::topology(&topology));
    if case.stage >= Stage::Graph && !diagnostics.has_errors() {
        outcome.parts.insert("graph", tandem_plan::graph::mermaid(&graph));
    }
    if case.stage >= Stage::Plan && !diagnostics.has_errors() {
        diagnostics.extend(in_the_cloud(case, registry, &topology, &graph, &mut outcome).await?);
    }
    if let Some(bare) = diagnostics.iter().find(|found| found.labels.is_empty() && case.part("diagnostics").is_none()) {
        return Err(format!("a diagnostic without a label: {}: {}", bare.code, bare.message));
    }
    outcome.diagnostics = diagnostics;
    Ok(outcome)
}

/// Evaluates a script of the case and compiles its graph.
fn compile(case: &Case, entry: &str, registry: &Registry) -> Result<(Topology, Graph, Diagnostics), String> {
    let scripts = case.parts.iter().filter(|part| part.is_script() && part.name != "before");
    let mut files: BTreeMap<String, String> = scripts.map(|part| (part.name.clone(), part.text())).collect();
    if entry == "before" {
        let before = case.part("before").map(Part::text).unwrap_or_default();
        files.insert("main.rhai".to_owned(), before);
    }
    let vars = case.vars().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let settings = tandem_lang::Settings { vars, ..tandem_lang::Settings::default() };
    let (topology, mut diagnostics) = tandem_lang::evaluate(&Project { files }, registry, "main.rhai", &settings);
    let (graph, more) = tandem_plan::graph(&topology);
    if !diagnostics.has_errors() {
        diagnostics.extend(more);
    }
    Ok((topology, graph, diagnostics))
}

async fn in_the_cloud(
    case: &Case,
    registry: &Registry,
    topology: &Topology,
    graph: &Graph,
    outcome: &mut Outcome,
) -> Result<Vec<Diagnostic>, String> {
    let lookups = case.part("lookups").map(|part| serde_json::from_str(&part.uncommented()));
    let lookups: Option<serde_json::Value> = lookups.transpose().map_err(|error| format!("lookups: {error}"))?;
    let mut cloud = Cloud::new(lookups.as_ref())?;
    if case.part("before").is_some() {
        let (before, graph, found) = compile(case, "before", registry)?;
        if let Some(error) = found.iter().find(|found| found.is_error()) {
            return Err(format!("before: {}", error.message));
        }
        let (plan, _) = cloud.plan(&before, &graph).await?;
        let report = cloud.apply(&plan).await?;
        complete("before", &report)?;
    }
    let (plan, diagnostics) = cloud.plan(topology, graph).await?;
    outcome.parts.insert("plan", render::plan(&plan));
    outcome.parts.insert("steps", render::steps(&plan));
    if diagnostics.has_errors() {
        return Ok(diagnostics.into_iter().collect());
    }
    let report = cloud.apply(&plan).await?;
    outcome.parts.insert("report", render::report(&report));
    outcome.parts.insert("calls", render::calls(&report));
    names_every_step_once(&plan, &report)?;
    if case.stage == Stage::Apply && case.part("report").is_some() {
        // A case that shows its report may show one that failed.
        if report.end != End::Complete {
            return Ok(diagnostics.into_iter().collect());
        }
    }
    complete("apply", &report)?;
    calls_as_predicted(&plan, &report)?;
    empty_afterwards(&mut cloud, topology, graph).await?;
    nothing_left(&mut cloud).await?;
    Ok(diagnostics.into_iter().collect())
}

fn complete(what: &str, report: &Report) -> Result<(), String> {
    if report.end == End::Complete { Ok(()) } else { Err(format!("{what} failed:\n{}", render::report(report))) }
}

fn names_every_step_once(plan: &Plan, report: &Report) -> Result<(), String> {
    let mut named: Vec<u32> = report.steps.iter().map(|step| step.step.0).collect();
    named.sort_unstable();
    let planned: Vec<u32> = (0..plan.steps.len() as u32).collect();
    if named == planned { Ok(()) } else { Err(format!("the report names the steps {named:?} of {planned:?}")) }
}

fn calls_as_predicted(plan: &Plan, report: &Report) -> Result<(), String> {
    let limits = tandem_plan::Limits::default();
    let predicted = tandem_plan::predict(plan, &limits).calls;
    let made: BTreeMap<&String, &u64> =
        report.calls.iter().filter(|(call, _)| predicted.contains_key(*call)).collect();
    if predicted.iter().eq(made) {
        return Ok(());
    }
    Err(format!("predicted calls {predicted:?}, made {:?}", report.calls))
}

async fn empty_afterwards(cloud: &mut Cloud, topology: &Topology, graph: &Graph) -> Result<(), String> {
    let (plan, _) = cloud.plan(topology, graph).await?;
    let changed = plan.changes.iter().any(|change| change.action.writes()) || !plan.steps.is_empty();
    if changed { Err(format!("the plan after the apply is not empty:\n{}", render::plan(&plan))) } else { Ok(()) }
}

async fn nothing_left(cloud: &mut Cloud) -> Result<(), String> {
    let (plan, diagnostics) = cloud.plan_destroy().await?;
    if diagnostics.has_errors() {
        // What is protected stays, and says so; a case that declares protection shows it.
        return Ok(());
    }
    let report = cloud.apply(&plan).await?;
    complete("destroy", &report)?;
    if let Some(left) = report.state.objects.keys().next() {
        return Err(format!("after destroy the state still holds {left}"));
    }
    let (plan, _) = cloud.plan_destroy().await?;
    match plan.changes.iter().find(|change| change.action != Action::Keep) {
        Some(left) => Err(format!("after destroy there is still {}", left.address)),
        None => Ok(()),
    }
}
