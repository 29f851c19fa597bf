//! Parser: tokens to a lossless tree, with recovery.
//!
//! Recursive descent that drives rowan's builder directly. White space and comments are put into the tree
//! just before the next token that counts, and before a node is opened, so every node begins and ends
//! with its own tokens and its range is the one to underline. What the grammar alone cannot tell is left
//! to the checks that run on the finished tree.

mod control;
mod expression;
mod item;
mod list;
mod literal;
mod map;
mod postfix;
mod recovery;
mod statement;
mod switch;
mod template;
mod terminator;

use rowan::{Checkpoint, GreenNode, GreenNodeBuilder, Language, TextRange, TextSize};

use crate::error::{ErrorCode, SyntaxError};
use crate::kind::{RhaiLanguage, SyntaxKind};
use crate::lexer::Token;

/// Deepest nesting of expressions and blocks. Rhai is run with a limit of half of that, and both stay far
/// from the end of a two-megabyte stack.
const MAX_DEPTH: u32 = 256;

/// Highest tree an operator or method chain may build, because every link is one level of the tree and
/// dropping a tree recurses.
const MAX_HEIGHT: u32 = 1_000;

/// Reads a whole file and returns its tree with what is wrong in it.
pub(crate) fn file(text: &str, tokens: &[Token]) -> (GreenNode, Vec<SyntaxError>) {
    let mut parser = Parser::new(text, tokens);
    parser.builder.start_node(RhaiLanguage::kind_to_raw(SyntaxKind::File));
    statement::statements(&mut parser, None);
    parser.trivia();
    parser.builder.finish_node();
    (parser.builder.finish(), parser.errors)
}

