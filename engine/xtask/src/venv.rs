//! A local Python environment with the judges that others wrote, pinned.

use std::path::PathBuf;
use std::process::Command;

use crate::project::{root, run};

/// Returns the folder of the environment's programs; makes the environment when it is not there or not as pinned.
///
/// # Errors
/// If Python is missing or a package cannot be had.
pub fn programs() -> Result<PathBuf, String> {
    let folder = root().join(".venv");
    let wanted = root().join("engine/xtask/python/requirements.txt");
    let pinned =
        std::fs::read_to_string(&wanted).map_err(|error| format!("{}: {error}", wanted.display()))?;
    let stamp = folder.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == pinned) {
        return Ok(folder.join("bin"));
    }
    eprintln!("judges: making a local Python environment (about a minute)");
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let pip = folder.join("bin/pip");
    run(Command::new(pip).args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted))?;
    std::fs::write(&stamp, pinned).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(folder.join("bin"))
}
