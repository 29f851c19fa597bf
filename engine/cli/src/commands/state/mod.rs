//! `tandem state …`: what is remembered, what it was before, who did what, and what to do when it is damaged.

mod audit;
mod history;
mod look;
mod recover;
mod unlock;

use std::path::{Path, PathBuf};

use super::Context;
use crate::exit::{Ended, Exit};
use crate::project::{self, Project, Stack};
use crate::remembered;

/// The commands of `state`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// List the addresses of everything that the stack owns.
    List {
        /// A script, or a folder with `main.rhai`.
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
    },
    /// Show everything that is remembered of one resource.
    Show {
        /// Its address, as `state list` prints it.
        #[arg(value_name = "ADDRESS")]
        address: String,
        /// A script, or a folder with `main.rhai`.
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
    },
    /// List the kept snapshots, or show what changed in one of them.
    History(history::Args),
    /// Show who changed what, call by call, and check that nobody touched the log.
    Audit(audit::Args),
    /// Rebuild a damaged state from the newest good snapshot and what is whole of the journal.
    Recover(recover::Args),
    /// Show who holds the lock, and how it is freed.
    Unlock(unlock::Args),
}

/// Runs a command of `state`.
pub(crate) fn run(command: &Command, context: &Context) -> Ended<Exit> {
    match command {
        Command::List { path } => {
            let (_, stack) = open(path.as_deref(), context)?;
            look::list(&remembered::state(&stack)?, context);
            Ok(Exit::Done)
        }
        Command::Show { address, path } => {
            let (_, stack) = open(path.as_deref(), context)?;
            look::show(&remembered::state(&stack)?, address, context)?;
            Ok(Exit::Done)
        }
        Command::History(args) => history::run(args, context),
        Command::Audit(args) => audit::run(args, context),
        Command::Recover(args) => recover::run(args, context),
        Command::Unlock(args) => unlock::run(args, context),
    }
}

fn open(path: Option<&Path>, context: &Context) -> Ended<(Project, Stack)> {
    let project = project::open(&context.globals.dir, path)?;
    let stack = Stack::choose(&project, &context.globals)?;
    Ok((project, stack))
}
