//! The files that say what a run found, and where paths in them begin.

use std::path::{Path, PathBuf};

use super::Found;
use crate::exit::{Ended, Exit};
use crate::project::{self, folder};
use crate::render::{junit, sarif};
use crate::secret::redactor;

/// The files that a run writes beside what it shows.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ReportArgs {
    /// Write what was found to a file for other programs: `sarif=FILE` or `junit=FILE`; may be repeated.
    #[arg(long = "report", value_name = "FORMAT=FILE", value_parser = parse)]
    pub(crate) reports: Vec<ReportFile>,
}

/// A file for other programs.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ReportFile {
    format: Format,
    path: PathBuf,
}

/// What a file is written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// What code scanners say, version 2.1.0.
    Sarif,
    /// What test runners say.
    Junit,
}

fn parse(text: &str) -> Result<ReportFile, String> {
    let wanted = || "write `sarif=FILE` or `junit=FILE`".to_owned();
    let (format, path) = text.split_once('=').ok_or_else(wanted)?;
    let format = match format {
        "sarif" => Format::Sarif,
        "junit" => Format::Junit,
        _ => return Err(wanted()),
    };
    match path {
        // What a run shows is on stdout already.
        "" | "-" => Err("name a file".to_owned()),
        path => Ok(ReportFile { format, path: path.into() }),
    }
}

/// Writes the files, however the run ended.
///
/// # Errors
/// If one of them cannot be written; the others are.
pub(crate) fn write(
    files: &[ReportFile],
    found: &Found,
    dir: &Path,
    path: Option<&Path>,
    ended: (&str, Exit),
) -> Ended<()> {
    let prefix = prefix(&project::root(dir, path).unwrap_or_else(|| dir.to_owned()));
    let mut result = Ok(());
    for file in files {
        let text = match file.format {
            Format::Sarif => sarif::text(found, &prefix, ended.1),
            Format::Junit => junit::text(found, &prefix, ended.0),
        };
        let text = redactor().text(&text);
        result = folder::replace(&dir.join(&file.path), text.as_bytes()).and(result);
    }
    result
}

/// Returns the way from the root of the repository to that of the project, ending in `/`; empty where they are one, or
/// where there is no repository. Services that show findings beside the code look for files from the repository's root.
fn prefix(root: &Path) -> String {
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    let way = repository.and_then(|repository| root.strip_prefix(repository).ok());
    let parts = way.into_iter().flat_map(Path::components);
    parts.map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_file_has_a_format_and_a_path() {
        assert!(parse("sarif=out/tandem.sarif").is_ok());
        assert!(parse("junit=a=b.xml").is_ok());
        for wrong in ["sarif", "sarif=", "junit=-", "json=x", "=x"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
