//! Reads endpoint groups into their listeners.

use tandem_core::Argument;

use super::super::fields::{Fields, whole_reference};
use super::super::{Draft, Reader, follow, host, nowhere};
use crate::model::{Endpoint, EndpointGroup, EndpointId, Target, Weighted};

/// What Global Accelerator gives an endpoint that says nothing.
const USUAL_WEIGHT: u8 = 128;

pub(in super::super) const READER: Reader = Reader {
    kind: "globalaccelerator::endpoint_group",
    reads: &[
        "region",
        "traffic_dial",
        "endpoints",
        "endpoints[].target",
        "endpoints[].weight",
        "health_check_interval",
        "threshold",
    ],
    read,
    target: nowhere,
};

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let address = fields.declaration.address.clone();
    let region = fields.text("region").or_else(|| address.region().map(str::to_owned));
    let Some(region) = region else { return draft.unknown(fields, "region") };
    if fields.get("traffic_dial").is_some_and(|dial| dial.known().is_none()) {
        draft.unknown(fields, "traffic_dial");
    }
    if fields.get("endpoints").is_some_and(|endpoints| endpoints.items().is_none()) {
        draft.unknown(fields, "endpoints");
    }
    let items = fields.items("endpoints");
    let endpoints = items.iter().filter_map(|item| endpoint(fields, item, &region, draft)).collect();
    let group = EndpointGroup {
        region,
        dial: fields.number("traffic_dial").unwrap_or(100.0),
        endpoints,
        interval: fields.seconds("health_check_interval").unwrap_or(30),
        threshold: fields.integer("threshold").and_then(|count| u32::try_from(count).ok()).unwrap_or(3),
        address,
    };
    let listeners = draft.model.accelerators.values_mut().flat_map(|accelerator| &mut accelerator.listeners);
    let parent = fields.parent();
    let listener = { listeners }.find(|listener| Some(&listener.address) == parent);
    listener.into_iter().for_each(|listener| listener.groups.push(group.clone()));
}

fn endpoint(fields: &Fields<'_>, item: &Argument, region: &str, draft: &mut Draft<'_>) -> Option<Weighted> {
    let target = fields.of_item(item, "endpoints[].target")?;
    let Some(endpoint) = leads_to(fields, &target, region, draft) else {
        draft.unknown(fields, "endpoints[].target");
        return None;
    };
    let weight = fields.of_item(item, "endpoints[].weight");
    let weight = weight.and_then(|weight| weight.known()?.as_integer());
    let weight = weight.and_then(|weight| u8::try_from(weight).ok()).unwrap_or(USUAL_WEIGHT);
    Some(Weighted { endpoint, weight })
}

fn leads_to(
    fields: &Fields<'_>,
    target: &Argument,
    region: &str,
    draft: &mut Draft<'_>,
) -> Option<EndpointId> {
    if let Some(text) = target.as_str() {
        let host = host::of_arn(text).unwrap_or_default();
        let region = host.region.unwrap_or_else(|| region.to_owned());
        let balancer = host.load_balancer.map(|name| (name, region.clone()));
        if let Some(address) = balancer.and_then(|key| draft.load_balancers.get(&key)) {
            return Some(EndpointId(address.as_str().to_owned()));
        }
        let service = if host.service.is_empty() { "ec2".to_owned() } else { host.service };
        let address = fields.declaration.address.clone();
        return Some(draft.endpoint(text, || Endpoint { address, region: Some(region), service }));
    }
    match follow(&whole_reference(target)?)? {
        Target::Endpoint(id) => Some(id),
        _ => None,
    }
}
