//! Reads listeners into their accelerators.

use super::super::fields::Fields;
use super::super::{Draft, Reader, nowhere};
use crate::model::Listener;

pub(in super::super) const READER: Reader = Reader {
    kind: "globalaccelerator::listener",
    reads: &["protocol", "client_affinity"],
    read,
    target: nowhere,
};

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let listener = Listener {
        address: fields.declaration.address.clone(),
        sticky: fields.text("client_affinity").as_deref() == Some("SOURCE_IP"),
        udp: fields.text("protocol").as_deref() == Some("UDP"),
        groups: Vec::new(),
    };
    let accelerator = fields.parent().and_then(|parent| draft.model.accelerators.get_mut(parent));
    accelerator.into_iter().for_each(|accelerator| accelerator.listeners.push(listener.clone()));
}
