//! Changes of a script's text: what a judge cannot do is cut out of it, and values are edited.

/// A change of a script's text.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// The statement whose line begins so goes, to its end: if it opens anything, the next line indented no deeper.
    Drop(&'static str),
    /// One text stands instead of another, wherever that is.
    Swap(&'static str, &'static str),
}

/// Returns the script with one change.
///
/// # Errors
/// If the script has no such text: it was changed, and the table must follow.
pub fn apply(script: &str, cut: &Cut) -> Result<String, String> {
    match *cut {
        Cut::Swap(from, to) if script.contains(from) => Ok(script.replace(from, to)),
        Cut::Swap(from, _) => {
            Err(format!("the script no longer has `{from}`: adapt the table of cuts or edits"))
        }
        Cut::Drop(start) => dropped(script, start),
    }
}

fn dropped(script: &str, start: &str) -> Result<String, String> {
    let lines: Vec<&str> = script.lines().collect();
    let begins = |line: &&str| line.trim_start().starts_with(start);
    let mut places = lines.iter().enumerate().filter(|(_, line)| begins(line)).map(|(at, _)| at);
    let (Some(first), None) = (places.next(), places.next()) else {
        return Err(format!(
            "not exactly one line of the script begins with `{start}`: adapt the table of cuts"
        ));
    };
    let rest = [&lines[..first], &lines[end(&lines, first) + 1..]].concat();
    Ok(rest.join("\n") + "\n")
}

/// Returns the last line of the statement that begins on a line.
fn end(lines: &[&str], first: usize) -> usize {
    let code = lines[first].split("//").next().unwrap_or_default().trim_end();
    if !code.ends_with(['{', '(', '[']) {
        return first;
    }
    let after = lines.iter().enumerate().skip(first + 1);
    let mut closing =
        after.filter(|(_, line)| !line.trim().is_empty() && indent(line) <= indent(lines[first]));
    closing.next().map_or(lines.len() - 1, |(at, _)| at)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::{Cut, apply};

    const SCRIPT: &str =
        "let a = 1;\nfor x in [1] {\n    call(x, #{\n        y: 2,\n    });\n}\nlet b = a; // {\n";

    #[test]
    fn a_statement_goes_to_its_end() {
        let dropped = |start| apply(SCRIPT, &Cut::Drop(start)).expect("it fits");
        assert_eq!(dropped("for x"), "let a = 1;\nlet b = a; // {\n");
        assert_eq!(dropped("call("), "let a = 1;\nfor x in [1] {\n}\nlet b = a; // {\n");
        assert!(!dropped("let b").contains("let b"));
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        assert!(apply(SCRIPT, &Cut::Drop("let c")).is_err());
        assert!(apply(SCRIPT, &Cut::Drop("let")).is_err());
        assert!(apply(SCRIPT, &Cut::Swap("z", "w")).is_err());
    }
}
