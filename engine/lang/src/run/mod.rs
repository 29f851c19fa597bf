//! Runs the prepared scripts and collects what they declare.

mod declare;
mod error;
mod moved;
mod origin;
mod resolver;
mod session;
mod sink;
mod trace;
mod watch;

use std::rc::Rc;

use rhai::{Caches, Dynamic, Scope, Stmt};
use tandem_core::{Diagnostics, Registry, Topology};

use crate::analysis::Analysis;
use crate::project::Project;
use crate::value::Unknown;
use crate::{Settings, builtin, native};

pub(crate) use declare::{Around, declare};
pub(crate) use error::UNKNOWN;
pub(crate) use moved::{Renamed, Renaming};
pub(crate) use origin::{Written, origin};
pub(crate) use resolver::Resolver;
pub(crate) use session::Session;
pub(crate) use trace::{Guard, Trace};
pub(crate) use watch::{Stop, watch};

/// Runs the scripts, unless one of them cannot be read, and returns the topology with everything found so far.
pub(crate) fn run(
    project: Project,
    analysis: Analysis,
    diagnostics: Diagnostics,
    registry: &Registry,
    settings: &Settings,
) -> (Topology, Diagnostics) {
    let runs = project.parses() && !analysis.refused;
    let entry = project.files.first().and_then(|file| project.sources.get(file.id));
    let entry = entry.map(|source| source.path().to_owned()).unwrap_or_default();
    let sources = project.sources.clone();
    let session = Rc::new(Session::new(
        project,
        analysis,
        registry.clone(),
        settings.vars.clone(),
        settings.budget.clone(),
        sink::Sink::new(diagnostics),
    ));
    if runs {
        evaluate(&session);
        moved::resolve(&session);
        builtin::unused_inputs(&session);
        check(&session);
    }
    let diagnostics = session.take_sink().into_diagnostics();
    let topology = Topology { entry, sources, ..session.topology.take() };
    (topology, diagnostics)
}

/// Runs the entry statement by statement: one that fails does not keep the others from being looked at.
fn evaluate(session: &Rc<Session>) {
    let engine = native::engine(session);
    let Some(placed) = session.analysis.placed.first() else { return };
    let ast = match engine.compile(&placed.text) {
        Ok(ast) => ast,
        Err(rejected) => return error::rejected(session, &rejected),
    };
    let mut scope = Scope::new();
    let mut caches = Caches::new();
    let mut global = engine.new_global_runtime_state();
    global.lib.push(ast.shared_lib().clone());
    for statement in ast.statements() {
        let statement = std::slice::from_ref(statement);
        #[allow(deprecated)] // Marked as volatile; the version is pinned and this is the only use.
        let done = engine.eval_statements_raw(&mut global, &mut caches, &mut scope, statement);
        if let Err(failed) = done {
            error::failed(session, &failed);
            if error::is_final(&failed) {
                return;
            }
            recover(&mut scope, &statement[0]);
        }
    }
}

/// Declares what a failed statement would have declared, so that what follows finds its variables where it was told.
fn recover(scope: &mut Scope<'_>, statement: &Stmt) {
    if let Stmt::Var(var, ..) = statement {
        scope.push(var.0.name.to_string(), Dynamic::from(Unknown::Poison));
    }
}

/// Runs the checks over the whole topology, where nothing is wrong with its parts.
fn check(session: &Session) {
    if !session.suspects.borrow().is_empty() {
        return;
    }
    let found: Vec<_> = {
        let topology = session.topology.borrow();
        session.registry.checks().flat_map(|check| check(&topology, &session.registry)).collect()
    };
    found.into_iter().for_each(|diagnostic| session.report_plain(diagnostic));
}
