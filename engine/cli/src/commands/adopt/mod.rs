//! `tandem adopt ADDRESS [ID]`: takes an object that something else made under a declaration, without changing it.
//!
//! The difference is shown first, as a plan shows an update; making it so is left to the next apply.

mod refusal;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tandem_core::count::count;
use tandem_core::{Action, Address, Argument, Change, Object};
use tandem_plan::Plan;
use tandem_runtime::adopt::seek;
use tandem_runtime::apply;

use super::Context;
use crate::cloud;
use crate::confirm::{Answer, ask};
use crate::evaluated::{Evaluated, evaluate};
use crate::exit::{Ended, Exit};
use crate::planned::{self, Planned};
use crate::project::{self, Project, Stack};
use crate::render::paint::{Paint, Role};
use crate::render::plan::{View, change as shown};
use crate::render::progress::Progress;
use crate::render::{json, text::clean};
use crate::session::{self, Session};
use crate::stores::LockArgs;
use crate::{execute, header};

/// Arguments of `adopt`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The address of the declaration, as the message that refused it and `tandem plan` print it.
    #[arg(value_name = "ADDRESS")]
    address: String,
    /// The id of the object; needed only where its kind cannot be found by name.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// The script that declares it, or a folder with `main.rhai`.
    #[arg(long, value_name = "PATH")]
    script: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
    /// For how long the lock is waited for.
    #[command(flatten)]
    lock: LockArgs,
}

/// Takes an object into state.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.script.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    header::print(&project, &stack, &context.terminal);
    let evaluated = evaluate(&project, &stack, &tandem_aws::registry())?;
    context.show(&evaluated.diagnostics, &evaluated.topology.sources);
    let address = refusal::declared(&evaluated.topology, &args.address)?;
    cloud::runtime(&stack.cloud)?.block_on(adopt(args, context, &project, &stack, &evaluated, &address))
}

async fn adopt(
    args: &Args,
    context: &Context,
    project: &Project,
    stack: &Stack,
    evaluated: &Evaluated,
    address: &Address,
) -> Ended<Exit> {
    let reading = Arc::new(Progress::new(context.terminal));
    let mut session =
        session::begin(project, stack, context, reading.clone(), Some(args.lock.locking("adopt"))).await?;
    refusal::unowned(&session.state, address)?;
    let planned = planned::plan(&session, evaluated).await;
    reading.clear();
    let found = seek(&session.edge, &planned?.plan, &session.state, address, args.id.as_deref()).await;
    let object = found.map_err(|why| refusal::unfound(address, &why))?;
    refusal::untaken(&session.state, &object)?;
    let (change, planned) = difference(&mut session, evaluated, object).await?;
    reading.clear();
    show(&change, &planned, evaluated, context);
    if change.action == Action::Replace {
        return Err(refusal::replaced(&change).into());
    }
    if !args.yes && !ask("Take it into this stack?", Answer::Yes, &context.terminal)? {
        context.terminal.progress("Nothing was changed.");
        return Ok(Exit::Error);
    }
    record(&mut session, &planned.plan, &change).await?;
    tell(&change, context);
    Ok(Exit::Done)
}

/// Returns what the next plan would do with the object if it were this stack's; the state stays as it is.
async fn difference(
    session: &mut Session,
    evaluated: &Evaluated,
    object: Object,
) -> Ended<(Change, Planned)> {
    let address = object.address.clone();
    session.state.objects.insert(address.clone(), object.clone());
    let planned = planned::plan(session, evaluated).await;
    session.state.objects.remove(&address);
    let planned = planned?;
    let change =
        planned.plan.changes.iter().find(|change| change.address == address && change.prior.is_some());
    match change {
        Some(change) => Ok((change.clone(), planned)),
        None => Err(refusal::gone(&object).into()),
    }
}

/// Shows how the object differs from what is declared.
fn show(change: &Change, planned: &Planned, evaluated: &Evaluated, context: &Context) {
    let terminal = &context.terminal;
    if terminal.json {
        return terminal.object(&json::change(change));
    }
    let view = View {
        plan: &planned.plan,
        prediction: &planned.prediction,
        ordered: None,
        behaviour: None,
        topology: Some(&evaluated.topology),
        registry: &tandem_aws::registry(),
        paint: Paint::new(terminal.color),
        width: terminal.width,
        verbose: terminal.verbose > 0,
    };
    let id = change.prior.as_ref().map_or("", |object| object.id.as_str());
    let differs = match change.differences.len() {
        0 => "as declared".to_owned(),
        number => count(number, "difference"),
    };
    let head = view.paint.paint(Role::Strong, "Found:");
    terminal.data(&format!("\n{}\n{head} {} · {differs}\n", shown(view, change), clean(id)));
}

/// Records the object as refresh found it: a plan without steps, of which only the memory is carried out.
async fn record(session: &mut Session, planned: &Plan, change: &Change) -> Ended<()> {
    let Some(found) = change.prior.clone() else { return Ok(()) };
    let object = Object {
        parent: change.parent.clone(),
        dependencies: change.dependencies.clone(),
        protect: change.protect,
        ..found
    };
    let outputs = session.state.outputs.clone().into_iter();
    let plan = Plan {
        stack: planned.stack.clone(),
        cloud: planned.cloud.clone(),
        account: planned.account.clone(),
        entry: planned.entry.clone(),
        lineage: planned.lineage.clone(),
        serial: planned.serial,
        outputs: outputs.map(|(name, value)| (name, Argument::Value(value))).collect(),
        recorded: vec![object],
        ..Plan::default()
    };
    let store = execute::locked(&mut session.store)?;
    let applied = apply(&session.edge, &plan, session.state.clone(), store).await;
    applied.map(|_| ()).map_err(execute::unapplied)
}

fn tell(change: &Change, context: &Context) {
    let id = change.prior.as_ref().map(|object| object.id.as_str());
    if context.terminal.json {
        context.terminal.object(&json!({
            "type": "summary",
            "command": "adopt",
            "address": change.address,
            "id": id,
            "differences": change.differences.len(),
        }));
        return;
    }
    if !context.terminal.quiet {
        context.terminal.data(&format!("Adopted: {}\n", clean(change.address.as_str())));
    }
    if !change.differences.is_empty() {
        context.terminal.progress("Next: tandem apply     (makes it as declared)");
    }
}
