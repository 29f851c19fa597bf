//! `cargo xtask judge`: emulators and clients that nobody here wrote.

/// Runs every judge.
///
/// # Errors
/// With what a judge found.
pub fn run() -> Result<(), String> {
    Err("the judges are being written".to_owned())
}
