//! The one test program: every `.rhai` case of the project, the conformance of every kind, faults on every call, the examples and what the
//! documents say, all against the emulator under virtual time.
//!
//! `cargo test -p tandem-tests --test cases -- WORD…` runs what bears one of the words in its file or name.
//! `UPDATE=1` rewrites notes and outputs in place; on CI it is refused.

mod always;
mod case;
mod cloud;
mod codes;
mod collect;
mod compile;
mod conformance;
mod documents;
mod examples;
mod faults;
mod memory;
mod notes;
mod ranges;
mod remembered;
mod render;
mod rules;
mod seeds;
mod stage;
mod suite;
mod traffic;
mod verdict;

use std::process::ExitCode;

use suite::Tally;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let registry = tandem_aws::registry();
    match suite::run(&words, &registry) {
        Ok(Tally { passed, failed }) => {
            println!("{passed} passed, {failed} failed");
            if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
