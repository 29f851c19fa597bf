//! Losslessness and limits: whatever the text, the tree holds it, and nothing panics or takes long.

mod common;

use std::time::Instant;

use tandem_syntax::{LineIndex, Parse, call_sites, lex, parse, resolve};

/// Reads a text and checks what must hold for every text.
#[track_caller]
fn check(name: &str, text: &str) -> Parse {
    let parse = parse(text);
    assert_eq!(parse.root().text().to_string(), text, "{name}: the tree is not the text");
    for error in &parse.errors {
        let ranges = [error.range].into_iter().chain(error.related.iter().map(|related| related.range));
        for range in ranges {
            assert!(text.get(std::ops::Range::<usize>::from(range)).is_some(), "{name}: {error:?}");
        }
    }
    parse
}

#[test]
fn the_tokens_of_the_corpus_leave_no_gap() {
    for script in common::corpus() {
        let mut end = 0.into();
        for token in lex(&script.text).tokens {
            assert_eq!(token.range.start(), end, "{}", script.name);
            end = token.range.end();
        }
        assert_eq!(usize::from(end), script.text.len(), "{}", script.name);
    }
}

#[test]
fn every_prefix_of_the_corpus_comes_back() {
    for script in common::corpus() {
        check(&script.name, &script.text);
        // Scripts from elsewhere are cut at every line only, which keeps the test short.
        let every_character = script.is_ours;
        for (offset, character) in script.text.char_indices() {
            if character == '\n' {
                check(&script.name, &script.text[..offset]);
            } else if every_character {
                // The length alone is compared, which is much faster and finds what is left out.
                let length = parse(&script.text[..offset]).green().text_len();
                assert_eq!(usize::from(length), offset, "{}", script.name);
            }
        }
    }
}

#[test]
fn the_corpus_without_any_one_token_comes_back() {
    for script in common::corpus().iter().filter(|script| script.is_ours) {
        for token in lex(&script.text).tokens.into_iter().filter(|token| !token.kind.is_trivia()) {
            let mut text = script.text.clone();
            text.replace_range(std::ops::Range::<usize>::from(token.range), "");
            let parse = check(&script.name, &text);
            call_sites(&parse, &LineIndex::new(&text));
            resolve(&parse);
        }
    }
}

#[test]
fn endless_nesting_is_one_error_and_no_overflow() {
    let openers = [
        "(",
        "[",
        "{",
        "#{a:",
        "f(",
        "!",
        "- ",
        "|x| ",
        "`${",
        "if a { } else ",
        "a.",
        "a[",
        "1+(",
        "if ",
        "loop {",
        "do {",
        "for x in ",
        "switch x { 1 => ",
        "a ** ",
        "a ?? ",
        "x = ",
        "return ",
        "..",
        "fn f() {",
        "/*",
        "try {",
        "#\"",
        "a::",
    ];
    for opener in openers {
        let text = opener.repeat(3_000);
        let parse = check(opener, &text);
        assert!(!parse.errors.is_empty(), "{opener}");
        let closed = format!("{text}1{}", ")".repeat(3_000));
        check(opener, &closed);
    }
    let text = format!("let x = {}1{};\nlet y = ;\n", "(".repeat(100_000), ")".repeat(100_000));
    let codes: Vec<_> = parse(&text).errors.iter().map(|error| error.code.as_str()).collect();
    assert_eq!(codes, ["syntax::too-deep", "syntax::expected-expression"]);
}

#[test]
fn endless_chains_are_one_error_and_no_overflow() {
    for link in [" + a", ".a", "[0]", ".a(1)", " && a", "?.a", " - f(a)", ".m(|x| x)", " == [a]"] {
        let text = format!("a{};\nlet y = ;\n", link.repeat(5_000));
        let parse = check(link, &text);
        let codes: Vec<_> = parse.errors.iter().map(|error| error.code.as_str()).collect();
        assert_eq!(codes, ["syntax::too-deep", "syntax::expected-expression"], "{link}");
        resolve(&parse);
        call_sites(&parse, &LineIndex::new(&text));
    }
    let text = format!(
        "{}a{};",
        "(".repeat(200),
        " + b)".repeat(200).replace(')', &format!("{})", " + c".repeat(400)))
    );
    check("chains in parentheses", &text);
}

#[test]
fn what_rhai_can_nest_is_accepted() {
    let nested = format!("let x = {}1{};", "(".repeat(60), ")".repeat(60));
    let chained = format!("let x = a{};", " + a".repeat(900));
    let blocks = format!("{}a{}", "if x { ".repeat(120), " }".repeat(120));
    for text in [nested, chained, blocks] {
        assert_eq!(check("nested", &text).errors, []);
    }
}

#[test]
fn the_time_grows_with_the_length() {
    let script = |records: usize| -> String {
        let record = |i| {
            format!(
                "zone.record(\"n{i}\", #{{\n    type: \"A\",\n    ttl: {i} + 60,\n    values: [`192.0.2.${{x}}`],\n}});\n"
            )
        };
        (0..records).map(record).collect()
    };
    let time = |text: &str| {
        let start = Instant::now();
        let parse = check("long", text);
        assert_eq!(parse.errors, []);
        let sites = call_sites(&parse, &LineIndex::new(text));
        assert!(!sites.is_empty() && !resolve(&parse).references.is_empty());
        start.elapsed()
    };
    time(&script(100));
    let (short, long) = (time(&script(1_400)), time(&script(14_000)));
    assert_eq!(script(14_000).lines().count(), 70_000);
    // Ten times the text; quadratic growth would show as a factor of a hundred.
    assert!(long < short * 40, "{short:?} for 7,000 lines, {long:?} for 70,000");
}
