//! What is to be done and is left out, because a region does not answer.

use tandem_core::count::count;

use super::View;
use crate::render::paint::Role;
use crate::render::text::clean;

/// Adds what is left out, with the reason; all of it, because nobody else will say so.
pub(super) fn section(view: View<'_>, text: &mut String) {
    let left = &view.plan.left_out;
    if left.is_empty() {
        return;
    }
    let head = format!("Left out: {}", count(left.len(), "resource"));
    text.push_str(&format!("\n{}\n", view.paint.paint(Role::Careful, &head)));
    for one in left {
        let reason = view.paint.paint(Role::Faint, &clean(&one.because));
        text.push_str(&format!("    {}\n      {reason}\n", clean(one.address.as_str())));
    }
    text.push_str("    run the same command without `--without-region` once the region answers\n");
}
