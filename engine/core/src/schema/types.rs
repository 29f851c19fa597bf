//! The types of attributes.

use std::sync::{Arc, OnceLock};

use regex::Regex;

use super::Attribute;

/// What values an attribute takes.
#[derive(Clone, Debug)]
pub enum Type {
    /// Any JSON-like value.
    Any,
    /// Text.
    String(StringType),
    /// A whole number in a range, both ends included.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// A number in a range, both ends included.
    Number {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
    },
    /// `true` or `false`.
    Boolean,
    /// A text such as `"30s"`, in a range of seconds, both ends included.
    Duration {
        /// The least, in seconds.
        min: u64,
        /// The greatest, in seconds.
        max: u64,
        /// The only ones allowed, in seconds; empty for all of the range.
        only: &'static [u64],
    },
    /// One of some words, in AWS's capitals.
    Enumeration(&'static [&'static str]),
    /// A list.
    List {
        /// The type of every item.
        item: Box<Type>,
        /// The fewest items.
        min: usize,
        /// The most items.
        max: usize,
        /// Whether order means nothing; such lists are kept sorted and without repetition.
        unordered: bool,
    },
    /// An object map with names of the user's choice.
    Map {
        /// The type of every value.
        value: Box<Type>,
        /// The most entries.
        max: usize,
    },
    /// An object map with these attributes.
    Struct(Vec<Attribute>),
    /// A value of one of these types; the first that fits counts.
    OneOf(Vec<Type>),
    /// A resource of one of these kinds; what is passed on is one of its attributes.
    Reference {
        /// The kinds: `sns::topic`.
        kinds: &'static [&'static str],
        /// The attribute passed on, `arn` or `id`; empty for the resource itself, which only a form's `build` sees.
        attribute: &'static str,
    },
    /// A region handle or name.
    Region,
    /// A port or a range of ports, kept as `{ from, to }`.
    PortRange,
}

impl Type {
    /// Returns text of any content.
    pub fn string() -> Type {
        Type::String(StringType::default())
    }

    /// Returns text of a length in characters, both ends included.
    pub fn text(min: usize, max: usize) -> Type {
        Type::String(StringType { min, max, ..StringType::default() })
    }

    /// Returns text that matches a pattern, described for people as `what`.
    pub fn pattern(pattern: &'static str, what: &'static str) -> Type {
        Type::String(StringType { pattern: Some(Pattern::new(pattern, what)), ..StringType::default() })
    }

    /// Returns a domain name: lower case, no final dot.
    pub fn domain() -> Type {
        Type::String(StringType { form: Form::Domain, min: 1, max: 1024, pattern: None })
    }

    /// Returns a JSON document, compared by meaning.
    pub fn json(max: usize) -> Type {
        Type::String(StringType { form: Form::Json, min: 1, max, pattern: None })
    }

    /// Returns a whole number in a range, both ends included.
    pub fn integer(min: i64, max: i64) -> Type {
        Type::Integer { min, max }
    }

    /// Returns a number in a range, both ends included.
    pub fn number(min: f64, max: f64) -> Type {
        Type::Number { min, max }
    }

    /// Returns a duration in a range of seconds, both ends included.
    pub fn duration(min: u64, max: u64) -> Type {
        Type::Duration { min, max, only: &[] }
    }

    /// Returns one of some durations, in seconds.
    pub fn durations(only: &'static [u64]) -> Type {
        let (min, max) = (only.iter().min().copied(), only.iter().max().copied());
        Type::Duration { min: min.unwrap_or(0), max: max.unwrap_or(0), only }
    }

    /// Returns a list in which order counts.
    pub fn list(item: Type, min: usize, max: usize) -> Type {
        Type::List { item: Box::new(item), min, max, unordered: false }
    }

    /// Returns a list in which order means nothing.
    pub fn set(item: Type, min: usize, max: usize) -> Type {
        Type::List { item: Box::new(item), min, max, unordered: true }
    }

