//! Diagnostics as people read them.

use tandem_core::count::count;
use tandem_core::{Diagnostic, Diagnostics, Severity, Sources, Tracepoint};

use super::paint::{Paint, Role};
use super::snippet::{Look, draw};
use super::text::{clean, wrap};

/// What a hint begins with that is the one command to run next.
pub(crate) const NEXT: &str = "next: ";

/// Returns the diagnostics as text, with their number at the end where there are several.
pub(crate) fn text(diagnostics: &Diagnostics, sources: &Sources, look: Look) -> String {
    let mut shown = String::new();
    for diagnostic in diagnostics {
        shown.push_str(&one(diagnostic, sources, look));
    }
    if diagnostics.len() > 1 {
        shown.push_str(&format!("{}\n", tally(diagnostics)));
    }
    shown
}

/// Returns `2 errors, 1 warning`.
fn tally(diagnostics: &Diagnostics) -> String {
    let of = |severity: Severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    let counts =
        [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Advice, "piece of advice")];
    let parts = counts.iter().map(|(severity, noun)| (of(*severity), *noun));
    let parts = parts.filter(|(number, _)| *number > 0).map(|(number, noun)| match (number, noun) {
        (2.., "piece of advice") => format!("{number} pieces of advice"),
        _ => count(number, noun),
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// Returns one diagnostic: what is wrong, where, how the run came there, facts, ways out.
pub(crate) fn one(diagnostic: &Diagnostic, sources: &Sources, look: Look) -> String {
    let paint = Paint::new(look.color);
    let role = match diagnostic.severity {
        Severity::Error => Role::Bad,
        Severity::Warning => Role::Careful,
        Severity::Advice => Role::Hint,
    };
    let head = format!("{}[{}]", diagnostic.severity.word(), clean(&diagnostic.code));
    let message = wrap(&clean(&diagnostic.message), &format!("{head}: "), "  ", look.width);
    let mut shown = message.replacen(&head, &paint.paint(role, &head), 1);
    if let Some((lines, margin)) = draw(&diagnostic.labels, sources, look) {
        shown.push_str(&lines);
        shown.push_str(&closing(diagnostic, sources, margin));
    }
    for note in &diagnostic.notes {
        shown.push_str(&wrap(&clean(note), "  ", "  ", look.width));
    }
    for hint in &diagnostic.hints {
        // What is to be run next says so itself.
        let (word, hint) = hint.strip_prefix(NEXT).map_or(("help:", hint.as_str()), |next| ("next:", next));
        let text = wrap(&clean(hint), &format!("  {word} "), "        ", look.width);
        shown.push_str(&text.replacen(word, &paint.paint(Role::Hint, word), 1));
    }
    shown.push('\n');
    shown
}

/// Closes the frame: with the calls and iterations that led to the place, or with a plain line.
fn closing(diagnostic: &Diagnostic, sources: &Sources, margin: usize) -> String {
    let Some(last) = diagnostic.trace.len().checked_sub(1) else {
        return format!("{}╰────\n", " ".repeat(margin));
    };
    let row = |(at, point): (usize, &Tracepoint)| {
        let corner = if at == last { "╰" } else { "├" };
        let text = clean(&point.text).into_owned();
        let place = (!text.starts_with("for ")).then(|| sources.place(point.span));
        let place = place.map(|place| format!(", called at {}", clean(&place))).unwrap_or_default();
        format!("{}{corner}─ {text}{place}\n", " ".repeat(margin))
    };
    diagnostic.trace.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use tandem_core::{Diagnostic, Source, Sources, Span, Tracepoint};

    use super::{Look, one};

    #[test]
    fn a_diagnostic_shows_its_line_its_label_its_trace_and_the_way_out() {
        let mut sources = Sources::default();
        let text = "let a = 1;\nfor site in sites {\n    zone.alias(\"api\", web, #{ tll: 3 });\n}\n";
        let file = sources.add(Source::new("main.rhai", text));
        let key = text.find("tll").unwrap();
        let head = text.find("for").unwrap();
        let diagnostic = Diagnostic::error("attribute::unknown", "there is no attribute `tll`")
            .label(Span::new(file, key, key + 3), "not an attribute of a record")
            .traced(&[Tracepoint {
                span: Span::new(file, head, head + 3),
                text: "for site = eu-west-1 (2 of 3)".to_owned(),
            }])
            .hint("did you mean `ttl`?");
        let shown = one(&diagnostic, &sources, Look { color: false, width: 80 });
        let expected = "\
error[attribute::unknown]: there is no attribute `tll`
  ╭─[main.rhai:3:31]
3 │     zone.alias(\"api\", web, #{ tll: 3 });
  ·                               ─┬─
  ·                                ╰── not an attribute of a record
  ╰─ for site = eu-west-1 (2 of 3)
  help: did you mean `ttl`?

";
        assert_eq!(shown, expected, "\n{shown}");
    }

    #[test]
    fn a_line_longer_than_the_terminal_is_cut_around_its_label() {
        let mut sources = Sources::default();
        let text = format!("{}here{}", "x".repeat(3000), "y".repeat(3000));
        let file = sources.add(Source::new("main.rhai", &text));
        let diagnostic = Diagnostic::error("a", "b").label(Span::new(file, 3000, 3004), "this");
        let shown = one(&diagnostic, &sources, Look { color: false, width: 60 });
        assert!(shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
        assert!(shown.contains("xhere"), "{shown}");
        assert!(shown.contains("main.rhai:1:3001"), "{shown}");
    }
}
