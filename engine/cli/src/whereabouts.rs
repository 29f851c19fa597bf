//! AA035: whether the state of a stack is kept where an outage leaves it alone.

use tandem_aws::storage::Place;
use tandem_core::{Diagnostic, Registry, Topology};
use tandem_traffic::check::serving;

/// Finds a state that is kept in one region alone, which serves what an objective names.
pub(crate) fn check(topology: &Topology, registry: &Registry, place: Option<&Place>) -> Option<Diagnostic> {
    let [region] = place?.regions() else { return None };
    let serving = serving(topology, registry);
    let by = topology.declarations.get(serving.get(region).filter(|_| serving.len() > 1)?)?;
    let message = format!("the state is kept in {region} alone, which serves as well");
    let found = Diagnostic::error("AA035", message)
        .label(by.origin.name, format!("serves {region}"))
        .traced(&by.origin.trace)
        .note(format!("when {region} fails, nothing can be changed before it is back"))
        .hint("keep it in a strongly consistent table: `state = \"dynamodb://TABLE?regions=A,B,C\"` in `tandem.toml`")
        .hint("or in a region that serves nobody");
    Some(found)
}
