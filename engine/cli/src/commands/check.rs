//! `tandem check`: syntax, names, types, lints, cycles and the AA checks. No cloud is asked.

use std::path::{Path, PathBuf};

use serde_json::json;
use tandem_core::count::count;

use super::Context;
use crate::evaluated::checked;
use crate::exit::{Ended, Exit};
use crate::findings::{ReportArgs, ReportFile};
use crate::project::{self, Stack};
use crate::render::allowed;

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// What is written for other programs.
    #[command(flatten)]
    reports: ReportArgs,
}

impl Args {
    /// Returns the files for other programs, and the path of the script.
    pub(crate) fn reports(&self) -> (&[ReportFile], Option<&Path>) {
        (&self.reports.reports, self.path.as_deref())
    }
}

/// Checks a script.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    let evaluated = checked(&project, &stack, &tandem_aws::registry(), &context.findings)?;
    context.show(&evaluated.diagnostics, &evaluated.topology.sources);
    allowed::show(&evaluated, context);
    let (resources, files) =
        (evaluated.topology.declarations.len(), evaluated.topology.sources.iter().count());
    if context.terminal.json {
        context.terminal.object(&json!({
            "type": "summary",
            "command": "check",
            "resources": resources,
            "files": files,
            "warnings": evaluated.diagnostics.len(),
            "allowed": evaluated.allowed.len(),
        }));
    } else if !context.terminal.quiet {
        let warnings = match evaluated.diagnostics.len() {
            0 => "no warnings".to_owned(),
            number => count(number, "warning"),
        };
        let line =
            format!("Checked: {} in {}, {warnings}\n", count(resources, "resource"), count(files, "file"));
        context.terminal.data(&line);
    }
    Ok(Exit::Done)
}
