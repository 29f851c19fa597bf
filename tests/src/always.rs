//! The checks that every case goes through without asking for them.

use tandem_core::{Action, Object};
use tandem_plan::Plan;
use tandem_runtime::{End, Report};

use crate::cloud::Cloud;
use crate::compile::{Compiled, no_errors};
use crate::render;

/// Applies a plan and checks the run: everything done, each step named once, the calls made those predicted.
///
/// # Errors
/// Says what is not as it should be.
pub async fn apply(what: &str, cloud: &mut Cloud, plan: &Plan) -> Result<Report, String> {
    let report = cloud.apply(plan).await?;
    names_every_step_once(plan, &report)?;
    complete(what, &report)?;
    calls_as_predicted(cloud, plan, &report)?;
    Ok(report)
}

/// Plans and applies a topology, and plans it once more: nothing is left to do.
///
/// # Errors
/// Says what is not as it should be.
pub async fn settle(what: &str, cloud: &mut Cloud, compiled: &Compiled) -> Result<Plan, String> {
    let (plan, found) = cloud.plan(compiled).await?;
    no_errors(what, &found)?;
    apply(what, cloud, &plan).await?;
    empty_afterwards(what, cloud, compiled).await?;
    Ok(plan)
}

/// Checks that a plan of what was just applied is empty.
///
/// # Errors
/// Shows the plan if it is not.
pub async fn empty_afterwards(what: &str, cloud: &mut Cloud, compiled: &Compiled) -> Result<(), String> {
    let (plan, _) = cloud.plan(compiled).await?;
    let changed = plan.changes.iter().any(|change| change.action.writes()) || !plan.steps.is_empty();
    if changed {
        return Err(format!(
            "the plan after the {what} is not empty:\n{}{}",
            render::plan(&plan),
            render::steps(&plan)
        ));
    }
    // The answer to a call is remembered; what is found afterwards must say the same. What may be another after any
    // update can be so because of another object's.
    let state = cloud.state().await?;
    for after in plan.recorded.iter().map(|object| cloud.lasting(object)) {
        let before = state.objects.get(&after.address).map(|object| cloud.lasting(object));
        if let Some(before) = before.filter(|before| *before != after) {
            return Err(format!(
                "the {what} did not remember all it did:\n{}",
                render::memory(&before, &after)
            ));
        }
    }
    Ok(())
}

/// Destroys everything and checks that nothing is left, neither remembered nor there.
///
/// # Errors
/// Says what is left.
pub async fn nothing_left(cloud: &mut Cloud) -> Result<(), String> {
    let before: Vec<Object> = cloud.state().await?.objects.into_values().collect();
    let (plan, diagnostics) = cloud.plan_destroy().await?;
    if diagnostics.iter().any(|found| found.code.starts_with("plan::protected")) {
        // What is protected stays, and says so; the case that declares protection shows it.
        return Ok(());
    }
    no_errors("destroy", &diagnostics)?;
    let report = apply("destroy", cloud, &plan).await?;
    if let Some(left) = report.state.objects.keys().next() {
        return Err(format!("after destroy the state still holds {left}"));
    }
    for object in before {
        if cloud.holds(&object).await? {
            return Err(format!("after destroy the cloud still holds {}", object.address));
        }
    }
    let (plan, _) = cloud.plan_destroy().await?;
    match plan.changes.iter().find(|change| change.action != Action::Keep) {
        Some(left) => Err(format!("after destroy there is still {}", left.address)),
        None => Ok(()),
    }
}

/// Checks that the report names every step of the plan, each once.
///
/// # Errors
/// Says which it names.
pub fn names_every_step_once(plan: &Plan, report: &Report) -> Result<(), String> {
    let mut named: Vec<u32> = report.steps.iter().map(|step| step.step.0).collect();
    named.sort_unstable();
    let planned: Vec<u32> = (0..plan.steps.len() as u32).collect();
    if named == planned {
        Ok(())
    } else {
        Err(format!("the report names the steps {named:?} of {planned:?}"))
    }
}

/// Checks that a run did everything.
///
/// # Errors
/// Shows what it did not.
pub fn complete(what: &str, report: &Report) -> Result<(), String> {
    if report.end == End::Complete {
        Ok(())
    } else {
        Err(format!("{what} failed:\n{}", render::report(report)))
    }
}

fn calls_as_predicted(cloud: &Cloud, plan: &Plan, report: &Report) -> Result<(), String> {
    let predicted = tandem_plan::predict(plan, &cloud.limits()).calls;
    if predicted == report.calls {
        return Ok(());
    }
    Err(format!("predicted calls {predicted:?}, made {:?}", report.calls))
}
