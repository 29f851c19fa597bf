//! Reads an entry script and everything it imports.

use std::cell::OnceCell;

use tandem_core::world::ReadError;
use tandem_core::{Diagnostic, Diagnostics, FileId, Source, Sources, Span};
use tandem_syntax::ast::{AstNode, Expr, ImportStmt};
use tandem_syntax::{Parse, SyntaxKind, SyntaxNode, TextRange};

use super::import::{Resolved, resolve};
use super::{Facts, File, Import, Project, text};
use crate::code;
use crate::settings::{IMPORTS, LINES};

/// Reads a source by its path.
pub(crate) type Read<'a> = dyn Fn(&str) -> Result<Vec<u8>, ReadError> + 'a;

/// Returns the entry and everything it imports, and what is wrong with reading and parsing them.
pub(crate) fn load(read: &Read<'_>, entry: &str) -> (Project, Diagnostics) {
    let mut loader = Loader {
        read,
        sources: Sources::default(),
        files: Vec::new(),
        open: Vec::new(),
        diagnostics: Diagnostics::new(),
        lines: 0,
    };
    loader.file(entry, None);
    if loader.lines > LINES && loader.files.iter().all(|file| file.readable) {
        let at = Span::new(FileId(0), 0, 0);
        loader.diagnostics.push(code::script::too_long_together(loader.lines, at));
        loader.files.iter_mut().for_each(|file| file.readable = false);
    }
    (Project { sources: loader.sources, files: loader.files }, loader.diagnostics)
}

struct Loader<'a> {
    read: &'a Read<'a>,
    sources: Sources,
    files: Vec<File>,
    /// The files being read, each with the place of the import that led to it.
    open: Vec<(FileId, Option<Span>)>,
    diagnostics: Diagnostics,
    lines: u32,
}

impl Loader<'_> {
    /// Reads a file and what it imports, once; returns its id unless it cannot be had.
    fn file(&mut self, path: &str, from: Option<Span>) -> Option<FileId> {
        if let Some(id) = self.sources.find(path) {
            return self.again(id, path, from);
        }
        if self.open.len() >= IMPORTS {
            self.diagnostics.extend(from.map(code::import::too_deep));
            return None;
        }
        let bytes = (self.read)(path);
        // A file that cannot be read is labelled where it is imported; the entry, at the start of an empty text.
        let at = from.unwrap_or(Span::new(FileId(self.files.len() as u32), 0, 0));
        let found = bytes.map_err(|error| Box::new(unreadable(path, &error, at)));
        match found.and_then(|bytes| text::text(path, bytes, at)) {
            Ok(text) => Some(self.add(path, &text, from)),
            Err(diagnostic) => {
                if from.is_none() {
                    self.add(path, "", from);
                    self.files[0].readable = false;
                    // Not empty, as the empty text in its place is.
                    self.diagnostics = Diagnostics::new();
                }
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    /// Returns the id of a file that was met before, unless it is still being read.
    fn again(&mut self, id: FileId, path: &str, from: Option<Span>) -> Option<FileId> {
        let Some(start) = self.open.iter().position(|(open, _)| *open == id) else { return Some(id) };
        let chain: Vec<Span> =
            self.open[start + 1..].iter().filter_map(|(_, span)| *span).chain(from).collect();
        self.diagnostics.push(code::import::cycle(path, &chain));
        None
    }

    fn add(&mut self, path: &str, text: &str, from: Option<Span>) -> FileId {
        let id = self.sources.add(Source::new(path, text));
        let start = Span::new(id, 0, 0);
        let misshapen = text::shape(path, text, start);
        let readable = misshapen.is_none();
        self.diagnostics.extend(misshapen);
        // What is refused for its size is not parsed either.
        let parse = tandem_syntax::parse(if readable { text } else { "" });
        if from.is_none() && readable && parse.errors.is_empty() && parse.root().first_child().is_none() {
            self.diagnostics.push(code::script::empty(path, start));
        }
        self.diagnostics.extend(parse.errors.iter().map(|error| code::syntax::error(error, id)));
        let statements = imports(&parse, text);
        let facts = Facts::new(&parse);
        let first_line = self.lines;
        self.lines = self.lines.saturating_add(text.matches('\n').count() as u32 + 1);
        let root = OnceCell::new();
        self.files.push(File { id, parse, root, facts, imports: Vec::new(), first_line, readable });
        self.open.push((id, from));
        let found: Vec<Import> =
            statements.into_iter().map(|statement| self.import(path, id, statement)).collect();
        self.open.pop();
        self.files[id.0 as usize].imports = found;
        id
    }

    fn import(&mut self, importer: &str, file: FileId, statement: Statement) -> Import {
        let Statement { path, range, alias, global } = statement;
        let at = Span { file, start: range.start().into(), end: range.end().into() };
        let target = match path {
            None => {
                self.diagnostics.push(code::import::computed(at));
                None
            }
            Some(path) => match resolve(importer, &path) {
                Resolved::File(path) => self.file(&path, Some(at)),
                Resolved::Outside => self.refuse(code::import::outside(&path, at)),
                Resolved::Reserved => self.refuse(code::import::reserved(&path, at)),
                Resolved::Unclear => self.refuse(code::import::unclear(&path, at)),
            },
        };
        Import { path: range, target, alias, global }
    }

    fn refuse(&mut self, diagnostic: Diagnostic) -> Option<FileId> {
        self.diagnostics.push(diagnostic);
        None
    }
}

/// An `import` statement as it is written.
struct Statement {
    /// The path, if it is written out.
    path: Option<String>,
    range: TextRange,
    alias: Option<String>,
    global: bool,
}

fn imports(parse: &Parse, text: &str) -> Vec<Statement> {
    // Most statements of a long script import nothing, and the text tells that faster than the tree.
    let imports = |range: TextRange| text.get(usize::from(range.start())..usize::from(range.end()));
    let mentions = |node: &SyntaxNode| imports(node.text_range()).is_some_and(|text| text.contains("import"));
    let root = parse.root();
    let nodes =
        root.children().filter(mentions).flat_map(|node| node.descendants()).filter_map(ImportStmt::cast);
    let statements = nodes.filter_map(|statement| {
        let expr = statement.path()?;
        let path = match &expr {
            Expr::Literal(literal) => literal.string_value(),
            Expr::TemplateString(template) => template.plain_value(),
            _ => None,
        };
        let alias = statement.alias().map(|name| name.text());
        let global = statement.syntax().parent().is_some_and(|parent| parent.kind() == SyntaxKind::File);
        Some(Statement { path, range: expr.range(), alias, global })
    });
    statements.collect()
}

fn unreadable(path: &str, error: &ReadError, at: Span) -> Diagnostic {
    if at.end == 0 {
        return code::script::unreadable(path, error, at);
    }
    match error {
        ReadError::Missing => code::import::missing(path, at),
        ReadError::Outside => code::import::outside(path, at),
        _ => code::import::unreadable(path, error, at),
    }
}
