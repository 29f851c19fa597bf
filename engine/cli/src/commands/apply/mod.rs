//! `tandem apply`: makes the cloud as the script says, or as a plan file says.

mod target;

use std::path::PathBuf;
use std::sync::Arc;

use tandem_core::Diagnostic;

use self::target::Target;
use super::{Context, plan};
use crate::cloud;
use crate::confirm::{Answer, ask};
use crate::evaluated::{Evaluated, checked};
use crate::execute::{self, Execution};
use crate::exit::{Ended, Exit, Failure};
use crate::gate::{self, GateArgs};
use crate::guard::{self, Guarded, Guards};
use crate::header;
use crate::planned::{self, Planned};
use crate::project::Stack;
use crate::render::progress::Progress;
use crate::session;
use crate::stores::LockArgs;

/// Arguments of `apply`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, a folder with `main.rhai`, or a plan file.
    #[arg(value_name = "PATH|PLANFILE")]
    pub(crate) path: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    pub(crate) yes: bool,
    /// What may be deleted.
    #[command(flatten)]
    pub(crate) guards: Guards,
    /// Apply only if the plan has this fingerprint, as `plan --json` prints it.
    #[arg(long, value_name = "sha256:…")]
    pub(crate) expect: Option<String>,
    /// What the plan must not do.
    #[command(flatten)]
    pub(crate) gates: GateArgs,
    /// For how long the lock is waited for.
    #[command(flatten)]
    pub(crate) lock: LockArgs,
}

/// Makes the cloud as the script says.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let target = target::find(args, context)?;
    let stack = Stack::choose(&target.project, &target.globals)?;
    chosen(&stack, context)?;
    if let Some(expected) = &args.expect {
        well_formed(expected)?;
    }
    header::print(&target.project, &stack, &context.terminal);
    let evaluated = checked(&target.project, &stack, &tandem_aws::registry(), &context.findings)?;
    context.show(&evaluated.diagnostics, &evaluated.topology.sources);
    cloud::runtime(&stack.cloud)?.block_on(apply(args, context, &target, &stack, &evaluated))
}

async fn apply(
    args: &Args,
    context: &Context,
    target: &Target,
    stack: &Stack,
    evaluated: &Evaluated,
) -> Ended<Exit> {
    let reading = Arc::new(Progress::new(context.terminal));
    let mut session =
        session::begin(&target.project, stack, context, reading.clone(), Some(args.lock.locking("apply")))
            .await?;
    let planned = planned::plan(&session, evaluated).await;
    reading.clear();
    let planned = planned.map_err(|failure| execute::unbegun(failure, &session))?;
    current(args, target, &planned)?;
    context.show(&planned.diagnostics, &evaluated.topology.sources);
    plan::show(&planned, Some(evaluated), context);
    let refused = gate::check(&args.gates.fail_on, &planned, &evaluated.topology);
    if !refused.is_empty() {
        context.show(&refused, &evaluated.topology.sources);
        context.terminal.progress("Nothing was changed.");
        return Ok(Exit::Refuted);
    }
    let guarded = Guarded { command: "apply", stack, planned: &planned, typed: false };
    if !guard::passes(&args.guards, guarded, &session, &context.terminal)? {
        context.terminal.progress("Nothing was changed.");
        return Ok(Exit::Error);
    }
    if planned.acts() && !args.yes && !ask("Apply this plan?", Answer::Yes, &context.terminal)? {
        context.terminal.progress("Nothing was changed.");
        return Ok(Exit::Error);
    }
    let execution =
        Execution { command: "apply", planned: &planned, topology: Some(&evaluated.topology), context };
    execute::run(&mut session, execution).await
}

/// A green run of a machine must not have deployed to nothing.
fn chosen(stack: &Stack, context: &Context) -> Ended<()> {
    if stack.chosen || context.terminal.attended {
        return Ok(());
    }
    let message = "nobody chose a cloud, and nobody is watching";
    let diagnostic = Diagnostic::error("usage::cloud", message)
        .hint(format!("set `cloud` of `[stacks.{}]` in `tandem.toml`, or say `--cloud local`", stack.name));
    Err(Failure::usage(diagnostic))
}

fn well_formed(expected: &str) -> Ended<()> {
    let digits = expected.strip_prefix("sha256:").unwrap_or_default();
    if digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(());
    }
    let message = format!("`{expected}` is not the fingerprint of a plan");
    let hint = "it is `sha256:` and 64 hexadecimal digits, as in the summary of `tandem plan --json`";
    Err(Failure::usage(Diagnostic::error("usage::expect", message).hint(hint)))
}

/// Refuses a plan that is not the one that was looked at.
fn current(args: &Args, target: &Target, planned: &Planned) -> Ended<()> {
    let now = &planned.plan.fingerprint;
    let file = target.plan.as_ref().map(|plan| &plan.fingerprint);
    let Some(before) = args.expect.as_ref().into_iter().chain(file).find(|before| *before != now) else {
        return Ok(());
    };
    let diagnostic =
        Diagnostic::error("plan::stale", "the plan is out of date: what it was made from has changed")
            .note(format!("it was {before}"))
            .note(format!("it is  {now}"))
            .hint("look at `tandem plan` again; give it the same `--stack` and `--cloud`");
    Err(diagnostic.into())
}
