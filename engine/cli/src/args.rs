//! The command line: what stands before or after every command, and the commands.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    adopt, apply, check, completions, destroy, doc, emulator, explain, graph, init, lookups, output, plan,
    prove, simulate, state, watch,
};

/// Turns a topology script into a running multi-region architecture on AWS.
#[derive(Debug, Parser)]
#[command(name = "tandem", version, arg_required_else_help = true, max_term_width = 100)]
#[command(disable_help_subcommand = true, infer_long_args = false)]
pub(crate) struct Cli {
    /// What stands before or after every command.
    #[command(flatten)]
    pub(crate) globals: Globals,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What stands before or after every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Globals {
    /// Run as if started in this folder.
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".", hide_default_value = true)]
    pub(crate) dir: PathBuf,
    /// The stack to work on; `default_stack` of tandem.toml if left out.
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) stack: Option<String>,
    /// The cloud: `local`, `http://127.0.0.1:PORT` or `aws`.
    #[arg(long, value_name = "CLOUD", global = true)]
    pub(crate) cloud: Option<String>,
    /// Gives a value to an `input` of the script; may be repeated.
    #[arg(long = "var", value_name = "KEY=VALUE", global = true, value_parser = variable)]
    pub(crate) vars: Vec<(String, String)>,
    /// Do without a region whose API does not answer: what needs it is named and left as it is; may be repeated.
    #[arg(long = "without-region", value_name = "REGION", global = true, value_parser = region)]
    pub(crate) without: Vec<String>,
    /// One JSON object a line on stdout, each with a `type`.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// When to use colours; NO_COLOR turns them off as well.
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto", hide_default_value = true)]
    pub(crate) color: Color,
    /// Only the result, no progress.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// More: what stays as it is, attributes at their defaults, everything that was skipped.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Never ask.
    #[arg(long, global = true)]
    pub(crate) no_input: bool,
    /// The most calls in flight at once.
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) parallelism: Option<u16>,
    /// Keep AWS's API rates on a cloud of this machine too; the emulator then throttles as AWS does.
    #[arg(long, global = true)]
    pub(crate) limits: bool,
}

/// When to use colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write a project that works.
    Init(init::Args),
    /// Check a script: syntax, names, types. No cloud is asked.
    Check(check::Args),
    /// Show what an apply would do.
    Plan(plan::Args),
    /// Make the cloud as the script says.
    Apply(apply::Args),
    /// Show what every name survives, and in how long. No cloud is asked.
    Prove(prove::Args),
    /// Delete everything that the stack owns.
    Destroy(destroy::Args),
    /// Show what clients and data go through while something fails and recovers. No cloud is asked.
    Simulate(simulate::Args),
    /// Run plan again whenever a file of the script is saved.
    Watch(watch::Args),
    /// Show the outputs of the last apply.
    Output(output::Args),
    /// Draw the dependency graph.
    Graph(graph::Args),
    /// Look at what is remembered.
    #[command(subcommand)]
    State(state::Command),
    /// Show or record what look-ups find.
    Lookups(lookups::Args),
    /// Take an object that something else made under a declaration, after showing how it differs.
    Adopt(adopt::Args),
    /// Explain the code of a message.
    Explain(explain::Args),
    /// Show the reference page of a kind or a module.
    Doc(doc::Args),
    /// Print the completions of a shell.
    Completions(completions::Args),
    /// The emulated AWS.
    #[command(subcommand)]
    Emulator(emulator::Command),
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write `KEY=VALUE`".to_owned()),
    }
}

fn region(text: &str) -> Result<String, String> {
    match tandem_core::region::find(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("there is no such region".to_owned()),
    }
}

/// The flags of [`Globals`] that take a value.
const VALUED: [&str; 7] =
    ["-C", "--stack", "--cloud", "--var", "--color", "--parallelism", "--without-region"];

/// Returns the command line with everything that stands before the command moved behind it.
///
/// The parser forgets a repeated flag's values before the command when there are some after it.
pub(crate) fn normalise(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut words = words.into_iter();
    let mut line: Vec<OsString> = words.next().into_iter().collect();
    let mut before = Vec::new();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy().into_owned();
        if !text.starts_with('-') {
            line.push(word);
            break;
        }
        before.push(word);
        if VALUED.contains(&text.as_str()) {
            before.extend(words.next());
        }
    }
    let mut rest: Vec<OsString> = words.collect();
    // Two commands have commands of their own.
    let nested = line.last().is_some_and(|word| word == "state" || word == "emulator");
    if nested && rest.first().is_some_and(|word| !word.to_string_lossy().starts_with('-')) {
        line.push(rest.remove(0));
    }
    line.extend(before);
    line.extend(rest);
    line
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::{Cli, normalise};

    #[track_caller]
    fn parse(line: &str) -> Cli {
        let words = line.split(' ').map(Into::into);
        Cli::try_parse_from(normalise(words)).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_stand_before_or_after_the_command() {
        for line in ["tandem --stack a --var x=1 plan --var y=2", "tandem plan --var x=1 --stack a --var y=2"]
        {
            let globals = parse(line).globals;
            assert_eq!(globals.stack.as_deref(), Some("a"), "{line}");
            assert_eq!(globals.vars.len(), 2, "{line}");
        }
        assert!(parse("tandem --json state list").globals.json);
        assert_eq!(parse("tandem -C /tmp plan").globals.dir.as_os_str(), "/tmp");
    }
}
