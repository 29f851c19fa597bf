//! The one test program: every `.rhai` case of the project, run against the emulator under virtual time.
//!
//! `cargo test -p tandem-tests --test cases -- WORD…` runs the cases whose file or name holds one of the words.
//! `UPDATE=1` rewrites notes and outputs in place; on CI it is refused.

mod always;
mod case;
mod cloud;
mod collect;
mod compile;
mod conformance;
mod memory;
mod notes;
mod render;
mod seeds;
mod stage;
mod verdict;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let registry = tandem_aws::registry();
    match verdict::run(&words, &registry) {
        Ok((passed, failed)) => {
            println!("{passed} passed, {failed} failed");
            if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
