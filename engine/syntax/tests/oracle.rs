//! Holds the tree against Rhai's own parser, so that the two grammars cannot drift apart.

mod common;

use std::collections::BTreeSet;

use rhai::{ASTNode, Engine, Expr, FnCallExpr, OptimizationLevel, Position, Stmt};
use tandem_syntax::ast::{AstNode, CallExpr, MethodCallExpr};
use tandem_syntax::{LineColumn, LineIndex, Parse, SyntaxKind, TextSize, parse};

fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.set_optimization_level(OptimizationLevel::None);
    engine.set_max_expr_depths(128, 128);
    engine
}

/// The calls and operators of a script, by the offset of the name or the operator.
#[derive(Default)]
struct Calls {
    names: BTreeSet<TextSize>,
    operators: BTreeSet<TextSize>,
}

/// Returns what Rhai reports; `curry` at a `|` is its own invention for closures that capture.
fn reported(ast: &rhai::AST, index: &LineIndex, text: &str) -> Calls {
    let mut calls = Calls::default();
    ast.walk(&mut |path| {
        let call = match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, at) | Expr::MethodCall(call, at))) => Some((call, at)),
            Some(ASTNode::Stmt(Stmt::FnCall(call, at))) => Some((call, at)),
            _ => None,
        };
        if let Some((call, at)) = call {
            let offset = offset(index, *at);
            let rest = &text[usize::from(offset)..];
            let synthetic = call.name == "curry" && rest.starts_with('|');
            if is_operator(call, rest) {
                calls.operators.insert(offset);
            } else if !synthetic {
                calls.names.insert(offset);
            }
        }
        true
    });
    calls
}

fn is_operator(call: &FnCallExpr, rest: &str) -> bool {
    call.op_token.is_some()
        || (call.name == "contains" && (rest.starts_with("in") || rest.starts_with("!in")))
}

fn offset(index: &LineIndex, at: Position) -> TextSize {
    let number = |value: Option<usize>| u32::try_from(value.expect("a call has a position")).expect("small");
    let place = LineColumn { line: number(at.line()), column: number(at.position()) };
    index.offset(place).expect("Rhai's position lies in the text")
}

/// Returns what our tree holds.
fn held(parse: &Parse) -> Calls {
    let mut calls = Calls::default();
    for node in parse.root().descendants() {
        let name = match node.kind() {
            SyntaxKind::CallExpr => CallExpr::cast(node.clone()).and_then(|call| call.name()),
            SyntaxKind::MethodCallExpr => MethodCallExpr::cast(node.clone()).and_then(|call| call.name()),
            _ => None,
        };
        calls.names.extend(name.map(|name| name.range().start()));
        if matches!(node.kind(), SyntaxKind::BinaryExpr | SyntaxKind::PrefixExpr | SyntaxKind::RangeExpr) {
            let mut elements = node.children_with_tokens();
            let operator = elements.find(|element| element.as_token().is_some_and(|t| !t.kind().is_trivia()));
            calls.operators.extend(operator.map(|operator| operator.text_range().start()));
        }
    }
    calls
}

#[track_caller]
fn agrees(name: &str, text: &str) {
    let parse = parse(text);
    // A script of the tests may be wrong on purpose, also in ways that only Rhai finds.
    let Ok(ast) = engine().compile(text) else { return };
    assert!(parse.errors.is_empty(), "{name}: Rhai accepts, but {:#?}", parse.errors);
    let index = LineIndex::new(text);
    let (reported, held) = (reported(&ast, &index, text), held(&parse));
    for offset in &reported.names {
        assert!(held.names.contains(offset), "{name}: no call at {:?}", index.line_column(*offset));
    }
    for offset in &reported.operators {
        assert!(held.operators.contains(offset), "{name}: no operator at {:?}", index.line_column(*offset));
    }
    let invented: Vec<_> = held.names.difference(&reported.names).map(|o| index.line_column(*o)).collect();
    assert!(invented.is_empty(), "{name}: Rhai has no calls at {invented:?}");
}

#[test]
fn the_corpus_is_read_as_rhai_reads_it() {
    for script in common::corpus() {
        agrees(&script.name, &script.text);
        agrees(&script.name, &script.text.replace("\r\n", "\n").replace('\n', "\r\n"));
    }
}

