//! The files of the last run, watched.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tandem_core::Sources;
use tandem_core::count::count;

use super::event::Event;
use crate::project::lookups::LOOKUPS;
use crate::project::{Project, SETTINGS};

/// The files of the last run.
pub(super) struct Files {
    watcher: RecommendedWatcher,
    root: PathBuf,
    paths: BTreeSet<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

impl Files {
    /// Watches nothing yet; what happens is sent to `events`.
    pub(super) fn new(events: Sender<Event>) -> notify::Result<Files> {
        let watcher = notify::recommended_watcher(move |found: notify::Result<notify::Event>| {
            let Ok(found) = found else { return };
            // Reading a file is an event as well: our own reading would wake us up.
            if !matches!(found.kind, EventKind::Access(_)) {
                // If nobody listens any more, the program is about to end.
                drop(events.send(Event::Touched(found.paths)));
            }
        })?;
        Ok(Files { watcher, root: PathBuf::new(), paths: BTreeSet::new(), folders: BTreeSet::new() })
    }

    /// Begins a run: its script, its settings, its look-ups.
    pub(super) fn begin(&mut self, project: &Project) {
        self.root.clone_from(&project.root);
        for name in [project.entry.as_str(), SETTINGS, LOOKUPS] {
            self.watch(&project.root.join(name));
        }
    }

    /// Adds the sources that a run read; those of the library cannot change.
    pub(super) fn add(&mut self, sources: &Sources) {
        let root = self.root.clone();
        for (_, source) in sources.iter().filter(|(_, source)| !source.path().starts_with("std/")) {
            self.watch(&root.join(source.path()));
        }
    }

    /// Returns whether a path is one of them.
    pub(super) fn watches(&self, path: &Path) -> bool {
        self.paths.contains(path)
    }

    /// Returns how many there are, for people.
    pub(super) fn told(&self) -> String {
        count(self.paths.iter().filter(|path| path.is_file()).count(), "file")
    }

    /// Watches the folder of a file: editors replace files, and a watch on the old one would see nothing more.
    fn watch(&mut self, path: &Path) {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(folder) = path.parent()
            && !self.folders.contains(folder)
            && self.watcher.watch(folder, RecursiveMode::NonRecursive).is_ok()
        {
            self.folders.insert(folder.to_owned());
        }
        self.paths.insert(path);
    }
}
