//! `tandem output`: the outputs of the last apply.

use std::path::PathBuf;

use tandem_core::suggestion::nearest;
use tandem_core::{Diagnostic, Value};

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
    let value = state.outputs.get(name).ok_or_else(|| {
        let diagnostic = Diagnostic::error("output::unknown", format!("there is no output `{name}`"));
        match nearest(name, state.outputs.keys().map(String::as_str)) {
            Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
            None => diagnostic.hint("outputs are known after the first `tandem apply`"),
        }
    })?;
    if value.holds_secret() {
        return Err(secret(name, value).into());
    }
    let text = match value.as_str() {
        Some(text) if !context.terminal.json => text.to_owned(),
        _ => serde_json::to_string(value).unwrap_or_default(),
    };
    context.terminal.value(&format!("{text}\n"));
    Ok(Exit::Done)
}

/// A program that asks for a value must not get the word for one.
fn secret(name: &str, value: &Value) -> Diagnostic {
    let diagnostic =
        Diagnostic::error("output::secret", format!("the output `{name}` is secret, and not printed"));
    match source(value) {
        Some(reference) => diagnostic.hint(format!("read it where it is kept: `{reference}`")),
        None => diagnostic.hint("read it where it is kept"),
    }
}

/// Returns where the first secret in a value is kept.
fn source(value: &Value) -> Option<String> {
    match value {
        Value::Secret(sealed) => sealed.secrets().next().map(|part| part.reference.to_string()),
        Value::List(items) => items.iter().find_map(source),
        Value::Map(entries) => entries.values().find_map(source),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Number(_) | Value::String(_) => None,
    }
}
