//! Reads load balancers: what most names lead to in the end.

use tandem_core::Reference;

use super::super::fields::Fields;
use super::super::{Draft, Reader};
use crate::model::{Endpoint, EndpointId, Target};

pub(in super::super) const READER: Reader =
    Reader { kind: "elb::load_balancer", reads: &["name", "dns_name", "arn", "arn_suffix"], read, target };

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let address = &fields.declaration.address;
    let region = address.region().map(str::to_owned);
    draft.endpoint(address.as_str(), || Endpoint {
        address: address.clone(),
        region: region.clone(),
        service: "elb".to_owned(),
    });
    match (fields.text("name"), region) {
        (Some(name), Some(region)) => {
            draft.load_balancers.insert((name, region), address.clone());
        }
        _ => draft.unknown(fields, "name"),
    }
}

fn target(reference: &Reference) -> Option<Target> {
    let through = matches!(reference.path.first_key(), Some("dns_name" | "arn" | "arn_suffix") | None);
    through.then(|| Target::Endpoint(EndpointId(reference.address.as_str().to_owned())))
}
