//! `tandem output`: the outputs of the last apply.

use std::path::PathBuf;

use tandem_core::Diagnostic;
use tandem_core::suggestion::nearest;

use super::Context;
use crate::exit::{Ended, Exit};
use crate::project::{self, Stack};
use crate::remembered;
use crate::render::outputs;

/// Arguments of `output`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Print the value of this output alone, a text without quotes.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

/// Prints the outputs of the last apply, or one of them.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    let state = remembered::state(&stack)?;
    let Some(name) = &args.name else {
        outputs::print(&state.outputs, &context.terminal);
        return Ok(Exit::Done);
    };
    let value = state.outputs.get(name).map(tandem_core::Value::shown).ok_or_else(|| {
        let diagnostic = Diagnostic::error("output::unknown", format!("there is no output `{name}`"));
        match nearest(name, state.outputs.keys().map(String::as_str)) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic.hint("outputs are known after the first `tandem apply`"),
        }
    })?;
    let text = match value.as_str() {
        Some(text) if !context.terminal.json => text.to_owned(),
        _ => serde_json::to_string(&value).unwrap_or_default(),
    };
    context.terminal.value(&format!("{text}\n"));
    Ok(Exit::Done)
}
