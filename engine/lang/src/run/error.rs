//! From Rhai's errors to diagnostics.

use rhai::{Dynamic, EvalAltResult, ParseError, ParseErrorType, Position};
use tandem_core::{Diagnostic, Span};

use super::session::Session;
use super::watch::Stop;
use crate::analysis::NATIVE;
use crate::code;
use crate::code::nearest;
use crate::native::{self, Reported};
use crate::value::{Unknown, noun};

/// Reports that Rhai does not take a script that the syntax tree takes.
pub(crate) fn rejected(session: &Session, error: &ParseError) {
    let at = session.token(error.position());
    let diagnostic = match error.err_type() {
        ParseErrorType::ExprTooDeep => code::budget::expressions(at),
        ParseErrorType::AssignmentToConstant(name) => code::script::constant(name, at),
        other => code::script::rejected(&other.to_string(), at),
    };
    session.report_plain(diagnostic);
}

/// Returns whether a run cannot go on after an error.
pub(crate) fn is_final(error: &EvalAltResult) -> bool {
    matches!(leaf(error), EvalAltResult::ErrorTooManyOperations(_) | EvalAltResult::ErrorTerminated(..))
}

/// Reports the error that ended a statement.
pub(crate) fn failed(session: &Session, error: &EvalAltResult) {
    if let Some(diagnostic) = diagnostic(session, leaf(error)) {
        session.report_unwound(diagnostic, &calls(session, error));
    }
}

/// Returns the names of the calls that an error went through.
fn calls(session: &Session, error: &EvalAltResult) -> Vec<Span> {
    let mut calls = Vec::new();
    let mut error = error;
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, position) = error {
        calls.push(session.token(*position));
        error = inner;
    }
    calls
}

/// Returns the diagnostic for the error at the bottom, unless it has been reported.
fn diagnostic(session: &Session, leaf: &EvalAltResult) -> Option<Diagnostic> {
    let position = leaf.position();
    let at = session.token(position);
    Some(match leaf {
        EvalAltResult::ErrorRuntime(value, _) if value.is::<Reported>() => return None,
        EvalAltResult::ErrorRuntime(value, _) => thrown(value, at),
        EvalAltResult::ErrorTerminated(reason, _) => match reason.clone().try_cast::<Stop>() {
            Some(Stop::Time) => code::budget::time(session.budget.time, session.around(position)),
            Some(Stop::Memory) => code::budget::memory(at),
            Some(Stop::Return) | None => return None,
        },
        EvalAltResult::ErrorTooManyOperations(_) => {
            code::budget::operations(session.budget.operations, session.around(position))
        }
        EvalAltResult::ErrorStackOverflow(_) => code::budget::calls(session.budget.calls, at),
        EvalAltResult::ErrorFunctionNotFound(signature, _) => {
            return no_function(session, signature, position);
        }
        // What a module exports is known before it runs; it lacks something only if it failed, which was reported.
        EvalAltResult::ErrorVariableNotFound(name, _) if name.contains("::") && session.has_errors() => {
            return None;
        }
        EvalAltResult::ErrorVariableNotFound(name, _) | EvalAltResult::ErrorModuleNotFound(name, _) => {
            code::name::unknown_variable(name, None, at)
        }
        EvalAltResult::ErrorPropertyNotFound(name, _) => code::script::property(
            format!("the object map has no property `{name}`"),
            session.property(position),
        ),
        EvalAltResult::ErrorDotExpr(message, _) => return no_property(session, message, position),
        EvalAltResult::ErrorIndexingType(message, _) => {
            return mistyped(session, &format!("cannot index {}", types(message)), message, position);
        }
        EvalAltResult::ErrorArrayBounds(length, index, _) => {
            let message = format!("there is no item {index} in a list of {length}");
            code::script::index(message, session.property(position))
        }
        EvalAltResult::ErrorStringBounds(length, index, _) => {
            let message = format!("there is no character {index} in a text of {length}");
            code::script::index(message, session.property(position))
        }
        EvalAltResult::ErrorIndexNotFound(index, _) => {
            code::script::index(format!("there is no item {index}"), session.property(position))
        }
        EvalAltResult::ErrorMismatchDataType(expected, found, _) => {
            let message = format!("this must be {}, not {}", type_noun(expected), type_noun(found));
            return mistyped(session, &message, found, position);
        }
        EvalAltResult::ErrorMismatchOutputType(expected, found, _) => {
            let message = format!("this must be {}, not {}", type_noun(expected), type_noun(found));
            return mistyped(session, &message, found, position);
        }
        EvalAltResult::ErrorFor(_) => {
            code::script::wrong_type("only lists, ranges and texts can be iterated over", at)
        }
        EvalAltResult::ErrorArithmetic(message, _) => code::script::arithmetic(message, at),
        EvalAltResult::ErrorAssignmentToConstant(name, _) => code::script::constant(name, at),
        EvalAltResult::ErrorNonPureMethodCallOnConstant(name, _) => code::script::changes_constant(name, at),
        EvalAltResult::ErrorParsing(error, position) => {
            code::script::rejected(&error.to_string(), session.token(*position))
        }
        other => code::script::runtime(&plain(other), at),
    })
}

