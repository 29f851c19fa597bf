//! What traffic makes of the cloud as it is remembered: after an apply, the same as of the script that was applied.

use std::fmt::Debug;
use std::path::Path;

use tandem_core::{Registry, Topology};
use tandem_lang::Settings;
use tandem_traffic::{Model, remembered};

use crate::cloud::Cloud;
use crate::compile::compile;
use crate::{always, examples, seeds};

/// Applies every example and reads it back.
///
/// # Errors
/// Says what of an example is remembered as something else.
pub async fn run(registry: &Registry) -> Result<(), String> {
    for folder in examples::folders()? {
        let result = example(&folder, registry).await;
        result.map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    Ok(())
}

async fn example(folder: &Path, registry: &Registry) -> Result<(), String> {
    let compiled = compile(examples::scripts(folder)?, &Settings::default(), registry);
    let mut cloud = Cloud::new(Some(&seeds::of_topology(&compiled.topology)))?;
    always::settle("example", &mut cloud, &compiled).await?;
    let (plan, _) = cloud.plan(&compiled).await?;
    let topology = Topology { recorded: plan.lookups.clone(), ..compiled.topology };
    let (declared, _) = tandem_traffic::read(&topology, registry);
    let (found, wrong) = tandem_traffic::read(&remembered::before(&plan, registry), registry);
    if !wrong.is_empty() || !found.unknown.is_empty() {
        return Err(format!("what is in the cloud is not understood: {:?} {wrong:?}", found.unknown));
    }
    same(&declared, &found)?;

    // Without the look-ups, names and ARNs tell the load balancers.
    let state = cloud.state().await?;
    let (kept, _) = tandem_traffic::read(&remembered::remembered(&state, registry), registry);
    let regions = |model: &Model| -> Vec<String> {
        let mut regions: Vec<String> =
            model.endpoints.values().filter_map(|one| one.region.clone()).collect();
        regions.sort();
        regions.dedup();
        regions
    };
    equal("names", &declared.names.keys().collect::<Vec<_>>(), &kept.names.keys().collect::<Vec<_>>())?;
    equal("regions", &regions(&declared), &regions(&kept))?;
    equal("checks", &declared.checks, &kept.checks)
}

/// Compares two models, but for what only scripts say.
fn same(declared: &Model, found: &Model) -> Result<(), String> {
    equal("names", &declared.names, &found.names)?;
    equal("private names", &declared.private, &found.private)?;
    equal("zones", &declared.zones, &found.zones)?;
    equal("checks", &declared.checks, &found.checks)?;
    equal("endpoints", &declared.endpoints, &found.endpoints)?;
    equal("accelerators", &declared.accelerators, &found.accelerators)?;
    equal("target groups", &declared.target_groups, &found.target_groups)?;
    equal("alarms", &declared.alarms, &found.alarms)?;
    equal("stores", &declared.stores, &found.stores)
}

fn equal<T: PartialEq + Debug>(what: &str, declared: &T, found: &T) -> Result<(), String> {
    if declared == found {
        return Ok(());
    }
    let (declared, found) = (format!("{declared:#?}"), format!("{found:#?}"));
    let differs = declared.lines().zip(found.lines()).find(|(one, other)| one != other);
    Err(format!("{what} differ at {differs:?}:\n{declared}\n{found}"))
}
