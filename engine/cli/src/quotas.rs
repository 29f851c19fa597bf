//! Quotas: what the account allows, held against what is declared. The cloud refuses at apply; a plan warns before.

use std::collections::BTreeMap;

use tandem_core::{Declaration, Diagnostic, Diagnostics, Topology};
use tandem_emulator::Quotas;

use crate::project::Stack;

/// What a quota counts.
struct Counted {
    /// Its name.
    quota: &'static str,
    /// The kinds it counts.
    kinds: &'static [&'static str],
    /// Within what.
    within: Within,
    /// How many there are that nobody declares: a zone's own NS and SOA records.
    own: u64,
}

/// Within what a quota counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// The account.
    Account,
    /// Every region of the account.
    Region,
    /// The resource at the top: a zone, an accelerator.
    Top,
}

const COUNTED: [Counted; 8] = [
    counted("dynamodb.tables", &["dynamodb::table"], Within::Region),
    counted("globalaccelerator.accelerators", &["globalaccelerator::accelerator"], Within::Account),
    counted(
        "globalaccelerator.endpoint_groups_per_accelerator",
        &["globalaccelerator::endpoint_group"],
        Within::Top,
    ),
    counted("globalaccelerator.listeners_per_accelerator", &["globalaccelerator::listener"], Within::Top),
    counted("route53.health_checks", &["route53::health_check"], Within::Account),
    counted("route53.hosted_zones", &["route53::hosted_zone", "route53::private_zone"], Within::Account),
    Counted { own: 2, ..counted("route53.records_per_zone", &["route53::record"], Within::Top) },
    counted("sns.topics", &["sns::topic"], Within::Region),
];

const fn counted(quota: &'static str, kinds: &'static [&'static str], within: Within) -> Counted {
    Counted { quota, kinds, within, own: 0 }
}

/// Returns a warning for every quota that what is declared exceeds.
pub(crate) fn check(topology: &Topology, stack: &Stack) -> Diagnostics {
    let defaults = Quotas::default();
    let mut diagnostics = Diagnostics::new();
    for counted in &COUNTED {
        let raised = stack.limits.get(counted.quota).copied();
        let Some(limit) = raised.or_else(|| defaults.get(counted.quota)) else { continue };
        for (within, declared) in groups(topology, counted) {
            let number = declared.len() as u64 + counted.own;
            if number > limit {
                diagnostics.push(exceeded(counted, &within, &declared, number, limit, stack));
            }
        }
    }
    diagnostics
}

fn groups<'a>(topology: &'a Topology, counted: &Counted) -> BTreeMap<String, Vec<&'a Declaration>> {
    let mut groups: BTreeMap<String, Vec<&Declaration>> = BTreeMap::new();
    for declaration in topology.declarations.values() {
        if !counted.kinds.contains(&declaration.address.kind()) {
            continue;
        }
        let within = match counted.within {
            Within::Account => String::new(),
            Within::Region => declaration.address.region().unwrap_or_default().to_owned(),
            Within::Top => top(topology, declaration).address.to_string(),
        };
        groups.entry(within).or_default().push(declaration);
    }
    groups
}

fn top<'a>(topology: &'a Topology, declaration: &'a Declaration) -> &'a Declaration {
    let mut top = declaration;
    while let Some(parent) = top.parent.as_ref().and_then(|parent| topology.declarations.get(parent)) {
        top = parent;
    }
    top
}

fn exceeded(
    counted: &Counted,
    within: &str,
    declared: &[&Declaration],
    number: u64,
    limit: u64,
    stack: &Stack,
) -> Diagnostic {
    let place = if within.is_empty() { String::new() } else { format!(" in `{within}`") };
    let message = format!("{number} of `{}`{place}, but the quota is {limit}", counted.quota);
    // The last one in the script is the likeliest to be one too many.
    let last = declared.iter().max_by_key(|declaration| declaration.origin.call);
    let mut diagnostic = Diagnostic::warning("quota::exceeded", message);
    if let Some(last) = last {
        diagnostic = diagnostic.label(last.origin.call, "").traced(&last.origin.trace);
    }
    diagnostic.hint(format!(
        "have AWS raise it, then say so in `tandem.toml`: `[stacks.{}.limits]` with `{} = {number}`",
        stack.name, counted.quota
    ))
}
