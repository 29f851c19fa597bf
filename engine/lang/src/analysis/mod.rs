//! What can be said of scripts without running them, and what is prepared for running them.
//!
//! One walk over each tree resolves names, checks calls of known forms, finds lints, notes where the arguments of
//! every call are written, and collects the edits that Rhai's text needs. What does not exist is edited into a call
//! of `__unknown`, so that a run still finds everything else.

mod bindings;
mod call;
mod control;
mod expression;
mod literal;
mod method;
mod names;
mod options;
mod path;
mod redefinition;
mod site;
mod statement;
mod template;
mod walk;

use rustc_hash::FxHashMap;
use tandem_core::{Diagnostics, Registry};

use crate::project::Project;
use crate::rewrite::Placed;

pub(crate) use names::{FORBIDDEN, NATIVE, Signature, elsewhere};
pub(crate) use site::{Helper, Literal, Site, SiteArgument, key};
pub(crate) use walk::UNKNOWN;

/// What the walk over all scripts prepared.
#[derive(Default)]
pub(crate) struct Analysis {
    /// The text for Rhai, at the index of the file's id.
    pub(crate) placed: Vec<Placed>,
    /// Where the arguments of calls are written, by the position of the call's name.
    pub(crate) sites: FxHashMap<u32, Site>,
    /// What the calls that were put in stand for, at the index they carry.
    pub(crate) helpers: Vec<Helper>,
    /// Whether a script is nothing to run, for its size.
    pub(crate) refused: bool,
}

/// Checks all scripts and prepares them for a run. Without a tree that is whole there is nothing to run: then names
/// are checked in the scripts that have one.
pub(crate) fn analyse(project: &Project, registry: &Registry) -> (Analysis, Diagnostics) {
    let names = names::Names::new(registry);
    let mut analysis = Analysis::default();
    let mut diagnostics = Diagnostics::new();
    for file in &project.files {
        let text = project.text(file.id);
        if !file.readable || !file.parse.errors.is_empty() {
            analysis.placed.push(Placed::default());
            continue;
        }
        let mut walk = walk::Walk::new(project, file, &names, std::mem::take(&mut analysis.helpers));
        walk.file();
        if let Some(refused) = walk.too_many() {
            analysis.refused = true;
            diagnostics.push(refused);
        }
        let placed = Placed::new(text, walk.edits, file.first_line);
        for (offset, site) in walk.sites {
            if let Some((line, column)) = placed.position(offset, text) {
                analysis.sites.insert(key(line, column), site);
            }
        }
        analysis.helpers = walk.helpers;
        analysis.placed.push(placed);
        diagnostics.extend(walk.diagnostics);
    }
    (analysis, diagnostics)
}
