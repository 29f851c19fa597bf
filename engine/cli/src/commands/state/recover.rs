//! `tandem state recover`: rebuilds a damaged state, after showing from what, and what is lost at most.

use std::path::PathBuf;

use serde_json::json;
use tandem_core::count::count;
use tandem_core::{Address, Store};
use tandem_runtime::audit::{Event, Trail};
use tandem_runtime::clock::system_now;
use tandem_runtime::store::Owner;
use tandem_runtime::store::salvage::Salvage;

use crate::cloud;
use crate::commands::Context;
use crate::confirm::{Answer, ask};
use crate::exit::{Ended, Exit, Failure};
use crate::remembered;
use crate::render::text::clean;
use crate::stores;

/// Arguments of `state recover`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Do not ask.
    #[arg(short, long)]
    yes: bool,
}

/// Rebuilds a damaged state.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let (_, stack) = super::open(args.path.as_deref(), context)?;
    let terminal = &context.terminal;
    let found = stores::survey(&stack)?;
    let Some(salvage) = found else {
        match terminal.json {
            true => terminal.object(&json!({ "type": "recovery", "damage": [], "recovered": false })),
            false => terminal.data("Nothing is wrong with the state: nothing to recover\n"),
        }
        return Ok(Exit::Done);
    };
    if !terminal.json {
        terminal.data(&page(&salvage, terminal.verbose > 0));
    }
    if !args.yes && !ask("Rebuild the state like this?", Answer::Yes, terminal)? {
        terminal.progress("Nothing was changed.");
        return Ok(Exit::Error);
    }
    let owner = Owner::here("tandem state recover", system_now());
    let who = owner.who();
    let moved = cloud::runtime(&stack.cloud)?.block_on(async {
        let (mut store, moved) = stores::repair(&stack, owner, &salvage).await?;
        note(&mut *store, who, &salvage).await.map_err(remembered::failure)?;
        Ok::<_, Failure>(moved)
    })?;
    if terminal.json {
        terminal.object(&object(&salvage, &moved));
    } else {
        let aside =
            if moved.is_empty() { String::new() } else { format!("; set aside: {}", moved.join(", ")) };
        terminal.data(&format!("Recovered: serial {}{aside}\n", salvage.state.serial));
        terminal.progress("Next: tandem plan     (finds out how the cloud differs)");
    }
    Ok(Exit::Done)
}

/// Writes into the audit log that the state was recovered.
async fn note(
    store: &mut dyn Store,
    who: String,
    salvage: &Salvage,
) -> Result<(), tandem_core::store::StoreError> {
    let mut trail = Trail::after(store.last_audit().await?.as_deref());
    let (now, epoch) = (system_now(), store.epoch());
    let begin = Event::Begin {
        run: "recover".to_owned(),
        who,
        arn: None,
        command: "tandem state recover".to_owned(),
        plan: String::new(),
        serial: salvage.serial,
    };
    let end = Event::ended("complete", salvage.state.serial);
    let lines = [trail.line(now, epoch, begin), trail.line(now, epoch, end)];
    store.audit(&lines).await
}

fn page(salvage: &Salvage, all: bool) -> String {
    let mut page = String::from("Damaged\n");
    for (file, error) in &salvage.damage {
        page.push_str(&format!("  {file:<22} {}\n", clean(&error.message)));
    }
    let state = &salvage.state;
    let base = match &salvage.base {
        Some(file) => format!("{file} (serial {})", salvage.serial),
        None => "the journal of the first apply".to_owned(),
    };
    let records = count(salvage.records, "record");
    page.push_str(&format!("\nRebuilt from {base} and {records} of the journal\n"));
    let objects: Vec<&Address> = state.objects.keys().collect();
    let shown = if all { objects.len() } else { 20 };
    for address in objects.iter().take(shown) {
        page.push_str(&format!("    {}\n", clean(address.as_str())));
    }
    if objects.len() > shown {
        page.push_str(&format!("    … {} more (-v lists them)\n", objects.len() - shown));
    }
    let open = match state.open.len() {
        0 => String::new(),
        number => format!(", {} to be resolved", count(number, "call")),
    };
    page.push_str(&format!("  {}{open}, serial {}\n", count(objects.len(), "object"), state.serial));
    match salvage.lost.is_empty() {
        true => page.push_str("\nLost: nothing\n"),
        false => {
            page.push_str("\nLost at most\n");
            for lost in &salvage.lost {
                page.push_str(&format!("  {lost}\n"));
            }
        }
    }
    page.push('\n');
    page
}

fn object(salvage: &Salvage, moved: &[String]) -> serde_json::Value {
    let damage = salvage
        .damage
        .iter()
        .map(|(file, error)| json!({ "file": file, "code": error.code, "message": error.message }));
    json!({
        "type": "recovery",
        "recovered": true,
        "damage": damage.collect::<Vec<_>>(),
        "base": salvage.base,
        "base_serial": salvage.serial,
        "records": salvage.records,
        "serial": salvage.state.serial,
        "objects": salvage.state.objects.keys().collect::<Vec<_>>(),
        "lost": salvage.lost.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "aside": moved,
    })
}
