//! `tandem state history [SERIAL]`: the kept snapshots, and what changed from one to the next.

use std::path::PathBuf;

use serde_json::json;
use tandem_core::Diagnostic;
use tandem_core::count::count;
use tandem_runtime::clock::utc;
use tandem_runtime::store::history::{Difference, Version};

use crate::commands::Context;
use crate::exit::{Ended, Exit};
use crate::remembered;
use crate::render::text::clean;
use crate::stores;

/// Arguments of `state history`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Show what changed in the snapshot of this serial.
    #[arg(value_name = "SERIAL")]
    serial: Option<u64>,
    /// A script, or a folder with `main.rhai`.
    #[arg(long, value_name = "PATH")]
    script: Option<PathBuf>,
}

/// Lists the kept snapshots, or shows what changed in one.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let (_, stack) = super::open(args.script.as_deref(), context)?;
    let versions = stores::versions(&stack)?;
    let Some(serial) = args.serial else {
        let told = versions.iter().rev();
        let text: String = match context.terminal.json {
            true => told.map(|version| format!("{}\n", object(version))).collect(),
            false => told.map(line).collect(),
        };
        context.terminal.data(&text);
        return Ok(Exit::Done);
    };
    let found = versions.iter().find(|version| version.serial == serial);
    let version = found.ok_or_else(|| {
        let message = format!("there is no kept snapshot of serial {serial}");
        Diagnostic::error("state::snapshot", message).hint("`tandem state history` lists those that are kept")
    })?;
    version.state.as_ref().map_err(|error| remembered::failure(error.clone()))?;
    match context.terminal.json {
        true => context.terminal.object(&object(version)),
        false => context.terminal.data(&format!("{}{}", line(version), page(version))),
    }
    Ok(Exit::Done)
}

fn line(version: &Version) -> String {
    let at = version.at.map_or_else(|| "-".to_owned(), utc);
    let who = version.who.as_deref().unwrap_or("-");
    let run = version.run.as_deref().unwrap_or("-");
    let what = match (&version.state, &version.difference) {
        (Err(error), _) => error.message.clone(),
        (Ok(state), None) => count(state.objects.len(), "object"),
        (Ok(_), Some(difference)) => counts(difference),
    };
    format!("{:>6}  {at:<20}  {run:<8} {}   {}\n", version.serial, clean(who), clean(&what))
}

fn counts(difference: &Difference) -> String {
    let Difference { made, changed, gone } = difference;
    format!("{} created, {} changed, {} deleted", made.len(), changed.len(), gone.len())
}

fn page(version: &Version) -> String {
    let Some(difference) = &version.difference else {
        return "  the oldest that is kept, or the one before it cannot be read\n".to_owned();
    };
    let mut page = String::new();
    for address in &difference.made {
        page.push_str(&format!("  + {}\n", clean(address.as_str())));
    }
    for changed in &difference.changed {
        let sign = if changed.replaced { "±" } else { "~" };
        page.push_str(&format!(
            "  {sign} {}   {}\n",
            clean(changed.address.as_str()),
            changed.attributes.join(", ")
        ));
    }
    for address in &difference.gone {
        page.push_str(&format!("  - {}\n", clean(address.as_str())));
    }
    page
}

fn object(version: &Version) -> serde_json::Value {
    let difference = version.difference.as_ref();
    json!({
        "type": "snapshot",
        "serial": version.serial,
        "at": version.at,
        "who": version.who,
        "run": version.run,
        "error": version.state.as_ref().err().map(|error| error.code),
        "objects": version.state.as_ref().ok().map(|state| state.objects.len()),
        "created": difference.map(|difference| &difference.made),
        "changed": difference.map(|difference| {
            let changed = difference.changed.iter().map(|changed| {
                json!({ "address": changed.address, "replaced": changed.replaced, "attributes": changed.attributes })
            });
            changed.collect::<Vec<_>>()
        }),
        "deleted": difference.map(|difference| &difference.gone),
    })
}
