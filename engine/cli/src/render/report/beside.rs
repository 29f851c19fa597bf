//! What a run did and saw beside its plan: what late requests had made, what it left as it is, what is still on its way.

use tandem_runtime::Report;

use super::View;
use crate::render::text::{clean, wrap};

/// How many of each are listed without `-v`.
const SHOWN: usize = 5;

/// Returns the lines; none at all after most runs.
pub(super) fn text(report: &Report, view: View<'_>) -> String {
    let deleted = report.deleted.iter().map(|object| {
        format!("deleted  {} (`{}`), which a request that came late had made", object.address, object.id)
    });
    let strays = report.strays.iter().map(|stray| {
        let what = format!("left     {} `{}` in {}", stray.kind, stray.id, stray.region);
        match &stray.address {
            Some(address) => format!(
                "{what}, which a request that came late had made and which may hold data: \
                 `tandem adopt '{address}' '{}'`, or delete it",
                stray.id
            ),
            None => format!("{what}, which bears this stack's mark and is not remembered"),
        }
    });
    let waiting = report.waiting.iter().map(|address| format!("waiting  {address} is still on its way"));
    let lapsed = report.lapsed.iter().map(|error| {
        format!(
            "stopped  the credentials are no longer valid ({}): sign in, then run the same command again",
            error.code
        )
    });
    let all: [Vec<String>; 4] = [lapsed.collect(), deleted.collect(), strays.collect(), waiting.collect()];
    all.iter().map(|lines| listed(lines, view)).collect()
}

fn listed(lines: &[String], view: View<'_>) -> String {
    let shown = if view.verbose { lines.len() } else { SHOWN };
    let indent = " ".repeat(11);
    let mut text: String =
        lines.iter().take(shown).map(|line| wrap(&clean(line), "  ", &indent, view.width.min(80))).collect();
    if lines.len() > shown {
        text.push_str(&format!("{indent}and {} more (-v lists them)\n", lines.len() - shown));
    }
    text
}
