//! Template strings: backticks, their text and their interpolations.

use super::{Lexer, OpenTemplate, string};
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Takes an opening backtick and the text behind it.
pub(super) fn start(lexer: &mut Lexer<'_>) {
    lexer.at += 1;
    let range = lexer.range_from(lexer.start);
    lexer.push(SyntaxKind::TemplateStart);
    lexer.open.push(OpenTemplate { range, braces: 0 });
    text(lexer);
}

/// Takes the brace that ends an interpolation and the text behind it.
pub(super) fn resume(lexer: &mut Lexer<'_>) {
    lexer.push(SyntaxKind::InterpolationEnd);
    text(lexer);
}

/// Takes text up to the next interpolation or the closing backtick.
///
/// There are no escapes but `\${` and the doubled backtick.
fn text(lexer: &mut Lexer<'_>) {
    loop {
        let before = lexer.at;
        if lexer.eat("``") || lexer.eat("\\${") {
            continue;
        }
        if lexer.rest().starts_with("${") {
            lexer.push(SyntaxKind::TemplateText);
            lexer.at += "${".len();
            return lexer.push(SyntaxKind::InterpolationStart);
        }
        if lexer.rest().starts_with('`') {
            lexer.push(SyntaxKind::TemplateText);
            lexer.at += 1;
            lexer.open.pop();
            return lexer.push(SyntaxKind::TemplateEnd);
        }
        match lexer.next() {
            Some(character) => string::private_use(lexer, character, before),
            None => return lexer.push_with(SyntaxKind::TemplateText, true),
        }
    }
}

/// Reports the template strings that are still open at the end of the file.
///
/// Only the innermost one is likely to be the mistake; the others follow from it.
pub(super) fn unclosed(lexer: &mut Lexer<'_>) {
    let in_code = !matches!(
        lexer.tokens.iter().rev().find(|token| !token.kind.is_trivia()).map(|token| token.kind),
        Some(SyntaxKind::TemplateStart | SyntaxKind::TemplateText | SyntaxKind::InterpolationEnd)
    );
    if let Some(open) = lexer.open.last() {
        let hint =
            if in_code { "close the interpolation with `}`, then add a backtick" } else { "add a backtick" };
        let message = "this template string has no end";
        lexer.errors.push(SyntaxError::new(ErrorCode::UnterminatedTemplate, open.range, message).hint(hint));
    }
}
