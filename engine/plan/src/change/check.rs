//! Whether state and script belong together.

use tandem_core::{Diagnostic, Diagnostics, Topology};

use crate::{Options, Prior};

/// Finds what speaks against planning with this state at all.
pub(super) fn check(topology: Option<&Topology>, prior: &Prior, options: &Options) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let state = &prior.state;
    if let Some(topology) =
        topology.filter(|topology| !state.entry.is_empty() && topology.entry != state.entry)
    {
        let message = format!("this state belongs to `{}`, not to `{}`", state.entry, topology.entry);
        diagnostics.push(
            Diagnostic::error("state::entry", message).hint(format!(
                "plan `{}`, or give this script a stack of its own with `--stack`",
                state.entry
            )),
        );
    }
    if !state.account.is_empty() && !options.account.is_empty() && state.account != options.account {
        let message = format!("this state belongs to account {}, not to {}", state.account, options.account);
        diagnostics.push(
            Diagnostic::error("state::account", message)
                .hint("use the credentials of that account, or another stack with `--stack`"),
        );
    }
    diagnostics
}
