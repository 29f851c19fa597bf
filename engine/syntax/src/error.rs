//! What a script writer must fix in the grammar of a file.

use rowan::TextRange;

macro_rules! codes {
    ($($name:ident $code:literal $text:literal)*) => {
        /// Identifies a class of syntax errors; the string form is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode { $(#[doc = $text] $name,)* }

        impl ErrorCode {
            /// Every code, in the order of the table.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name,)*];

            /// Returns the stable string, as in `syntax::missing-semicolon`.
            pub fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$name => concat!("syntax::", $code),)* }
            }

            /// Returns a sentence that explains the code without an example at hand.
            pub fn explanation(self) -> &'static str {
                match self { $(ErrorCode::$name => $text,)* }
            }
        }
    };
}

codes! {
    ExpectedToken "expected-token" "A keyword or a punctuation mark is missing."
    ExpectedExpression "expected-expression" "A value is missing where one is needed."
    ExpectedName "expected-name" "A name is missing: it starts with an ASCII letter or underscores and one."
    UnexpectedToken "unexpected-token" "A token stands where nothing can use it."
    MissingSemicolon "missing-semicolon" "Statements are separated by `;`, a line break is not enough."
    MissingComma "missing-comma" "Arguments, items, entries and parameters are separated by `,`."
    Unclosed "unclosed" "An opening bracket has no closing one."
    Unmatched "unmatched" "A closing bracket has no opening one."
    ReservedWord "reserved-word" "The word is reserved by the language and cannot be a name."
    MapWithoutHash "map-without-hash" "An object map starts with `#{`; a bare `{` starts a block."
    NamedArgument "named-argument" "Arguments have no names; attributes are passed in an object map."
    TypeAnnotation "type-annotation" "Variables, parameters and results have no declared types."
    DefaultParameter "default-parameter" "Parameters have no default values; overload by their number."
    Ternary "ternary" "The operator `?:` does not exist; `if` is an expression."
    UnknownOperator "unknown-operator" "The operator does not exist in this language."
    UnterminatedString "unterminated-string" "A string in double quotes ends on the line where it starts."
    UnterminatedTemplate "unterminated-template" "A template string or one of its interpolations has no end."
    UnterminatedComment "unterminated-comment" "A block comment has no end and swallows the rest of the file."
    BadEscape "bad-escape" "The escape sequence does not exist or is incomplete."
    BadCharacter "bad-character" "A character literal holds exactly one character."
    BadNumber "bad-number" "The digits do not make a number."
    BadName "bad-name" "Names are ASCII letters, digits and underscores."
    UnknownCharacter "unknown-character" "The character has no meaning outside strings and comments."
    PrivateUse "private-use" "U+E000 and U+E001 mark values known after apply and may not stand in a script."
    TooLong "too-long" "The file is too long to be read."
    TooDeep "too-deep" "Expressions and blocks are nested too deeply."
    DocComment "doc-comment" "A documentation comment stands directly before a function of the file."
    DuplicateKey "duplicate-key" "An object map has each key once."
    DuplicateParameter "duplicate-parameter" "Parameters and loop variables have different names."
    DuplicateFunction "duplicate-function" "A function is defined once for each number of parameters."
    AssignmentTarget "assignment-target" "Only variables, their properties and their items can be assigned to."
    NotBoolean "not-boolean" "The value can never be `true` or `false`."
    NotIterable "not-iterable" "The value can never be iterated over."
    OutsideLoop "outside-loop" "`break` and `continue` belong into a loop."
    OutsideFunction "outside-function" "`this` exists in functions and closures only."
    NotAtTopLevel "not-at-top-level" "Functions and exports stand at the top level of a file."
}

/// A second place that belongs to an error, such as the bracket that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where it is.
    pub range: TextRange,
    /// What it is, in a few words.
    pub message: String,
}

/// One thing that is wrong with the grammar of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The class of the error.
    pub code: ErrorCode,
    /// The smallest place to look at; empty where something is missing.
    pub range: TextRange,
    /// What is wrong, lower case, no final period.
    pub message: String,
    /// The way out, where there is a usual one.
    pub hint: Option<String>,
    /// Further places.
    pub related: Vec<Related>,
}

impl SyntaxError {
    /// Makes an error with neither hint nor second place.
    pub fn new(code: ErrorCode, range: TextRange, message: impl Into<String>) -> SyntaxError {
        SyntaxError { code, range, message: message.into(), hint: None, related: Vec::new() }
    }

    /// Adds the way out.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> SyntaxError {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, range: TextRange, message: impl Into<String>) -> SyntaxError {
        self.related.push(Related { range, message: message.into() });
        self
    }
}
