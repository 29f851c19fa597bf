//! Reads subscriptions: what they hand messages to.

use super::fields::Fields;
use super::{Draft, Reader, nowhere};
use crate::model::Passing;

pub(super) const READER: Reader =
    Reader { kind: "sns::subscription", reads: &["endpoint", "filter_policy"], read, target: nowhere };

fn read(fields: &Fields<'_>, draft: &mut Draft<'_>) {
    // An ARN that is written out, an address of mail or of the web: not of this topology.
    let Some(to) = fields.reference("endpoint") else { return };
    let Some(from) = fields.parent().cloned() else { return };
    let passing = Passing { from, to: to.address, guarded: fields.get("filter_policy").is_some() };
    draft.model.passing.insert(fields.declaration.address.clone(), passing);
}
