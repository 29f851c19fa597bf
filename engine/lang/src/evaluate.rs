//! The way from an entry script to a topology, on a thread of its own.

use std::sync::mpsc;
use std::thread;

use tandem_core::world::ReadError;
use tandem_core::{Diagnostics, FileId, Registry, Source, Span, Topology, World};

use crate::settings::STACK;
use crate::{Settings, analysis, code, project, run};

/// Returns what a script and its modules declare, and everything that is wrong with them.
///
/// `entry` is relative to the project root. The topology holds every source that was read, also after an error.
/// Same sources and inputs give the same topology.
pub fn evaluate(
    world: &dyn World,
    registry: &Registry,
    entry: &str,
    settings: &Settings,
) -> (Topology, Diagnostics) {
    let (ask, asked) = mpsc::channel::<String>();
    let (answer, answers) = mpsc::channel();
    let read = move |path: &str| -> Result<Vec<u8>, ReadError> {
        let gone = || ReadError::Denied("the reader has stopped".to_owned());
        ask.send(path.to_owned()).map_err(|_| gone())?;
        answers.recv().map_err(|_| gone())?
    };
    thread::scope(|scope| {
        // A hostile script may nest deeply; it must end in a diagnostic, and the caller's stack may be small.
        let builder = thread::Builder::new().name("evaluate".to_owned()).stack_size(STACK);
        let spawned = builder.spawn_scoped(scope, move || evaluate_here(&read, registry, entry, settings));
        let Ok(thread) = spawned else {
            return failed(entry, code::budget::no_thread);
        };
        for path in asked {
            // The thread ends when it stops asking; a lost answer shows there.
            let _ = answer.send(world.read(&path));
        }
        thread.join().unwrap_or_else(|_| failed(entry, code::script::bug))
    })
}

fn evaluate_here(
    read: &dyn Fn(&str) -> Result<Vec<u8>, ReadError>,
    registry: &Registry,
    entry: &str,
    settings: &Settings,
) -> (Topology, Diagnostics) {
    let (project, mut diagnostics) = project::load(read, entry);
    let (analysis, found) = analysis::analyse(&project, registry);
    diagnostics.extend(found);
    let (topology, diagnostics) = run::run(project, analysis, diagnostics, registry, settings);
    (topology, diagnostics.sorted())
}

/// Returns an empty topology and one diagnostic at the start of the entry.
fn failed(entry: &str, make: fn(Span) -> tandem_core::Diagnostic) -> (Topology, Diagnostics) {
    let mut topology = Topology { entry: entry.to_owned(), ..Topology::default() };
    topology.sources.add(Source::new(entry, ""));
    (topology, Diagnostics::from_iter([make(Span::new(FileId(0), 0, 0))]))
}
