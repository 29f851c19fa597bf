//! Every changing call of the way meets a fault the first time.

use tandem_emulator::faults::{Fault, Matches, Plan as Mischief, Rule, Times};

use super::track::{Stage, Track, arrived, calls, plan};
use crate::always;

/// Goes the way of a kind with the fault on the first try of each changing call of each stretch.
///
/// # Errors
/// Says what came out otherwise than without faults, with the story of all requests.
pub async fn run(track: &Track<'_>, fault: &Fault) -> Result<(), String> {
    let (mut cloud, faults) = track.start()?;
    for stage in &track.stages {
        let told = |error: String| format!("{}: {error}\n{}", stage.name, faults.story());
        stretch(stage, track, fault, &mut cloud, &faults).await.map_err(told)?;
    }
    Ok(())
}

async fn stretch(
    stage: &Stage,
    track: &Track<'_>,
    fault: &Fault,
    cloud: &mut crate::cloud::Cloud,
    faults: &tandem_emulator::faults::Faults,
) -> Result<(), String> {
    let plan = plan(&stage.name, stage.declared.as_ref(), cloud).await?;
    let calls = calls(&plan, &track.subject);
    let before = faults.count();
    let rules: Vec<Rule> =
        calls.iter().map(|call| Rule::new(Matches::call(call), fault.clone()).times(Times::Nth(1))).collect();
    faults.follow(rules);
    let report = cloud.apply(&plan).await?;
    faults.follow(Mischief::default());
    faults.landed().await;
    always::names_every_step_once(&plan, &report)?;
    always::complete(&stage.name, &report)?;
    if faults.count() - before != calls.len() {
        return Err(format!("not all of {calls:?} met the fault"));
    }
    arrived(stage, cloud).await
}