#[test]
fn our_own_corpus_is_all_accepted() {
    for script in common::corpus().iter().filter(|script| script.is_ours) {
        let compiled = engine().compile(&script.text);
        assert!(
            compiled.is_ok(),
            "{}: {}",
            script.name,
            compiled.err().map(|e| e.to_string()).unwrap_or_default()
        );
    }
}

/// What Rhai refuses, one snippet each; the ways in which people get it wrong come first.
const BROKEN: &[&str] = &[
    "let x = { a: 1 };",
    "let x = #{ a: 1, b 2 };",
    "let x = #{ a: 1 b: 2 };",
    "let x = #{ a: 1, a: 2 };",
    "let x = #{ default: 1 };",
    "let x = foo(1,\n  2;",
    "let x = foo(1 2);",
    "let x = [1, 2;",
    "let s = \"abc\nlet y = 1;",
    "let s = `abc ${1 + } def`;",
    "let s = `abc",
    "let s = 'abc';",
    "let s = \"\\q\";",
    "let a = 1, b = 2;",
    "let a = 1 let b = 2;",
    "let a: int = 1;",
    "let default = 1;",
    "let a = null;",
    "let a = b ? c : d;",
    "a === b",
    "a++",
    "a--b",
    "a<-b",
    "a = b = c;",
    "1 = 2;",
    "f() = 1;",
    "f()()",
    "f(a: 1)",
    "f(a = 1)",
    "fn f(a = 1) { }",
    "fn f(a, a) { }",
    "fn f() { } fn f() { }",
    "fn f(a) -> int { a }",
    "fn { }",
    "fn f { }",
    "fn f()",
    "{ fn f() { } }",
    "{ export x; }",
    "if a = 1 { }",
    "if { }",
    "if 5 { }",
    "if -5 { }",
    "if a b",
    "else { }",
    "while { }",
    "for x { }",
    "for in x { }",
    "for x in 5 { }",
    "for (x) in y { }",
    "do { }",
    "try { }",
    "break;",
    "continue;",
    "|x| break",
    "this.x",
    "x.",
    "x.if",
    "x.print()",
    "x::",
    "print",
    "a..b..",
    "(1, 2)",
    "( )",
    "(1",
    "1)",
    "}",
    "a[",
    "a[]",
    "0x",
    "1e+",
    "größe",
    "__",
    "@",
    "#",
    "/// no function",
    "let a = /// no function\n 1;",
    "class Foo { }",
    "function f(a) { a }",
    "import x from \"y\";",
    "a and b",
    "x => x + 1",
    "let m = #{ ...a };",
    "\u{201c}quoted\u{201d}",
    "for (let i = 0; i < 3; i++) { }",
];

#[test]
fn what_rhai_refuses_is_refused() {
    for snippet in BROKEN {
        assert!(engine().compile(snippet).is_err(), "Rhai accepts {snippet:?}");
        assert!(!parse(snippet).errors.is_empty(), "only Rhai refuses {snippet:?}");
    }
}

/// Some of what we refuse on purpose although Rhai does not.
#[test]
fn a_comment_without_end_is_refused() {
    assert!(engine().compile("let a = 1; /* b();").is_ok());
    assert!(!parse("let a = 1; /* b();").errors.is_empty());
    assert!(!parse("let a = \"\u{e000}\";").errors.is_empty());
}

#[test]
fn what_stands_before_the_script_moves_nothing() {
    for text in ["\u{feff}f(1);\n  g(2);", "#!/usr/bin/env é\nf(1);\n g(2);", "\u{feff}#! x\nf(1)"] {
        assert!(engine().compile(text).is_err());
        let plain = tandem_syntax::text_for_rhai(text);
        let index = LineIndex::new(text);
        let ast = engine().compile(&plain).expect("Rhai reads the text");
        assert_eq!(parse(text).errors, []);
        let mut found = Vec::new();
        ast.walk(&mut |path| {
            if let Some(ASTNode::Stmt(Stmt::FnCall(_, at)) | ASTNode::Expr(Expr::FnCall(_, at))) = path.last()
            {
                found.push(offset(&index, *at));
            }
            true
        });
        found.dedup();
        assert_eq!(found, held(&parse(text)).names.into_iter().collect::<Vec<_>>());
    }
}
