//! `tandem graph`: the dependency graph, drawn.

use std::path::PathBuf;

use clap::ValueEnum;
use tandem_plan::graph;

use super::Context;
use crate::evaluated::evaluate;
use crate::exit::{Ended, Exit};
use crate::project::{self, Stack};

/// Arguments of `graph`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The language to draw in; `--json` means `json`.
    #[arg(long, value_name = "FORMAT", default_value = "dot")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Graphviz.
    Dot,
    /// Mermaid, as Markdown renderers draw it.
    Mermaid,
    /// A picture.
    Svg,
    /// Nodes and edges.
    Json,
}

/// Draws the dependency graph of a script.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    let evaluated = evaluate(&project, &stack, &tandem_aws::registry())?;
    let format = if context.terminal.json { Format::Json } else { args.format };
    let mut drawn = match format {
        Format::Dot => graph::dot(&evaluated.graph),
        Format::Mermaid => graph::mermaid(&evaluated.graph),
        Format::Svg => graph::svg(&evaluated.graph),
        Format::Json => graph::json(&evaluated.graph),
    };
    if !drawn.ends_with('\n') {
        drawn.push('\n');
    }
    context.terminal.data(&drawn);
    Ok(Exit::Done)
}
