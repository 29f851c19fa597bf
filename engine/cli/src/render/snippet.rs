//! The lines of a script with the labels below them. miette lays the labels out; the frame around is ours.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents};
use miette::{SourceCode, SourceSpan, SpanContents};
use tandem_core::{Label, Source, Sources};

use super::text::clean;

/// How the lines are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Whether in colour.
    pub(crate) color: bool,
    /// How many columns there are.
    pub(crate) width: usize,
}

/// One line of a source with its labels, cut to what fits.
#[derive(Debug)]
struct Line {
    path: String,
    number: u32,
    column: u32,
    text: String,
    labels: Vec<LabeledSpan>,
}

/// Draws the labelled lines, the first label's first; the frame is left open for whoever closes it.
///
/// Returns the text and the width of the gutter, or nothing where no label lies in a known source.
pub(crate) fn draw(labels: &[Label], sources: &Sources, look: Look) -> Option<(String, usize)> {
    let lines = group(labels, sources, look.width);
    let gutter = lines.iter().map(|line| line.number.to_string().len()).max()?;
    let mut drawn = String::new();
    let mut before: Option<&Line> = None;
    for line in &lines {
        let follows = before.is_some_and(|last| last.path == line.path && last.number + 1 == line.number);
        if !follows {
            let corner = if before.is_none() { "╭" } else { "├" };
            let place = format!("{}:{}:{}", clean(&line.path), line.number, line.column);
            drawn.push_str(&format!("{}{corner}─[{place}]\n", " ".repeat(gutter + 1)));
        }
        drawn.push_str(&body(line, gutter, look));
        before = Some(line);
    }
    Some((drawn, gutter + 1))
}

/// Returns the labels by line, lines in the order of their first label.
fn group(labels: &[Label], sources: &Sources, width: usize) -> Vec<Line> {
    let mut places: Vec<((u32, u32), Vec<&Label>)> = Vec::new();
    for label in labels {
        let Some(source) = sources.get(label.span.file) else { continue };
        let key = (label.span.file.0, source.position(label.span.start).0);
        match places.iter_mut().find(|(place, _)| *place == key) {
            Some((_, found)) => found.push(label),
            None => places.push((key, vec![label])),
        }
    }
    let line = |((_, number), labels): ((u32, u32), Vec<&Label>)| {
        let source = sources.get(labels.first()?.span.file)?;
        Some(cut(source, number, &labels, width))
    };
    places.into_iter().filter_map(line).collect()
}

/// Returns a line with its labels, both in bytes of the text that is shown.
fn cut(source: &Source, number: u32, labels: &[&Label], width: usize) -> Line {
    let start = source.offset(number, 1) as usize;
    let whole = source.text()[start..].lines().next().unwrap_or_default();
    let inside = |offset: u32| floor(whole, (offset as usize).saturating_sub(start));
    let spans: Vec<(usize, usize)> =
        labels.iter().map(|label| (inside(label.span.start), inside(label.span.end))).collect();
    let (from, to) = window(whole, &spans, width.saturating_sub(number.to_string().len() + 4));
    let mut shown = String::new();
    // Where a byte of the source stands in the text that is shown, after escapes are written out.
    let mut places = vec![0; to - from + 1];
    if from > 0 {
        shown.push('…');
    }
    for (at, c) in whole[from..to].char_indices() {
        places[at] = shown.len();
        shown.push_str(&clean(c.encode_utf8(&mut [0; 4])));
    }
    places[to - from] = shown.len();
    if to < whole.len() {
        shown.push('…');
    }
    let place = |at: usize| places[at.clamp(from, to) - from];
    let labels = labels.iter().zip(&spans).map(|(label, (start, end))| {
        // An empty range, and one that goes on in the next line, still shows where it begins.
        let end = place((*end).max(*start)).max(place(*start) + usize::from(*start < to));
        let text = (!label.text.is_empty()).then(|| clean(&label.text).into_owned());
        LabeledSpan::new(text, place(*start), end - place(*start))
    });
    let column = source.position(start as u32 + spans.first().map_or(0, |span| span.0) as u32).1;
    Line { path: source.path().to_owned(), number, column, labels: labels.collect(), text: shown }
}

/// Returns the part of a line that is shown: from its start, or, if that would leave the labels out, from before them.
fn window(line: &str, spans: &[(usize, usize)], width: usize) -> (usize, usize) {
    let room = width.max(20);
    if line.chars().count() <= room {
        return (0, line.len());
    }
    let first = spans.iter().map(|span| span.0).min().unwrap_or(0);
    let last = spans.iter().map(|span| span.1).max().unwrap_or(0);
    let from = if line[..last].chars().count() < room {
        0
    } else {
        let before = line[..first].char_indices().rev().nth(room / 4).map_or(0, |(at, _)| at);
        floor(line, before)
    };
    let to = line[from..].char_indices().nth(room - 2).map_or(line.len(), |(at, _)| from + at);
    (from, to)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Returns the line and its labels, without miette's frame, the gutter brought to a width.
fn body(line: &Line, gutter: usize, look: Look) -> String {
    let theme = if look.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_context_lines(0)
        .with_width(look.width)
        .without_syntax_highlighting();
    let mut report = String::new();
    if handler.render_report(&mut report, line).is_err() {
        return String::new();
    }
    let pad = " ".repeat(gutter.saturating_sub(line.number.to_string().len()));
    let framed = report.lines().skip_while(|row| !row.contains('╭')).skip(1);
    let rows = framed.filter(|row| !row.trim_start().starts_with("╰────"));
    // miette puts a space before the number; our frame starts at the edge.
    rows.map(|row| format!("{pad}{}\n", row.strip_prefix(' ').unwrap_or(row).trim_end())).collect()
}

impl fmt::Display for Line {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Line {}

impl miette::Diagnostic for Line {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Line {
    fn read_span<'a>(
        &'a self,
        _: &SourceSpan,
        _: usize,
        _: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = SourceSpan::from((0, self.text.len()));
        let line = self.number.saturating_sub(1) as usize;
        Ok(Box::new(MietteSpanContents::new(self.text.as_bytes(), whole, line, 0, 1)))
    }
}
