//! Proved topologies of which one safety field is flipped: the proof must be lost, and a single edit must restore it.
//!
//! `TANDEM_MUTANTS=1000` tries so many; a plain run tries fewer.

mod flip;
mod shop;

use std::collections::BTreeMap;

use tandem_traffic::Assumptions;
use tandem_traffic::model::Model;
use tandem_traffic::prove::{Settings, Verdict};
use tandem_traffic::repair::{Calls, repair};

use crate::build::proof;
use crate::dice::Dice;

/// How many mutants a plain run tries.
const FEW: u64 = 400;

/// What became of the mutants of one kind.
#[derive(Default, Debug)]
struct Tally {
    mutants: usize,
    refuted: usize,
    repaired: usize,
}

#[test]
fn one_flipped_field_loses_the_proof_and_one_edit_restores_it() {
    let count = std::env::var("TANDEM_MUTANTS").ok().and_then(|text| text.parse().ok()).unwrap_or(FEW);
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for seed in 0..count {
        let mut dice = Dice(seed);
        let model = shop::shop(&mut dice);
        assert!(verdict(&model).holds(), "seed {seed} is not proved: {:#?}", verdict(&model).outcome);
        let flips = flip::flips(&model);
        let (name, flip) = &flips[dice.below(flips.len())];
        let mut mutant = model.clone();
        flip(&mut mutant);
        let tally = tallies.entry(name).or_default();
        tally.mutants += 1;
        let found = verdict(&mutant);
        if found.holds() {
            println!("seed {seed}: {name} survives");
            continue;
        }
        tally.refuted += 1;
        let objective = &mutant.objectives[0];
        let (calls, assumptions) = (Calls::default(), Assumptions::default());
        match repair(&found, objective, &mutant, &calls, &assumptions, &Settings::default()) {
            Some(repair) => {
                tally.repaired += 1;
                let whole = repair.edit.apply(&mutant).expect("what was edited can be edited again");
                assert!(verdict(&whole).holds(), "seed {seed}: {} does not hold", repair.edit.text());
            }
            None => println!("seed {seed}: no repair of {name}: {:#?}", found.refuted()),
        }
    }
    println!("{tallies:#?}");
    let sum = |of: fn(&Tally) -> usize| tallies.values().map(of).sum::<usize>();
    let (mutants, refuted, repaired) = (sum(|it| it.mutants), sum(|it| it.refuted), sum(|it| it.repaired));
    println!("{mutants} mutants, {refuted} refuted, {repaired} repaired by one edit");
    assert!(refuted * 100 >= mutants * 99, "{refuted} of {mutants} are refuted");
    assert!(repaired * 100 >= refuted * 90, "{repaired} of {refuted} are repaired");
    assert!(tallies.len() >= 10, "few kinds of flips: {tallies:?}");
}

/// Returns the verdict of the only name.
fn verdict(model: &Model) -> Verdict {
    proof(model).verdicts.remove(0)
}
