//! The steps of a private zone: one call for each VPC beyond the first.

use std::collections::BTreeSet;
use std::fmt;

use tandem_core::change::Action;
use tandem_core::state::Attributes;
use tandem_core::step::{Effect, NeededBy};
use tandem_core::{Change, Draft};

use super::super::zone;
use crate::arguments::Named;

/// A VPC and its region; as text `vpc-0a1b2c3d@us-east-1`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Vpc {
    pub(super) id: String,
    pub(super) region: String,
}

impl fmt::Display for Vpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.region)
    }
}

impl Vpc {
    /// Returns the VPC of a text that [`Vpc`] was written as.
    pub(super) fn parse(text: &str) -> Option<Vpc> {
        let (id, region) = text.split_once('@')?;
        Some(Vpc { id: id.to_owned(), region: region.to_owned() })
    }

    /// Returns the VPCs of a zone.
    pub(super) fn all(attributes: &impl Named) -> BTreeSet<Vpc> {
        let vpc = |entries: &Attributes| {
            Some(Vpc { id: entries.string("vpc")?, region: entries.string("region")? })
        };
        attributes.structs("vpcs").into_iter().filter_map(vpc).collect()
    }
}

pub(super) fn expand(change: &Change) -> Vec<Draft> {
    let wanted = Vpc::all(&change.desired);
    match change.action {
        Action::Create => {
            let mut drafts = vec![zone::create_step(change), zone::tag_step(change)];
            // The first one goes with the create: a private zone needs it to be one.
            drafts.extend(wanted.iter().skip(1).map(|vpc| associate(change, vpc)));
            drafts
        }
        Action::Update => {
            let found = change.prior.as_ref().map(|object| Vpc::all(&object.attributes)).unwrap_or_default();
            let mut drafts = zone::update_steps(change);
            // The last VPC can never leave: those that come go first.
            drafts.extend(wanted.difference(&found).map(|vpc| associate(change, vpc)));
            drafts.extend(found.difference(&wanted).map(|vpc| disassociate(change, vpc)));
            drafts
        }
        Action::Delete => vec![zone::delete_step(change)],
        _ => Vec::new(),
    }
}

fn associate(change: &Change, vpc: &Vpc) -> Draft {
    let operation = format!("associate {vpc}");
    zone::step(change, &operation, Effect::Update, "AssociateVPCWithHostedZone")
        .wait("VPC to see the zone", zone::CHANGE_TYPICAL, zone::CHANGE_DEADLINE, NeededBy::End)
        .done()
}

fn disassociate(change: &Change, vpc: &Vpc) -> Draft {
    let operation = format!("disassociate {vpc}");
    zone::step(change, &operation, Effect::Update, "DisassociateVPCFromHostedZone")
        .wait("VPC to leave the zone", zone::CHANGE_TYPICAL, zone::CHANGE_DEADLINE, NeededBy::End)
        .done()
}
