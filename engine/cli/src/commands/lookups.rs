//! `tandem lookups`: what the look-ups of a script find, and the file that records it.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tandem_core::schema::Mode;
use tandem_core::state::Attributes;
use tandem_core::{Address, Declaration, Diagnostic, Topology};
use tandem_runtime::refresh;

use super::Context;
use crate::cloud::{self, Cloud};
use crate::evaluated::{Evaluated, evaluate};
use crate::exit::{Ended, Exit, Failure};
use crate::project::lookups::{self, LOOKUPS, Lookup, Lookups};
use crate::project::{self, Project, Stack};
use crate::render::progress::Progress;
use crate::render::text::clean;
use crate::{header, session};

/// Arguments of `lookups`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Ask the cloud, and write what it says to tandem.lookups.json.
    #[arg(long)]
    update: bool,
}

/// Lists the look-ups of a script with what is recorded of them, or records them anew.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    if args.update && stack.cloud == Cloud::Local {
        let message = format!("the local cloud knows only what `{LOOKUPS}` says");
        let diagnostic = Diagnostic::error("usage::lookups", message).hint("ask the real one: `--cloud aws`");
        return Err(Failure::usage(diagnostic));
    }
    let evaluated = evaluate(&project, &stack, &tandem_aws::registry())?;
    context.show(&evaluated.diagnostics, &evaluated.topology.sources);
    if !args.update {
        list(&evaluated.topology, &lookups::read(&project.root)?, context);
        return Ok(Exit::Done);
    }
    header::print(&project, &stack, &context.terminal);
    let found = cloud::runtime(&stack.cloud)?.block_on(ask(&project, &stack, context, &evaluated))?;
    lookups::write(&project.root, &found)?;
    list(&evaluated.topology, &found, context);
    Ok(Exit::Done)
}

async fn ask(project: &Project, stack: &Stack, context: &Context, evaluated: &Evaluated) -> Ended<Lookups> {
    let progress = Arc::new(Progress::new(context.terminal));
    let session = session::begin(project, stack, context, progress.clone(), None).await?;
    let refreshed =
        refresh(&session.edge, &evaluated.topology, &evaluated.graph, session.state.clone()).await;
    progress.clear();
    if refreshed.diagnostics.has_errors() {
        return Err(Failure::new(refreshed.diagnostics.sorted(), &evaluated.topology.sources));
    }
    context.show(&refreshed.diagnostics, &evaluated.topology.sources);
    let record = |(address, found): (&Address, &tandem_core::provider::Found)| {
        let declared = evaluated.topology.declarations.get(address)?;
        Some(lookup(declared, &found.id, &found.attributes))
    };
    Ok(Lookups { lookups: refreshed.prior.lookups.iter().filter_map(record).collect(), ..Lookups::default() })
}

fn lookup(declared: &Declaration, id: &str, attributes: &Attributes) -> Lookup {
    let known = declared
        .arguments
        .iter()
        .filter_map(|(name, argument)| Some((name.clone(), argument.known()?.clone())));
    let arguments: Attributes = known.filter(|(_, value)| !value.is_null()).collect();
    let found = attributes.iter().filter(|(name, _)| !arguments.contains_key(*name));
    Lookup {
        kind: declared.address.kind().to_owned(),
        region: declared.address.region().map(str::to_owned),
        account: declared.address.account().map(str::to_owned),
        id: id.to_owned(),
        attributes: found.map(|(name, value)| (name.clone(), value.clone())).collect(),
        arguments,
    }
}

fn list(topology: &Topology, recorded: &Lookups, context: &Context) {
    let found = recorded.found(topology);
    let declared = topology.declarations.values().filter(|declared| declared.mode == Mode::LookUp);
    let line = |declared: &Declaration| {
        let id = found.get(&declared.address).map(|found| found.id.as_str());
        if context.terminal.json {
            return format!("{}\n", json!({ "type": "lookup", "address": declared.address, "id": id }));
        }
        let shown = id.map_or("not recorded".into(), clean);
        format!("= {}   {shown}\n", clean(declared.address.as_str()))
    };
    context.terminal.data(&declared.map(line).collect::<String>());
}
