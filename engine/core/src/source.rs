//! The texts a topology is made of, and ranges within them.

use std::sync::Arc;

/// Names one file of one run; an index into [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FileId(pub u32);

/// A range of bytes in one file, the end excluded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the span of `start..end` in `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { file, start: clamp(start), end: clamp(end) }
    }
}

/// One text with its path, as the user knows it: relative to the project root, or `std/…`.
#[derive(Clone, Debug)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
    line_starts: Arc<[u32]>,
}

impl Source {
    /// Returns the source of a text.
    pub fn new(path: &str, text: &str) -> Source {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1));
        Source { path: path.into(), text: text.into(), line_starts: starts.collect() }
    }

    /// Returns the path: relative to the project root, or `std/…`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns line and column of a byte offset, both from 1, the column in characters.
    pub fn position(&self, offset: u32) -> (u32, u32) {
        let line = self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.line_starts[line] as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(0, |before| before.chars().count());
        (line as u32 + 1, column as u32 + 1)
    }

    /// Returns the byte offset of a line and column, both from 1, the column in characters; clamped to the text.
    pub fn offset(&self, line: u32, column: u32) -> u32 {
        let index = (line.max(1) as usize - 1).min(self.line_starts.len() - 1);
        let start = self.line_starts[index] as usize;
        let rest = &self.text[start..];
        let inside = rest.char_indices().nth(column.max(1) as usize - 1).map_or(rest.len(), |(at, _)| at);
        (start + inside) as u32
    }
}

/// Every source of one run, in the order they were first read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a source and returns its id; a path that is already there keeps its id and text.
    pub fn add(&mut self, source: Source) -> FileId {
        if let Some(file) = self.find(source.path()) {
            return file;
        }
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// Returns the id of a path.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.files.iter().position(|source| source.path() == path).map(|at| FileId(at as u32))
    }

    /// Returns the source of an id that this collection gave out.
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.0 as usize)
    }

    /// Returns `path:line` of where a span starts, as plans and messages show it.
    pub fn place(&self, span: Span) -> String {
        match self.get(span.file) {
            Some(source) => format!("{}:{}", source.path(), source.position(span.start).0),
            None => "unknown place".to_owned(),
        }
    }

    /// Iterates over the sources with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, source)| (FileId(at as u32), source))
    }
}
