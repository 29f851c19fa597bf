//! `tandem prove`: what every name survives, and in how long. No cloud is asked.

use std::path::{Path, PathBuf};

use tandem_core::Diagnostic;
use tandem_core::suggestion::nearest;
use tandem_traffic::Assumptions;
use tandem_traffic::assume::ALL;
use tandem_traffic::prove::Settings;

use super::Context;
use crate::evaluated::{evaluate, recall};
use crate::exit::{Ended, Exit, Failure};
use crate::findings::{ReportArgs, ReportFile};
use crate::header;
use crate::project::{self, Stack};
use crate::proved::proved;
use crate::render::paint::Paint;
use crate::render::prove::{View, json, text};

/// Arguments of `prove`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A script, or a folder with `main.rhai`.
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// How many failures at once are tried, beyond what the objectives promise.
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=2))]
    failures: u8,
    /// Takes another value for something that AWS does not document: `dns.alias_ttl=30`; may be repeated.
    #[arg(long = "assume", value_name = "NAME=VALUE", value_parser = assumption)]
    assume: Vec<(String, f64)>,
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

fn assumption(text: &str) -> Result<(String, f64), String> {
    let number =
        |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0);
    let read = text.split_once('=').and_then(|(name, value)| Some((name.trim().to_owned(), number(value)?)));
    read.ok_or_else(|| "write `NAME=NUMBER`, such as `dns.alias_ttl=30`".to_owned())
}

/// Proves what a script declares.
pub(crate) fn run(args: &Args, context: &Context) -> Ended<Exit> {
    let project = project::open(&context.globals.dir, args.path.as_deref())?;
    let stack = Stack::choose(&project, &context.globals)?;
    let assumptions = assumptions(&args.assume)?;
    header::print(&project, &stack, &context.terminal);
    let registry = tandem_aws::registry();
    let mut evaluated = evaluate(&project, &stack, &registry)?;
    recall(&mut evaluated, &project)?;
    let settings = Settings { failures: usize::from(args.failures), ..Settings::default() };
    let proved = proved(&evaluated.topology, &registry, &assumptions, &settings);
    let sources = &evaluated.topology.sources;
    context.show(&evaluated.diagnostics, sources);
    context.show(&proved.diagnostics, sources);
    context.findings.tried(proved.trials());
    let terminal = &context.terminal;
    if terminal.json {
        json(&proved.proof, &assumptions).iter().for_each(|object| terminal.object(object));
    } else {
        let paint = Paint::new(terminal.color);
        let view =
            View { proof: &proved.proof, assumptions: &assumptions, paint, verbose: terminal.verbose > 0 };
        let gap = if terminal.quiet { "" } else { "\n" };
        terminal.data(&format!("{gap}{}", text(view, terminal.quiet)));
    }
    let open = proved.proof.declared && !proved.proof.holds();
    Ok(if open || proved.diagnostics.has_errors() { Exit::Refuted } else { Exit::Done })
}

/// Returns the usual assumptions with some that are different.
///
/// # Errors
/// If there is none of a name.
fn assumptions(given: &[(String, f64)]) -> Ended<Assumptions> {
    let mut assumptions = Assumptions::default();
    for (name, value) in given {
        assumptions.set(name, *value).map_err(|name| {
            let diagnostic =
                Diagnostic::error("usage::assumption", format!("there is no assumption `{name}`"));
            Failure::usage(match nearest(&name, ALL.iter().map(|assumption| assumption.name)) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic.hint("`tandem prove -v` lists them"),
            })
        })?;
    }
    Ok(assumptions)
}
