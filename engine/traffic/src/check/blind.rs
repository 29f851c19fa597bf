//! Records that always count as healthy, and why.

use std::collections::BTreeSet;

use tandem_core::Address;

use super::{Facts, Finding};
use crate::model::{Answer, CheckRef, Member, Target};

/// Why a record always counts as healthy.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Blind {
    /// It names no health check and is no alias that evaluates its target.
    Unchecked,
    /// It is an alias that could evaluate its target and does not.
    Unevaluated,
    /// The health check that it names is disabled.
    Disabled(Address),
    /// It is an alias of something whose health is never evaluated, described for people.
    Never(&'static str),
    /// It is an alias that evaluates records of which one always counts as healthy.
    Below(String),
}

/// The attributes to blame for it, the first that is spelled out.
pub(super) const BLAMED: &[&str] = &["evaluate_target_health", "alias.evaluate_target_health"];

/// Returns why a record always counts as healthy; `None` if something can find it failed.
pub(super) fn blind(facts: &Facts<'_>, member: &Member) -> Option<Blind> {
    why(facts, member, &mut BTreeSet::new())
}

fn why<'a>(facts: &Facts<'a>, member: &'a Member, seen: &mut BTreeSet<&'a Address>) -> Option<Blind> {
    if facts.vague(&member.address) || !seen.insert(&member.address) {
        return None;
    }
    let disabled = member.check.as_ref().and_then(|check| disabled(facts, check));
    if member.check.is_some() && disabled.is_none() {
        return None;
    }
    let otherwise = disabled.map_or(Blind::Unchecked, Blind::Disabled);
    let Answer::Alias { to, evaluate } = &member.answer else { return Some(otherwise) };
    let target = match to {
        Target::Endpoint(id) => {
            let node = facts.net.endpoint(id).map(|at| &facts.net.endpoints[at]);
            node.filter(|node| !node.evaluated).map(|node| Blind::Never(service(&node.service)))
        }
        Target::Accelerator(_) => Some(Blind::Never("an accelerator")),
        Target::Records(name) => {
            let members = facts.set(&member.zone, name).unwrap_or_default();
            let mut below = members.iter().filter(|next| why(facts, next, seen).is_some());
            below.next().map(|_| Blind::Below(name.name.clone()))
        }
        Target::Name(_) => None,
    };
    match (target, evaluate) {
        (None, true) => None,
        (None, false) if otherwise == Blind::Unchecked => Some(Blind::Unevaluated),
        (Some(target), _) if otherwise == Blind::Unchecked => Some(target),
        _ => Some(otherwise),
    }
}

/// Returns the check, if it is declared here and asks nothing.
fn disabled(facts: &Facts<'_>, check: &CheckRef) -> Option<Address> {
    let CheckRef::Declared(address) = check else { return None };
    let declared = facts.model.checks.get(address)?;
    (declared.disabled && !declared.inverted).then(|| address.clone())
}

fn service(name: &str) -> &'static str {
    match name {
        "cloudfront" => "a CloudFront distribution",
        "s3" => "an S3 website",
        "apigateway" => "an API",
        "globalaccelerator" => "an accelerator",
        _ => "this target",
    }
}

impl Blind {
    /// Returns what to say at the record.
    pub(super) fn label(&self) -> String {
        match self {
            Blind::Unchecked | Blind::Unevaluated => {
                "nothing checks this target: it always counts as healthy".to_owned()
            }
            Blind::Disabled(_) => "its health check is disabled: it always counts as healthy".to_owned(),
            Blind::Never(what) => {
                format!("the health of {what} is never evaluated: it always counts as healthy")
            }
            Blind::Below(name) => format!("`{name}` has a record that always counts as healthy"),
        }
    }

    /// Adds the way out to a finding about the record.
    pub(super) fn remedy(&self, facts: &Facts<'_>, member: &Member, finding: Finding) -> Finding {
        let spelled = BLAMED.iter().any(|path| facts.spelled(&member.address, path));
        match self {
            Blind::Unevaluated if spelled => {
                finding.hint("remove `evaluate_target_health: false`, or add a `health_check`")
            }
            Blind::Unevaluated => finding.hint("add `evaluate_target_health: true`, or a `health_check`"),
            Blind::Unchecked | Blind::Never(_) => {
                finding.hint("add `health_check`: one that asks this target and nothing else")
            }
            Blind::Disabled(check) => finding
                .at(facts, check, &["disabled"], "asks nothing")
                .hint("remove `disabled: true` from the health check"),
            Blind::Below(name) => finding.hint(format!("add a `health_check` to every record of `{name}`")),
        }
    }
}
