//! The commands: a file or a folder each, with its arguments and what it does.

pub(crate) mod adopt;
pub(crate) mod apply;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod destroy;
pub(crate) mod doc;
pub(crate) mod emulator;
pub(crate) mod explain;
pub(crate) mod graph;
pub(crate) mod init;
pub(crate) mod lookups;
pub(crate) mod output;
pub(crate) mod plan;
pub(crate) mod prove;
pub(crate) mod simulate;
pub(crate) mod state;
pub(crate) mod watch;

use std::path::Path;

use tandem_core::{Diagnostics, Sources};

use crate::args::{Command, Globals};
use crate::codes;
use crate::exit::{Ended, Exit, Failure};
use crate::findings::{self, Findings, ReportFile};
use crate::render::snippet::Look;
use crate::render::{diagnostic, json};
use crate::terminal::Terminal;

/// What every command gets beside its own arguments.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// What stands before or after every command.
    pub(crate) globals: Globals,
    /// Where output goes.
    pub(crate) terminal: Terminal,
    /// What was found, for the files of `--report`.
    pub(crate) findings: Findings,
}

impl Context {
    /// Shows diagnostics: to people on stderr, as objects on stdout.
    pub(crate) fn show(&self, diagnostics: &Diagnostics, sources: &Sources) {
        if diagnostics.is_empty() {
            return;
        }
        let diagnostics: &Diagnostics = &diagnostics.iter().cloned().map(codes::completed).collect();
        self.findings.add(diagnostics, sources);
        if self.terminal.json {
            let line = |found| format!("{}\n", json::diagnostic(found, sources));
            self.terminal.data(&diagnostics.iter().map(line).collect::<String>());
        } else {
            let look = Look { color: self.terminal.error_color, width: self.terminal.width };
            self.terminal.message(&diagnostic::text(diagnostics, sources, look));
        }
    }
}

impl Context {
    /// Ends the objects of a run that ended early: there is a summary at the end whatever happens.
    pub(crate) fn close(&self, command: &Command, failure: &Failure) {
        let name = match command {
            Command::Plan(_) => "plan",
            Command::Apply(_) => "apply",
            Command::Destroy(_) => "destroy",
            Command::Adopt(_) => "adopt",
            _ => return,
        };
        if self.terminal.json {
            self.terminal.object(&json::failed(name, failure));
        }
    }

    /// Writes the files of `--report`, however the run ended; one that cannot be written fails a run that did not.
    pub(crate) fn report(&self, command: &Command, exit: Exit) -> Exit {
        let (files, path) = command.reports();
        if files.is_empty() {
            return exit;
        }
        let name = match command {
            Command::Plan(_) => "plan",
            Command::Prove(_) => "prove",
            _ => "check",
        };
        let written = findings::write(files, &self.findings.found(), &self.globals.dir, path, (name, exit));
        let Err(failure) = written else { return exit };
        self.show(&failure.diagnostics, &failure.sources);
        if exit == Exit::Done { failure.exit } else { exit }
    }
}

impl Command {
    /// Returns the files for other programs that the command writes, and the path of its script.
    pub(crate) fn reports(&self) -> (&[ReportFile], Option<&Path>) {
        match self {
            Command::Check(args) => args.reports(),
            Command::Plan(args) => args.reports(),
            Command::Prove(args) => args.reports(),
            _ => (&[], None),
        }
    }
}

/// Runs a command.
///
/// # Errors
/// If it ends early.
pub(crate) fn run(command: &Command, context: &Context) -> Ended<Exit> {
    match command {
        Command::Init(args) => init::run(args, context),
        Command::Check(args) => check::run(args, context),
        Command::Plan(args) => plan::run(args, context),
        Command::Apply(args) => apply::run(args, context),
        Command::Destroy(args) => destroy::run(args, context),
        Command::Prove(args) => prove::run(args, context),
        Command::Simulate(args) => simulate::run(args, context),
        Command::Watch(args) => watch::run(args, context),
        Command::Output(args) => output::run(args, context),
        Command::Graph(args) => graph::run(args, context),
        Command::State(command) => state::run(command, context),
        Command::Lookups(args) => lookups::run(args, context),
        Command::Adopt(args) => adopt::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Doc(args) => doc::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Emulator(command) => emulator::run(command, context),
    }
}
