//! `syntax::…`: what the syntax tree finds, in its own words.

use tandem_core::{Diagnostic, FileId, Span};
use tandem_syntax::{SyntaxError, TextRange};

use super::{Explanation, hinted};

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    (
        "syntax::expected-token",
        "A keyword or a punctuation mark is missing.\n\n    for site sites { … }        // `in` is missing",
    ),
    (
        "syntax::expected-expression",
        "A value is missing where one is needed, often before a stray comma or operator.\n\n    let zone = ;",
    ),
    (
        "syntax::expected-name",
        "A name is missing: it starts with an ASCII letter, or with underscores and one.\n\n    let = 5;",
    ),
    (
        "syntax::unexpected-token",
        "A token stands where nothing can use it. Often something before it is missing, or it is one too many.\n\n    let x = 5);",
    ),
    (
        "syntax::missing-semicolon",
        "Statements are separated by `;`; a line break is not enough.\n\n    let a = 1\n    let b = 2;",
    ),
    (
        "syntax::missing-comma",
        "Arguments, items, entries and parameters are separated by `,`.\n\n    #{ type: \"A\" ttl: 60 }",
    ),
    (
        "syntax::unclosed",
        "An opening bracket has no closing one. The second label shows where it was opened.\n\n    zone.record(\"www\", #{ type: \"A\" ;",
    ),
    ("syntax::unmatched", "A closing bracket has no opening one.\n\n    let x = [1, 2]];"),
    (
        "syntax::reserved-word",
        "The word is reserved by the language and cannot be a name. As a key of a map it is written in quotes.\n\n    #{ \"default\": true }",
    ),
    (
        "syntax::map-without-hash",
        "An object map starts with `#{`; a bare `{` starts a block of statements.\n\n    zone.record(\"www\", { type: \"A\" });     // write #{ type: \"A\" }",
    ),
    (
        "syntax::named-argument",
        "Arguments have no names; attributes are passed in an object map.\n\n    zone.record(name: \"www\");              // write zone.record(\"www\", …)",
    ),
    (
        "syntax::type-annotation",
        "Variables, parameters and results have no declared types.\n\n    let count: int = 3;",
    ),
    (
        "syntax::default-parameter",
        "Parameters have no default values; define the function again with fewer parameters.\n\n    fn site(name, ttl) { … }\n    fn site(name) { site(name, 60) }",
    ),
    (
        "syntax::ternary",
        "The operator `?:` does not exist; `if` is an expression.\n\n    let ttl = if fast { 10 } else { 60 };",
    ),
    (
        "syntax::unknown-operator",
        "The operator does not exist in this language. The hint says what is written instead.\n\n    count++;       // write count += 1",
    ),
    (
        "syntax::unterminated-string",
        "A string in double quotes ends on the line where it starts. Text of several lines stands in backticks.\n\n    let name = \"example.com;",
    ),
    (
        "syntax::unterminated-template",
        "A template string, or one of its interpolations, has no end and swallows what follows.\n\n    `web-${site.name`",
    ),
    (
        "syntax::unterminated-comment",
        "A block comment has no end and swallows the rest of the file.\n\n    /* notes",
    ),
    (
        "syntax::bad-escape",
        "The escape sequence does not exist or is incomplete. A backslash itself is written twice.\n\n    \"C:\\\\temp\"",
    ),
    (
        "syntax::bad-character",
        "A character in single quotes is exactly one; text stands in double quotes.\n\n    'eu-west-1'      // write \"eu-west-1\"",
    ),
    (
        "syntax::bad-number",
        "The digits do not make a number that the language knows.\n\n    let mask = 0xZZ;",
    ),
    (
        "syntax::bad-name",
        "Names are made of ASCII letters, digits and underscores, and do not start with a digit.\n\n    let größe = 3;",
    ),
    (
        "syntax::unknown-character",
        "The character has no meaning outside strings and comments. Curly quotes come from word processors.\n\n    let name = “web”;",
    ),
    (
        "syntax::private-use",
        "The characters U+E000 and U+E001 mark values known after apply, so they may not stand in a script.\n\n    (write another character)",
    ),
    (
        "syntax::too-long",
        "The file is too long to be read. Resources that differ by a name belong into a loop over a list.\n\n    for name in names { zone.a(name, values); }",
    ),
    (
        "syntax::too-deep",
        "Expressions and blocks are nested too deeply. Take parts out into variables or functions.\n\n    let inner = …;\n    f(inner)",
    ),
    (
        "syntax::doc-comment",
        "A documentation comment, `///`, stands directly before a function of the file.\n\n    /// Declares one site.\n    fn site(region) { … }",
    ),
    (
        "syntax::duplicate-key",
        "An object map has each key once; the second value would silently win.\n\n    #{ ttl: 60, ttl: 300 }",
    ),
    (
        "syntax::duplicate-parameter",
        "Parameters and loop variables have different names.\n\n    fn pair(a, a) { … }",
    ),
    (
        "syntax::duplicate-function",
        "A function is defined once for each number of parameters.\n\n    fn site(a) { … }\n    fn site(b) { … }",
    ),
    (
        "syntax::assignment-target",
        "Only variables, their properties and their items can be assigned to.\n\n    f(x) = 5;",
    ),
    ("syntax::not-boolean", "The value of a condition can never be `true` or `false`.\n\n    if 5 { … }"),
    (
        "syntax::not-iterable",
        "The value can never be iterated over.\n\n    for x in 5 { … }        // write 0..5",
    ),
    ("syntax::outside-loop", "`break` and `continue` belong into a loop.\n\n    if done { break; }"),
    (
        "syntax::outside-function",
        "`this` exists in functions and closures that are called like methods.\n\n    fn rename(name) { this.name = name; }",
    ),
    (
        "syntax::not-at-top-level",
        "Functions, imports that others see, and exports stand at the top level of a file.\n\n    if x { export const A = 1; }",
    ),
];

/// Returns the diagnostic for a syntax error.
pub(crate) fn error(error: &SyntaxError, file: FileId) -> Diagnostic {
    let span = |range: TextRange| Span { file, start: range.start().into(), end: range.end().into() };
    let mut diagnostic = Diagnostic::error(error.code.as_str(), &error.message).label(span(error.range), "");
    for related in &error.related {
        diagnostic = diagnostic.label(span(related.range), &related.message);
    }
    hinted(diagnostic, error.hint.clone())
}
