//! The AA checks: every rule has its three cases, and none finds fault with what is sound.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;
use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::{Address, Argument, Registry, Topology, Value};
use tandem_lang::Settings;
use tandem_traffic::Assumptions;
use tandem_traffic::check::{Checked, RULES, Rule};

use crate::case::Case;
use crate::compile::{Compiled, compile};
use crate::examples;

/// Asks every rule about a topology, with what look-ups find if that is known.
pub fn check(mut topology: Topology, lookups: Option<&Json>, registry: &Registry) -> Checked {
    topology.recorded = lookups.map(|file| recorded(&topology, file)).unwrap_or_default();
    tandem_traffic::check(&topology, registry, &Assumptions::default())
}

/// Asks every rule about a topology that is there for another reason: whatever is found has a label.
///
/// # Errors
/// Names the code of what has none.
pub fn labelled(compiled: &Compiled, registry: &Registry) -> Result<(), String> {
    let checked = check(compiled.topology.clone(), None, registry);
    match checked.diagnostics.iter().find(|found| found.labels.is_empty()) {
        Some(bare) => Err(format!("a finding without a label: {}: {}", bare.code, bare.message)),
        None => Ok(()),
    }
}

/// Returns what the entries of a look-up file say of the look-ups of a topology.
fn recorded(topology: &Topology, file: &Json) -> BTreeMap<Address, Attributes> {
    let entries = file["lookups"].as_array().map(Vec::as_slice).unwrap_or_default();
    let looked = topology.declarations.values().filter(|declared| declared.mode == Mode::LookUp);
    let pair = |declared: &tandem_core::Declaration| {
        let entry = entries.iter().find(|entry| {
            let said = |name: &String, argument: &Argument| {
                let known = entry["arguments"].get(name).or_else(|| entry["attributes"].get(name));
                known.is_none_or(|known| argument.as_str().is_none_or(|text| known == text))
            };
            entry["kind"] == declared.address.kind()
                && entry["region"].as_str() == declared.address.region()
                && declared.arguments.iter().all(|(name, argument)| said(name, argument))
        })?;
        let attributes = serde_json::from_value::<BTreeMap<String, Value>>(entry["attributes"].clone());
        Some((declared.address.clone(), attributes.ok()?))
    };
    looked.filter_map(pair).collect()
}

/// Checks that every rule has its cases, and that the examples are found sound.
///
/// # Errors
/// Says which rule lacks which case, or what was found of an example.
pub fn run(cases: &[Case], registry: &Registry) -> Result<(), String> {
    for rule in RULES.iter().filter(|rule| !rule.unread) {
        has_cases(rule, cases)?;
    }
    for folder in examples::folders()? {
        let text = examples::read(&folder.join("tandem.lookups.json"))?;
        let lookups = serde_json::from_str(&text).map_err(|error| format!("tandem.lookups.json: {error}"))?;
        let compiled = compile(examples::scripts(&folder)?, &Settings::default(), registry);
        let checked = check(compiled.topology, Some(&lookups), registry);
        if let Some(found) = checked.diagnostics.iter().next() {
            return Err(format!("{}: {}: {}", folder.display(), found.code, found.message));
        }
    }
    Ok(())
}

/// A rule has a case that fires, one that nearly does, and one that is mended.
fn has_cases(rule: &Rule, cases: &[Case]) -> Result<(), String> {
    let file = format!("engine/traffic/src/check/{}/cases.rhai", rule.code.to_lowercase());
    let own: Vec<&Case> = cases.iter().filter(|case| case.file == Path::new(&file)).collect();
    let codes = if rule.refused_as.is_empty() { &[rule.code][..] } else { rule.refused_as };
    for (what, fires) in [("fires", true), ("near-miss", false), ("fixed", false)] {
        let start = format!("{}-{what}", rule.code.to_lowercase());
        let mut those = own.iter().filter(|case| case.name.starts_with(&start)).peekable();
        if those.peek().is_none() {
            return Err(format!("{file} has no case `{start}`"));
        }
        for case in those {
            let said = |code: &&str| case.written.iter().any(|line| line.contains(&format!("[{code}]")));
            if codes.iter().any(said) != fires {
                return Err(format!("{file}: `{}` shows {} or should not", case.name, rule.code));
            }
        }
    }
    Ok(())
}
