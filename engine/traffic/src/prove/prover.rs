//! Proofs that are renewed: a name whose slice is as it was keeps its verdict.

use std::collections::BTreeMap;

use tandem_core::topology::Objective;

use super::proof::{Proof, objectives, verdict};
use super::settings::Settings;
use super::slice::Index;
use super::verdict::Verdict;
use crate::assume::Assumptions;
use crate::model::Model;

/// Renews a proof from one model to the next.
#[derive(Debug)]
pub struct Prover {
    assumptions: Assumptions,
    settings: Settings,
    /// By objective and name.
    known: BTreeMap<(usize, String), Known>,
    /// How many verdicts of the last proof were made anew.
    renewed: usize,
}

/// A verdict with the slice that it was made on.
#[derive(Debug)]
struct Known {
    slice: Model,
    verdict: Verdict,
}

impl Prover {
    /// Returns a prover that has proved nothing yet.
    pub fn new(assumptions: Assumptions, settings: Settings) -> Prover {
        Prover { assumptions, settings, known: BTreeMap::new(), renewed: 0 }
    }

    /// Proves a model; what is as it was in the last one is not proved again.
    pub fn prove(&mut self, model: &Model) -> Proof {
        let index = Index::of(model);
        let (objectives, declared) = objectives(&index);
        let mut before = std::mem::take(&mut self.known);
        let mut verdicts = Vec::new();
        self.renewed = 0;
        for (number, objective) in objectives.iter().enumerate() {
            for name in &objective.names {
                let slice = index.slice(objective, name);
                let key = (number, name.clone());
                let known = match before.remove(&key) {
                    Some(known) if alike(&known.slice, &slice, objective) => known,
                    _ => self.anew(slice, number, name),
                };
                verdicts.push(known.verdict.clone());
                self.known.insert(key, known);
            }
        }
        Proof::of(model, &self.assumptions, (objectives, declared), verdicts)
    }

    /// Returns how many verdicts of the last proof were made anew.
    pub fn renewed(&self) -> usize {
        self.renewed
    }

    fn anew(&mut self, slice: Model, number: usize, name: &str) -> Known {
        self.renewed += 1;
        let verdict = verdict(&slice, number, name, &self.assumptions, &self.settings);
        Known { slice, verdict }
    }
}

/// Returns whether two slices of a name are one, wherever in the script its objective stands now.
fn alike(before: &Model, now: &Model, objective: &Objective) -> bool {
    let settled = |slice: &Model| {
        slice.objectives.first().is_some_and(|known| {
            Objective { origin: objective.origin.clone(), names: objective.names.clone(), ..known.clone() }
                == *objective
        })
    };
    settled(before)
        && before.names == now.names
        && before.private == now.private
        && before.zones == now.zones
        && before.checks == now.checks
        && before.endpoints == now.endpoints
        && before.target_groups == now.target_groups
        && before.accelerators == now.accelerators
        && before.alarms == now.alarms
        && before.unknown == now.unknown
}
