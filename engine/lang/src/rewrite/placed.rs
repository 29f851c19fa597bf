//! A script as Rhai reads it, with the way back from every position.

use tandem_syntax::{TextRange, TextSize};

use super::Edit;

/// A script as Rhai reads it: edited, and behind as many empty lines as other scripts take before it.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    /// The text for Rhai.
    pub(crate) text: String,
    /// Where runs of unchanged text begin, and inserted text stands, in order.
    breaks: Vec<Break>,
}

#[derive(Clone, Copy, Debug)]
struct Break {
    line: u32,
    /// From 1, in characters.
    column: u32,
    /// The offset in the script.
    offset: u32,
    /// Whether the run is unchanged text; else all of it stands for one offset.
    unchanged: bool,
}

impl Placed {
    /// Returns a script with its edits made, the first line being `first_line + 1`. Edits that overlap an earlier one
    /// are left out: what they were for is gone.
    pub(crate) fn new(source: &str, mut edits: Vec<Edit>, first_line: u32) -> Placed {
        edits.extend(prologue(source));
        // Stable: of several insertions at one place, the one that was asked for first comes first.
        edits.sort_by_key(|edit| edit.range.start());
        let mut writer = Writer::new(first_line, source.len() + edits.len() * 12);
        let mut at = 0;
        for edit in edits {
            let (start, end) = (usize::from(edit.range.start()), usize::from(edit.range.end()));
            if start < at {
                continue;
            }
            writer.copy(source, at, start);
            writer.insert(&edit.text, start);
            at = end;
        }
        writer.copy(source, at, source.len());
        writer.placed
    }

    /// Returns the offset in the script of a line and column of the text, and whether that is exact.
    pub(crate) fn offset(&self, line: u32, column: u32, source: &str) -> (u32, bool) {
        let after = self.breaks.partition_point(|b| (b.line, b.column) <= (line, column));
        let Some(b) = after.checked_sub(1).and_then(|at| self.breaks.get(at)) else { return (0, false) };
        if !b.unchanged {
            return (b.offset, false);
        }
        let rest = source.get(b.offset as usize..).unwrap_or_default();
        let skipped = if b.line == line { column - b.column } else { 0 };
        let inside = rest.char_indices().nth(skipped as usize).map_or(rest.len(), |(at, _)| at);
        (b.offset + inside as u32, true)
    }

    /// Returns the line and column of an offset in unchanged text.
    pub(crate) fn position(&self, offset: u32, source: &str) -> Option<(u32, u32)> {
        let mut after = self.breaks.partition_point(|b| b.offset <= offset);
        while let Some(b) = after.checked_sub(1).and_then(|at| self.breaks.get(at)) {
            if b.unchanged {
                let between = source.get(b.offset as usize..offset as usize)?;
                return Some((b.line, b.column + between.chars().count() as u32));
            }
            after -= 1;
        }
        None
    }
}

/// Returns the edit that takes away a byte order mark and an interpreter line, which Rhai does not read.
fn prologue(source: &str) -> Option<Edit> {
    let rest = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mark = source.len() - rest.len();
    let line = if rest.starts_with("#!") { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
    let end = TextSize::from((mark + line) as u32);
    (mark + line > 0).then(|| Edit { range: TextRange::up_to(end), text: String::new() })
}

struct Writer {
    placed: Placed,
    line: u32,
    column: u32,
}

impl Writer {
    fn new(first_line: u32, capacity: usize) -> Writer {
        let mut text = String::with_capacity(first_line as usize + capacity);
        text.extend(std::iter::repeat_n('\n', first_line as usize));
        Writer { placed: Placed { text, breaks: Vec::new() }, line: first_line + 1, column: 1 }
    }

    fn copy(&mut self, source: &str, start: usize, end: usize) {
        let mut offset = start;
        for piece in source.get(start..end).unwrap_or_default().split_inclusive('\n') {
            self.begin(offset, true);
            self.advance(piece);
            offset += piece.len();
        }
        self.begin(end, true);
    }

    fn insert(&mut self, text: &str, offset: usize) {
        self.begin(offset, false);
        for piece in text.split_inclusive('\n') {
            self.advance(piece);
        }
    }

    fn begin(&mut self, offset: usize, unchanged: bool) {
        let b = Break { line: self.line, column: self.column, offset: offset as u32, unchanged };
        let last = self.placed.breaks.last_mut();
        match last {
            // What stands at the same place begins nothing new.
            Some(last) if (last.line, last.column) == (b.line, b.column) => *last = b,
            _ => self.placed.breaks.push(b),
        }
    }

    fn advance(&mut self, piece: &str) {
        self.placed.text.push_str(piece);
        if piece.ends_with('\n') {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += piece.chars().count() as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use tandem_syntax::{TextRange, TextSize};

    use super::{Edit, Placed};

    #[test]
    fn positions_lead_back_and_forth() {
        let source = "let é = f(1);\nf(`a${\n x}b`);\n";
        let f = source.find("f(1)").unwrap_or_default();
        let x = source.find("x}").unwrap_or_default();
        let edits = vec![
            Edit::insert(TextSize::from(f as u32), "__call(1,"),
            Edit::insert(TextSize::from(f as u32 + 4), ")"),
            Edit::replace(TextRange::at(TextSize::from(x as u32), TextSize::from(1)), source, "unknown"),
        ];
        let placed = Placed::new(source, edits, 10);
        assert_eq!(placed.text.trim_start_matches('\n'), "let é = __call(1,f(1));\nf(`a${\n unknown}b`);\n");
        for (at, _) in source.char_indices().filter(|(at, _)| *at != x) {
            let Some((line, column)) = placed.position(at as u32, source) else { panic!("{at}") };
            assert_eq!(placed.offset(line, column, source), (at as u32, true), "{at}");
        }
        assert_eq!(placed.offset(11, 12, source), (f as u32, false));
        assert_eq!(placed.offset(13, 5, source), (x as u32, false));
    }
}
