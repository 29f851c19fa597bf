//! Splits an expression into tokens.

/// A token of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A name or a keyword.
    Word(String),
    /// `#name`, a name that stands for another.
    Alias(String),
    /// `:value`.
    Value(String),
    /// A number, as indexes of lists are.
    Number(String),
    /// A mark such as `(` or `<=`.
    Mark(&'static str),
}

/// Longer marks stand before those they begin with.
const MARKS: [&str; 14] = ["<>", "<=", ">=", "<", ">", "=", "(", ")", "[", "]", ",", ".", "+", "-"];

/// Splits a text into tokens; the error is the text that is none.
pub(super) fn lex(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '#' | ':' => {
                let length = 1 + word_length(&rest[1..]);
                let name = rest[..length].to_owned();
                if length == 1 {
                    return Err(name);
                }
                (if first == '#' { Token::Alias(name) } else { Token::Value(name) }, length)
            }
            '0'..='9' => {
                let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
                (Token::Number(rest[..length].to_owned()), length)
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                let length = word_length(rest);
                (Token::Word(rest[..length].to_owned()), length)
            }
            _ => {
                let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark));
                let mark = mark.ok_or_else(|| first.to_string())?;
                (Token::Mark(mark), mark.len())
            }
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn word_length(text: &str) -> usize {
    text.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).unwrap_or(text.len())
}

impl Token {
    /// Returns the token as the user wrote it.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Alias(text) | Self::Value(text) | Self::Number(text) => text,
            Self::Mark(mark) => mark,
        }
    }
}
