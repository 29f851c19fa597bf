//! A service that does not answer, or too slowly: every call ends, and an interrupt is heeded at once.

use std::time::Duration;

use tandem_emulator::faults::{Fault, Matches, Plan as Mischief, Rule, When};
use tokio::time::{Instant, sleep, timeout};

use super::track::{Track, arrived, plan};
use crate::always;

/// How long a run that is interrupted a second time may still take.
const LEAVE: Duration = Duration::from_secs(2);

/// Makes the example while nothing answers, interrupts that twice, and makes it in peace.
///
/// # Errors
/// Says how long leaving took, or what was lost or made twice.
pub async fn run(track: &Track<'_>) -> Result<(), String> {
    for fault in
        [Fault::Silent(When::Before), Fault::Silent(When::After), Fault::Slow, Fault::Reset(When::After)]
    {
        interrupted(track, &fault).await.map_err(|error| format!("{fault}: {error}"))?;
    }
    Ok(())
}

async fn interrupted(track: &Track<'_>, fault: &Fault) -> Result<(), String> {
    let (mut cloud, faults) = track.start()?;
    let stage = &track.stages[0];
    let first = plan(&stage.name, stage.declared.as_ref(), &mut cloud).await?;
    faults.follow(Rule::new(Matches::all(), fault.clone()));
    let interrupt = cloud.interrupt();
    let mut left = None;
    {
        let raise_twice = async {
            sleep(Duration::from_secs(5)).await;
            interrupt.raise();
            sleep(Duration::from_secs(1)).await;
            interrupt.raise();
            left = Some(Instant::now());
            std::future::pending::<()>().await;
        };
        tokio::select! {
            report = timeout(Duration::from_secs(3_600), cloud.apply(&first)) => {
                let report = report.map_err(|_| "an hour was not enough".to_owned())??;
                always::names_every_step_once(&first, &report)?;
            }
            () = raise_twice => (),
        }
    }
    let left = left.map(|left| left.elapsed()).unwrap_or_default();
    if left > LEAVE {
        return Err(format!("leaving took {left:?}\n{}", faults.story()));
    }
    faults.follow(Mischief::default());
    cloud.run_again();
    let told = |error: String| format!("{error}\n{}", faults.story());
    let again = plan(&stage.name, stage.declared.as_ref(), &mut cloud).await.map_err(told)?;
    let report = cloud.apply(&again).await?;
    always::complete("second run", &report).map_err(told)?;
    arrived(stage, &mut cloud).await.map_err(told)
}
