//! Views of literals: scalars, templates, arrays and object maps.

use rowan::TextRange;

use super::expression::Expr;
use super::unescape::unescape;
use super::{AstNode, child, children, nodes, tokens};
use crate::kind::{SyntaxKind, SyntaxNode, SyntaxToken};

nodes! {
    /// A number, string, character or truth value.
    Literal;
    /// A string in backticks.
    TemplateString;
    /// `${…}` in a template string.
    Interpolation;
    /// An array.
    ArrayExpr;
    /// An object map.
    MapExpr;
    /// A key with its value.
    MapEntry;
    /// A key.
    MapKey;
}

impl Literal {
    /// Returns the token, whose kind says what the literal is.
    pub fn token(&self) -> Option<SyntaxToken> {
        tokens(&self.0).next()
    }

    /// Returns the kind of the token.
    pub fn kind(&self) -> Option<SyntaxKind> {
        self.token().map(|token| token.kind())
    }

    /// Returns the value of a string in double quotes or of a raw string.
    pub fn string_value(&self) -> Option<String> {
        string_value(&self.token()?)
    }

    /// Returns the value of an integer that fits 64 bits.
    pub fn int_value(&self) -> Option<i64> {
        let token = self.token().filter(|token| token.kind() == SyntaxKind::Int)?;
        let digits = token.text().replace('_', "").to_ascii_lowercase();
        let radix = match digits.get(..2) {
            Some("0x") => 16,
            Some("0o") => 8,
            Some("0b") => 2,
            _ => return digits.parse().ok(),
        };
        u64::from_str_radix(digits.get(2..)?, radix).ok().map(u64::cast_signed)
    }

    /// Returns the truth value.
    pub fn bool_value(&self) -> Option<bool> {
        match self.kind()? {
            SyntaxKind::TrueKw => Some(true),
            SyntaxKind::FalseKw => Some(false),
            _ => None,
        }
    }
}

/// Returns what a string token stands for.
fn string_value(token: &SyntaxToken) -> Option<String> {
    match token.kind() {
        SyntaxKind::Str => Some(unescape(token)),
        SyntaxKind::RawStr => {
            let body = token.text().trim_start_matches('#').strip_prefix('"')?;
            Some(body.trim_end_matches('#').strip_suffix('"').unwrap_or(body).to_owned())
        }
        _ => None,
    }
}

/// A piece of a template string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text as it is written.
    Text(SyntaxToken),
    /// `${…}`.
    Interpolation(Interpolation),
}

impl TemplateString {
    /// Returns text and interpolations in order.
    pub fn parts(&self) -> impl Iterator<Item = TemplatePart> + use<> {
        self.0.children_with_tokens().filter_map(|element| match element {
            rowan::NodeOrToken::Node(node) => Interpolation::cast(node).map(TemplatePart::Interpolation),
            rowan::NodeOrToken::Token(token) => {
                (token.kind() == SyntaxKind::TemplateText).then_some(TemplatePart::Text(token))
            }
        })
    }

    /// Returns the value of a template string without interpolations.
    pub fn plain_value(&self) -> Option<String> {
        let mut value = String::new();
        for part in self.parts() {
            match part {
                TemplatePart::Text(token) => value.push_str(token.text()),
                TemplatePart::Interpolation(_) => return None,
            }
        }
        // A line break directly behind the opening backtick does not count.
        let value = value.strip_prefix("\r\n").or_else(|| value.strip_prefix('\n')).unwrap_or(&value);
        Some(value.replace("``", "`").replace("\\${", "${").replace("\r\n", "\n"))
    }
}

impl Interpolation {
    /// Returns the statements inside.
    pub fn statements(&self) -> impl Iterator<Item = SyntaxNode> + use<> {
        self.0.children()
    }
}

impl ArrayExpr {
    /// Returns the items in order.
    pub fn items(&self) -> impl Iterator<Item = Expr> + use<> {
        children(&self.0)
    }
}

impl MapExpr {
    /// Returns the entries in order.
    pub fn entries(&self) -> impl Iterator<Item = MapEntry> + use<> {
        children(&self.0)
    }
}

impl MapEntry {
    /// Returns the key.
    pub fn key(&self) -> Option<MapKey> {
        child(&self.0)
    }

    /// Returns where the key is, quotes included.
    pub fn key_range(&self) -> Option<TextRange> {
        self.key().map(|key| key.range())
    }

    /// Returns the value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl MapKey {
    /// Returns the key as the program sees it, quotes removed.
    pub fn text(&self) -> String {
        if let Some(template) = child::<TemplateString>(&self.0) {
            return template.plain_value().unwrap_or_default();
        }
        let Some(token) = tokens(&self.0).next() else { return String::new() };
        string_value(&token).unwrap_or_else(|| token.text().to_owned())
    }
}
