//! A cursor over tokens, and the parts that all expressions share.

use serde_json::Value;

use super::lex::{Token, lex};
use super::names::Names;
use super::path::{Part, Path};
use crate::fault::Fault;
use crate::services::dynamodb::invalid;

/// Expressions longer than this are refused.
const LONGEST: usize = 4096;

/// Deeper nesting than this is refused.
const DEEPEST: usize = 64;

/// A cursor over the tokens of one expression.
pub(super) struct Cursor<'a, 'n> {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    pub(super) names: &'n Names<'a>,
}

/// Reads a whole expression with `read`; `member` names it in messages, such as `ConditionExpression`.
pub(super) fn whole<'a, 'n, T>(
    member: &str,
    text: &str,
    names: &'n Names<'a>,
    read: impl FnOnce(&mut Cursor<'a, 'n>) -> Result<T, String>,
) -> Result<T, Fault> {
    let refuse = |reason: String| invalid(format!("Invalid {member}: {reason}"));
    if text.trim().is_empty() {
        return Err(refuse("The expression can not be empty;".into()));
    }
    if text.len() > LONGEST {
        return Err(refuse(format!("Expression size has exceeded the maximum allowed size; expression size: {}", text.len())));
    }
    let tokens = lex(text).map_err(|token| refuse(format!("Syntax error; token: \"{token}\", near: \"{text}\"")))?;
    let mut cursor = Cursor { tokens, at: 0, depth: 0, names };
    let found = read(&mut cursor).and_then(|found| if cursor.is_done() { Ok(found) } else { Err(cursor.unexpected()) });
    found.map_err(refuse)
}

impl<'a> Cursor<'a, '_> {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Takes a mark, if it is next.
    pub(super) fn mark(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Mark(next)) if *next == mark);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, mark: &str) -> Result<(), String> {
        if self.mark(mark) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Takes a keyword, in any case, if it is next.
    pub(super) fn keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    /// Takes the name of a function with its parenthesis, if that is next.
    pub(super) fn function(&mut self) -> Option<String> {
        let Some(Token::Word(name)) = self.peek() else { return None };
        let call = matches!(self.tokens.get(self.at + 1), Some(Token::Mark("(")));
        let name = call.then(|| name.clone())?;
        self.at += 2;
        Some(name)
    }

    /// Takes a `:value`, if it is next.
    pub(super) fn value(&mut self) -> Result<Option<&'a Value>, String> {
        let Some(Token::Value(name)) = self.peek() else { return Ok(None) };
        let value = self.names.value(name)?;
        self.at += 1;
        Ok(Some(value))
    }

    /// Takes a path such as `a.#b[2]`.
    pub(super) fn path(&mut self) -> Result<Path, String> {
        let mut parts = vec![self.path_name()?];
        loop {
            if self.mark(".") {
                parts.push(self.path_name()?);
            } else if self.mark("[") {
                let Some(Token::Number(index)) = self.peek() else { return Err(self.unexpected()) };
                let index = index.parse().map_err(|_| "List index is not within the allowable range".to_owned())?;
                self.at += 1;
                self.expect("]")?;
                parts.push(Part::Index(index));
            } else {
                return Ok(Path(parts));
            }
        }
    }

    fn path_name(&mut self) -> Result<Part, String> {
        let name = match self.peek() {
            Some(Token::Word(name)) if is_reserved(name) => {
                return Err(format!("Attribute name is a reserved keyword; reserved keyword: {name}"));
            }
            Some(Token::Word(name)) => name.clone(),
            Some(Token::Alias(alias)) => self.names.name(alias)?.to_owned(),
            _ => return Err(self.unexpected()),
        };
        self.at += 1;
        Ok(Part::Name(name))
    }

    /// Runs a part of the grammar that may contain itself.
    pub(super) fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("The expression is nested too deeply".into());
        }
        let found = read(self)?;
        self.depth -= 1;
        Ok(found)
    }

    pub(super) fn unexpected(&self) -> String {
        let near = &self.tokens[self.at.saturating_sub(1).min(self.tokens.len())..(self.at + 2).min(self.tokens.len())];
        let near: Vec<&str> = near.iter().map(Token::text).collect();
        let token = self.peek().map_or("<EOF>", Token::text);
        format!("Syntax error; token: \"{token}\", near: \"{}\"", near.join(" "))
    }
}

/// Whether a word cannot be an attribute's name as it is.
fn is_reserved(word: &str) -> bool {
    RESERVED.split_ascii_whitespace().any(|reserved| reserved.eq_ignore_ascii_case(word))
}

/// The words that DynamoDB keeps for itself.
const RESERVED: &str = include_str!("../../../../data/dynamodb-reserved-words.txt");
