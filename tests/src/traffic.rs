//! What the traffic model reads: every name is in the registry, and the examples are read without a gap.

use std::path::Path;

use tandem_core::Registry;
use tandem_lang::Settings;
use tandem_traffic::model::{CheckRef, Family, Target, Watch};
use tandem_traffic::net::Found;
use tandem_traffic::{Assumptions, Net};

use crate::compile::compile;
use crate::{collect, examples};

/// Finds the names that the traffic model reads and no kind has, and reads the examples.
///
/// # Errors
/// Says which names are missing, or what of an example is not understood.
pub fn run(registry: &Registry) -> Result<(), String> {
    let missing = tandem_traffic::check_registry(registry);
    if !missing.is_empty() {
        return Err(format!("traffic reads what no kind has: {}", missing.join(", ")));
    }
    for folder in examples::folders()? {
        example(&folder, registry).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    storefront(registry)
}

/// Every name that an objective of an example speaks of is found, and nothing is unknown.
fn example(folder: &Path, registry: &Registry) -> Result<(), String> {
    let compiled = compile(examples::scripts(folder)?, &Settings::default(), registry);
    let (model, diagnostics) = tandem_traffic::read(&compiled.topology, registry);
    if !diagnostics.is_empty() || !model.unknown.is_empty() {
        return Err(format!("not understood: {:?} {diagnostics:?}", model.unknown));
    }
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    for name in model.objectives.iter().flat_map(|objective| &objective.names) {
        if !matches!(net.find(name, Family::V4), Found::Set(_)) {
            return Err(format!("{name} is not found"));
        }
    }
    Ok(())
}

/// The storefront is read as it is meant.
fn storefront(registry: &Registry) -> Result<(), String> {
    let folder = collect::root().join("examples/storefront");
    let compiled = compile(examples::scripts(&folder)?, &Settings::default(), registry);
    let (model, _) = tandem_traffic::read(&compiled.topology, registry);
    let regions: Vec<&str> = model.endpoints.values().filter_map(|one| one.region.as_deref()).collect();
    let asked = model.checks.values().filter(|check| {
        matches!(&check.watch, Watch::Endpoint(probe)
            if probe.interval == 10 && probe.threshold == 3 && matches!(probe.target, Target::Name(_)))
    });
    let groups = model.accelerators.values().flat_map(|one| &one.listeners).map(|one| one.groups.len());
    let guarded = model.names.values().flatten();
    let guarded = guarded.filter(|member| matches!(member.check, Some(CheckRef::Declared(_)))).count();
    let seen = (regions.len(), asked.count(), groups.collect::<Vec<_>>(), guarded, model.stores.len());
    let wanted = (3, 3, vec![3, 3], 6, 2);
    if seen != wanted {
        return Err(format!("storefront is read as {seen:?} instead of {wanted:?}"));
    }
    Ok(())
}
