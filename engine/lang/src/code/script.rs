//! `script::…`: files that are no scripts, what is off, and errors of a run that have no group of their own.

use tandem_core::world::ReadError;
use tandem_core::{Diagnostic, Span};

use super::Explanation;
use crate::settings::LINES;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "script::missing",
        "The entry script does not exist. `tandem init` writes one; a path on the command line is a script or a folder \
         with `main.rhai`.",
    ),
    (
        "script::unreadable",
        "The entry script exists and cannot be read: it is a folder, too large, or refused by the system.",
    ),
    (
        "script::binary",
        "The file holds zero bytes, so it is no text: probably another file than was meant, or one saved as UTF-16.",
    ),
    ("script::not_utf8", "Scripts are UTF-8. Save the file in that encoding; most editors call it `UTF-8`."),
    (
        "script::empty",
        "The entry script has no statement. Planned as it is, it would delete everything that the stack remembers, so \
         it is refused. `tandem destroy` deletes everything on purpose.",
    ),
    (
        "script::too_long",
        "Places in scripts are counted in 65,534 lines and columns, all files of a project together. Resources that \
         differ by a name or a number belong into a loop over a list.",
    ),
    (
        "script::switch",
        "`switch` would compare a value that is known after apply without a word, and take the wrong arm. Write `if … \
         { … } else if … { … }`.",
    ),
    (
        "script::forbidden",
        "A script sees no clock, no randomness, no files and no network, and no text becomes code: the same sources and \
         inputs give the same topology.",
    ),
    (
        "script::thrown",
        "The script, or a module it uses, stopped itself with `throw`. Modules do so where their arguments do not fit \
         together; the text is theirs.",
    ),
    (
        "script::type",
        "An operator, function or condition got a value of a type it does not take.\n\n    if 5 { … }          // a \
         condition is `true` or `false`\n    \"a\" - 1\n    let n = 5; n.push(1);",
    ),
    (
        "script::index",
        "The list or text has no item there. Items are counted from 0; negative numbers count from the end.",
    ),
    (
        "script::property",
        "The object map or value has no property of this name. `map.get(\"key\") ?? otherwise` reads one that may be \
         missing.",
    ),
    (
        "script::arithmetic",
        "The result cannot be computed: a division by zero, or a number beyond 64 bits.\n\n    100 / names.len()      // \
         when the list is empty",
    ),
    (
        "script::constant",
        "Constants keep their value. Declare the variable with `let` if it is meant to change.\n\n    const NAMES = \
         [];\n    NAMES.push(\"www\");      // error",
    ),
    (
        "script::rejected",
        "The language's own parser does not take the script here, although nothing else was found wrong with it; the \
         message is its own.",
    ),
    (
        "script::runtime",
        "The script failed while it ran, in a way that has no code of its own; the message is the language's.",
    ),
    (
        "script::print",
        "What `print` or `debug` was given. Scripts write nowhere; it is shown with the place that printed it.",
    ),
    (
        "script::bug",
        "The evaluation itself failed, which no script should be able to bring about. Nothing was planned. Please \
         report it with the script.",
    ),
];

pub(crate) fn unreadable(path: &str, error: &ReadError, at: Span) -> Diagnostic {
    if *error == ReadError::Missing {
        return Diagnostic::error("script::missing", format!("there is no script `{path}`"))
            .label(at, "")
            .hint("`tandem init` writes one");
    }
    let diagnostic =
        Diagnostic::error("script::unreadable", format!("cannot read `{path}`: {error}")).label(at, "");
    if *error == ReadError::Folder {
        return diagnostic.hint(format!("a folder's script is its `main.rhai`: `{path}/main.rhai`"));
    }
    diagnostic
}

pub(crate) fn binary(path: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::binary", format!("`{path}` is binary, not text")).label(at, "")
}

pub(crate) fn not_utf8(path: &str, line: usize, at: Span) -> Diagnostic {
    Diagnostic::error("script::not_utf8", format!("`{path}` is not UTF-8 at line {line}"))
        .label(at, "")
        .hint("save it as UTF-8")
}

pub(crate) fn empty(path: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::empty", format!("`{path}` is empty"))
        .label(at, "no statement")
        .hint("`tandem destroy` deletes everything on purpose")
}

pub(crate) fn too_long(path: &str, lines: u32, at: Span) -> Diagnostic {
    Diagnostic::error("script::too_long", format!("`{path}` has {lines} lines; {LINES} can be read"))
        .label(at, "")
        .hint("declare resources that differ by a name in a loop over a list")
}

pub(crate) fn too_long_together(lines: u32, at: Span) -> Diagnostic {
    let message = format!("the script and its modules have {lines} lines together; {LINES} can be read");
    Diagnostic::error("script::too_long", message)
        .label(at, "")
        .hint("declare resources that differ by a name in a loop over a list")
}

pub(crate) fn too_wide(path: &str, line: u32, columns: u32, at: Span) -> Diagnostic {
    let message = format!("line {line} of `{path}` has {columns} characters; {LINES} can be read");
    Diagnostic::error("script::too_long", message).label(at, "").hint("break the line")
}

pub(crate) fn switch(at: Span) -> Diagnostic {
    Diagnostic::error("script::switch", "`switch` is off in topology scripts")
        .label(at, "")
        .hint("write `if … { … } else if … { … }`")
}

pub(crate) fn forbidden(name: &str, reason: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::forbidden", format!("`{name}` is off in topology scripts"))
        .label(at, "")
        .hint(reason)
}

pub(crate) fn thrown(message: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::thrown", message).label(at, "thrown here")
}

pub(crate) fn condition(found: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::type", format!("a condition must be `true` or `false`, not {found}"))
        .label(at, "")
}

pub(crate) fn wrong_type(message: impl Into<String>, at: Span) -> Diagnostic {
    Diagnostic::error("script::type", message).label(at, "")
}

pub(crate) fn index(message: impl Into<String>, at: Span) -> Diagnostic {
    Diagnostic::error("script::index", message).label(at, "")
}

pub(crate) fn property(message: impl Into<String>, at: Span) -> Diagnostic {
    Diagnostic::error("script::property", message).label(at, "")
}

pub(crate) fn arithmetic(message: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::arithmetic", lower(message)).label(at, "")
}

pub(crate) fn constant(name: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::constant", format!("`{name}` is a constant")).label(at, "cannot be changed")
}

pub(crate) fn changes_constant(method: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::constant", format!("`{method}` would change a constant"))
        .label(at, "")
        .hint("declare a variable with `let`")
}

pub(crate) fn rejected(message: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::rejected", lower(message)).label(at, "")
}

pub(crate) fn runtime(message: &str, at: Span) -> Diagnostic {
    Diagnostic::error("script::runtime", lower(message)).label(at, "")
}

pub(crate) fn print(text: &str, at: Span) -> Diagnostic {
    Diagnostic::new(tandem_core::Severity::Advice, "script::print", text).label(at, "printed here")
}

pub(crate) fn bug(at: Span) -> Diagnostic {
    Diagnostic::error("script::bug", "this is a bug in tandem: the evaluation failed").label(at, "")
}

/// Returns a message of the language in the house's form: lower case, no final period.
fn lower(message: &str) -> String {
    let mut characters = message.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_lowercase().to_string());
    first.unwrap_or_default() + characters.as_str()
}
