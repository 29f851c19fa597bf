//! The lines of a journal, and what can be wrong with one.

/// What a disk writes as a whole or not at all.
const SECTOR: usize = 512;

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flaw {
    /// It is the last one, and some of its sectors never got to the disk.
    Torn,
    /// The file ends before it does.
    Cut,
    /// It is not as it was written.
    Damaged,
}

/// The lines of a journal, one by one.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    /// Where the next line starts.
    at: usize,
    /// The checksum of the line before.
    sum: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Lines<'a> {
        Lines { bytes, at: 0, sum: 0 }
    }

    /// Returns how many bytes the lines so far have.
    pub(super) fn length(&self) -> u64 {
        self.at as u64
    }

    /// Returns the checksum of the last line.
    pub(super) fn sum(&self) -> u32 {
        self.sum
    }

    /// Returns the content of the next line; `None` behind the last.
    pub(super) fn next_line(&mut self) -> Result<Option<&'a [u8]>, Flaw> {
        let rest = &self.bytes[self.at..];
        if let Some(end) = rest.iter().position(|byte| *byte == b'\n')
            && let Some((sum, content)) = self.content(&rest[..end])
        {
            self.at += end + 1;
            self.sum = sum;
            return Ok(Some(content));
        }
        match rest.iter().rposition(|byte| *byte != 0) {
            // There is always room behind the last line, so without any, the file was cut.
            None if rest.is_empty() => Err(Flaw::Cut),
            None => Ok(None),
            Some(last) => Err(self.flaw(rest, last)),
        }
    }

    /// Tells a line that was not finished from one that was changed afterwards; `last` is the last byte that is none
    /// of the room behind the lines.
    fn flaw(&self, rest: &[u8], last: usize) -> Flaw {
        if last + 1 == rest.len() && !rest.contains(&b'\n') {
            return Flaw::Cut;
        }
        // A whole line whose end was changed is no line that was cut off.
        if self.content(&rest[..last]).is_some() {
            return Flaw::Damaged;
        }
        if self.is_torn(rest, last) { Flaw::Torn } else { Flaw::Damaged }
    }

    /// Returns whether these bytes are a line of which sectors are missing, or a beginning of one.
    ///
    /// A line is text, so it has no zeros: a sector of it is there or is all zeros. The last byte that is there ends
    /// the line or its sector, unless the line ends there because the writing did.
    fn is_torn(&self, rest: &[u8], last: usize) -> bool {
        let line = &rest[..=last];
        let breaks = line.iter().position(|byte| *byte == b'\n').is_some_and(|at| at < last);
        if breaks || !starts_like_a_line(line) {
            return false;
        }
        if !line.contains(&0) {
            // With its end it would be whole, unless something in it was changed.
            return line[last] != b'\n';
        }
        let whole = |sector: &[u8]| sector.iter().all(|byte| *byte != 0);
        let empty = |sector: &[u8]| sector.iter().all(|byte| *byte == 0);
        let ends = line[last] == b'\n' || (self.at + last + 1).is_multiple_of(SECTOR);
        ends && self.sectors(line).all(|sector| whole(sector) || empty(sector))
    }

    /// Returns a line by the sectors of the disk that it lies in.
    fn sectors<'b>(&self, line: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
        let first = (SECTOR - self.at % SECTOR).min(line.len());
        std::iter::once(&line[..first]).chain(line[first..].chunks(SECTOR))
    }

    fn content(&self, line: &'a [u8]) -> Option<(u32, &'a [u8])> {
        let (sum, rest) = split(line)?;
        let (length, content) = split(rest)?;
        let expected = seal(self.sum, content);
        let fits =
            sum == format!("{expected:08x}").as_bytes() && length == content.len().to_string().as_bytes();
        fits.then_some((expected, content))
    }
}

/// Returns whether the first bytes are those of a checksum, as far as they are there.
fn starts_like_a_line(line: &[u8]) -> bool {
    line.iter().take(8).all(|byte| matches!(byte, 0 | b'0'..=b'9' | b'a'..=b'f'))
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b' ')?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

fn seal(before: u32, content: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new_with_initial(before);
    sum.update(content);
    sum.finalize()
}

/// Returns a line of a journal, and its checksum, after one of checksum `before`.
pub(crate) fn line(before: u32, content: &[u8]) -> (u32, Vec<u8>) {
    let sum = seal(before, content);
    let mut line = format!("{sum:08x} {} ", content.len()).into_bytes();
    line.extend_from_slice(content);
    line.push(b'\n');
    (sum, line)
}

/// Returns the content of a line, without its end, and its checksum; `None` if it is not as it was written.
pub(crate) fn whole_line(before: u32, line: &[u8]) -> Option<(u32, &[u8])> {
    Lines { bytes: line, at: 0, sum: before }.content(line)
}
