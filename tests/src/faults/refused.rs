//! Calls that are refused for a reason that only people can take away: the run stops and goes on later.

use std::time::Duration;

use tandem_core::provider::ErrorClass;
use tandem_emulator::faults::{Fault, Faults, Matches, Plan as Mischief, Rule, Times};
use tandem_runtime::{End, Failure, Report};

use tokio::time::Instant;

use super::track::{Track, arrived, calls, plan};
use crate::always;
use crate::cloud::Cloud;
use crate::render;

/// How long a run of which every call is refused may still take: the longest pause between two looks at a status.
const LAST_BREATH: Duration = Duration::from_secs(15);

/// The credentials run out at the first, second, third… call of the create; then the same command goes on.
///
/// # Errors
/// Says what was lost or made twice.
pub async fn expired(track: &Track<'_>) -> Result<(), String> {
    for nth in 1.. {
        let rule = Rule::new(Matches::all(), Fault::expired_token()).times(Times::From(nth));
        let Some(report) =
            interrupted(track, rule, true).await.map_err(|error| format!("call {nth}: {error}"))?
        else {
            return if nth > 2 { Ok(()) } else { Err("there were no calls".to_owned()) };
        };
        says(&report, ErrorClass::Lapsed, "sign in and run the same command again")
            .map_err(|error| format!("call {nth}: {error}"))?;
    }
    Ok(())
}

/// Every read of the create is denied, from the first, second, third… on; then the same command goes on.
///
/// # Errors
/// Says what was lost or made twice.
pub async fn reads_denied(track: &Track<'_>) -> Result<(), String> {
    for nth in 1.. {
        let rule = Rule::new(Matches::reads(), Fault::denied()).times(Times::From(nth));
        if interrupted(track, rule, false).await.map_err(|error| format!("read {nth}: {error}"))?.is_none() {
            return Ok(());
        }
    }
    Ok(())
}

/// A quota is used up at each changing call of the create: it is sent once.
///
/// # Errors
/// Says how often it was sent, or what was lost or made twice.
pub async fn quota(track: &Track<'_>) -> Result<(), String> {
    let (mut cloud, _) = track.start()?;
    let plan = plan("create", track.stages[0].declared.as_ref(), &mut cloud).await?;
    for call in calls(&plan, &track.subject) {
        let rule = Rule::new(Matches::call(&call), Fault::quota("LimitExceededException"));
        let report = interrupted(track, rule, false).await.map_err(|error| format!("{call}: {error}"))?;
        let report = report.ok_or_else(|| format!("{call} was never refused"))?;
        says(&report, ErrorClass::Quota, "quota").map_err(|error| format!("{call}: {error}"))?;
        let refusals = report.failures().map(|failure| failure.tries);
        if let Some(tries) = refusals.into_iter().find(|tries| *tries != 1) {
            return Err(format!("{call}: {tries} tries"));
        }
    }
    Ok(())
}

/// Makes the example while a rule holds, and then, if that stopped it, without. Gives the report of the stopped run;
/// none if the rule met nothing. `is_final` says that the rule refuses everything from some moment on.
async fn interrupted(track: &Track<'_>, rule: Rule, is_final: bool) -> Result<Option<Report>, String> {
    let (mut cloud, faults) = track.start()?;
    let told = |error: String| format!("{error}\n{}", faults.story());
    stopped_and_resumed(track, rule, is_final, &mut cloud, &faults).await.map_err(told)
}

async fn stopped_and_resumed(
    track: &Track<'_>,
    rule: Rule,
    is_final: bool,
    cloud: &mut Cloud,
    faults: &Faults,
) -> Result<Option<Report>, String> {
    let stage = &track.stages[0];
    let begun = Instant::now();
    let first = plan(&stage.name, stage.declared.as_ref(), cloud).await?;
    faults.follow(rule);
    let report = cloud.apply(&first).await?;
    let ended = begun.elapsed();
    let refused = faults.log().iter().find(|entry| entry.fault.is_some()).map_or(ended, |entry| entry.at);
    if is_final && ended.saturating_sub(refused) > LAST_BREATH {
        return Err(format!("{:?} went by after the first refusal", ended.saturating_sub(refused)));
    }
    faults.follow(Mischief::default());
    always::names_every_step_once(&first, &report)?;
    if faults.count() == 0 {
        always::complete(&stage.name, &report)?;
        return Ok(None);
    }
    let again = plan(&stage.name, stage.declared.as_ref(), cloud).await?;
    let rest = cloud.apply(&again).await?;
    always::complete("second run", &rest)?;
    arrived(stage, cloud).await?;
    Ok(Some(report))
}

/// Checks that a run failed for this reason, and says so.
fn says(report: &Report, class: ErrorClass, words: &str) -> Result<(), String> {
    if report.end == End::Complete {
        // What was refused was not needed: a status that was looked at once more.
        return Ok(());
    }
    let refused = |failure: &&Failure| {
        let of_class = failure.reason.error().is_none_or(|error| error.class == class);
        of_class && failure.reason.to_string().contains(words)
    };
    let failures: Vec<_> = report.failures().collect();
    if failures.is_empty() || !failures.iter().all(refused) {
        return Err(format!("the failures say something else:\n{}", render::report(report)));
    }
    Ok(())
}
