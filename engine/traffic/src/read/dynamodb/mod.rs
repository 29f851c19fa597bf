//! Reads tables into stores.

use super::fields::Fields;
use super::{Draft, Reader, nowhere};
use crate::model::{Consistency, Store};
use tandem_core::{Address, Place};

pub(super) const READER: Reader = Reader {
    kind: "dynamodb::table",
    reads: &["replicas", "consistency", "witness", "conflicts", "billing_mode"],
    read,
    target: nowhere,
};

/// The kind of the child that a table has in each region.
const REPLICA: &str = "dynamodb::replica";

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    let address = &fields.declaration.address;
    let mut regions = regions(fields, draft);
    if regions.is_empty() {
        regions = fields.texts("replicas");
    }
    if regions.is_empty() {
        draft.unknown(fields, "replicas");
    }
    let strong = fields.text("consistency").as_deref() == Some("STRONG");
    let replica = |region: String| {
        let child = Address::new(REPLICA, &address.segments(), &Place::region(&region));
        let declared = draft.topology.declarations.contains_key(&child);
        (region, if declared { child } else { address.clone() })
    };
    let store = Store {
        replicas: regions.into_iter().map(replica).collect(),
        witness: fields.text("witness"),
        consistency: if strong { Consistency::Strong } else { Consistency::Eventual },
        service: "dynamodb".to_owned(),
    };
    draft.model.stores.insert(address.clone(), store);
}

/// Returns the regions in which the topology has a replica of the table: while regions come and go, they tell more than
/// the list that the table shall have.
fn regions(fields: &Fields<'_>, draft: &Draft<'_>) -> Vec<String> {
    let first = Address::new(REPLICA, &fields.declaration.address.segments(), &Place::global());
    let following = draft.topology.declarations.range(first.clone()..);
    let replicas = following.take_while(|(address, _)| address.as_str().starts_with(first.as_str()));
    replicas.filter_map(|(address, _)| address.region().map(str::to_owned)).collect()
}
