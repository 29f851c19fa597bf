//! `cargo xtask bench`: what the release binary takes on fixed work, beside its targets.
//!
//! Figures are the median of several runs of the whole process. They are printed, never asserted: a busy machine must
//! not fail a build.

mod dns;
mod growth;
mod records;
mod script;
mod table;

use std::path::{Path, PathBuf};

use table::Table;

use crate::measure::{Usage, median, once};
use crate::project::{binary, root, scratch};

/// Runs the rows whose name holds one of the words (all without words) and prints the table.
///
/// # Errors
/// If the binary does not build or a measured command fails.
pub fn run(words: &[&str]) -> Result<(), String> {
    let bench = Bench { tandem: binary("release")? };
    let mut table = Table::default();
    let rows: [(&str, Row); 5] = [
        ("start", start),
        ("records", records::run),
        ("layered", records::layered),
        ("growth", growth::run),
        ("dns", dns::run),
    ];
    for (name, row) in rows {
        if words.is_empty() || words.contains(&name) {
            eprintln!("bench: {name}");
            row(&bench, &mut table)?;
        }
    }
    print!("{table}");
    Ok(())
}

/// Measures some work and adds it to the table.
type Row = fn(&Bench, &mut Table) -> Result<(), String>;

/// What the rows share.
pub struct Bench {
    tandem: PathBuf,
}

impl Bench {
    /// Returns the median of several runs of the binary in a project folder.
    fn tandem(&self, runs: usize, folder: &Path, words: &[&str]) -> Result<Usage, String> {
        let program = self.tandem.to_string_lossy().into_owned();
        median(runs, &[&[program.as_str()], words].concat(), folder, || Ok(()))
    }

    /// Runs the binary once in a project folder.
    fn tandem_once(&self, folder: &Path, words: &[&str]) -> Result<Usage, String> {
        let program = self.tandem.to_string_lossy().into_owned();
        once(&[&[program.as_str()], words].concat(), folder)
    }
}

/// A project folder of one script on the local cloud.
fn project(name: &str, script: &str, limits: &str) -> Result<PathBuf, String> {
    let folder = scratch(name)?;
    let settings = format!(
        "name = \"bench\"\ndefault_stack = \"dev\"\n\n[stacks.dev]\ncloud = \"local\"\n\n[stacks.dev.limits]\n{limits}"
    );
    let write = |file: &str, text: &str| {
        std::fs::write(folder.join(file), text).map_err(|error| format!("{}: {error}", folder.display()))
    };
    write("main.rhai", script)?;
    write("tandem.toml", &settings)?;
    Ok(folder)
}

fn start(bench: &Bench, table: &mut Table) -> Result<(), String> {
    let folder = scratch("storefront")?;
    for file in ["main.rhai", "tandem.toml", "tandem.lookups.json"] {
        let from = root().join("examples/storefront").join(file);
        std::fs::copy(&from, folder.join(file)).map_err(|error| format!("{}: {error}", from.display()))?;
    }
    let usage = bench.tandem(11, &folder, &["plan"])?;
    table.row("start to plan, storefront, local cloud", &usage, "wall < 0.15 s");
    Ok(())
}
