//! `budget::…`: what an evaluation may use.

use tandem_core::{Diagnostic, Span};

use super::Explanation;

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "budget::time",
        "The script took longer than an evaluation may, which is seconds beyond what the largest topologies need. \
         Usually a loop does not end, or a list is searched again and again.",
    ),
    (
        "budget::operations",
        "The script did more operations than an evaluation may, far more than the largest topologies need. Usually \
         a loop does not end.\n\n    while names.len() > 0 { print(names); }     // nothing is ever taken out",
    ),
    (
        "budget::depth",
        "Calls or expressions are nested too deeply. A function that calls itself needs a case in which it does \
         not; a long sum or chain can be cut with variables.",
    ),
    (
        "budget::size",
        "The file declares more variables or functions than can be read in reasonable time. Resources that differ by \
         a name belong into a loop over a list, and need no variable each.\n\n    for name in names { zone.a(name, \
         values); }",
    ),
    (
        "budget::memory",
        "The script builds a text, list or map larger than any topology needs, or uses more memory than an evaluation \
         may. Usually something is added to itself in a loop.\n\n    loop { names += names; }",
    ),
    (
        "budget::thread",
        "The system did not give the evaluation a thread to run on, which needs address space for a deep stack. \
         Nothing is wrong with the script; try again when the machine has more to give.",
    ),
];

pub(crate) fn time(limit: std::time::Duration, at: Span) -> Diagnostic {
    let message = format!("the script runs for more than {} s", limit.as_secs_f64());
    Diagnostic::error("budget::time", message).label(at, "stopped here").hint("does a loop here never end?")
}

pub(crate) fn operations(limit: u64, at: Span) -> Diagnostic {
    Diagnostic::error("budget::operations", format!("the script does more than {limit} operations"))
        .label(at, "stopped here")
        .hint("does a loop here never end?")
}

pub(crate) fn calls(limit: usize, at: Span) -> Diagnostic {
    Diagnostic::error("budget::depth", format!("calls are nested more than {limit} levels deep"))
        .label(at, "one call too deep")
        .hint("does a function call itself without an end?")
}

pub(crate) fn expressions(at: Span) -> Diagnostic {
    Diagnostic::error("budget::depth", "this expression is nested too deeply")
        .label(at, "")
        .hint("take parts out into variables")
}

pub(crate) fn too_many(what: &str, found: usize, limit: usize, at: Span) -> Diagnostic {
    Diagnostic::error("budget::size", format!("this file has {found} {what}; {limit} can be read"))
        .label(at, "")
        .hint("declare resources that differ by a name in a loop over a list")
}

pub(crate) fn memory(at: Span) -> Diagnostic {
    Diagnostic::error("budget::memory", "the script uses too much memory")
        .label(at, "stopped here")
        .hint("does something grow in a loop that never ends?")
}

pub(crate) fn text(limit: usize, at: Span) -> Diagnostic {
    Diagnostic::error("budget::memory", format!("this text is longer than {} MiB", limit >> 20)).label(at, "")
}

pub(crate) fn items(limit: usize, at: Span) -> Diagnostic {
    Diagnostic::error("budget::memory", format!("this holds more than {limit} values")).label(at, "")
}

pub(crate) fn no_thread(at: Span) -> Diagnostic {
    Diagnostic::error("budget::thread", "the system gives no thread to evaluate on").label(at, "")
}
