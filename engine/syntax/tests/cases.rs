//! Small snippets with the tree or the errors they must give, kept as data.
//!
//! A file of cases holds blocks: a snippet, a line `----`, what is expected. Blocks are separated by a
//! line `====`. `UPDATE=1` writes what comes out into the files.

use std::fs;
use std::path::{Path, PathBuf};

use tandem_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, lex, parse};

/// Shows a tree on one line: nodes in parentheses, tokens as they are, comments and white space left out.
fn tree(node: &SyntaxNode) -> String {
    let mut text = format!("({:?}", node.kind());
    for element in node.children_with_tokens() {
        match element {
            SyntaxElement::Node(inner) => text.push_str(&format!(" {}", tree(&inner))),
            SyntaxElement::Token(token) if token.kind().is_trivia() => {}
            SyntaxElement::Token(token) => text.push_str(&format!(" {}", token.text().replace('\n', "\\n"))),
        }
    }
    text + ")"
}

/// Shows the statements of a file, one a line.
fn trees(snippet: &str) -> String {
    let root = parse(snippet).root();
    let statements: Vec<String> = root.children().map(|node| tree(&node)).collect();
    statements.join("\n")
}

/// Shows the errors of a file, one a line, with hints and further places below.
fn errors(snippet: &str) -> String {
    let mut lines = Vec::new();
    for error in parse(snippet).errors {
        let text = &snippet[error.range];
        lines.push(format!("{} {:?} {text:?} {}", error.code.as_str(), error.range, error.message));
        lines.extend(error.hint.map(|hint| format!("  hint: {hint}")));
        for related in error.related {
            lines.push(format!("  {:?} {:?} {}", related.range, &snippet[related.range], related.message));
        }
    }
    lines.join("\n")
}

/// Shows the tokens of a file, white space left out.
fn tokens(snippet: &str) -> String {
    let lexed = lex(snippet);
    let shown = lexed.tokens.iter().filter(|token| token.kind != SyntaxKind::Whitespace);
    let lines: Vec<String> = shown
        .map(|token| format!("{:?} {:?} {:?}", token.kind, token.range, &snippet[token.range]))
        .collect();
    lines.join("\n")
}

#[track_caller]
fn check(file: &str, show: fn(&str) -> String) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let text = fs::read_to_string(&path).expect("the file of cases can be read");
    let mut found = Vec::new();
    for block in text.trim_end().split("\n====\n") {
        let snippet = block.split("\n----").next().unwrap_or_default();
        assert_eq!(parse(snippet).root().text().to_string(), snippet);
        found.push(format!("{snippet}\n----\n{}", show(snippet)).trim_end().to_owned());
    }
    let found = found.join("\n====\n") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found).expect("the file of cases can be written");
    }
    assert!(found.contains("----\n"), "{file} has no expectations");
    assert_eq!(found, text, "{file} differs; UPDATE=1 rewrites it");
}

#[test]
fn tokens_are_as_expected() {
    check("tokens.txt", tokens);
}

#[test]
fn trees_are_as_expected() {
    check("trees.txt", trees);
}

#[test]
fn errors_are_as_expected() {
    check("errors.txt", errors);
}

#[test]
fn hints_for_other_languages_are_as_expected() {
    check("foreign.txt", errors);
}
