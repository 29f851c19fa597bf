//! Where records lead in the end, through aliases and CNAMEs.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::Facts;
use crate::model::{Answer, EndpointId, Family, Member, Name, RecordType, Target};
use crate::net::Found;

/// Where a record leads.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Lead<'a> {
    /// What serves.
    pub(super) endpoints: BTreeSet<&'a EndpointId>,
    /// The accelerators on the way; what stands behind them is not followed.
    pub(super) accelerators: BTreeSet<&'a Address>,
    /// The regions of what serves.
    pub(super) regions: BTreeSet<&'a str>,
    /// Whether something of it is in no region that is known.
    pub(super) vague: bool,
}

/// Returns where a record leads.
pub(super) fn lead<'a>(facts: &Facts<'a>, name: &'a Name, member: &'a Member) -> Lead<'a> {
    let mut lead = Lead::default();
    let mut seen = BTreeSet::new();
    follow(facts, name, member, &mut lead, &mut seen);
    lead
}

fn follow<'a>(
    facts: &Facts<'a>,
    name: &'a Name,
    member: &'a Member,
    lead: &mut Lead<'a>,
    seen: &mut BTreeSet<&'a Address>,
) {
    if !seen.insert(&member.address) {
        return;
    }
    let targets = match &member.answer {
        Answer::Values(targets) => targets.as_slice(),
        Answer::Alias { to, .. } => std::slice::from_ref(to),
    };
    for target in targets {
        match target {
            Target::Endpoint(id) => endpoint(facts, id, lead),
            Target::Accelerator(address) => drop(lead.accelerators.insert(address)),
            Target::Records(other) => match facts.set(&member.zone, other) {
                Some(members) => members.iter().for_each(|next| follow(facts, other, next, lead, seen)),
                None => lead.vague = true,
            },
            Target::Name(other) if name.record == RecordType::Cname => {
                for found in Family::ALL.map(|family| facts.net.find(other, family)) {
                    let Found::Set(set) = found else {
                        lead.vague = true;
                        continue;
                    };
                    let set = &facts.net.sets[set];
                    set.records.iter().for_each(|next| follow(facts, set.name, next.member, lead, seen));
                }
            }
            Target::Name(_) => lead.vague = true,
        }
    }
}

fn endpoint<'a>(facts: &Facts<'a>, id: &'a EndpointId, lead: &mut Lead<'a>) {
    lead.endpoints.insert(id);
    match facts.model.endpoints.get(id).and_then(|endpoint| endpoint.region.as_deref()) {
        Some(region) => drop(lead.regions.insert(region)),
        None => lead.vague = true,
    }
}
