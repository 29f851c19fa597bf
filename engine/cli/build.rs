//! Lists the modules of `stdlib/`, so that the binary carries the library it was built with.

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let library = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../stdlib").canonicalize()?;
    println!("cargo::rerun-if-changed={}", library.display());
    let mut modules: Vec<PathBuf> =
        fs::read_dir(&library)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    modules.retain(|path| path.extension().is_some_and(|extension| extension == "rhai"));
    modules.sort();
    let rows = modules.iter().filter_map(|path| {
        let name = path.file_stem()?.to_str()?;
        println!("cargo::rerun-if-changed={}", path.display());
        Some(format!("    ({name:?}, include_str!({:?})),\n", path.to_str()?))
    });
    let table = format!("&[\n{}]\n", rows.collect::<String>());
    fs::write(Path::new(&env::var("OUT_DIR")?).join("stdlib.rs"), table)?;
    Ok(())
}
