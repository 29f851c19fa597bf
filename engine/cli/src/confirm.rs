//! Asking before something is changed, where someone can be asked.

use std::io::{self, BufRead, Write};

use tandem_core::Diagnostic;

use crate::exit::{Ended, Failure};
use crate::terminal::Terminal;

/// What must be typed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer<'a> {
    /// `y` or `yes`.
    Yes,
    /// A word that nobody types by habit: the name of the stack.
    Word(&'a str),
}

/// Asks a question; returns whether the answer is the one that lets us go on.
///
/// # Errors
/// If nobody can be asked: then `--yes` must say so.
pub(crate) fn ask(question: &str, answer: Answer<'_>, terminal: &Terminal) -> Ended<bool> {
    if !terminal.asks {
        let diagnostic = Diagnostic::error("usage::confirm", "nobody can be asked whether to go on");
        return Err(Failure::usage(diagnostic.hint("say `--yes` where the plan has been looked at")));
    }
    let wanted = match answer {
        Answer::Yes => "[y/N]".to_owned(),
        Answer::Word(word) => format!("type `{word}`"),
    };
    terminal.message(&format!("{question} {wanted} "));
    drop(io::stderr().flush());
    let mut line = String::new();
    // A closed input is a "no".
    if io::stdin().lock().read_line(&mut line).is_err() {
        return Ok(false);
    }
    let line = line.trim();
    Ok(match answer {
        Answer::Yes => line.eq_ignore_ascii_case("y") || line.eq_ignore_ascii_case("yes"),
        Answer::Word(word) => line == word,
    })
}
