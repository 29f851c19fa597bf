//! Reads load balancers: what most names lead to in the end.

use tandem_core::{Argument, Reference, Value, duration};

use super::super::fields::Fields;
use super::super::{Draft, Reader};
use crate::model::{Endpoint, EndpointId, Target, TargetGroup};

pub(in super::super) const READER: Reader = Reader {
    kind: "elb::load_balancer",
    reads: &[
        "name",
        "dns_name",
        "arn",
        "arn_suffix",
        "target_groups",
        "target_groups[].name",
        "target_groups[].protocol",
        "target_groups[].path",
        "target_groups[].interval",
        "target_groups[].timeout",
        "target_groups[].healthy_threshold",
        "target_groups[].unhealthy_threshold",
    ],
    read,
    target,
};

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let address = &fields.declaration.address;
    let region = address.region().map(str::to_owned);
    let id = draft.endpoint(address.as_str(), || Endpoint {
        address: address.clone(),
        region: region.clone(),
        service: "elb".to_owned(),
    });
    let groups = fields.items("target_groups");
    let groups: Vec<TargetGroup> = groups.iter().filter_map(|item| target_group(fields, item)).collect();
    if !groups.is_empty() {
        draft.model.target_groups.insert(id, groups);
    }
    match (fields.text("name"), region) {
        (Some(name), Some(region)) => {
            draft.load_balancers.insert((name, region), address.clone());
        }
        _ => draft.unknown(fields, "name"),
    }
}

/// Returns a target group; `None` where a setting that decides how soon a failure shows is missing.
fn target_group(fields: &Fields<'_>, item: &Argument) -> Option<TargetGroup> {
    let value = |name| fields.of_item(item, name).and_then(|argument| argument.known().cloned());
    let text = |name| value(name).and_then(|value| value.as_str().map(str::to_owned));
    let seconds = |name| duration::seconds(&text(name)?);
    let count =
        |name| value(name).as_ref().and_then(Value::as_integer).and_then(|count| u32::try_from(count).ok());
    Some(TargetGroup {
        name: text("target_groups[].name")?,
        protocol: text("target_groups[].protocol").unwrap_or_default(),
        path: text("target_groups[].path"),
        interval: seconds("target_groups[].interval")?,
        timeout: seconds("target_groups[].timeout").unwrap_or_default(),
        healthy: count("target_groups[].healthy_threshold")?,
        unhealthy: count("target_groups[].unhealthy_threshold")?,
    })
}

fn target(reference: &Reference) -> Option<Target> {
    let through = matches!(reference.path.first_key(), Some("dns_name" | "arn" | "arn_suffix") | None);
    through.then(|| Target::Endpoint(EndpointId(reference.address.as_str().to_owned())))
}