/// Returns the error at the bottom of calls and modules.
fn leaf(error: &EvalAltResult) -> &EvalAltResult {
    let mut leaf = error;
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) | EvalAltResult::ErrorInModule(_, inner, _) =
        leaf
    {
        leaf = inner;
    }
    leaf
}

fn plain(error: &EvalAltResult) -> String {
    let mut error = error.to_string();
    if let Some(at) = error.rfind(" (line ") {
        error.truncate(at);
    }
    error
}

fn thrown(value: &Dynamic, at: Span) -> Diagnostic {
    let message = match value.clone().into_immutable_string() {
        Ok(text) => text.to_string(),
        Err(_) if value.is_map() || value.is_array() => native::shown(value),
        Err(_) => format!("the script threw {}", noun(value)),
    };
    code::script::thrown(&message, at)
}

/// `name (type, type)`: no function of this name takes these.
fn no_function(session: &Session, signature: &str, position: Position) -> Option<Diagnostic> {
    let (name, arguments) = signature.split_once(" (").unwrap_or((signature, ""));
    let arguments = arguments.trim_end_matches(')');
    let at = session.token(position);
    let list: Vec<String> = split_types(arguments).into_iter().map(type_noun).collect();
    let bare = name.rsplit("::").next().unwrap_or(name);
    // What was put in for something that does not exist was reported as that.
    if bare.starts_with("__") || (arguments.contains(UNKNOWN) && session.has_errors()) {
        return None;
    }
    Some(if bare.starts_with("anon$") {
        code::name::closure_arity(list.len(), at)
    } else if !bare.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        code::script::wrong_type(format!("`{bare}` does not take {}", list.join(" and ")), at)
    } else if NATIVE.contains(&bare) {
        let message = match list.as_slice() {
            [] => format!("`{bare}` needs arguments"),
            list => format!("`{bare}` does not take {}", list.join(", ")),
        };
        code::script::wrong_type(message, at)
    } else if let [first, ..] = list.as_slice() {
        code::name::unknown_method(bare, Some(first), nearest(bare, NATIVE.iter().copied()), at)
    } else {
        code::name::unknown_function(bare, None, &[], at)
    })
}

/// `Unknown property 'x' - a getter is not registered for type 'T'`.
fn no_property(session: &Session, message: &str, position: Position) -> Option<Diagnostic> {
    let mut quoted = message.split('\'').skip(1).step_by(2);
    let at = session.property(position);
    Some(match (quoted.next(), quoted.next()) {
        (Some(_), Some(found)) if found == UNKNOWN && session.has_errors() => return None,
        (Some(name), Some(found)) => {
            code::script::property(format!("{} has no property `{name}`", type_noun(found)), at)
        }
        _ => code::script::property(message, at),
    })
}

/// Reports a wrong type, unless what is wrong is unknown because of an error that was reported.
fn mistyped(session: &Session, message: &str, found: &str, position: Position) -> Option<Diagnostic> {
    let follows = found.contains(UNKNOWN) && session.has_errors();
    (!follows).then(|| code::script::wrong_type(message, session.token(position)))
}

/// The name under which unknown values are registered.
pub(crate) const UNKNOWN: &str = "value known after apply";

/// `T [U]`: in words.
fn types(message: &str) -> String {
    let (receiver, index) = message.split_once(" [").unwrap_or((message, ""));
    format!("{} by {}", type_noun(receiver), type_noun(index.trim_end_matches(']')))
}

fn split_types(list: &str) -> Vec<&str> {
    list.split(", ").filter(|part| !part.is_empty()).collect()
}

/// Returns what a type of Rhai's is called in scripts, with its article.
fn type_noun(name: &str) -> String {
    let unknown = std::any::type_name::<Unknown>();
    match name {
        "()" => "nothing".to_owned(),
        "i64" => "an integer".to_owned(),
        "f64" => "a number".to_owned(),
        "bool" => "a boolean".to_owned(),
        "char" => "a character".to_owned(),
        "array" => "a list".to_owned(),
        "map" => "an object map".to_owned(),
        "Fn" => "a function".to_owned(),
        name if name == unknown => format!("a {UNKNOWN}"),
        name if name.contains("String") || name == "string" => "a string".to_owned(),
        name if name.contains("Range") || name.starts_with("range") => "a range".to_owned(),
        name => format!("a {name}"),
    }
}
