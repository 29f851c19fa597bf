//! Zones below others: the upper one must send clients on to them.

use tandem_core::{Address, Declaration};

use super::{Facts, Finding, RULE, is_delegation, records, weighed};
use crate::model::Zone;

/// Returns the zones that the zone above them, declared here too, does not delegate to.
pub(super) fn undelegated(facts: &Facts<'_>) -> Vec<Finding> {
    let public = || facts.model.zones.iter().filter(|(_, zone)| !zone.private);
    let mut found = Vec::new();
    for (address, zone) in public().filter(|(_, zone)| !zone.existing) {
        let above =
            public().filter(|(_, upper)| is_above(upper, zone)).max_by_key(|(_, upper)| upper.domain.len());
        // A zone that is looked up has records that nobody declares here.
        let Some((upper, _)) = above.filter(|(_, upper)| !upper.existing) else { continue };
        found.extend(judge(facts, address, zone, upper));
    }
    found
}

fn is_above(upper: &Zone, zone: &Zone) -> bool {
    zone.domain.strip_suffix(upper.domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
}

fn judge(facts: &Facts<'_>, address: &Address, zone: &Zone, upper: &Address) -> Option<Finding> {
    let named = |record: &&Declaration| {
        record.arguments.get("name").and_then(|name| name.as_str()) == Some(zone.domain.as_str())
    };
    let mut delegations = records(facts).filter(|record| record.parent.as_ref() == Some(upper));
    let delegation = delegations.find(|record| is_delegation(record) && named(record));
    let label = zone.domain.strip_suffix(&facts.model.zones.get(upper)?.domain)?.trim_end_matches('.');
    let hint =
        format!("add an NS record `{label}` to the zone above, with the `name_servers` of `{}`", zone.domain);
    let Some(delegation) = delegation else {
        let message = format!("`{}` is not delegated to by the zone above it", zone.domain);
        let finding = RULE.finding(message).at(facts, address, &["domain"], "nobody is sent to this zone");
        let finding = finding.at(facts, upper, &[], "the zone above has no NS record for it");
        return Some(weighed(facts, Some(upper), finding).hint(hint));
    };
    let mut others = Vec::new();
    let mut here = false;
    delegation.arguments.get("values")?.references(&mut |reference| {
        here |= reference.address == *address;
        others.push(reference.address.clone());
    });
    if here || others.is_empty() {
        return None;
    }
    let message = format!("`{}` is delegated to the name servers of another zone", zone.domain);
    let finding = RULE.finding(message).at(facts, &delegation.address, &["values"], "not those of this zone");
    Some(finding.at(facts, address, &["domain"], "nobody is sent here").hint(hint))
}
