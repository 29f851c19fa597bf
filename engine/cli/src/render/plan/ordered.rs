//! What waits for what, so that every moment of an apply keeps serving.

use std::collections::BTreeSet;

use tandem_core::{Address, StepId};
use tandem_plan::Plan;
use tandem_traffic::order::{Edge, Keeps};

use super::View;
use crate::render::paint::Role;
use crate::render::text::clean;

/// Says how many steps wait, and if asked for it, which and what for.
pub(super) fn section(view: View<'_>, text: &mut String) {
    let Some(ordered) = view.ordered else { return };
    joined(view, &ordered.joined, text);
    let edges = &ordered.edges;
    let waiting: BTreeSet<StepId> = edges.iter().map(|edge| edge.constraint.then).collect();
    let head = view.paint.paint(Role::Strong, "Order:");
    match waiting.len() {
        0 => return,
        1 => text.push_str(&format!("{head} 1 step waits so that every moment keeps serving\n")),
        number => text.push_str(&format!("{head} {number} steps wait so that every moment keeps serving\n")),
    }
    if !view.verbose {
        return;
    }
    for edge in edges {
        let [first, then] = names(view.plan, edge);
        let keeps = view.paint.paint(Role::Faint, &clean(&kept(edge)));
        text.push_str(&format!("    {}\n      after {}\n      {keeps}\n", clean(&then), clean(&first)));
    }
}

/// Says what changes at once.
fn joined(view: View<'_>, joined: &[Vec<Address>], text: &mut String) {
    let head = view.paint.paint(Role::Strong, "Order:");
    for group in joined {
        let number = group.len();
        text.push_str(&format!(
            "{head} {number} records change at once, in one call, so that no moment lies between\n"
        ));
        if view.verbose {
            group.iter().for_each(|address| text.push_str(&format!("    {}\n", clean(address.as_str()))));
        }
    }
}

/// Returns what the two steps of an edge do, the first one first: `update route53::record[…]`.
pub(crate) fn names(plan: &Plan, edge: &Edge) -> [String; 2] {
    [edge.constraint.first, edge.constraint.then].map(|step| {
        let step = plan.steps.get(step.0 as usize);
        let items = step.into_iter().flat_map(|step| &step.items);
        items.map(|item| format!("{} {}", item.operation, item.address)).collect::<Vec<_>>().join(", ")
    })
}

/// Returns what an edge keeps, in a few words.
pub(crate) fn kept(edge: &Edge) -> String {
    match &edge.keeps {
        Keeps::Name(name) => format!("keeps {name}"),
        Keeps::Replica { store, region } => format!("keeps {store} wherever {region} serves"),
    }
}
