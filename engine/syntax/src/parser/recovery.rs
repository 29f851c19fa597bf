//! Where to go on after an error, and what the writer probably meant.

use rowan::TextRange;

use super::Parser;
use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// Returns whether a token opens something that another one closes.
fn opens(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::LParen
            | SyntaxKind::LBracket
            | SyntaxKind::QuestionBracket
            | SyntaxKind::LBrace
            | SyntaxKind::MapStart
            | SyntaxKind::TemplateStart
            | SyntaxKind::InterpolationStart
    )
}

/// Returns whether a token closes something.
pub(super) fn closes(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::RParen
            | SyntaxKind::RBracket
            | SyntaxKind::RBrace
            | SyntaxKind::TemplateEnd
            | SyntaxKind::InterpolationEnd
            | SyntaxKind::Eof
    )
}

/// Returns whether a token can only start a statement, so that what is open before it has been forgotten.
pub(super) fn starts_statement(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        SyntaxKind::LetKw
            | SyntaxKind::ConstKw
            | SyntaxKind::FnKw
            | SyntaxKind::PrivateKw
            | SyntaxKind::ImportKw
            | SyntaxKind::ExportKw
            | SyntaxKind::ReturnKw
            | SyntaxKind::ThrowKw
            | SyntaxKind::TryKw
            | SyntaxKind::BreakKw
            | SyntaxKind::ContinueKw
    )
}

/// Puts the current token, with all it encloses, into the node at hand; nothing recurses.
fn skip_group(parser: &mut Parser<'_>) {
    let mut depth = 0_u32;
    loop {
        let kind = parser.current();
        match kind {
            SyntaxKind::Eof => return,
            _ if opens(kind) => depth += 1,
            _ if closes(kind) => depth = depth.saturating_sub(1),
            _ => {}
        }
        parser.bump();
        if depth == 0 {
            return;
        }
    }
}

/// Skips what is nested too deeply, up to the next separator or closing bracket around it.
pub(super) fn skip_nested(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::Error, |parser| {
        while !closes(parser.current())
            && !matches!(parser.current(), SyntaxKind::Semicolon | SyntaxKind::Comma)
        {
            skip_group(parser);
        }
    });
    parser.blamed = Some(parser.here);
}

/// Skips to where the next statement may begin: behind a `;`, before a keyword that starts one, or at the
/// bracket that closes the block.
pub(super) fn skip_statement(parser: &mut Parser<'_>) {
    let stops = |parser: &Parser<'_>| {
        let kind = parser.current();
        closes(kind) || kind == SyntaxKind::Semicolon || starts_statement(kind) || starts_control(parser)
    };
    if !stops(parser) {
        parser.node(SyntaxKind::Error, |parser| {
            while !stops(parser) {
                let block = parser.at(SyntaxKind::LBrace);
                skip_group(parser);
                if block && parser.after_line_break() {
                    return;
                }
            }
        });
    }
}

/// Returns whether a control structure begins on a new line.
fn starts_control(parser: &Parser<'_>) -> bool {
    let control = matches!(
        parser.current(),
        SyntaxKind::IfKw
            | SyntaxKind::ForKw
            | SyntaxKind::WhileKw
            | SyntaxKind::LoopKw
            | SyntaxKind::DoKw
            | SyntaxKind::SwitchKw
    );
    control && parser.after_line_break()
}

/// Takes one token that nothing can use, after an error about it.
pub(super) fn unexpected(parser: &mut Parser<'_>) {
    let error = match parser.current() {
        SyntaxKind::BadSymbol => unknown_operator(parser),
        kind => {
            let message = format!("did not expect {} here", shown(parser));
            let error = SyntaxError::new(ErrorCode::UnexpectedToken, parser.range(), message);
            match kind {
                SyntaxKind::ElseKw => error.hint("`else` follows the `}` of an `if` directly"),
                SyntaxKind::CatchKw => error.hint("`catch` follows the `}` of a `try` directly"),
                SyntaxKind::FatArrow => error.hint("a closure is written `|x| …`"),
                SyntaxKind::Eq => error.hint("an assignment is a statement; to compare, write `==`"),
                _ => error,
            }
        }
    };
    parser.error(error);
    parser.node(SyntaxKind::Error, Parser::bump);
}

/// Names the current token in backticks, or in words where its text would be too long to read.
pub(super) fn shown(parser: &Parser<'_>) -> String {
    let word = parser.word();
    match parser.current() {
        SyntaxKind::Eof => SyntaxKind::Eof.describe().to_owned(),
        _ if word.len() > 24 || word.contains(['`', '\n']) => parser.current().describe().to_owned(),
        _ => format!("`{word}`"),
    }
}

/// Describes an operator that other languages have.
pub(super) fn unknown_operator(parser: &Parser<'_>) -> SyntaxError {
    let word = parser.word();
    let code = if word == "?" { ErrorCode::Ternary } else { ErrorCode::UnknownOperator };
    let error = SyntaxError::new(code, parser.range(), format!("`{word}` is not an operator"));
    match word {
        "===" => error.hint("write `==`"),
        "!==" => error.hint("write `!=`"),
        "++" => error.hint("write `+= 1`"),
        "--" => error.hint("write `-= 1`, or a space between two minus signs"),
        "->" => error.hint("functions have no declared result; a property takes `.`"),
        "<-" => error.hint("write `< -` to compare with a negative number"),
        ":=" => error.hint("write `=`"),
        ":;" | "::<" => error.hint("write `::`"),
        "|>" | "<|" => error.hint("write a method call"),
        "..." => error.hint("ranges are `..` and `..=`"),
        "#" => error.hint("an object map starts with `#{`, without a space"),
        "$" => error.hint("`${…}` works inside backticks only"),
        "?" => error.hint("write `if … { … } else { … }`, which is an expression"),
        _ => error,
    }
}

/// Records that a bracket is never closed and points at the opening one.
pub(super) fn unclosed(parser: &mut Parser<'_>, close: SyntaxKind, open: TextRange, what: &str) {
    let message = format!("expected {} to close {what}", close.describe());
    let error = SyntaxError::new(ErrorCode::Unclosed, TextRange::empty(parser.end()), message);
    parser.error(error.related(open, "opened here"));
}

/// Takes a closing bracket or records that it is missing.
pub(super) fn close(parser: &mut Parser<'_>, close: SyntaxKind, open: TextRange, what: &str) {
    if !parser.eat(close) {
        unclosed(parser, close, open, what);
    }
}
