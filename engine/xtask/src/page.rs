//! `cargo xtask page`: the page of a simulation, made by the program and used in a headless browser.
//!
//! The browser, its libraries and its driver are npm packages pinned by a lock file: beside the project's own tools, a
//! machine needs Node.js and nothing else. What the page embeds of others is built again from its own lock file and
//! must be, to the byte, what is committed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project;

const TESTS: &str = "engine/cli/tests/page";
const VENDOR: &str = "engine/cli/src/render/page/vendor";
const EMBEDDED: [&str; 3] = ["d3.min.js", "world.json", "LICENSES.txt"];

/// Makes the page of the storefront losing a region, and uses it; pictures are left in `target/page/`.
///
/// # Errors
/// If something is missing, the embedded libraries are not what their lock file says, or a test fails.
pub fn run(words: &[&str]) -> Result<(), String> {
    rebuild()?;
    let tests = project::root().join(TESTS);
    install(&tests)?;
    let out = project::root().join("target/page");
    let page = simulate(&out)?;
    let mut node = Command::new("node");
    node.arg("--test").args(words).arg("page.test.mjs").current_dir(&tests);
    node.env("TANDEM_PAGE", page).env("TANDEM_PAGE_OUT", &out);
    let status = node.status().map_err(|error| format!("node: {error}"))?;
    if status.success() { Ok(()) } else { Err("page: a test failed".to_owned()) }
}

/// Builds what the page embeds from its lock file, apart, and compares.
fn rebuild() -> Result<(), String> {
    let vendor = project::root().join(VENDOR);
    let apart = project::scratch("page-vendor")?;
    for name in ["package.json", "package-lock.json", ".npmrc", "index.js", "build.mjs"] {
        std::fs::copy(vendor.join(name), apart.join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    install(&apart)?;
    project::run(Command::new("node").arg("build.mjs").current_dir(&apart))?;
    let read = |path: PathBuf| std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()));
    for name in EMBEDDED {
        if read(vendor.join(name))? != read(apart.join(name))? {
            return Err(format!("page: `{VENDOR}/{name}` is not what its lock file builds"));
        }
    }
    std::fs::remove_dir_all(&apart).map_err(|error| format!("{}: {error}", apart.display()))
}

/// Installs the packages of a folder as locked, unless they are there already.
fn install(folder: &Path) -> Result<(), String> {
    let read = |name: &str| std::fs::read(folder.join(name)).ok();
    if read("package-lock.json") == read("node_modules/.installed") {
        return Ok(());
    }
    eprintln!("page: installing the packages that {} locks", folder.display());
    project::run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))?;
    let copied = std::fs::copy(folder.join("package-lock.json"), folder.join("node_modules/.installed"));
    copied.map(|_| ()).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Has the program simulate the loss of a region, and returns the page it wrote.
fn simulate(out: &Path) -> Result<PathBuf, String> {
    std::fs::create_dir_all(out).map_err(|error| format!("{}: {error}", out.display()))?;
    let page = out.join("page.html");
    let mut tandem = Command::new(project::binary("dev")?);
    tandem.args(["simulate", "examples/storefront", "--fail", "us-east-1@60s", "--recover", "us-east-1@20m"]);
    project::run(tandem.arg("--page").arg(&page).current_dir(project::root()))?;
    Ok(page)
}
