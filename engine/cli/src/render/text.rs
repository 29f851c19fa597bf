//! Text that fits: cut, wrapped, aligned.

pub(crate) use super::escape::clean;

/// Returns the text on one line, cut to a width with `…` where it is longer.
pub(crate) fn fit(text: &str, width: usize) -> String {
    let line = clean(text).replace('\n', "⏎");
    if line.chars().count() <= width {
        return line;
    }
    let mut cut: String = line.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Returns `left` and `right` on one line, the right one ending at `width`, with at least two spaces between.
///
/// Both may be painted; `length` is how many columns they take together.
pub(crate) fn spread(left: &str, right: &str, length: usize, width: usize) -> String {
    let gap = width.saturating_sub(length).max(2);
    format!("{left}{}{right}", " ".repeat(gap))
}

/// Returns the words in lines of at most `width`, each but the first after `indent`; line breaks are kept.
pub(crate) fn wrap(text: &str, first: &str, indent: &str, width: usize) -> String {
    let mut lines = String::new();
    for (at, paragraph) in text.lines().enumerate() {
        let mut line = if at == 0 { first.to_owned() } else { indent.to_owned() };
        let mut empty = true;
        for word in paragraph.split(' ') {
            let longer = line.chars().count() + 1 + word.chars().count();
            if !empty && longer > width {
                lines.push_str(line.trim_end());
                lines.push('\n');
                indent.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

/// Returns Markdown with its paragraphs in lines of at most 80; code stays as it is.
pub(crate) fn prose(text: &str) -> String {
    let mut wrapped = String::new();
    let (mut code, mut paragraph) = (false, String::new());
    for line in text.trim().lines() {
        let fence = line.starts_with("```");
        let starts = fence || line.is_empty() || line.starts_with(['-', '#', '|', ' ']);
        if starts || code {
            wrapped.push_str(&wrap(&std::mem::take(&mut paragraph), "", "", 80));
        }
        code ^= fence;
        if fence || code || line.is_empty() || line.starts_with(['#', '|', ' ']) {
            wrapped.push_str(line);
            wrapped.push('\n');
        } else {
            let gap = if paragraph.is_empty() { "" } else { " " };
            paragraph.push_str(gap);
            paragraph.push_str(line);
        }
    }
    wrapped.push_str(&wrap(&paragraph, "", "", 80));
    wrapped.trim_end().to_owned()
}

/// Returns a number of seconds for people: `40 s`, `2 m 10 s`, `1 h 5 m`.
pub(crate) fn seconds(seconds: u64) -> String {
    let part =
        |number: u64, unit: &str| if number == 0 { String::new() } else { format!(" {number} {unit}") };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} m{}", seconds / 60, part(seconds % 60, "s")),
        _ => format!("{} h{}", seconds / 3600, part(seconds % 3600 / 60, "m")),
    }
}

/// Returns an account number in groups: `1234-5678-9012`.
pub(crate) fn account(number: &str) -> String {
    if number.len() != 12 || !number.is_ascii() {
        return number.to_owned();
    }
    format!("{}-{}-{}", &number[..4], &number[4..8], &number[8..])
}

/// Returns the time of day of a moment in milliseconds since 1970: `14:01:20Z`.
pub(crate) fn time_of_day(millis: u64) -> String {
    let second = millis / 1000 % 86_400;
    format!("{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::{account, fit, prose, seconds, time_of_day, wrap};

    #[test]
    fn lines_fit() {
        assert_eq!(fit("abcdef", 4), "abc…");
        assert_eq!(wrap("one two three", "  help: ", "        ", 16), "  help: one two\n        three\n");
    }

    #[test]
    fn paragraphs_are_wrapped_and_code_is_not() {
        let long = "word ".repeat(30);
        let text = format!("{long}\n{long}\n\n```rhai\n{long}\n```\nend");
        let wrapped = prose(&text);
        let lines: Vec<&str> = wrapped.lines().collect();
        assert_eq!(lines.iter().filter(|line| line.chars().count() > 80).count(), 1, "{wrapped}");
        assert_eq!(wrapped.split_whitespace().count(), 93, "{wrapped}");
        assert_eq!(lines.last(), Some(&"end"));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(seconds(130), "2 m 10 s");
        assert_eq!(seconds(3600), "1 h");
        assert_eq!(account("123456789012"), "1234-5678-9012");
        assert_eq!(time_of_day(50_480_000), "14:01:20Z");
    }
}
