//! `tandem simulate`: what clients and data go through while something fails and recovers. No cloud is asked.

use std::path::PathBuf;

use clap::ValueEnum;
use tandem_core::{Diagnostic, Diagnostics, Source, Sources, Span, Topology, duration};
use tandem_traffic::model::Unknown;
use tandem_traffic::simulate::{self, Incident, Misread, Script, Subjects};
use tandem_traffic::{Assumptions, Net};

use super::Context;
use crate::evaluated::{evaluate, recall};
use crate::exit::{Ended, Exit, Failure};
use crate::project::{self, Stack, folder};
use crate::render::page::page;
use crate::render::paint::Paint;
use crate::render::simulate::{View, json, text};

/// How many seconds are simulated after the last thing that happens, if nobody says otherwise.
const AFTER: u64 = 600;

/// Arguments of `simulate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// What fails, when, and how many requests: `us-east-1@0s`, `elb@eu-west-1@5m=50%`; may be repeated.
    #[arg(long, value_name = "WHAT@TIME[=PERCENT%]")]
    fail: Vec<String>,
    /// What recovers, and when: `us-east-1@20m`; may be repeated.
    #[arg(long, value_name = "WHAT@TIME")]
    recover: Vec<String>,
    /// Until when; ten minutes after the last thing that happens if left out.
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<u64>,
    /// Write a page with a map and charts to go through in time: one HTML file that needs nothing else.
    #[arg(long, value_name = "FILE.html")]
    page: Option<PathBuf>,
    /// How soon failures are noticed, within what is possible.
    #[arg(long, value_name = "PACE", default_value = "mean")]
    pace: Pace,
}

/// How soon failures are noticed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Pace {
    /// As soon as can be.
    Best,
    /// After the mean time.
    Mean,
    /// As late as can be.
    Worst,
}

fn time(text: &str) -> Result<u64, String> {
    let seconds = duration::seconds(text).filter(|seconds| (1..=604_800).contains(seconds));
    seconds.ok_or_else(|| "write a whole number and a unit, at most a week: `90s`, `40m`, `2h`".to_owned())
}

/// Simulates failures of what a script declares.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    let registry = tandem_aws::registry();
    let mut evaluated = evaluate(&project, &stack, &registry)?;
    recall(&mut evaluated, &project)?;
    let topology = &evaluated.topology;
    let (model, found) = tandem_traffic::read(topology, &registry);
    let mut diagnostics = evaluated.diagnostics.clone();
    diagnostics.extend(found);
    diagnostics.extend(model.unknown.iter().map(|unknown| left_out(unknown, topology)));
    context.show(&diagnostics.sorted(), &topology.sources);
    let assumptions = Assumptions::default();
    let net = Net::new(&model, &assumptions);
    let script = script(args, &net)?;
    let pace = match args.pace {
        Pace::Best => simulate::Pace::Best,
        Pace::Mean => simulate::Pace::Mean,
        Pace::Worst => simulate::Pace::Worst,
    };
    let simulation = simulate::simulate(&net, &script, pace);
    let view = View {
        simulation: &simulation,
        assumptions: &assumptions,
        entry: &project.entry,
        paint: Paint::new(context.terminal.color),
        width: context.terminal.width.min(80),
        verbose: context.terminal.verbose > 0,
    };
    if context.terminal.json {
        context.terminal.object(&json(view));
    } else {
        context.terminal.data(&text(view));
    }
    if let Some(file) = &args.page {
        folder::replace(&context.globals.dir.join(file), page(&json(view)).as_bytes())?;
        context.terminal.progress(&format!("Page: {}", file.display()));
    }
    Ok(Exit::Done)
}

/// Says that something is not in the simulation, because its value is known only after apply.
fn left_out(unknown: &Unknown, topology: &Topology) -> Diagnostic {
    let message =
        format!("`{}` is not simulated: its `{}` is known after apply", unknown.address, unknown.attribute);
    let advice = Diagnostic::new(tandem_core::Severity::Advice, "simulate::unknown", message);
    match topology.declarations.get(&unknown.address) {
        Some(declared) => advice.label(declared.origin.name, "declared there").traced(&declared.origin.trace),
        None => advice,
    }
}

/// Reads what fails and recovers; everything that is wrong is said at once.
fn script(args: &Args, net: &Net<'_>) -> Ended<Script> {
    let subjects = Subjects::of(net);
    let mut wrong = Wrong::default();
    let mut script = Script::default();
    for text in &args.fail {
        script.incidents.extend(wrong.keep("--fail", text, subjects.failure(text)));
    }
    let mut recoveries = Vec::new();
    for text in &args.recover {
        recoveries.extend(wrong.keep("--recover", text, subjects.recovery(text)).map(|read| (text, read)));
    }
    for (text, recovery) in recoveries {
        if wrong.diagnostics.is_empty() && !script.has_failed(&recovery) {
            let message = format!("`{}` has not failed by then", recovery.affected.text());
            let hint = format!("let it fail earlier: `--fail '{}@0s'`", recovery.affected.text());
            let misread = Misread { code: "simulate::order", range: 0..text.len(), message, hint };
            wrong.say("--recover", text, misread);
        }
        script.incidents.push(recovery);
    }
    let last = script.incidents.iter().map(|incident| incident.at).max().unwrap_or_default();
    script.until = args.until.unwrap_or(last + AFTER);
    if script.until <= last && !script.incidents.is_empty() {
        let text = duration::text(script.until);
        let message = "the simulation ends before all of it has happened".to_owned();
        let hint = format!("write a later end: `--until {}`", duration::text(last + AFTER));
        wrong.say("--until", &text, Misread { code: "simulate::until", range: 0..text.len(), message, hint });
    }
    wrong.end(script)
}

/// What is wrong with the flags, with the flags as sources.
#[derive(Default)]
struct Wrong {
    sources: Sources,
    diagnostics: Diagnostics,
}

impl Wrong {
    fn keep(&mut self, flag: &str, text: &str, read: Result<Incident, Misread>) -> Option<Incident> {
        read.map_err(|misread| self.say(flag, text, misread)).ok()
    }

    fn say(&mut self, flag: &str, text: &str, misread: Misread) {
        let file = self.sources.add(Source::new(flag, text));
        let span = Span::new(file, misread.range.start, misread.range.end.max(misread.range.start + 1));
        let diagnostic = Diagnostic::error(misread.code, misread.message).label(span, "here");
        self.diagnostics.push(diagnostic.hint(misread.hint));
    }

    fn end(self, script: Script) -> Ended<Script> {
        if self.diagnostics.is_empty() {
            return Ok(script);
        }
        Err(Failure { diagnostics: self.diagnostics, sources: self.sources, exit: Exit::Usage })
    }
}
