//! Reads zones, public, private and looked up.

use super::super::fields::Fields;
use super::super::{Draft, Reader, nowhere};
use crate::model::Zone;

pub(in super::super) const HOSTED: Reader = Reader {
    kind: "route53::hosted_zone",
    reads: &["domain", "accelerated_recovery", "id"],
    read: |fields, draft| {
        let accelerated = fields.flag("accelerated_recovery");
        read(fields, draft, Zone { accelerated, ..blank() });
    },
    target: nowhere,
};

pub(in super::super) const PRIVATE: Reader = Reader {
    kind: "route53::private_zone",
    reads: &["domain", "id"],
    read: |fields, draft| read(fields, draft, Zone { private: true, ..blank() }),
    target: nowhere,
};

pub(in super::super) const EXISTING: Reader = Reader {
    kind: "route53::existing_zone",
    reads: &["domain", "private_zone", "id"],
    read: |fields, draft| {
        let private = fields.flag("private_zone");
        read(fields, draft, Zone { private, existing: true, ..blank() });
    },
    target: nowhere,
};

fn blank() -> Zone {
    Zone { domain: String::new(), private: false, existing: false, accelerated: false }
}

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>, zone: Zone) {
    let Some(domain) = fields.text("domain") else { return draft.unknown(fields, "domain") };
    let domain = domain.trim_end_matches('.').to_ascii_lowercase();
    draft.model.zones.insert(fields.declaration.address.clone(), Zone { domain, ..zone });
}
