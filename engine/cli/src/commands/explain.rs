//! `tandem explain CODE`: what a message means, why, and the ways out.

use tandem_core::Diagnostic;
use tandem_core::suggestion::nearest;

use super::Context;
use crate::codes;
use crate::exit::{Ended, Exit};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code between the brackets of a message: `attribute::unknown`; all codes if left out.
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Prints the long explanation of a code.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let Some(code) = &args.code else {
        list(context);
        return Ok(Exit::Done);
    };
    // As people copy it: `error[attribute::unknown]`, `[attribute::unknown]`.
    let code = code.rsplit('[').next().unwrap_or(code).trim_end_matches([']', ':']);
    let text = codes::explain(code).ok_or_else(|| unknown(code))?;
    if context.terminal.json {
        context
            .terminal
            .object(&serde_json::json!({ "type": "explanation", "code": code, "markdown": text }));
    } else {
        context.terminal.data(&format!("{code}\n\n{}\n", text.trim()));
    }
    Ok(Exit::Done)
}

/// Lists every code with what it means in one line.
fn list(context: &Context) {
    let codes = codes::all();
    let width = codes.iter().map(|code| code.len()).max().unwrap_or(0);
    for code in codes {
        let summary = codes::summary(code);
        if context.terminal.json {
            let object = serde_json::json!({ "type": "code", "code": code, "summary": summary });
            context.terminal.object(&object);
        } else {
            context.terminal.data(&format!("{code:<width$}  {summary}\n"));
        }
    }
}

fn unknown(code: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error("explain::unknown", format!("there is no code `{code}`"));
    match nearest(code, codes::all()) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("`tandem explain` lists the codes"),
    }
}
