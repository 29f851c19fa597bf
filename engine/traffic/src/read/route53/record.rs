//! Reads records: what names answer with.

use tandem_core::{Address, Argument, Reference};

use super::super::fields::{Fields, first_reference, whole_reference};
use super::super::{Draft, Reader, follow, host};
use super::{health_check, policy};
use crate::model::{Answer, Endpoint, EndpointId, Member, Name, Policy, RecordType, Target};

pub(in super::super) const READER: Reader = Reader {
    kind: "route53::record",
    reads: &[
        "name",
        "type",
        "ttl",
        "values",
        "alias",
        "alias.name",
        "alias.zone_id",
        "alias.evaluate_target_health",
        "routing",
        "routing.policy",
        "routing.weight",
        "routing.region",
        "routing.failover",
        "routing.continent",
        "routing.country",
        "routing.subdivision",
        "routing.latitude",
        "routing.longitude",
        "routing.local_zone_group",
        "routing.bias",
        "routing.collection",
        "routing.location",
        "health_check",
    ],
    read,
    target: |_: &Reference| None,
};

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let Some(zone) = fields.parent().cloned() else { return };
    let Some((name, kind)) = fields.text("name").zip(fields.text("type")) else {
        return draft.unknown(fields, "name");
    };
    let name = Name::new(&host::canonical(&name), &kind);
    if matches!(name.record, RecordType::Other(_)) {
        return;
    }
    let policy = match policy::policy(fields) {
        Ok(policy) => policy,
        Err(attribute) => return draft.unknown(fields, attribute),
    };
    let region = match &policy {
        Policy::Latency(region) => Some(region.clone()),
        _ => fields.text("routing.region"),
    };
    let answer = if fields.get("alias").is_some() {
        alias(fields, &name, &zone, draft)
    } else {
        values(fields, &name, region.as_deref(), draft)
    };
    let Some(answer) = answer else { return };
    let check = fields.get("health_check").as_ref().and_then(health_check::named);
    if check.is_none() && fields.get("health_check").is_some() {
        draft.unknown(fields, "health_check");
    }
    let address = fields.declaration.address.clone();
    let ttl = fields.seconds("ttl");
    let member = Member { address, zone: zone.clone(), policy, check, answer, ttl };
    let private = draft.model.zones.get(&zone).is_some_and(|zone| zone.private);
    let names = if private { draft.model.private.entry(zone).or_default() } else { &mut draft.model.names };
    names.entry(name).or_default().push(member);
}

/// Returns what an alias answers with; `None` if it is not known.
fn alias(fields: &Fields<'_>, name: &Name, zone: &Address, draft: &mut Draft<'_>) -> Option<Answer> {
    let target = fields.get("alias.name").and_then(|to| alias_target(fields, &to, name, zone, draft));
    let Some(to) = target else {
        draft.unknown(fields, "alias.name");
        return None;
    };
    Some(Answer::Alias { to, evaluate: fields.flag("alias.evaluate_target_health") })
}

fn alias_target(
    fields: &Fields<'_>,
    to: &Argument,
    name: &Name,
    zone: &Address,
    draft: &mut Draft<'_>,
) -> Option<Target> {
    if let Some(reference) = whole_reference(to) {
        if reference.address.kind() == READER.kind {
            let record = draft.topology.declarations.get(&reference.address)?;
            let other = record.arguments.get("name")?.as_str()?;
            return Some(Target::Records(Name { name: host::canonical(other), record: name.record.clone() }));
        }
        return follow(&reference);
    }
    let text = host::canonical(to.as_str()?);
    let own = fields.get("alias.zone_id").as_ref().and_then(first_reference);
    let inside = draft.model.zones.get(zone).is_some_and(|zone| within(&text, &zone.domain));
    if own.is_some_and(|own| own.address == *zone) || inside {
        return Some(Target::Records(Name { name: text, record: name.record.clone() }));
    }
    Some(Target::Endpoint(host_endpoint(fields, &text, draft)))
}

/// Returns whether a name is a domain or lies below it.
fn within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Returns the endpoint behind a DNS name outside of the zone.
fn host_endpoint(fields: &Fields<'_>, name: &str, draft: &mut Draft<'_>) -> EndpointId {
    let host = host::of_name(name);
    let balancer = host.load_balancer.zip(host.region.clone());
    if let Some(address) = balancer.and_then(|key| draft.load_balancers.get(&key)) {
        return EndpointId(address.as_str().to_owned());
    }
    let address = fields.declaration.address.clone();
    draft.endpoint(name, || Endpoint { address, region: host.region, service: host.service })
}

/// Returns what values answer with; `None` if none of them is known.
fn values(fields: &Fields<'_>, name: &Name, region: Option<&str>, draft: &mut Draft<'_>) -> Option<Answer> {
    let whole = fields.get("values")?;
    if let Some(target) = whole_reference(&whole).and_then(|reference| follow(&reference)) {
        return Some(Answer::Values(vec![target]));
    }
    let items = whole.items().unwrap_or_default();
    let targets: Vec<Target> =
        items.iter().filter_map(|item| value(fields, item, name, region, draft)).collect();
    if targets.len() < items.len() || items.is_empty() {
        draft.unknown(fields, "values");
    }
    (!targets.is_empty()).then_some(Answer::Values(targets))
}

fn value(
    fields: &Fields<'_>,
    item: &Argument,
    name: &Name,
    region: Option<&str>,
    draft: &mut Draft<'_>,
) -> Option<Target> {
    if let Some(reference) = whole_reference(item) {
        return follow(&reference);
    }
    let text = host::canonical(item.as_str()?);
    if name.record != RecordType::Cname {
        let address = fields.declaration.address.clone();
        // A record that is routed by a region says that its target runs there.
        let region = region.map(str::to_owned);
        let endpoint = || Endpoint { address, region, service: String::new() };
        return Some(Target::Endpoint(draft.endpoint(&text, endpoint)));
    }
    if host::of_name(&text).service.is_empty() {
        return Some(Target::Name(text));
    }
    Some(Target::Endpoint(host_endpoint(fields, &text, draft)))
}
