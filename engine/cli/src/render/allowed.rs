//! What the AA checks found and a script allows, with the reasons: counted, and listed where more is asked for.

use serde_json::{Value as Json, json};
use tandem_core::Sources;
use tandem_core::count::count;
use tandem_traffic::check::Allowed;

use crate::commands::Context;
use crate::evaluated::Evaluated;

/// Shows what is allowed: how much, with `-v` what; as objects always.
pub(crate) fn show(evaluated: &Evaluated, context: &Context) {
    let (allowed, terminal) = (&evaluated.allowed, &context.terminal);
    let sources = &evaluated.topology.sources;
    if terminal.json {
        allowed.iter().for_each(|one| terminal.object(&object(one, sources)));
    } else if !allowed.is_empty() && !terminal.quiet {
        terminal.data(&text(allowed, sources, terminal.verbose > 0));
    }
}

fn text(allowed: &[Allowed], sources: &Sources, verbose: bool) -> String {
    let number = count(allowed.len(), "finding");
    if !verbose {
        return format!("Allowed: {number} (-v lists them)\n");
    }
    let line = |one: &Allowed| {
        let place = sources.place(one.span);
        format!(
            "    {}  {}\n           {} ({place})\n",
            one.diagnostic.code, one.diagnostic.message, one.reason
        )
    };
    format!("Allowed: {number}\n{}", allowed.iter().map(line).collect::<String>())
}

/// Returns something that is allowed as an object.
fn object(allowed: &Allowed, sources: &Sources) -> Json {
    json!({
        "type": "allowed",
        "code": allowed.diagnostic.code,
        "message": allowed.diagnostic.message,
        "reason": allowed.reason,
        "about": allowed.about,
        "place": sources.place(allowed.span),
    })
}
