//! `cargo xtask campaign`: the campaign of crashes and faults in full.

use std::process::Command;

use crate::project::root;

/// Runs the test program of the campaign with its full numbers. It is the one that `cargo test` builds, so that
/// nothing is built twice.
///
/// # Errors
/// If it cannot be run, or if a figure misses its target.
pub fn run(words: &[&str]) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--quiet", "--test", "campaign", "--", "--full"]).args(words).current_dir(root());
    let status = cargo.status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("campaign: a figure misses its target".to_owned()) }
}
