//! Names, keywords and reserved words.

use super::Lexer;
use crate::error::ErrorCode;
use crate::kind::SyntaxKind;

/// Takes a word.
///
/// A word that runs on in letters outside ASCII is one malformed name, not a name and some rubbish.
pub(super) fn word(lexer: &mut Lexer<'_>) {
    lexer.eat_while(|c| c.is_ascii_alphanumeric() || c == '_');
    if lexer.peek().is_some_and(char::is_alphanumeric) {
        return foreign_name(lexer);
    }
    let range = lexer.range_from(lexer.start);
    let text = lexer.text.get(lexer.start..lexer.at).unwrap_or_default();
    let kind = classify(text);
    if kind == SyntaxKind::BadIdent {
        let message = format!("`{text}` is not a name");
        lexer.error_with_hint(ErrorCode::BadName, range, message, "a letter must follow the underscores");
    }
    lexer.push(kind);
}

/// Takes a name that has letters outside ASCII.
pub(super) fn foreign_name(lexer: &mut Lexer<'_>) {
    lexer.eat_while(|c| c.is_alphanumeric() || c == '_');
    let range = lexer.range_from(lexer.start);
    let text = lexer.text.get(lexer.start..lexer.at).unwrap_or_default();
    let message = format!("`{text}` is not a name");
    let hint = "names are ASCII letters, digits and underscores; put other text in quotes";
    lexer.error_with_hint(ErrorCode::BadName, range, message, hint);
    lexer.push(SyntaxKind::BadIdent);
}

/// Returns whether a built-in function may be called as a method.
pub(crate) fn is_callable_method(name: &str) -> bool {
    matches!(name, "call" | "curry" | "type_of" | "is_shared")
}

pub(super) fn classify(word: &str) -> SyntaxKind {
    match word {
        "_" => SyntaxKind::Underscore,
        "this" => SyntaxKind::ThisKw,
        "let" => SyntaxKind::LetKw,
        "const" => SyntaxKind::ConstKw,
        "fn" => SyntaxKind::FnKw,
        "private" => SyntaxKind::PrivateKw,
        "import" => SyntaxKind::ImportKw,
        "export" => SyntaxKind::ExportKw,
        "as" => SyntaxKind::AsKw,
        "if" => SyntaxKind::IfKw,
        "else" => SyntaxKind::ElseKw,
        "switch" => SyntaxKind::SwitchKw,
        "for" => SyntaxKind::ForKw,
        "in" => SyntaxKind::InKw,
        "while" => SyntaxKind::WhileKw,
        "until" => SyntaxKind::UntilKw,
        "loop" => SyntaxKind::LoopKw,
        "do" => SyntaxKind::DoKw,
        "try" => SyntaxKind::TryKw,
        "catch" => SyntaxKind::CatchKw,
        "throw" => SyntaxKind::ThrowKw,
        "return" => SyntaxKind::ReturnKw,
        "break" => SyntaxKind::BreakKw,
        "continue" => SyntaxKind::ContinueKw,
        "true" => SyntaxKind::TrueKw,
        "false" => SyntaxKind::FalseKw,
        "print" | "debug" | "type_of" | "eval" | "Fn" | "call" | "curry" | "is_shared" | "is_def_var"
        | "is_def_fn" => SyntaxKind::ReservedFn,
        "async" | "await" | "case" | "default" | "go" | "goto" | "is" | "match" | "module" | "new"
        | "nil" | "null" | "package" | "protected" | "public" | "shared" | "spawn" | "static" | "super"
        | "sync" | "thread" | "use" | "var" | "void" | "with" | "yield" => SyntaxKind::ReservedWord,
        _ if !word.trim_start_matches('_').starts_with(|c: char| c.is_ascii_alphabetic()) => {
            SyntaxKind::BadIdent
        }
        _ => SyntaxKind::Ident,
    }
}
