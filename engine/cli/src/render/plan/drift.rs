//! What became of the cloud since the last apply, apart from what the plan makes of it.

use tandem_core::count::count;
use tandem_core::{Action, Change};

use super::View;
use crate::render::paint::Role;
use crate::render::text::{clean, fit};

/// How many resources are named without `-v`.
const NAMED: usize = 20;

/// Adds what something outside of Tandem did, if it did anything.
pub(super) fn section(view: View<'_>, text: &mut String) {
    let drift: Vec<&Change> = view.plan.drift().collect();
    if drift.is_empty() {
        return;
    }
    let head =
        format!("Drift: {} changed outside of Tandem since the last apply", count(drift.len(), "resource"));
    text.push_str(&format!("\n{}\n", view.paint.paint(Role::Careful, &head)));
    let limit = if view.verbose { usize::MAX } else { NAMED };
    for change in drift.iter().take(limit) {
        one(view, change, text);
    }
    if drift.len() > limit {
        text.push_str(&format!("    and {} more (-v lists them)\n", drift.len() - limit));
    }
}

fn one(view: View<'_>, change: &Change, text: &mut String) {
    let fate = match change.action {
        Action::Create => "was deleted; it is made again",
        Action::Forget => "was deleted; it is forgotten",
        Action::Delete => "is deleted",
        Action::Keep => "stays as it was found",
        Action::Update | Action::Replace | Action::Read => "is put back",
    };
    text.push_str(&format!("    {}: {fate}\n", clean(change.address.as_str())));
    for difference in change.differences.iter().filter(|difference| difference.drift) {
        let remembered = change.prior.as_ref().and_then(|object| {
            let key = difference.path.first_key()?;
            object.arguments.get(key)?.at_steps(&difference.path.0[1..]).cloned()
        });
        let remembered = remembered.map_or_else(|| difference.after.to_string(), |value| value.to_string());
        let width = view.width.min(80).saturating_sub(12) / 2;
        let line = format!(
            "{}: {} → {}",
            difference.path,
            fit(&remembered, width),
            fit(&difference.before.to_string(), width)
        );
        text.push_str(&format!("      {}\n", fit(&line, view.width.min(80).saturating_sub(6))));
    }
}
