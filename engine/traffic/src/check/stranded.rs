//! Listeners of accelerators that are left with nothing healthy within reach.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::Facts;
use super::serving;
use crate::accelerator::flows;
use crate::model::Listener;

/// A listener that sends some clients to what is dead, or to nothing.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Stranded<'a> {
    /// The accelerator.
    pub(super) accelerator: &'a Address,
    /// The listener.
    pub(super) listener: &'a Listener,
    /// The region that failed; `None` if none had to.
    pub(super) lost: Option<&'a str>,
    /// Whether something lives that would take traffic, further away than is looked.
    pub(super) beyond: bool,
}

/// Returns the listeners that any one region leaves stranded, each once; what needs no failure comes first.
pub(super) fn stranded<'a>(facts: &Facts<'a>) -> Vec<Stranded<'a>> {
    let aimed = serving::all(facts).accelerators;
    let mut found = Vec::new();
    for (number, node) in
        facts.net.accelerators.iter().enumerate().filter(|(_, node)| node.accelerator.enabled)
    {
        for (at, listener) in node.accelerator.listeners.iter().enumerate() {
            let regions: BTreeSet<&'a str> =
                listener.groups.iter().map(|group| group.region.as_str()).collect();
            let known = !facts.vague(&listener.address)
                && !listener.groups.iter().any(|group| facts.vague(&group.address));
            // One region alone promises nothing, unless an objective does.
            if !known || regions.is_empty() || (regions.len() < 2 && !aimed.contains(node.address)) {
                continue;
            }
            let scenarios = std::iter::once(None).chain(regions.into_iter().map(Some));
            let first = { scenarios }.find_map(|lost| {
                let beyond = falls_open(facts, (number, at), lost)?;
                Some(Stranded { accelerator: node.address, listener, lost, beyond })
            });
            found.extend(first);
        }
    }
    found
}

/// Returns whether something lives further away, if the new flows of some class find nothing healthy.
fn falls_open(
    facts: &Facts<'_>,
    (accelerator, listener): (usize, usize),
    lost: Option<&str>,
) -> Option<bool> {
    let net = facts.net;
    let lost = lost.and_then(|region| net.region(region));
    let lives = |endpoint: usize| lost.is_none() || net.endpoints[endpoint].region != lost;
    let open = (0..net.classes.len()).any(|class| {
        let flows = flows(net, accelerator, listener, class, &|_, endpoint| lives(endpoint)).flows;
        flows.iter().any(|flow| flow.fail_open || flow.endpoint.is_none())
    });
    let groups = net.accelerators[accelerator].endpoints.get(listener).map_or(&[][..], Vec::as_slice);
    let taking = groups.iter().flatten().any(|(endpoint, weight)| *weight > 0 && lives(*endpoint));
    open.then_some(taking)
}
