//! Template strings and their interpolations.

use super::{Parser, statement};
use crate::kind::SyntaxKind;

/// Takes a template string with the statements inside its interpolations.
pub(super) fn template(parser: &mut Parser<'_>) {
    parser.node(SyntaxKind::TemplateString, |parser| {
        parser.bump();
        loop {
            match parser.current() {
                SyntaxKind::TemplateText => parser.bump(),
                SyntaxKind::InterpolationStart => {
                    let inside = parser.deeper(|parser| {
                        interpolation(parser);
                        Some(())
                    });
                    if inside.is_none() {
                        parser.eat(SyntaxKind::InterpolationEnd);
                    }
                }
                SyntaxKind::TemplateEnd => return parser.bump(),
                // The lexer has told that the end is missing.
                _ => {
                    parser.blamed = Some(parser.here);
                    return;
                }
            }
        }
    });
}

fn interpolation(parser: &mut Parser<'_>) {
    let in_case = std::mem::take(&mut parser.in_case);
    parser.node(SyntaxKind::Interpolation, |parser| {
        parser.bump();
        statement::statements(parser, Some(SyntaxKind::InterpolationEnd));
        if !parser.eat(SyntaxKind::InterpolationEnd) {
            // The lexer has told that the template has no end.
            parser.blamed = Some(parser.here);
        }
    });
    parser.in_case = in_case;
}
