//! Repairs: the smallest edit of the script that restores a proof, tried before it is told.
//!
//! A counterexample says what is to blame; a handful of edits of just that may help: a check that is there and unused,
//! a TTL, a weight, a default. Each is carried out on what the name can reach and proved like everything else, and only
//! one that holds is offered. An edit is one of the script, so it changes everything that the same call declares: in a
//! loop, the records of all regions.

mod candidates;
mod edit;
mod watching;

use std::collections::{BTreeMap, BTreeSet};

use tandem_core::topology::Objective;
use tandem_core::{Address, Span, Topology};

use crate::assume::Assumptions;
use crate::model::{Check, Member, Model, Policy, Target, Watch};
use crate::prove::{Index, Outcome, Proof, Settings, Verdict, span, verdict};

pub use edit::{Change, Edit};
use watching::endpoint;

/// How many edits are tried for one counterexample.
const TRIES: usize = 48;

/// An edit that restores the proof of a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Repair {
    /// The edit.
    pub edit: Edit,
    /// The verdict with it.
    pub verdict: Verdict,
}

/// Which declarations one call of the script makes: an edit of it changes them all.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    calls: BTreeMap<Address, Span>,
    made: BTreeMap<Span, Vec<Address>>,
}

impl Calls {
    /// Returns the calls of a topology.
    pub fn of(topology: &Topology) -> Calls {
        let mut calls = Calls::default();
        for (address, declaration) in &topology.declarations {
            let call = declaration.origin.call;
            calls.calls.insert(address.clone(), call);
            calls.made.entry(call).or_default().push(address.clone());
        }
        calls
    }

    /// Returns everything that is made where a declaration is made, the declaration included.
    fn with(&self, address: &Address) -> Vec<Address> {
        let made = self.calls.get(address).and_then(|call| self.made.get(call));
        made.cloned().unwrap_or_else(|| vec![address.clone()])
    }
}

/// Puts the edit that restores each proof before the other hints of its counterexample.
pub fn mend(proof: &mut Proof, model: &Model, calls: &Calls, assumptions: &Assumptions, settings: &Settings) {
    let objectives = proof.objectives.clone();
    for found in &mut proof.verdicts {
        let Some(objective) = objectives.get(found.objective) else { continue };
        let Some(repair) = repair(found, objective, model, calls, assumptions, settings) else { continue };
        if let Outcome::Refuted(example) = &mut found.outcome {
            let takes = match repair.verdict.recovery.most {
                most if most > 0.0 => format!(" ({})", span(most)),
                _ => String::new(),
            };
            example.hints = vec![format!("{}; this exact edit was proved{takes}", repair.edit.text())];
        }
    }
}

/// Returns the first edit that restores the proof of a refuted name, if a single one does.
pub fn repair(
    refuted: &Verdict,
    objective: &Objective,
    model: &Model,
    calls: &Calls,
    assumptions: &Assumptions,
    settings: &Settings,
) -> Option<Repair> {
    let example = refuted.refuted()?;
    let ground = ground(model, objective, &refuted.name);
    let edits = candidates::candidates(&ground, example, calls);
    edits.into_iter().take(TRIES).find_map(|edit| {
        let edited = edit.apply(&ground)?;
        let slice = Index::of(&edited).slice(objective, &refuted.name);
        let verdict = verdict(&slice, refuted.objective, &refuted.name, assumptions, settings);
        verdict.holds().then_some(Repair { edit, verdict })
    })
}

/// Returns what edits are tried on: what the name can reach, and the checks and endpoints it could.
fn ground(model: &Model, objective: &Objective, name: &str) -> Model {
    let mut ground = Index::of(model).slice(objective, name);
    ground.checks = model.checks.clone();
    ground.alarms = model.alarms.clone();
    ground.endpoints = model.endpoints.clone();
    let asked: BTreeSet<&str> = model.checks.values().filter_map(asked).collect();
    let regional =
        |members: &[Member]| members.iter().all(|it| it.policy == Policy::Simple && endpoint(it).is_some());
    let more =
        model.names.iter().filter(|(name, members)| asked.contains(name.name.as_str()) || regional(members));
    ground.names.extend(more.map(|(name, members)| (name.clone(), members.clone())));
    ground
}

/// Returns the name that a check asks.
fn asked(check: &Check) -> Option<&str> {
    match &check.watch {
        Watch::Endpoint(probe) => match &probe.target {
            Target::Name(name) => Some(name),
            _ => None,
        },
        _ => None,
    }
}
