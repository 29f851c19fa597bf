//! From what is declared to its proof.

use tandem_core::{Diagnostics, Registry, Topology};
use tandem_traffic::Assumptions;
use tandem_traffic::prove::{Outcome, Proof, Settings, diagnostics, prove};
use tandem_traffic::repair::{Calls, mend};

use crate::findings::{Standing, Trial};

/// A proof, and what there is to say of it.
#[derive(Debug)]
pub(crate) struct Proved {
    /// The proof.
    pub(crate) proof: Proof,
    /// Counterexamples, and what must be known first.
    pub(crate) diagnostics: Diagnostics,
}

/// Proves what a topology declares.
pub(crate) fn proved(
    topology: &Topology,
    registry: &Registry,
    assumptions: &Assumptions,
    settings: &Settings,
) -> Proved {
    let (model, mut told) = tandem_traffic::read(topology, registry);
    let mut proof = prove(&model, assumptions, settings);
    mend(&mut proof, &model, &Calls::of(topology), assumptions, settings);
    told.extend(diagnostics(&proof, topology));
    Proved { proof, diagnostics: told.sorted() }
}

impl Proved {
    /// Iterates over the names of objectives and what came of them, for reports.
    pub(crate) fn trials(&self) -> impl Iterator<Item = Trial> + '_ {
        self.proof.verdicts.iter().map(|verdict| {
            let standing = match &verdict.outcome {
                Outcome::Proved => Standing::Proved,
                Outcome::Refuted(example) => {
                    let moments = example.story.iter().map(|moment| moment.text.as_str());
                    Standing::Refuted(moments.collect::<Vec<_>>().join("; "))
                }
                Outcome::Needs(_) => Standing::Open("it rests on what is known after apply".to_owned()),
            };
            Trial::Objective(verdict.name.clone(), standing)
        })
    }
}
