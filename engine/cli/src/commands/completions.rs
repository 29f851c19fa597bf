//! `tandem completions SHELL`: a script for the shell.

use clap::CommandFactory;
use clap_complete::Shell;

use super::Context;
use crate::args::Cli;
use crate::exit::{Ended, Exit};

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell.
    shell: Shell,
}

/// Prints the completions of a shell.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "tandem", &mut script);
    context.terminal.data(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