    /// Returns an object map with names of the user's choice.
    pub fn map_of(value: Type, max: usize) -> Type {
        Type::Map { value: Box::new(value), max }
    }

    /// Returns a resource of some kinds, of which `attribute` is passed on.
    pub fn reference(kinds: &'static [&'static str], attribute: &'static str) -> Type {
        Type::Reference { kinds, attribute }
    }

    /// Returns whether a secret may stand for a value of this type: for text that is compared as it stands.
    pub fn takes_secret(&self) -> bool {
        match self {
            Type::Any => true,
            Type::String(string) => string.form == Form::Plain,
            Type::OneOf(types) => types.iter().any(Type::takes_secret),
            _ => false,
        }
    }

    /// Returns what fits, with its article, for messages and reference pages.
    pub fn noun(&self) -> String {
        match self {
            Type::Any => "any value".to_owned(),
            Type::String(string) => string.noun(),
            Type::Integer { min: i64::MIN, max: i64::MAX } => "an integer".to_owned(),
            Type::Integer { min, max: i64::MAX } => format!("an integer of at least {min}"),
            Type::Integer { min, max } => format!("an integer from {min} to {max}"),
            Type::Number { min, max } => format!("a number from {min} to {max}"),
            Type::Boolean => "`true` or `false`".to_owned(),
            Type::Duration { .. } => "a duration such as `\"30s\"`".to_owned(),
            Type::Enumeration(words) => format!("one of {}", quoted(words)),
            Type::List { item, .. } => format!("a list, each item {}", item.noun()),
            Type::Map { value, .. } => format!("an object map, each value {}", value.noun()),
            Type::Struct(_) => "an object map".to_owned(),
            Type::OneOf(types) => types.iter().map(Type::noun).collect::<Vec<_>>().join(", or "),
            Type::Reference { kinds, .. } => {
                format!("a {}", kinds.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" or "))
            }
            Type::Region => "a region".to_owned(),
            Type::PortRange => "a port or a range of ports".to_owned(),
        }
    }
}

/// What text an attribute takes.
#[derive(Clone, Debug)]
pub struct StringType {
    /// How it is compared and stored.
    pub form: Form,
    /// The fewest characters.
    pub min: usize,
    /// The most characters.
    pub max: usize,
    /// What it must match.
    pub pattern: Option<Pattern>,
}

impl Default for StringType {
    fn default() -> StringType {
        StringType { form: Form::Plain, min: 0, max: usize::MAX, pattern: None }
    }
}

impl StringType {
    fn noun(&self) -> String {
        match (&self.pattern, self.form) {
            (Some(pattern), _) => pattern.what.to_owned(),
            (None, Form::Domain) => "a domain name".to_owned(),
            (None, Form::Json) => "a JSON document".to_owned(),
            (None, Form::Plain | Form::CaseInsensitive) => "a string".to_owned(),
        }
    }
}

/// How text is compared and stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// As it stands.
    #[default]
    Plain,
    /// Capitals mean nothing; stored in lower case.
    CaseInsensitive,
    /// Capitals and a final dot mean nothing; stored in lower case without it.
    Domain,
    /// Layout means nothing; stored as it stands, compared by meaning.
    Json,
}

/// A regular expression with its meaning for people.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The expression; anchors are part of it.
    pub source: &'static str,
    /// What matches, with its article: `a name of letters, digits and dashes`.
    pub what: &'static str,
    regex: Arc<OnceLock<Option<Regex>>>,
}

impl Pattern {
    /// Returns the pattern; it is compiled when first used.
    pub fn new(source: &'static str, what: &'static str) -> Pattern {
        Pattern { source, what, regex: Arc::default() }
    }

    /// Returns whether a text matches. A source that is no expression matches nothing; a test over the registry
    /// makes sure that there is none.
    pub fn matches(&self, text: &str) -> bool {
        self.regex
            .get_or_init(|| Regex::new(self.source).ok())
            .as_ref()
            .is_some_and(|regex| regex.is_match(text))
    }
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ")
}
