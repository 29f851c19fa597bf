//! `tandem plan`: what an apply would do.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tandem_plan::Plan;
use tandem_traffic::prove::Proof;

use super::Context;
use crate::cloud;
use crate::evaluated::{Evaluated, checked};
use crate::exit::{Ended, Exit};
use crate::findings::{ReportArgs, ReportFile};
use crate::gate::{self, GateArgs};
use crate::planned::{self, Planned};
use crate::project::{self, Project, Stack, folder, lookups};
use crate::render::progress::Progress;
use crate::render::{allowed, behaviour, json, plan, prove};
use crate::stores::{LockArgs, Locking};
use crate::{header, remembered, secret, session};

/// Arguments of `plan`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Write the plan to a file, for `tandem apply FILE`.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Exit with 2 if there are changes.
    #[arg(long)]
    detailed_exitcode: bool,
    /// Exit with 6 if something was changed outside of Tandem.
    #[arg(long)]
    detect_drift: bool,
    /// Ask no cloud: plan from what is remembered and from tandem.lookups.json.
    #[arg(long, conflicts_with = "detect_drift")]
    offline: bool,
    /// Do not lock the state: safe while an apply is running, but what is shown may be out of date.
    #[arg(long)]
    no_lock: bool,
    /// What the plan must not do.
    #[command(flatten)]
    gates: GateArgs,
    /// For how long the lock is waited for.
    #[command(flatten)]
    lock: LockArgs,
    /// What is written for other programs.
    #[command(flatten)]
    reports: ReportArgs,
}

impl Args {
    /// Returns the files for other programs, and the path of the script.
    pub(crate) fn reports(&self) -> (&[ReportFile], Option<&Path>) {
        (&self.reports.reports, self.path.as_deref())
    }
}

/// Shows what an apply would do.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    header::print(&project, &stack, &context.terminal);
    let evaluated = checked(&project, &stack, &tandem_aws::registry(), &context.findings)?;
    context.show(&evaluated.diagnostics, &evaluated.topology.sources);
    let planned = if args.offline {
        offline(&project, &stack, &evaluated)?
    } else {
        let lock = (!args.no_lock).then(|| args.lock.locking("plan"));
        cloud::runtime(&stack.cloud)?.block_on(online(&project, &stack, context, &evaluated, lock))?
    };
    context.show(&planned.diagnostics, &evaluated.topology.sources);
    show(&planned, Some(&evaluated), context);
    allowed::show(&evaluated, context);
    let refused = gate::check(&args.gates.fail_on, &planned, &evaluated.topology);
    context.show(&refused, &evaluated.topology.sources);
    if let Some(file) = args.out.as_ref().filter(|_| refused.is_empty()) {
        write(&planned.plan, &context.globals.dir.join(file), context)?;
    }
    if context.terminal.json {
        context.terminal.object(&json::summary("plan", &planned));
    }
    Ok(if refused.is_empty() { exit(args, &planned.plan) } else { Exit::Refuted })
}

/// Plans on the cloud of a stack.
pub(crate) async fn online(
    project: &Project,
    stack: &Stack,
    context: &Context,
    evaluated: &Evaluated,
    lock: Option<Locking<'_>>,
) -> Ended<Planned> {
    let progress = Arc::new(Progress::new(context.terminal));
    let session = session::begin(project, stack, context, progress.clone(), lock).await?;
    let planned = planned::plan(&session, evaluated).await;
    progress.clear();
    planned
}

fn offline(project: &Project, stack: &Stack, evaluated: &Evaluated) -> Ended<Planned> {
    let state = remembered::state(stack)?;
    let lookups = lookups::read(&project.root)?;
    // Kinds expand their steps without any cloud; nothing is called.
    let provider = tandem_aws::Aws::new(tandem_aws::Connection::default());
    planned::offline(evaluated, state, &lookups, &provider, (&stack.options(), &stack.raised))
}

/// Shows a plan: to people as text, else an object a change.
pub(crate) fn show(planned: &Planned, evaluated: Option<&Evaluated>, context: &Context) {
    let terminal = &context.terminal;
    if terminal.json {
        let told = planned
            .plan
            .changes
            .iter()
            .filter(|change| change.action != tandem_core::Action::Keep || terminal.verbose > 0);
        terminal.data(&told.map(|change| format!("{}\n", json::change(change))).collect::<String>());
        planned.plan.left_out.iter().for_each(|left| terminal.object(&json::left_out(left)));
        planned.behaviour.iter().for_each(|found| terminal.object(&behaviour::object(found)));
        proofs(evaluated).for_each(|proof| terminal.object(&prove::summary(proof)));
        return;
    }
    let view = plan::View {
        plan: &planned.plan,
        prediction: &planned.prediction,
        ordered: Some(&planned.ordered),
        behaviour: planned.behaviour.as_ref(),
        topology: evaluated.map(|evaluated| &evaluated.topology),
        registry: &tandem_aws::registry(),
        paint: crate::render::paint::Paint::new(terminal.color),
        width: terminal.width,
        verbose: terminal.verbose > 0,
    };
    let text = plan::text(view);
    let gap = if terminal.quiet { "" } else { "\n" };
    let proof: String = proofs(evaluated).map(|proof| format!("{}\n", prove::line(proof))).collect();
    terminal.data(&format!("{gap}{text}{proof}"));
}

/// Iterates over the proof of what is planned, where there is anything to prove.
fn proofs(evaluated: Option<&Evaluated>) -> impl Iterator<Item = &Proof> {
    evaluated.map(|evaluated| &evaluated.proof).filter(|proof| !proof.verdicts.is_empty()).into_iter()
}

fn write(plan: &Plan, file: &Path, context: &Context) -> Ended<()> {
    let bytes = plan.to_bytes();
    secret::check_plan(&bytes)?;
    folder::replace_private(file, &bytes)?;
    context.terminal.progress(&format!("Next: tandem apply {}", file.display()));
    Ok(())
}

fn exit(args: &Args, plan: &Plan) -> Exit {
    if args.detect_drift && plan.drift().next().is_some() {
        Exit::Drift
    } else if args.detailed_exitcode && !plan.is_empty() {
        Exit::Changes
    } else {
        Exit::Done
    }
}
