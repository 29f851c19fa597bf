//! Paths such as `module::NAME`, and which file or service a module is.

use tandem_core::FileId;
use tandem_syntax::ast::{AstNode, NameRef, PathExpr};

use super::bindings::Known;
use super::walk::Walk;
use crate::code;
use crate::code::nearest;

/// What a module's name stands for.
pub(super) enum ModuleOf {
    /// A file of the project or the library.
    File(FileId),
    /// The module of a service.
    Service(&'static str),
    /// The file's own constants.
    Global,
    /// A module that could not be had, which has been reported.
    Lost,
}

impl Walk<'_> {
    /// Walks over a path that is not called: a constant of a module.
    pub(super) fn path(&mut self, path: &PathExpr) {
        let Some(name) = path.name() else { return };
        let module = self.module(&path.modules());
        let text = name.text();
        let at = self.span(name.range());
        let unknown = match module {
            None | Some(ModuleOf::Lost) => None,
            Some(ModuleOf::Global) => {
                let constants = &self.file.facts.constants;
                if constants.contains(&text) {
                    return;
                }
                Some(code::name::unknown_constant(&text, "global", nearest(&text, refs(constants)), at))
            }
            Some(ModuleOf::File(file)) => {
                let facts = self.project.file(file).map(|file| &file.facts);
                if facts.is_none_or(|facts| facts.exports.contains(&text)) {
                    return;
                }
                facts.map(|facts| {
                    let module = path.modules().last().map(NameRef::text).unwrap_or_default();
                    if facts.variables.contains(&text) {
                        return code::name::not_exported(&text, &module, at);
                    }
                    code::name::unknown_constant(&text, &module, nearest(&text, refs(&facts.exports)), at)
                })
            }
            Some(ModuleOf::Service(service)) => Some(if self.names.function(service, &text).is_some() {
                code::name::function_as_variable(&format!("{service}::{text}"), at)
            } else {
                code::name::unknown_constant(&text, service, None, at)
            }),
        };
        if let Some(diagnostic) = unknown {
            self.report(diagnostic);
        }
        self.swallow(path.range());
    }

    /// Returns what the modules before a name lead to; reports the first that leads nowhere.
    pub(super) fn module(&mut self, modules: &[NameRef]) -> Option<ModuleOf> {
        let (first, rest) = modules.split_first()?;
        let name = first.text();
        let mut found = match self.bindings.find(&name) {
            Some(Known::Module(Some(file))) => ModuleOf::File(*file),
            Some(Known::Module(None)) => return Some(ModuleOf::Lost),
            _ if name == "global" => ModuleOf::Global,
            _ => match self.names.modules.get(name.as_str()) {
                Some(service) => ModuleOf::Service(service),
                None => {
                    self.unknown_module(first);
                    return None;
                }
            },
        };
        for segment in rest {
            let ModuleOf::File(file) = found else {
                self.unknown_module(segment);
                return None;
            };
            let imports = self.project.file(file).map_or(&[][..], |file| &file.imports);
            let inner =
                imports.iter().find(|import| import.alias.as_deref() == Some(segment.text().as_str()));
            found = match inner.map(|import| import.target) {
                Some(Some(file)) => ModuleOf::File(file),
                Some(None) => return Some(ModuleOf::Lost),
                None => {
                    self.unknown_module(segment);
                    return None;
                }
            };
        }
        Some(found)
    }

    fn unknown_module(&mut self, name: &NameRef) {
        let text = name.text();
        let imported = self.bindings.names().into_iter();
        let imported = imported.filter(|name| matches!(self.bindings.find(name), Some(Known::Module(_))));
        let near = self.nearest(&text, imported.chain(self.names.modules.iter().copied()));
        let diagnostic = code::name::unknown_module(&text, near, self.span(name.range()));
        self.report(diagnostic);
    }
}

fn refs(names: &std::collections::BTreeSet<String>) -> impl Iterator<Item = &str> {
    names.iter().map(String::as_str)
}
