//! Reads accelerators.

use tandem_core::Reference;

use super::super::fields::Fields;
use super::super::{Draft, Reader};
use crate::model::{Accelerator, Target};

/// The attributes that are ways to reach an accelerator.
const WAYS: [&str; 6] =
    ["dns_name", "dual_stack_dns_name", "ip_addresses", "ipv4_addresses", "ipv6_addresses", "arn"];

pub(in super::super) const READER: Reader = Reader {
    kind: "globalaccelerator::accelerator",
    reads: &[
        "enabled",
        "ip_address_type",
        "dns_name",
        "dual_stack_dns_name",
        "ip_addresses",
        "ipv4_addresses",
        "ipv6_addresses",
        "arn",
    ],
    read,
    target,
};

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let accelerator = Accelerator {
        enabled: fields.get("enabled").is_none() || fields.flag("enabled"),
        dual_stack: fields.text("ip_address_type").as_deref() == Some("DUAL_STACK"),
        listeners: Vec::new(),
    };
    if fields.get("enabled").is_some_and(|enabled| enabled.known().is_none()) {
        draft.unknown(fields, "enabled");
    }
    draft.model.accelerators.insert(fields.declaration.address.clone(), accelerator);
}

fn target(reference: &Reference) -> Option<Target> {
    let through = reference.path.first_key().is_none_or(|name| WAYS.contains(&name));
    through.then(|| Target::Accelerator(reference.address.clone()))
}
