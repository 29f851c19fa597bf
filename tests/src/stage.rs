//! Takes a case as far as its stage says, and through the checks that every case goes through unasked.

use std::collections::BTreeMap;
use std::time::Duration;

use tandem_core::{Diagnostic, Diagnostics, Registry};
use tandem_lang::Settings;
use tandem_plan::Plan;
use tandem_runtime::End;

use crate::case::{Case, Part, Stage};
use crate::cloud::Cloud;
use crate::compile::{Compiled, compile, no_errors};
use crate::{always, render, rules, seeds};

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
    let compiled = compile_part(case, "main.rhai", registry);
    let again = compile_part(case, "main.rhai", registry);
    if format!("{:?}", compiled.topology.declarations) != format!("{:?}", again.topology.declarations) {
        return Err("evaluating twice gives two topologies".to_owned());
    }
    if compiled.diagnostics != again.diagnostics {
        return Err("evaluating twice gives different diagnostics".to_owned());
    }
    let mut diagnostics = compiled.diagnostics.clone();
    let mut outcome = Outcome { sources: compiled.topology.sources.clone(), ..Outcome::default() };
    outcome.parts.insert("topology", render::topology(&compiled.topology));
    if case.stage == Stage::Check && !diagnostics.has_errors() {
        let checked = rules::check(compiled.topology.clone(), lookups(case)?.as_ref(), registry);
        outcome.parts.insert("allowed", render::allowed(&checked));
        diagnostics.extend(checked.diagnostics);
    }
    if case.stage > Stage::Check && !diagnostics.has_errors() {
        rules::labelled(&compiled, registry)?;
    }
    if case.stage >= Stage::Graph && !diagnostics.has_errors() {
        outcome.parts.insert("graph", tandem_plan::graph::mermaid(&compiled.graph));
        outcome.parts.insert("dot", tandem_plan::graph::dot(&compiled.graph));
        outcome.parts.insert("json", tandem_plan::graph::json(&compiled.graph));
    }
    if case.stage >= Stage::Plan && !diagnostics.has_errors() {
        diagnostics.extend(in_the_cloud(case, registry, &compiled, &mut outcome).await?);
    }
    if let Some(bare) =
        diagnostics.iter().find(|found| found.labels.is_empty() && case.part("diagnostics").is_none())
    {
        return Err(format!("a diagnostic without a label: {}: {}", bare.code, bare.message));
    }
    outcome.diagnostics = diagnostics;
    Ok(outcome)
}

/// Compiles the scripts of a case, one of its parts as `main.rhai`.
fn compile_part(case: &Case, entry: &str, registry: &Registry) -> Compiled {
    let scripts = case.parts.iter().filter(|part| part.is_file());
    let mut files: BTreeMap<String, String> = scripts.map(|part| (part.name.clone(), part.text())).collect();
    if entry != "main.rhai" {
        files.insert("main.rhai".to_owned(), case.part(entry).map(Part::text).unwrap_or_default());
    }
    let mut settings = Settings::default();
    settings.vars.extend(case.vars().map(|(name, value)| (name.to_owned(), value.to_owned())));
    let budget = &mut settings.budget;
    budget.operations = case.operations().unwrap_or(budget.operations);
    budget.time = case.time().map_or(budget.time, Duration::from_millis);
    compile(files, &settings, registry)
}

/// Returns what look-ups find, as the case says it in a part or in its head.
fn lookups(case: &Case) -> Result<Option<serde_json::Value>, String> {
    if case.balancers().next().is_some() {
        let balancers = case.balancers().map(|(name, region)| seeds::balancer(name, region));
        return Ok(Some(seeds::file(balancers.collect())));
    }
    let written = case.part("lookups").map(|part| serde_json::from_str(&part.uncommented()));
    written.transpose().map_err(|error| format!("lookups: {error}"))
}

/// Returns the cloud as the case finds it: what look-ups find, what another stack has made, what the last apply of
/// this stack left, and what happened to that since.
async fn cloud_before(case: &Case, registry: &Registry) -> Result<Cloud, String> {
    let mut cloud = Cloud::new(lookups(case)?.as_ref())?;
    for entry in ["remote", "before", "outside"] {
        if case.part(entry).is_none() {
            continue;
        }
        let compiled = compile_part(case, entry, registry);
        no_errors(entry, &compiled.diagnostics)?;
        match entry {
            "remote" => always::settle(entry, &mut cloud.of_another_stack(), &compiled).await?,
            "before" => always::settle(entry, &mut cloud, &compiled).await?,
            _ => always::settle(entry, &mut cloud.clone(), &compiled).await?,
        };
    }
    Ok(cloud)
}

async fn in_the_cloud(
    case: &Case,
    registry: &Registry,
    compiled: &Compiled,
    outcome: &mut Outcome,
) -> Result<Vec<Diagnostic>, String> {
    let mut cloud = cloud_before(case, registry).await?;
    let (plan, diagnostics) = cloud.plan(compiled).await?;
    outcome.parts.insert("plan", render::plan(&plan));
    outcome.parts.insert("steps", render::steps(&plan));
    if case.part("behaviour").is_some() {
        outcome.parts.insert("behaviour", render::behaviour(&plan, &compiled.topology, registry));
    }
    shows_what_it_exercises(case, &plan)?;
    if diagnostics.has_errors() {
        return Ok(diagnostics.into_iter().collect());
    }
    if case.stage == Stage::Apply && case.part("report").is_some() {
        // A case that shows its report may show one that failed.
        let report = cloud.apply(&plan).await?;
        always::names_every_step_once(&plan, &report)?;
        outcome.parts.insert("report", render::report(&report));
        outcome.parts.insert("calls", render::calls(&report));
        if report.end == End::Complete {
            return Err("the apply succeeded: its `report` says nothing".to_owned());
        }
    } else {
        let report = always::apply("apply", &mut cloud, &plan).await?;
        outcome.parts.insert("calls", render::calls(&report));
        always::empty_afterwards("apply", &mut cloud, compiled).await?;
    }
    let (destroy, _) = cloud.plan_destroy().await?;
    outcome.parts.insert("destroy", format!("{}{}", render::plan(&destroy), render::steps(&destroy)));
    always::nothing_left(&mut cloud).await?;
    Ok(diagnostics.into_iter().collect())
}

/// Checks that a case changes the attributes that it says it does.
fn shows_what_it_exercises(case: &Case, plan: &Plan) -> Result<(), String> {
    for (kind, attribute) in case.exercises() {
        let mut changes = plan.changes.iter().filter(|change| change.address.kind() == kind);
        if !changes.any(|change| change.action.writes() && change.differs(attribute)) {
            return Err(format!(
                "the plan does not change `{attribute}` of any {kind}:\n{}",
                render::plan(plan)
            ));
        }
    }
    Ok(())
}
