//! Notes under the code: diagnostics written where they point.
//!
//! Notes are rewritten from what was found and compared as text, so a case that passes shows every diagnostic, label,
//! hint and step of its trace exactly as it came.

use std::collections::BTreeMap;

use tandem_core::{Diagnostic, FileId, Source, Sources, Span, Tracepoint};

/// Returns the lines without the notes under the code.
pub fn strip(lines: &[String]) -> Vec<String> {
    let mut inside = false;
    let mut kept = Vec::new();
    for line in lines {
        let note = line.trim_start().strip_prefix("//").map(str::trim_start);
        let marks =
            note.is_some_and(|note| note.starts_with('^') && note.trim_start_matches('^').starts_with(' '));
        let follows = inside
            && note.is_some_and(|note| {
                ["hint: ", "note: ", "trace: "].iter().any(|word| note.starts_with(word))
            });
        inside = marks || follows;
        if !inside {
            kept.push(line.clone());
        }
    }
    kept
}

/// Returns the lines of a source with the notes of every diagnostic that has a label in it.
pub fn annotate(
    lines: &[String],
    file: FileId,
    sources: &Sources,
    diagnostics: &[&Diagnostic],
) -> Vec<String> {
    let Some(source) = sources.get(file) else { return lines.to_vec() };
    let mut notes: BTreeMap<u32, Vec<(u32, Vec<String>)>> = BTreeMap::new();
    for diagnostic in diagnostics {
        for (at, label) in diagnostic.labels.iter().enumerate().filter(|(_, label)| label.span.file == file) {
            let (line, column) = source.position(label.span.start);
            let text = if at == 0 { headline(diagnostic) } else { format!("label: {}", label.text) };
            let mut written = vec![marked(source, label.span, &text)];
            if at == 0 {
                written.extend(followers(sources, diagnostic).map(|text| indented(column, &text)));
            }
            notes.entry(line).or_default().push((column, written));
        }
    }
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        out.push(line.clone());
        let mut here = notes.remove(&(at as u32 + 1)).unwrap_or_default();
        here.sort();
        out.extend(here.into_iter().flat_map(|(_, written)| written));
    }
    out.extend(notes.into_values().flatten().flat_map(|(_, written)| written));
    out
}

/// Returns the lines for diagnostics that show in no part of the case: labelled elsewhere, or nowhere.
pub fn elsewhere(
    sources: &Sources,
    shown: &dyn Fn(&str) -> bool,
    diagnostics: &[&Diagnostic],
) -> Vec<String> {
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        let place = diagnostic.labels.first().map(|label| sources.place(label.span));
        if place.as_ref().is_some_and(|place| shown(place.split(':').next().unwrap_or_default())) {
            continue;
        }
        let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
        lines.push(format!("// {}{place}", headline(diagnostic)));
        lines.extend(followers(sources, diagnostic).map(|text| format!("//     {text}")));
    }
    lines
}

fn headline(diagnostic: &Diagnostic) -> String {
    let label = diagnostic.labels.first().map_or("", |label| &label.text);
    let more =
        if label.is_empty() || label == diagnostic.message { String::new() } else { format!(" | {label}") };
    format!("{}[{}] {}{more}", diagnostic.severity.word(), diagnostic.code, diagnostic.message)
}

fn followers(sources: &Sources, diagnostic: &Diagnostic) -> impl Iterator<Item = String> {
    let place = |point: &Tracepoint| format!("trace: {} ({})", point.text, sources.place(point.span));
    let trace = diagnostic.trace.iter().map(place);
    let notes = diagnostic.notes.iter().map(|text| format!("note: {text}"));
    let hints = diagnostic.hints.iter().map(|text| format!("hint: {text}"));
    let lines = trace.chain(notes).chain(hints);
    lines.map(|text| text.replace('\n', " ")).collect::<Vec<_>>().into_iter()
}

fn marked(source: &Source, span: Span, text: &str) -> String {
    let (line, column) = source.position(span.start);
    let (end_line, end_column) = source.position(span.end);
    let width = if line == end_line {
        end_column.saturating_sub(column)
    } else {
        let rest = source.text()[span.start as usize..].lines().next().map_or(0, |rest| rest.chars().count());
        rest as u32
    };
    // The comment sign takes two columns, so a mark cannot stand in the first two: it then begins at the third.
    let (start, width) = if column < 3 { (3, (column + width).saturating_sub(3)) } else { (column, width) };
    format!("//{}{} {text}", " ".repeat(start as usize - 3), "^".repeat(width.max(1) as usize))
}

fn indented(column: u32, text: &str) -> String {
    format!("//{}{text}", " ".repeat((column.max(4) - 3) as usize))
}