/// The state of a run over one file.
pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The first token that is not yet in the tree.
    next: usize,
    /// The first token that is neither in the tree nor trivia.
    here: usize,
    /// The last token that counts and is in the tree.
    last: Option<Token>,
    builder: GreenNodeBuilder<'static>,
    errors: Vec<SyntaxError>,
    /// Where the last error was found; a second one there would only follow from the first.
    blamed: Option<usize>,
    depth: u32,
    /// Height of the tree built so far inside the expression at hand.
    height: u32,
    /// Parentheses and brackets that are open around the current token.
    awaited: (u32, u32),
    /// Whether `|` separates the cases of a `switch` instead of being an operator.
    in_case: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, tokens: &'t [Token]) -> Parser<'t> {
        let mut parser = Parser {
            text,
            tokens,
            next: 0,
            here: 0,
            last: None,
            builder: GreenNodeBuilder::new(),
            errors: Vec::new(),
            blamed: None,
            depth: 0,
            height: 0,
            awaited: (0, 0),
            in_case: false,
        };
        parser.skip();
        parser
    }

    /// Moves `here` over trivia.
    fn skip(&mut self) {
        while self.tokens.get(self.here).is_some_and(|token| token.kind.is_trivia()) {
            self.here += 1;
        }
    }

    fn current(&self) -> SyntaxKind {
        self.tokens.get(self.here).map_or(SyntaxKind::Eof, |token| token.kind)
    }

    /// Returns the kind of the token `ahead` places behind the current one, trivia not counted.
    fn peek(&self, ahead: usize) -> SyntaxKind {
        let rest = self.tokens.get(self.here..).unwrap_or_default();
        let mut counted = rest.iter().filter(|token| !token.kind.is_trivia());
        counted.nth(ahead).map_or(SyntaxKind::Eof, |token| token.kind)
    }

    fn at(&self, kind: SyntaxKind) -> bool {
        self.current() == kind
    }

    /// Returns the text of the current token.
    fn word(&self) -> &'t str {
        self.tokens.get(self.here).map_or("", |token| &self.text[token.range])
    }

    /// Returns the range of the current token; at the end of the file the empty one behind the last token.
    fn range(&self) -> TextRange {
        self.tokens.get(self.here).map_or_else(|| TextRange::empty(self.end()), |token| token.range)
    }

    /// Returns where the last token that counts ends.
    fn end(&self) -> TextSize {
        self.last.map_or_else(TextSize::default, |token| token.range.end())
    }

    /// Returns whether a line break or the start of the file lies before the current token.
    fn after_line_break(&self) -> bool {
        let start = usize::from(self.end());
        let end = usize::from(self.range().start());
        self.text.get(start..end).is_some_and(|between| between.contains('\n'))
    }

    /// Returns whether a function begins at the start of a line, so that the block around it was not closed.
    fn at_outermost_function(&self) -> bool {
        let start = usize::from(self.range().start());
        let at_line_start = self.text.get(..start).is_some_and(|before| before.ends_with('\n'));
        matches!(self.current(), SyntaxKind::FnKw | SyntaxKind::PrivateKw) && at_line_start
    }

    /// Returns whether the current token directly follows the last one.
    fn joint(&self) -> bool {
        self.range().start() == self.end()
    }

    /// Puts pending trivia into the tree.
    fn trivia(&mut self) {
        while self.next < self.here {
            self.put();
        }
    }

    /// Puts the next token into the tree, whatever it is.
    fn put(&mut self) {
        if let Some(token) = self.tokens.get(self.next) {
            self.builder.token(RhaiLanguage::kind_to_raw(token.kind), &self.text[token.range]);
            self.next += 1;
        }
    }

    /// Takes the current token.
    fn bump(&mut self) {
        self.trivia();
        self.last = self.tokens.get(self.here).copied().or(self.last);
        self.put();
        self.here = self.next;
        self.skip();
    }

    /// Takes the current token if it is of this kind.
    fn eat(&mut self, kind: SyntaxKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    /// Marks the place where the next token will be, to open a node there later.
    fn checkpoint(&mut self) -> Checkpoint {
        self.trivia();
        self.builder.checkpoint()
    }

    /// Builds a node around what the body takes.
    fn node<T>(&mut self, kind: SyntaxKind, body: impl FnOnce(&mut Self) -> T) -> T {
        let at = self.checkpoint();
        self.node_at(at, kind, body)
    }

    /// Builds a node around what was taken since the checkpoint and what the body takes.
    fn node_at<T>(&mut self, at: Checkpoint, kind: SyntaxKind, body: impl FnOnce(&mut Self) -> T) -> T {
        self.builder.start_node_at(at, RhaiLanguage::kind_to_raw(kind));
        let result = body(self);
        self.builder.finish_node();
        result
    }

    /// Runs the body one level deeper, or skips what is nested too deeply.
    fn deeper<T>(&mut self, body: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_DEPTH {
            self.too_deep();
            return None;
        }
        self.depth += 1;
        let result = body(self);
        self.depth -= 1;
        result
    }

    /// Counts one more link of a chain; skips the rest of one that is too long.
    fn grow(&mut self) -> bool {
        let fits = self.height < MAX_HEIGHT;
        if fits {
            self.height += 1;
        } else {
            self.too_deep();
        }
        fits
    }

    /// Runs the body with one more closing bracket expected behind it.
    fn awaiting<T>(&mut self, close: SyntaxKind, body: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.awaited;
        match close {
            SyntaxKind::RParen => self.awaited.0 += 1,
            SyntaxKind::RBracket => self.awaited.1 += 1,
            _ => {}
        }
        let result = body(self);
        self.awaited = before;
        result
    }

    /// Returns whether the current token closes a bracket that is open around it.
    fn is_awaited(&self) -> bool {
        match self.current() {
            SyntaxKind::RParen => self.awaited.0 > 0,
            SyntaxKind::RBracket => self.awaited.1 > 0,
            _ => false,
        }
    }

    /// Skips what is nested too deeply, to the next place where its surroundings can go on.
    fn too_deep(&mut self) {
        let message = "this is nested too deeply, or the chain is too long";
        let hint = "take parts out into variables or functions";
        self.error(SyntaxError::new(ErrorCode::TooDeep, self.range(), message).hint(hint));
        recovery::skip_nested(self);
    }

    /// Records an error, unless it only follows from an earlier one.
    fn error(&mut self, error: SyntaxError) {
        let told = self.blamed == Some(self.here)
            || self.last.is_some_and(|token| token.broken)
            || matches!(self.current(), SyntaxKind::BadIdent | SyntaxKind::Unknown);
        self.blamed = Some(self.here);
        if !told {
            self.errors.push(error);
        }
    }

    /// Records that something is missing behind the last token.
    fn missing(&mut self, code: ErrorCode, message: impl Into<String>) {
        self.error(SyntaxError::new(code, TextRange::empty(self.end()), message));
    }

    /// Takes a token of this kind or records that it is missing.
    fn expect(&mut self, kind: SyntaxKind, purpose: &str) -> bool {
        let found = self.eat(kind);
        if !found {
            self.missing(ErrorCode::ExpectedToken, format!("expected {} {purpose}", kind.describe()));
        }
        found
    }
}
