//! What is to be applied: a script, or a plan file, known by its first bytes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use tandem_core::Diagnostic;
use tandem_plan::Plan;

use super::Args;
use crate::args::Globals;
use crate::commands::Context;
use crate::exit::{Ended, Failure};
use crate::project::{self, Project};
use crate::world::words;

/// What is to be applied.
pub(super) struct Target {
    /// The project.
    pub(super) project: Project,
    /// The flags, completed by what the plan file says.
    pub(super) globals: Globals,
    /// The plan of a plan file.
    pub(super) plan: Option<Plan>,
}

/// Finds out what is to be applied.
pub(super) fn find(args: &Args, context: &Context) -> Ended<Target> {
    let globals = context.globals.clone();
    let file = args.path.as_ref().map(|path| globals.dir.join(path)).filter(|path| begins_as_plan(path));
    match (&args.path, file) {
        (Some(path), Some(file)) => planned(&file, &path.display().to_string(), globals),
        (path, _) => {
            let project = project::open(&globals.dir, path.as_deref())?;
            Ok(Target { project, globals, plan: None })
        }
    }
}

fn begins_as_plan(path: &Path) -> bool {
    let mut start = Vec::new();
    let regular = path.metadata().is_ok_and(|data| data.is_file());
    regular
        && File::open(path).is_ok_and(|file| file.take(64).read_to_end(&mut start).is_ok())
        && Plan::is_plan(&start)
}

/// A plan says which stack, cloud and script it is for; a flag may only agree.
fn planned(file: &Path, name: &str, mut globals: Globals) -> Ended<Target> {
    let bytes = std::fs::read(file).map_err(|error| {
        Diagnostic::error("project::unreadable", format!("`{name}` cannot be read: {}", words(&error)))
    })?;
    let plan = Plan::read(&bytes).map_err(|error| error.diagnostic(name))?;
    agrees("--stack", globals.stack.as_deref(), &plan.stack)?;
    agrees("--cloud", globals.cloud.as_deref(), &plan.cloud)?;
    same_values(&globals, &plan)?;
    globals.vars = plan.vars.clone().into_iter().collect();
    globals.stack = Some(plan.stack.clone());
    globals.cloud = Some(plan.cloud.clone());
    if plan.destroy {
        let diagnostic = Diagnostic::error("plan::destroy", format!("`{name}` is the plan of a destroy"));
        return Err(diagnostic.hint("run `tandem destroy`").into());
    }
    let project = opened(&globals.dir, &plan.entry)?;
    Ok(Target { project, globals, plan: Some(plan) })
}

/// Opens the project of a plan from anywhere inside it.
fn opened(dir: &Path, entry: &str) -> Ended<Project> {
    let here = std::fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    let script: Option<PathBuf> =
        here.ancestors().map(|folder| folder.join(entry)).find(|script| script.is_file());
    match script {
        Some(script) => project::open(dir, Some(&script)),
        None => {
            let message = format!("the plan is for `{entry}`, and there is none here");
            Err(Diagnostic::error("project::missing", message)
                .hint("run it inside the project, or say `-C DIR`")
                .into())
        }
    }
}

/// A plan has its values of inputs with it; flags may repeat them, not change them.
fn same_values(globals: &Globals, plan: &Plan) -> Ended<()> {
    let given: BTreeMap<&String, &String> = globals.vars.iter().map(|(name, value)| (name, value)).collect();
    let Some((name, value)) = given.into_iter().find(|(name, value)| plan.vars.get(*name) != Some(*value))
    else {
        return Ok(());
    };
    let message = match plan.vars.get(name) {
        Some(planned) => format!("the plan has `{name}={planned}`, but `--var` says `{name}={value}`"),
        None => format!("the plan was made without `--var {name}`"),
    };
    let diagnostic = Diagnostic::error("usage::plan", message);
    Err(Failure::usage(
        diagnostic.hint("leave `--var` out: the plan has its values with it; or make a new plan"),
    ))
}

fn agrees(flag: &str, given: Option<&str>, planned: &str) -> Ended<()> {
    match given {
        Some(given) if given != planned => {
            let message = format!("the plan is for `{planned}`, but `{flag}` says `{given}`");
            Err(Failure::usage(Diagnostic::error("usage::plan", message)))
        }
        _ => Ok(()),
    }
}
