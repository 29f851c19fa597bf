//! What scripts allow, why, and what that lets pass.

use std::collections::BTreeSet;

use tandem_core::suggestion::nearest;
use tandem_core::topology::Allowance;
use tandem_core::{Address, Diagnostic, Diagnostics, Span};

use super::{Facts, Finding, RULES, Rule};

/// What is wrong with allowances, by code.
pub(super) const EXPLANATIONS: &[(&str, &str)] = &[
    (
        "allow::reason",
        "What is allowed needs a reason: whoever reads the script or its plan next wants to know why.\n\n    allow: #{ \
         AA011: \"clients pin their resolver\" }",
    ),
    (
        "allow::refused",
        "The rule cannot be allowed to be broken: AWS refuses what breaks it, so there is nothing to let pass. `tandem \
         explain` says under which code.",
    ),
    (
        "allow::unknown",
        "`allow` names AA checks by their codes, which `tandem explain` lists. Other messages are mended, not allowed.",
    ),
    (
        "allow::unused",
        "Nothing was found that this would let pass. It may have been mended since: take the allowance away, or it will \
         hide the next time. What is about a name can be allowed at any record of the name, or at an objective that \
         names it.",
    ),
];

/// Something that was found and is allowed.
#[derive(Clone, PartialEq, Debug)]
pub struct Allowed {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// What it is about.
    pub about: Vec<Address>,
    /// Why it is allowed.
    pub reason: String,
    /// Where it is allowed.
    pub span: Span,
}

/// The allowances of a topology, and what each has let pass.
pub(super) struct Allowances<'a> {
    facts: &'a Facts<'a>,
    used: BTreeSet<Span>,
    told: BTreeSet<(Span, String)>,
    allowed: Vec<Allowed>,
}

impl<'a> Allowances<'a> {
    /// Returns the allowances of a topology; says what is wrong with them.
    pub(super) fn of(facts: &'a Facts<'a>, diagnostics: &mut Diagnostics) -> Allowances<'a> {
        for (code, allowance) in all(facts) {
            diagnostics.extend(wrong(code, allowance));
        }
        Allowances { facts, used: BTreeSet::new(), told: BTreeSet::new(), allowed: Vec::new() }
    }

    /// Returns whether something is allowed, and remembers that it was found.
    pub(super) fn allow(&mut self, found: &Finding) -> bool {
        let code = &found.diagnostic.code;
        let Some(allowance) = self.of_finding(code, found) else { return false };
        self.used.insert(allowance.key);
        // The iterations of a loop allow the same thing in the same words.
        if !self.told.insert((allowance.key, found.diagnostic.message.clone())) {
            return true;
        }
        self.allowed.push(Allowed {
            diagnostic: found.diagnostic.clone(),
            about: found.about.iter().cloned().collect(),
            reason: allowance.reason.clone(),
            span: allowance.key,
        });
        true
    }

    fn of_finding(&self, code: &str, found: &Finding) -> Option<&'a Allowance> {
        let resources = found.about.iter().filter_map(|address| self.facts.declaration(address));
        let here = resources.filter_map(|declared| declared.allow.get(code));
        let objectives = self.facts.topology.objectives.iter();
        let named =
            objectives.filter(|objective| objective.names.iter().any(|name| found.names.contains(name)));
        let there = named.filter_map(|objective| objective.allow.get(code));
        here.chain(there).find(|allowance| !allowance.reason.trim().is_empty())
    }

    /// Returns what was allowed; says which allowances let nothing pass.
    pub(super) fn finish(self, diagnostics: &mut Diagnostics) -> Vec<Allowed> {
        // What is not known before apply may be found later.
        let look_ups_known = self.facts.look_ups_known();
        let everything_known = self.facts.model.unknown.is_empty();
        for (code, allowance) in all(self.facts) {
            let Some(rule) = rule(code).filter(|rule| rule.can_be_allowed()) else { continue };
            let silent = everything_known && (look_ups_known || !rule.looks_up);
            if silent && !self.used.contains(&allowance.key) && !allowance.reason.trim().is_empty() {
                diagnostics.push(
                    Diagnostic::warning("allow::unused", format!("there is no {code} here to allow"))
                        .label(allowance.key, "lets nothing pass")
                        .hint("remove it"),
                );
            }
        }
        self.allowed
    }
}

/// Iterates over everything that is allowed, each place in the script once.
fn all<'a>(facts: &Facts<'a>) -> impl Iterator<Item = (&'a str, &'a Allowance)> {
    let resources = facts.topology.declarations.values().map(|declared| &declared.allow);
    let objectives = facts.topology.objectives.iter().map(|objective| &objective.allow);
    let mut seen = BTreeSet::new();
    let new = move |(code, allowance): &(&'a str, &'a Allowance)| seen.insert((allowance.key, *code));
    resources.chain(objectives).flatten().map(|(code, allowance)| (code.as_str(), allowance)).filter(new)
}

fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.code == code)
}

fn wrong(code: &str, allowance: &Allowance) -> Option<Diagnostic> {
    let Some(rule) = rule(code) else {
        let near = nearest(code, RULES.iter().map(|rule| rule.code));
        let hint = near
            .map_or("`tandem explain` lists the codes".to_owned(), |near| format!("did you mean `{near}`?"));
        let message = format!("there is no check `{code}` to allow");
        return Some(Diagnostic::error("allow::unknown", message).label(allowance.key, "").hint(hint));
    };
    if !rule.can_be_allowed() {
        let message = format!("{code} cannot be allowed: AWS refuses what breaks it");
        let codes = rule.refused_as.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(" and ");
        let hint = format!("remove it; what is wrong is said as {codes}");
        return Some(Diagnostic::error("allow::refused", message).label(allowance.key, "").hint(hint));
    }
    allowance.reason.trim().is_empty().then(|| {
        Diagnostic::error("allow::reason", format!("{code} is allowed without a reason"))
            .label(allowance.value, "say why")
            .hint(format!("write `allow: #{{ {code}: \"why that is fine here\" }}`"))
    })
}
