//! `tandem`: the command line. It parses, composes the other crates, and shows what they say.

mod args;
mod behaviour;
mod cloud;
mod codes;
mod commands;
mod confirm;
mod evaluated;
mod execute;
mod exit;
mod findings;
mod gate;
mod guard;
mod harden;
mod header;
mod library;
mod memory;
mod planned;
mod project;
mod proved;
mod quotas;
mod rates;
mod remembered;
mod render;
mod residence;
mod secret;
mod session;
mod stores;
mod terminal;
mod whereabouts;
mod world;

use std::process::ExitCode;

use clap::Parser;

use crate::args::Cli;
use crate::commands::Context;
use crate::exit::Exit;
use crate::findings::Findings;
use crate::terminal::Terminal;

fn main() -> ExitCode {
    harden::harden();
    let cli = match Cli::try_parse_from(args::normalise(std::env::args_os())) {
        Ok(cli) => cli,
        Err(error) => return usage(&error).into(),
    };
    let findings = Findings::new(!cli.command.reports().0.is_empty());
    let context = Context { terminal: Terminal::new(&cli.globals), globals: cli.globals, findings };
    let exit = commands::run(&cli.command, &context).unwrap_or_else(|failure| {
        context.show(&failure.diagnostics, &failure.sources);
        context.close(&cli.command, &failure);
        failure.exit
    });
    context.report(&cli.command, exit).into()
}

/// Shows the parser's words: help on stdout, faults on stderr with the code for usage.
///
/// The words repeat what was typed, so they go through the escaper and the redactor like everything else.
fn usage(error: &clap::Error) -> Exit {
    terminal::words(error);
    match error.kind() {
        clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion => Exit::Done,
        _ => Exit::Usage,
    }
}
