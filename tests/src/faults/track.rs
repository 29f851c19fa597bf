//! The way of one kind from nothing to its example, through changes, and back to nothing; first gone without faults.

use std::collections::BTreeSet;
use std::time::Duration;

use tandem_core::schema::OnChange;
use tandem_core::{Action, Attribute, Kind, Registry};
use tandem_emulator::faults::Faults;
use tandem_plan::Plan;

use super::shape::Shape;
use crate::always;
use crate::cloud::Cloud;
use crate::compile::{Compiled, no_errors};
use crate::conformance::{Subject, is_alone};

/// One stretch of the way.
pub struct Stage {
    /// What it is, for people.
    pub name: String,
    /// What is declared; nothing to destroy everything.
    pub declared: Option<Compiled>,
    /// What is in the cloud after it.
    pub after: Shape,
}

/// The way of one kind.
pub struct Track<'a> {
    pub subject: Subject<'a>,
    pub stages: Vec<Stage>,
}

impl<'a> Track<'a> {
    /// Goes the way of a kind without faults: creates its example, makes updates until every call that changes it in
    /// place has been made (`by_case` names the attributes that cannot be changed alone), and destroys everything.
    ///
    /// # Errors
    /// Says what is not as it should be.
    pub async fn of(
        kind: &'a Kind,
        registry: &'a Registry,
        by_case: &BTreeSet<&str>,
    ) -> Result<Track<'a>, String> {
        let subject = Subject::new(kind, registry)?;
        let mut cloud = Cloud::new(Some(&subject.lookups))?;
        let mut stages = Vec::new();
        go("create".to_owned(), Some(subject.base()), &mut cloud, &mut stages).await?;
        let mut covered = BTreeSet::new();
        let in_place = |attribute: &&Attribute| {
            attribute.on_change == OnChange::InPlace && is_alone(attribute, kind, by_case)
        };
        for attribute in kind.arguments().filter(in_place) {
            for changed in subject.changed(attribute) {
                let compiled = subject.with(changed);
                let (plan, found) = cloud.plan(&compiled).await?;
                no_errors("change", &found)?;
                let updates = plan
                    .changes
                    .iter()
                    .any(|change| change.address == subject.address && change.action == Action::Update);
                let calls = calls(&plan, &subject);
                if updates && !calls.is_subset(&covered) {
                    covered.extend(calls);
                    go(format!("change of {}", attribute.name), Some(compiled), &mut cloud, &mut stages)
                        .await?;
                    break;
                }
            }
        }
        go("destroy".to_owned(), None, &mut cloud, &mut stages).await?;
        Ok(Track { subject, stages })
    }

    /// Returns an empty cloud for this way, behind faults of which there are none yet.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn start(&self) -> Result<(Cloud, Faults), String> {
        Cloud::faulty(Some(&self.subject.lookups))
    }
}

async fn go(
    name: String,
    declared: Option<Compiled>,
    cloud: &mut Cloud,
    stages: &mut Vec<Stage>,
) -> Result<(), String> {
    let plan = plan(&name, declared.as_ref(), cloud).await?;
    always::apply(&name, cloud, &plan).await?;
    if let Some(compiled) = &declared {
        always::empty_afterwards(&name, cloud, compiled).await?;
    }
    stages.push(Stage { name, declared, after: Shape::of(&cloud.dump()) });
    Ok(())
}

/// Plans a stretch of the way.
///
/// # Errors
/// If something cannot be planned.
pub async fn plan(name: &str, declared: Option<&Compiled>, cloud: &mut Cloud) -> Result<Plan, String> {
    let (plan, found) = match declared {
        Some(compiled) => cloud.plan(compiled).await?,
        None => cloud.plan_destroy().await?,
    };
    no_errors(name, &found)?;
    Ok(plan)
}

/// Returns the changing calls that a plan makes for the declaration.
pub fn calls(plan: &Plan, subject: &Subject<'_>) -> BTreeSet<String> {
    let steps = plan.steps.iter().filter(|step| !step.call.is_empty());
    let of_subject =
        steps.filter(|step| step.items.iter().any(|item| item.address.kind() == subject.kind.name));
    of_subject.map(|step| step.call.clone()).collect()
}

/// Checks that the next plan is empty, once what was still on its way has arrived: without an answer to its call nobody
/// knows what to wait for, and so nobody waited.
async fn empty_afterwards(name: &str, cloud: &mut Cloud, compiled: &Compiled) -> Result<(), String> {
    tokio::time::sleep(ARRIVAL).await;
    let (plan, _) = cloud.plan(compiled).await?;
    if plan.steps.is_empty() {
        always::complete(name, &cloud.apply(&plan).await?)?;
    }
    always::empty_afterwards(name, cloud, compiled).await
}

/// How long statuses take at most: a replica needs the longest.
const ARRIVAL: Duration = Duration::from_secs(1_800);

/// Checks that the world is as it should be after a stretch, that it is all remembered, and that the next plan is
/// empty.
///
/// # Errors
/// Says what is not as it should be.
pub async fn arrived(stage: &Stage, cloud: &mut Cloud) -> Result<(), String> {
    match &stage.declared {
        Some(compiled) => empty_afterwards(&stage.name, cloud, compiled).await?,
        None => {
            if let Some(left) = cloud.state().await?.objects.keys().next() {
                return Err(format!("after destroy the state still holds {left}"));
            }
        }
    }
    let open = cloud.state().await?.open.len();
    if open > 0 {
        return Err(format!("{open} calls are still in doubt"));
    }
    match Shape::of(&cloud.dump()).differences(&stage.after) {
        same if same.is_empty() => Ok(()),
        others => Err(format!("the world is another than without faults:\n  {}", others.join("\n  "))),
    }
}
