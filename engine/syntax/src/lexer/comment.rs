//! Comments, told apart the way Rhai does.

use super::Lexer;
use crate::error::ErrorCode;
use crate::kind::SyntaxKind;

/// Takes a line or block comment.
pub(super) fn comment(lexer: &mut Lexer<'_>) {
    if lexer.eat("//") { line(lexer) } else { block(lexer) }
}

/// Takes the rest of a line comment; a lone carriage return ends it as well.
fn line(lexer: &mut Lexer<'_>) {
    let rest = lexer.rest();
    let kind = if rest.starts_with('!') {
        SyntaxKind::ModuleComment
    } else if rest.starts_with('/') && !rest.starts_with("//") {
        SyntaxKind::DocComment
    } else {
        SyntaxKind::LineComment
    };
    lexer.run(kind, |c| c != '\n' && c != '\r');
}

/// Takes a block comment with those nested in it.
///
/// Rhai takes the second star of `/**` before it looks for the end, so `/**/` is open.
fn block(lexer: &mut Lexer<'_>) {
    let start = lexer.start;
    lexer.at += "/*".len();
    let opening = lexer.range_from(start);
    let starred = lexer.eat("*");
    let swallows_end = starred && lexer.rest().starts_with('/');
    let kind = if starred && !lexer.rest().starts_with('*') {
        SyntaxKind::DocComment
    } else {
        SyntaxKind::BlockComment
    };
    let mut depth = 1_u32;
    while depth > 0 {
        let rest = lexer.rest();
        let Some(found) = rest.find(['/', '*']) else {
            lexer.at = lexer.text.len();
            break;
        };
        lexer.at += found;
        if lexer.eat("/*") {
            depth += 1;
        } else if lexer.eat("*/") {
            depth -= 1;
        } else {
            lexer.at += 1;
        }
    }
    if depth > 0 {
        let hint = match swallows_end {
            true => "`/**/` opens a documentation comment, write `/* */`",
            false => "add `*/`; comments nest, so every `/*` inside needs its own",
        };
        lexer.error_with_hint(ErrorCode::UnterminatedComment, opening, "this comment has no end", hint);
    }
    lexer.push_with(kind, depth > 0);
}
