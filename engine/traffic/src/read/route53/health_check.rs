//! Reads health checks.

use tandem_core::{Address, Argument, Reference};

use super::super::fields::{Fields, whole_reference};
use super::super::{Draft, Reader, follow, host, nowhere};
use crate::model::{Check, CheckRef, Endpoint, Insufficient, Probe, Target, Watch};

pub(in super::super) const READER: Reader = Reader {
    kind: "route53::health_check",
    reads: &[
        "type",
        "domain",
        "ip_address",
        "path",
        "interval",
        "failure_threshold",
        "regions",
        "children",
        "health_threshold",
        "alarm.name",
        "alarm.region",
        "insufficient_data",
        "routing_control",
        "inverted",
        "disabled",
        "id",
    ],
    read,
    target: nowhere,
};

/// Returns the check that a record or a calculated check names.
pub(super) fn named(argument: &Argument) -> Option<CheckRef> {
    let declared = |reference: Reference| CheckRef::Declared(reference.address);
    let foreign = |id: &str| CheckRef::Foreign(id.to_owned());
    argument.as_str().map(foreign).or_else(|| whole_reference(argument).map(declared))
}

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let Some(kind) = fields.text("type") else { return draft.unknown(fields, "type") };
    let watch = match kind.as_str() {
        "CALCULATED" => Some(calculated(fields)),
        "CLOUDWATCH_METRIC" => alarm(fields, draft),
        "RECOVERY_CONTROL" => {
            let control = fields.get("routing_control");
            Some(Watch::Control(control.map(|control| control.to_string()).unwrap_or_default()))
        }
        _ => endpoint(fields, &kind, draft),
    };
    let Some(watch) = watch else { return };
    let check = Check { watch, inverted: fields.flag("inverted"), disabled: fields.flag("disabled") };
    draft.model.checks.insert(fields.declaration.address.clone(), check);
}

fn calculated(fields: &Fields<'_>) -> Watch {
    let children: Vec<CheckRef> = fields.items("children").iter().filter_map(named).collect();
    let threshold = fields.integer("health_threshold").and_then(|count| usize::try_from(count).ok());
    Watch::Calculated { threshold: threshold.unwrap_or(children.len()), children }
}

fn alarm(fields: &Fields<'_>, draft: &mut Draft<'_>) -> Option<Watch> {
    let Some(region) = fields.text("alarm.region") else {
        draft.unknown(fields, "alarm.region");
        return None;
    };
    let insufficient = match fields.text("insufficient_data").as_deref() {
        Some("Healthy") => Insufficient::Healthy,
        Some("Unhealthy") => Insufficient::Unhealthy,
        _ => Insufficient::LastKnown,
    };
    let referred = fields.get("alarm.name").as_ref().and_then(whole_reference);
    let name = match &referred {
        Some(reference) => name_of(&reference.address, draft),
        None => fields.text("alarm.name"),
    };
    let is = |address: &&Address| {
        let declared = draft.topology.declarations.get(address);
        let same = declared.and_then(|alarm| alarm.arguments.get("name")?.as_str()) == name.as_deref();
        same && address.region() == Some(&region) && address.kind() == "cloudwatch::alarm"
    };
    let declared = referred.map(|reference| reference.address);
    let declared = declared.or_else(|| draft.topology.declarations.keys().find(is).cloned());
    if name.is_none() {
        draft.unknown(fields, "alarm.name");
    }
    Some(Watch::Alarm { name, region, declared, insufficient })
}

fn name_of(alarm: &Address, draft: &Draft<'_>) -> Option<String> {
    let declared = draft.topology.declarations.get(alarm)?;
    declared.arguments.get("name")?.as_str().map(str::to_owned)
}

fn endpoint(fields: &Fields<'_>, kind: &str, draft: &mut Draft<'_>) -> Option<Watch> {
    let asked = fields.get("ip_address").or_else(|| fields.get("domain"));
    let Some(target) = asked.and_then(|asked| target(fields, &asked, draft)) else {
        draft.unknown(fields, "domain");
        return None;
    };
    let probe = Probe {
        target,
        domain: fields.text("domain").map(|name| host::canonical(&name)),
        kind: kind.to_owned(),
        path: fields.text("path"),
        interval: fields.seconds("interval").unwrap_or(30),
        threshold: fields.integer("failure_threshold").and_then(|n| u32::try_from(n).ok()).unwrap_or(3),
        regions: fields.texts("regions"),
    };
    Some(Watch::Endpoint(probe))
}

fn target(fields: &Fields<'_>, asked: &Argument, draft: &mut Draft<'_>) -> Option<Target> {
    if let Some(reference) = whole_reference(asked) {
        return follow(&reference);
    }
    let text = host::canonical(asked.as_str()?);
    if text.parse::<std::net::IpAddr>().is_ok() {
        let address = fields.declaration.address.clone();
        let endpoint = || Endpoint { address, region: None, service: String::new() };
        return Some(Target::Endpoint(draft.endpoint(&text, endpoint)));
    }
    let host = host::of_name(&text);
    let balancer = host.load_balancer.zip(host.region);
    let known = balancer.and_then(|key| draft.load_balancers.get(&key)).cloned();
    let endpoint = |address: Address| Target::Endpoint(crate::model::EndpointId(address.as_str().to_owned()));
    Some(known.map_or(Target::Name(text), endpoint))
}
