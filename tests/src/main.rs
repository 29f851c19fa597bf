//! The one test program: every `.rhai` case of the project, run against the emulator under virtual time.
//!
//! `cargo test -p tandem-tests --test cases -- WORD…` runs the cases whose file or name holds one of the words.
//! `UPDATE=1` rewrites notes and outputs in place; on CI it is refused.

mod case;
mod collect;
mod notes;
mod verdict;

use std::process::ExitCode;

fn main() -> ExitCode {
    match verdict::run(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
