//! The automation of the project: `cargo xtask COMMAND`.

mod bench;
mod campaign;
mod judge;
mod kills;
mod measure;
mod page;
mod project;
mod servers;
mod shapes;
mod venv;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  bench [WORD…]          measures the release binary and prints a table; words choose rows
  campaign [--schedules N] [--seed S] [--row NAME] [--case FILE]
                         drives the scheduler, journal and recovery from seeds against a cloud that
                         fails in every way it can, and prints a table; --case tells one failure
  judge [WORD…]          holds the examples against emulators and clients that others wrote;
                         words choose judges and stories
  kills [N] [SEED]       kills the release binary N times (200) while it applies and destroys, and
                         holds what is left against a client that others wrote
  page [--test-name-pattern=NAME]
                         makes the page of a simulation and uses it in a headless browser; needs Node.js
  shapes BOTOCORE_DATA   generates the emulator's shape tables from the public API models
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["bench", rows @ ..] => bench::run(rows),
        ["campaign", words @ ..] => campaign::run(words),
        ["judge", words @ ..] => judge::run(words),
        ["kills", words @ ..] => kills::run(words),
        ["measure", file, command @ ..] => measure::child(Path::new(file), command),
        ["page", words @ ..] => page::run(words),
        ["shapes", data] => {
            shapes::generate(Path::new(data), &project::root().join("engine/emulator/shapes"))
                .map_err(|error| format!("shapes: {error}"))
        }
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
