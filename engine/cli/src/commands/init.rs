//! `tandem init`: a project that works, as it stands, without an account.

use std::fs;
use std::path::{Path, PathBuf};

use tandem_core::{Diagnostic, Severity};

use super::Context;
use crate::exit::{Ended, Exit};
use crate::project::{SETTINGS, folder, lookups};
use crate::world::words;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of the project; made if it is not there.
    #[arg(value_name = "PATH", default_value = ".", hide_default_value = true)]
    path: PathBuf,
}

const FILES: [(&str, &str); 4] = [
    ("main.rhai", include_str!("init/main.rhai")),
    (SETTINGS, include_str!("init/tandem.toml")),
    (lookups::LOOKUPS, include_str!("init/tandem.lookups.json")),
    (".gitignore", ".tandem/\n*.tandem-plan\n"),
];

/// Writes the files of a project; those that are there stay as they are.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let folder = context.globals.dir.join(&args.path);
    fs::create_dir_all(&folder).map_err(|error| {
        let message = format!("the folder `{}` cannot be made: {}", folder.display(), words(&error));
        Diagnostic::new(Severity::Error, "project::unwritable", message)
    })?;
    let name = name(&folder);
    let mut written = Vec::new();
    for (file, text) in FILES {
        if folder::write_new(&folder.join(file), &text.replace("NAME", &name))? {
            context.terminal.progress(&format!("  + {file}"));
            written.push(file);
        } else {
            context.terminal.progress(&format!("    {file} is there and stays as it is"));
        }
    }
    if context.terminal.json {
        context.terminal.object(&serde_json::json!({ "type": "init", "written": written }));
    }
    let place = args.path.display().to_string();
    let place = if place == "." { String::new() } else { format!(" {place}") };
    context.terminal.progress(&format!("Next: tandem apply{place}"));
    Ok(Exit::Done)
}

/// Returns the name of the folder, as far as it can name a project.
fn name(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let name: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "project".to_owned() } else { name.to_owned() }
}
