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
    proof: Proof,
    /// The slice of each verdict, in their order.
    slices: Vec<Model>,
    /// How many verdicts of the last proof were made anew.
    renewed: usize,
}

impl Prover {
    /// Returns a prover that has proved nothing yet.
    pub fn new(assumptions: Assumptions, settings: Settings) -> Prover {
        Prover { assumptions, settings, proof: Proof::default(), slices: Vec::new(), renewed: 0 }
    }

    /// Proves a model; what is as it was in the last one is not proved again.
    pub fn prove(&mut self, model: &Model) -> &Proof {
        let index = Index::of(model);
        let (objectives, declared) = objectives(&index);
        let (verdicts, slices) = (std::mem::take(&mut self.proof.verdicts), std::mem::take(&mut self.slices));
        let known = verdicts.into_iter().zip(slices);
        let mut before: BTreeMap<(usize, String), (Verdict, Model)> =
            known.map(|known| ((known.0.objective, known.0.name.clone()), known)).collect();
        let mut verdicts = Vec::new();
        self.renewed = 0;
        for (number, objective) in objectives.iter().enumerate() {
            for name in &objective.names {
                let slice = index.slice(objective, name);
                let known = before.remove(&(number, name.clone()));
                let kept = known.filter(|(_, known)| alike(known, &slice)).map(|(verdict, _)| verdict);
                verdicts.push(kept.unwrap_or_else(|| {
                    self.renewed += 1;
                    verdict(&slice, number, name, &self.assumptions, &self.settings)
                }));
                self.slices.push(slice);
            }
        }
        self.proof = Proof::of(model, &self.assumptions, (objectives, declared), verdicts);
        &self.proof
    }

    /// Returns how many verdicts of the last proof were made anew.
    pub fn renewed(&self) -> usize {
        self.renewed
    }
}

/// Returns whether two slices of a name are one, wherever in the script its objective stands.
fn alike(before: &Model, now: &Model) -> bool {
    let promise = |slice: &Model| {
        let of = |objective: &Objective| {
            (
                objective.survive,
                objective.recover_within,
                objective.demand.clone(),
                objective.capacity.clone(),
            )
        };
        slice.objectives.first().map(of)
    };
    promise(before) == promise(now)
        && before.names == now.names
        && before.zones == now.zones
        && before.checks == now.checks
        && before.endpoints == now.endpoints
        && before.target_groups == now.target_groups
        && before.accelerators == now.accelerators
        && before.alarms == now.alarms
        && before.unknown == now.unknown
}
