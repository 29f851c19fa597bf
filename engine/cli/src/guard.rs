//! What is asked on the real cloud before much is deleted, or something that cannot be had back.

use tandem_core::count::count;
use tandem_core::{Action, Diagnostic, Registry};
use tandem_plan::{Deletions, Plan};

use crate::cloud::Cloud;
use crate::confirm::{Answer, ask};
use crate::exit::Ended;
use crate::planned::Planned;
use crate::project::Stack;
use crate::session::Session;
use crate::terminal::Terminal;

/// What a command line allows beyond what goes without saying; asked for on `aws` only.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Guards {
    /// Allow so many deletions, replacements included; on `aws` more than a few need it.
    #[arg(long, value_name = "N")]
    pub(crate) allow_deletes: Option<usize>,
    /// Confirm by its name that a zone, table or accelerator may go; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub(crate) confirm: Vec<String>,
}

/// A plan about to be applied.
#[derive(Clone, Copy)]
pub(crate) struct Guarded<'a> {
    /// The command, for what is next.
    pub(crate) command: &'a str,
    /// The stack.
    pub(crate) stack: &'a Stack,
    /// The plan.
    pub(crate) planned: &'a Planned,
    /// Whether somebody has just typed that everything is to go.
    pub(crate) typed: bool,
}

/// Asks what the real cloud calls for; returns whether all of it was answered.
///
/// # Errors
/// If more is deleted than the flags allow, or nobody can be asked.
pub(crate) fn passes(
    guards: &Guards,
    guarded: Guarded<'_>,
    session: &Session,
    terminal: &Terminal,
) -> Ended<bool> {
    if guarded.stack.cloud != Cloud::Aws {
        return Ok(true);
    }
    let plan = &guarded.planned.plan;
    let deletions = Deletions::of(plan, session.state.objects.len());
    if let Some(refusal) = over_budget(guards, deletions, guarded.command).filter(|_| !guarded.typed) {
        return Err(refusal.into());
    }
    for name in unconfirmed(guards, plan, session.edge.provider.registry()) {
        if !terminal.asks {
            return Err(unasked(&name, guarded.command).into());
        }
        let question = format!("`{name}` is deleted for good.");
        if !ask(&question, Answer::Word(&name), terminal)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn over_budget(guards: &Guards, deletions: Deletions, command: &str) -> Option<Diagnostic> {
    let allowed = guards.allow_deletes.unwrap_or_default() >= deletions.count;
    if allowed || !deletions.are_many() {
        return None;
    }
    let message = format!(
        "this deletes {} of {}",
        count(deletions.count, "resource"),
        deletions.of.max(deletions.count)
    );
    let next = format!("tandem {} --allow-deletes {}", command, deletions.count);
    Some(
        Diagnostic::error("guard::deletes", message)
            .note("nothing was changed")
            .hint(format!("look at the plan above; if it is meant: {next}")),
    )
}

/// Returns the names of what is deleted, holds data or addresses, and was not confirmed.
fn unconfirmed(guards: &Guards, plan: &Plan, registry: &Registry) -> Vec<String> {
    let deleted =
        plan.changes.iter().filter(|change| matches!(change.action, Action::Delete | Action::Replace));
    let precious =
        deleted.filter(|change| registry.kind(change.address.kind()).is_some_and(|kind| kind.precious));
    precious.map(|change| change.address.name()).filter(|name| !guards.confirm.contains(name)).collect()
}

fn unasked(name: &str, command: &str) -> Diagnostic {
    Diagnostic::error(
        "guard::unconfirmed",
        format!("`{name}` would be deleted for good, and nobody can be asked"),
    )
    .note("nothing was changed; `--yes` does not cover it")
    .hint(format!("if it is meant: tandem {command} --confirm {name}"))
}

#[cfg(test)]
mod tests {
    use tandem_core::{Action, Address, Change, Place};
    use tandem_plan::{Deletions, Plan};

    use super::{Guards, over_budget, unconfirmed};

    fn deletion(kind: &str, name: &str) -> Change {
        Change {
            address: Address::new(kind, &[name], &Place::global()),
            action: Action::Delete,
            prior: None,
            desired: Default::default(),
            parent: None,
            differences: Vec::new(),
            dependencies: Vec::new(),
            protect: false,
            reasons: Vec::new(),
            place: String::new(),
        }
    }

    #[test]
    fn what_holds_data_is_confirmed_by_name() {
        let changes = vec![deletion("route53::hosted_zone", "example.com"), deletion("sns::topic", "oncall")];
        let plan = Plan { changes, ..Plan::default() };
        let registry = tandem_aws::registry();
        assert_eq!(unconfirmed(&Guards::default(), &plan, &registry), ["example.com"]);
        let confirmed = Guards { confirm: vec!["example.com".to_owned()], ..Guards::default() };
        assert!(unconfirmed(&confirmed, &plan, &registry).is_empty());
    }

    #[test]
    fn many_deletions_are_allowed_by_their_number() {
        let many = Deletions { count: 12, of: 40 };
        let refusal = over_budget(&Guards::default(), many, "apply").expect("it is over a tenth");
        assert_eq!(refusal.code, "guard::deletes");
        assert!(refusal.hints[0].ends_with("tandem apply --allow-deletes 12"), "{:?}", refusal.hints);
        for (allowed, refused) in [(11, true), (12, false)] {
            let guards = Guards { allow_deletes: Some(allowed), ..Guards::default() };
            assert_eq!(over_budget(&guards, many, "apply").is_some(), refused, "{allowed}");
        }
        assert!(over_budget(&Guards::default(), Deletions { count: 1, of: 2 }, "apply").is_none());
    }
}
