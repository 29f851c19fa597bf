//! `tandem state audit`: who changed what, call by call, and whether anybody touched the log.

use std::path::PathBuf;

use tandem_core::count::count;
use tandem_core::{Diagnostic, Diagnostics, Sources, duration};
use tandem_runtime::audit::{Entry, Event, verify};
use tandem_runtime::clock::{system_now, utc};

use crate::commands::Context;
use crate::exit::{Ended, Exit};
use crate::render::text::clean;
use crate::stores;

/// Arguments of `state audit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Only what is not older, such as `24h` or `7d`.
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    since: Option<u64>,
    /// Only say whether anybody touched the log; exit with 1 if so.
    #[arg(long)]
    verify: bool,
}

fn seconds(text: &str) -> Result<u64, String> {
    duration::seconds(text).ok_or_else(|| "write a whole number and a unit: `24h`, `7d`".to_owned())
}

/// Shows the audit log, and what is wrong with it.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let (_, stack) = super::open(args.path.as_deref(), context)?;
    let (text, heads) = stores::audit_log(&stack)?;
    let checked = verify(&text, &heads);
    let from = args.since.map_or(0, |since| system_now().saturating_sub(since.saturating_mul(1000)));
    let told = checked.entries.iter().filter(|entry| entry.at >= from && !args.verify);
    let shown: String = match context.terminal.json {
        true => told.map(|entry| format!("{}\n", object(entry))).collect(),
        false => told.map(line).collect(),
    };
    context.terminal.data(&shown);
    if checked.flaws.is_empty() {
        if args.verify && !context.terminal.json {
            let lines = count(checked.entries.len(), "line");
            context.terminal.data(&format!("Verified: {lines}, nobody touched the log\n"));
        }
        return Ok(Exit::Done);
    }
    let flaws = checked.flaws.iter().map(|flaw| {
        Diagnostic::error("audit::touched", format!("the audit log was changed: {flaw}")).hint(
            "compare `audit.log` with a copy of it; what the cloud logged of these calls is not touched",
        )
    });
    context.show(&flaws.collect::<Diagnostics>(), &Sources::default());
    Ok(Exit::Error)
}

fn object(entry: &Entry) -> serde_json::Value {
    let mut object = serde_json::to_value(entry).unwrap_or_default();
    object["type"] = "audit".into();
    object
}

fn line(entry: &Entry) -> String {
    let at = utc(entry.at);
    let what = match &entry.event {
        Event::Begin { run, who, arn, command, serial, .. } => {
            let arn = arn.as_ref().map_or_else(String::new, |arn| format!(" as {arn}"));
            format!("{run} by {who}{arn} on serial {serial}: {command}")
        }
        Event::Call { call, region, addresses, request, result, ms, .. } => {
            let about = match addresses.as_slice() {
                [only] => only.to_string(),
                several => count(several.len(), "resource"),
            };
            let request = request.as_deref().unwrap_or("-");
            format!("  {call} {region} {about}: {result}, {ms} ms, request {request}")
        }
        Event::Freed { id, owner } => format!("  took the lock {id} away from {owner}"),
        Event::End { result, done, failed, skipped, serial, .. } => {
            format!("{result}: {done} done, {failed} failed, {skipped} skipped, serial {serial}")
        }
    };
    format!("{at}  {}\n", clean(&what))
}
