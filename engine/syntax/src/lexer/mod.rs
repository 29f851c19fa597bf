//! Lexer: text to tokens, losslessly.
//!
//! Every byte of the text belongs to exactly one token. What is wrong inside a token (an unterminated
//! string, a bad escape) is an error beside it; what is wrong about a token being there at all is the
//! parser's business. Template strings are cut into text and interpolations, so the lexer remembers how
//! many braces are open in each of them.

mod comment;
mod number;
mod operator;
mod string;
mod template;
mod token;
mod word;

pub use self::token::Token;
pub(crate) use self::word::is_callable_method;

use rowan::{TextRange, TextSize};

use crate::error::{ErrorCode, SyntaxError};
use crate::kind::SyntaxKind;

/// The tokens of a text and what is wrong inside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexed {
    /// All tokens; their lengths add up to the length of the text.
    pub tokens: Vec<Token>,
    /// Errors in the order of the text.
    pub errors: Vec<SyntaxError>,
}

/// Cuts a text into tokens.
pub fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { text, start: 0, at: 0, tokens: Vec::new(), errors: Vec::new(), open: Vec::new() };
    lexer.prologue();
    while lexer.at < text.len() {
        lexer.token();
    }
    template::unclosed(&mut lexer);
    lexer.errors.sort_by_key(|error| error.range.start());
    Lexed { tokens: lexer.tokens, errors: lexer.errors }
}

/// A template string whose end has not been seen.
struct OpenTemplate {
    /// The opening backtick.
    range: TextRange,
    /// Braces open in the current interpolation, its own excluded.
    braces: u32,
}

/// The cursor; `start` is where the token at hand begins, `at` the next byte.
struct Lexer<'t> {
    text: &'t str,
    start: usize,
    at: usize,
    tokens: Vec<Token>,
    errors: Vec<SyntaxError>,
    open: Vec<OpenTemplate>,
}

impl Lexer<'_> {
    /// Takes a byte order mark and an interpreter line, which Rhai itself does not know.
    fn prologue(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
            self.push(SyntaxKind::Bom);
        }
        if self.rest().starts_with("#!") {
            self.eat_while(|character| character != '\n');
            self.push(SyntaxKind::Shebang);
        }
    }

    /// Takes one token (or a whole run of template text).
    fn token(&mut self) {
        let Some(first) = self.peek() else { return };
        match first {
            _ if first.is_ascii_whitespace() => self.run(SyntaxKind::Whitespace, |c| c.is_ascii_whitespace()),
            'a'..='z' | 'A'..='Z' | '_' => word::word(self),
            '0'..='9' => number::number(self),
            '"' => string::quoted(self),
            '\'' => string::character(self),
            '`' => template::start(self),
            '#' if matches!(self.peek_at(1), Some('"' | '#')) => string::raw(self),
            '/' if matches!(self.peek_at(1), Some('/' | '*')) => comment::comment(self),
            '{' | '}' => self.brace(first),
            _ => operator::operator(self),
        }
    }

    /// Takes a brace; the one that closes an interpolation leads back into the template's text.
    fn brace(&mut self, brace: char) {
        self.at += 1;
        let Some(open) = self.open.last_mut() else {
            return self.push(if brace == '{' { SyntaxKind::LBrace } else { SyntaxKind::RBrace });
        };
        match (brace, open.braces) {
            ('{', _) => {
                open.braces += 1;
                self.push(SyntaxKind::LBrace);
            }
            (_, 0) => template::resume(self),
            _ => {
                open.braces -= 1;
                self.push(SyntaxKind::RBrace);
            }
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_at(&self, index: usize) -> Option<char> {
        self.rest().chars().nth(index)
    }

    /// Takes the next character.
    fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at += character.len_utf8();
        Some(character)
    }

    /// Takes the text if it comes next.
    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    /// Takes characters as long as they fit.
    fn eat_while(&mut self, fits: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|character| !fits(character)).unwrap_or(rest.len());
    }

    fn run(&mut self, kind: SyntaxKind, fits: impl Fn(char) -> bool) {
        self.eat_while(fits);
        self.push(kind);
    }

    /// Ends the token at hand.
    fn push(&mut self, kind: SyntaxKind) {
        self.push_with(kind, false);
    }

    /// Ends the token at hand and says whether its end is missing.
    fn push_with(&mut self, kind: SyntaxKind, broken: bool) {
        let range = self.range_from(self.start);
        if !range.is_empty() {
            self.tokens.push(Token { kind, range, broken });
        }
        self.start = self.at;
    }

    /// Returns the range from an offset to the cursor.
    fn range_from(&self, start: usize) -> TextRange {
        TextRange::new(size(start), size(self.at))
    }

    fn error(&mut self, code: ErrorCode, range: TextRange, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(code, range, message));
    }

    fn error_with_hint(
        &mut self,
        code: ErrorCode,
        range: TextRange,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.errors.push(SyntaxError::new(code, range, message).hint(hint));
    }
}

/// Narrows an offset; `parse` refuses texts that do not fit.
fn size(offset: usize) -> TextSize {
    TextSize::from(u32::try_from(offset).unwrap_or(u32::MAX))
}
