//! Conversion between byte offsets and lines and columns counted in characters.

use rowan::TextSize;

/// A place as Rhai counts it: both numbers start at one, columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Where the lines of a text start and where its characters are wider than a byte.
///
/// Both directions are a binary search, and no copy of the text is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    /// Byte offset of the start of every line.
    starts: Vec<u32>,
    /// End of every character wider than a byte, with the surplus bytes up to there.
    wide: Vec<(u32, u32)>,
    length: u32,
}

impl LineIndex {
    /// Reads a text once.
    pub fn new(text: &str) -> LineIndex {
        let mut starts = vec![0];
        let mut wide = Vec::new();
        let mut surplus = 0;
        for (offset, character) in text.char_indices() {
            let end = narrow(offset + character.len_utf8());
            if character == '\n' {
                starts.push(end);
            } else if !character.is_ascii() {
                surplus += narrow(character.len_utf8() - 1);
                wide.push((end, surplus));
            }
        }
        LineIndex { starts, wide, length: narrow(text.len()) }
    }

    /// Returns the line and column of an offset; one inside a character counts as its start, one
    /// past the end as the end.
    pub fn line_column(&self, offset: TextSize) -> LineColumn {
        let offset = u32::from(offset).min(self.length);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let column = self.characters(offset).saturating_sub(self.characters(self.starts[line]));
        LineColumn { line: narrow(line) + 1, column: column + 1 }
    }

    /// Returns the offset of a place, or `None` when the text has no such line or column.
    ///
    /// The column after the last character of a line is a place.
    pub fn offset(&self, place: LineColumn) -> Option<TextSize> {
        let line = usize::try_from(place.line.checked_sub(1)?).ok()?;
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).map_or(self.length, |next| next - 1);
        let target = self.characters(start) + place.column.checked_sub(1)?;
        let before = self.wide.partition_point(|(end, surplus)| end - surplus <= target);
        let surplus = before.checked_sub(1).map_or(0, |last| self.wide[last].1);
        let offset = target + surplus;
        (offset <= end).then(|| TextSize::from(offset))
    }

    /// Returns the number of lines; a final line break starts one more.
    pub fn line_count(&self) -> u32 {
        narrow(self.starts.len())
    }

    /// Returns the longest line and its length in characters, line break included.
    ///
    /// Rhai's positions end at 65,535, so a caller can refuse what it could not point at.
    pub fn longest_line(&self) -> LineColumn {
        let ends = self.starts.iter().skip(1).copied().chain([self.length]);
        let lengths = self.starts.iter().zip(ends).map(|(s, e)| self.characters(e) - self.characters(*s));
        let (line, column) = lengths.enumerate().max_by_key(|(_, length)| *length).unwrap_or((0, 0));
        LineColumn { line: narrow(line) + 1, column }
    }

    /// Returns the number of characters that end at or before an offset.
    fn characters(&self, offset: u32) -> u32 {
        let before = self.wide.partition_point(|(end, _)| *end <= offset);
        let surplus = before.checked_sub(1).map_or(0, |last| self.wide[last].1);
        let inside = self.wide.get(before).map_or(0, |(end, total)| {
            let start = end - (total - surplus) - 1;
            offset.saturating_sub(start)
        });
        offset - surplus - inside
    }
}

/// Narrows a length; the parser refuses texts that do not fit long before this would clip.
fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::{LineColumn, LineIndex};

    #[test]
    fn every_character_boundary_comes_back() {
        let text = "a\n日本\r\n\tx🎉é = 1\n\nlast";
        let index = LineIndex::new(text);
        let (mut line, mut column) = (1, 1);
        for (offset, character) in text.char_indices() {
            let place = LineColumn { line, column };
            let size = u32::try_from(offset).expect("short").into();
            assert_eq!(index.line_column(size), place, "{offset}");
            assert_eq!(index.offset(place), Some(size), "{offset}");
            (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        assert_eq!(index.line_count(), 5);
        assert_eq!(index.longest_line(), LineColumn { line: 3, column: 9 });
    }

    #[test]
    fn places_outside_the_text_do_not_exist() {
        let index = LineIndex::new("ab\ncd");
        assert_eq!(index.offset(LineColumn { line: 1, column: 3 }), Some(2.into()));
        assert_eq!(index.offset(LineColumn { line: 1, column: 4 }), None);
        assert_eq!(index.offset(LineColumn { line: 3, column: 1 }), None);
        assert_eq!(index.offset(LineColumn { line: 0, column: 1 }), None);
        assert_eq!(index.line_column(99.into()), LineColumn { line: 2, column: 3 });
    }

    #[test]
    fn an_offset_inside_a_character_is_its_start() {
        let index = LineIndex::new("é=1");
        assert_eq!(index.line_column(1.into()), LineColumn { line: 1, column: 1 });
        assert_eq!(index.line_column(2.into()), LineColumn { line: 1, column: 2 });
    }
}
