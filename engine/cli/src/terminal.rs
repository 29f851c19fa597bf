//! What the program talks to: a terminal or not, how wide, whether in colour.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

use crate::args::{Color, Globals};
use crate::render::escape::{guard, guard_json};
use crate::secret::redactor;

/// Where output goes, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Whether stdout gets one JSON object a line.
    pub(crate) json: bool,
    /// Whether progress is left out.
    pub(crate) quiet: bool,
    /// How much more is told.
    pub(crate) verbose: u8,
    /// Whether stdout is in colour.
    pub(crate) color: bool,
    /// Whether stderr is in colour.
    pub(crate) error_color: bool,
    /// How many columns there are.
    pub(crate) width: usize,
    /// Whether stdout is a terminal that can be cleared.
    pub(crate) screen: bool,
    /// Whether stderr is a terminal, where a line can be written over.
    pub(crate) live: bool,
    /// Whether someone is there at all.
    pub(crate) attended: bool,
    /// Whether someone can be asked.
    pub(crate) asks: bool,
}

/// The width of everything that has no terminal to ask.
const WIDTH: usize = 80;

impl Terminal {
    /// Returns what the flags, the environment and the streams say.
    pub(crate) fn new(globals: &Globals) -> Terminal {
        let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let attended = io::stdin().is_terminal() && err;
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let plain = dumb || env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = |terminal: bool| match globals.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !plain,
        };
        Terminal {
            json: globals.json,
            quiet: globals.quiet,
            verbose: globals.verbose,
            color: color(out) && !globals.json,
            error_color: color(err),
            width: if out || err { columns() } else { WIDTH },
            screen: out && !dumb && !globals.json,
            live: err && !dumb && !globals.quiet && !globals.json,
            attended,
            asks: attended && !globals.no_input && !globals.json,
        }
    }

    /// Writes data. A reader that has gone away is no error of ours.
    pub(crate) fn data(&self, text: &str) {
        let text = redactor().text(text);
        let text = if self.json { guard_json(&text) } else { guard(&text) };
        self.write(&text);
    }

    /// Writes a value for other programs, to the letter; a terminal gets it escaped.
    pub(crate) fn value(&self, text: &str) {
        let text = redactor().text(text);
        if io::stdout().is_terminal() { self.write(&guard(&text)) } else { self.write(&text) }
    }

    fn write(&self, text: &str) {
        let mut out = BufWriter::new(io::stdout().lock());
        drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// Writes one JSON object as a line of data.
    pub(crate) fn object(&self, object: &serde_json::Value) {
        self.data(&format!("{object}\n"));
    }

    /// Writes a line of progress, unless it is not wanted.
    pub(crate) fn progress(&self, line: &str) {
        if !self.quiet && !self.json {
            self.message(&format!("{line}\n"));
        }
    }

    /// Writes beside the data, whatever the flags say.
    pub(crate) fn message(&self, text: &str) {
        let text = redactor().text(text);
        drop(io::stderr().lock().write_all(guard(&text).as_bytes()));
    }
}

/// Writes the words of the command-line parser to the stream they are for.
pub(crate) fn words(error: &clap::Error) {
    let rendered = error.render();
    let terminal = if error.use_stderr() { io::stderr().is_terminal() } else { io::stdout().is_terminal() };
    let plain = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|term| term == "dumb");
    let text = if terminal && !plain { rendered.ansi().to_string() } else { rendered.to_string() };
    let text = redactor().text(&text);
    let text = guard(&text);
    // A stream that has gone away is no reason to end otherwise.
    drop(match error.use_stderr() {
        true => io::stderr().lock().write_all(text.as_bytes()),
        false => io::stdout().lock().write_all(text.as_bytes()),
    });
}

fn columns() -> usize {
    let size =
        rustix::termios::tcgetwinsize(io::stdout()).or_else(|_| rustix::termios::tcgetwinsize(io::stderr()));
    size.ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns >= 40).unwrap_or(WIDTH)
}
