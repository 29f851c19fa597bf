//! Files that are no scripts, origins, limits that need more than a case can say.

use std::collections::BTreeMap;

use tandem_core::world::ReadError;
use tandem_core::{Diagnostics, Path, Span, Topology, World};
use tandem_lang::{Memory, Settings, evaluate};

use crate::registry;
use crate::world::Files;

fn run(world: &Files) -> (Topology, Diagnostics) {
    evaluate(world, &registry::registry(), "main.rhai", &Settings::default())
}

#[track_caller]
fn check_code(world: &Files, expected: &[&str]) {
    let (topology, diagnostics) = run(world);
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref()).collect();
    assert_eq!(codes, expected, "{diagnostics:?}");
    assert!(diagnostics.iter().all(|d| topology.sources.get(d.labels[0].span.file).is_some()));
    assert!(codes.iter().all(|code| tandem_lang::explain(code).is_some()));
}

#[test]
fn files_that_are_no_scripts() {
    check_code(&Files::default(), &["script::missing"]);
    check_code(&Files::one("main.rhai/", ""), &["script::unreadable"]);
    check_code(&Files::one("main.rhai", b"let x = 1;\n\0\0"), &["script::binary"]);
    check_code(&Files::one("main.rhai", b"let x = 1;\nlet y = \"\xff\";"), &["script::not_utf8"]);
    check_code(&Files::one("main.rhai", ""), &["script::empty"]);
    check_code(&Files::one("main.rhai", "\u{feff}"), &["script::empty"]);
    check_code(&Files::one("main.rhai", "let x = 1;\n".repeat(70_000)), &["script::too_long"]);
    check_code(
        &Files::one("main.rhai", format!("let x = \"{}\";", "x".repeat(70_000))),
        &["script::too_long"],
    );
    check_code(&Files::one("main.rhai", "let x = \"\u{E000}\";"), &["syntax::private-use"]);
}

#[test]
fn all_scripts_together_have_a_limit() {
    let mut world = Files::one("main.rhai", "import \"./a\" as a;\nimport \"./b\" as b;\nlet x = 1;");
    world.0.insert("a.rhai".to_owned(), "let x = 1;\n".repeat(40_000).into_bytes());
    world.0.insert("b.rhai".to_owned(), "let x = 1;\n".repeat(40_000).into_bytes());
    check_code(&world, &["script::too_long"]);
}

#[test]
fn a_module_that_is_no_script() {
    for bytes in [&b"\0"[..], b"\xff"] {
        let mut world = Files::one("main.rhai", "import \"./a\" as a;\na::f().g;\n");
        world.0.insert("a.rhai".to_owned(), bytes.to_vec());
        let code = if bytes == b"\0" { "script::binary" } else { "script::not_utf8" };
        check_code(&world, &[code]);
    }
}

#[test]
fn a_mark_and_an_interpreter_line_move_nothing() {
    let text = "\u{feff}#!/usr/bin/env tandem\nsns::topic(\"eu-west-1\", \"a\", #{ nope: 1 });";
    let (topology, diagnostics) = run(&Files::one("main.rhai", text));
    let label = &diagnostics.iter().next().unwrap().labels[0];
    assert_eq!(slice(&topology, label.span), "nope");
}

fn slice(topology: &Topology, span: Span) -> String {
    let text = topology.sources.get(span.file).unwrap().text();
    text[span.start as usize..span.end as usize].to_owned()
}

/// Every key and value that a call spells out is known by its path, through variables, sums and nested calls.
#[test]
fn origins_hold_every_key_and_value() {
    let script = r#"
let zone = route53::hosted_zone("example.com", #{ "comment": `a${1}` });
let common = #{ ttl: 60 };
common.type = "A";
let web = elb::find_load_balancer("eu-west-1", "web");
zone.a("www", ["192.0.2.1", "192.0.2.2"]);
zone.record("api", common + #{ values: [ "x", 5 + 6 + "y" ], routing: endpoint(web, #{ weight: 1 }) });
dynamodb::table("orders", #{ attributes: #{ id: "S" }, replicas: [ #{ region: "eu-west-1" } ] });
fn make(options) { route53::health_check("made", options) }
make(#{ type: "TCP" });
"#;
    let (topology, diagnostics) = run(&Files::one("main.rhai", script));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let mut found = BTreeMap::new();
    for declared in topology.declarations.values() {
        let origin = &declared.origin;
        let mut lines = vec![format!("{} {}", slice(&topology, origin.call), slice(&topology, origin.name))];
        lines.extend(origin.attributes.iter().map(|(path, spans)| {
            format!("{path}: {} = {}", slice(&topology, spans.key), slice(&topology, spans.value))
        }));
        found.insert(declared.address.to_string(), lines);
    }
    let check = |address: &str, expected: &[&str]| assert_eq!(found[address], expected, "{address}");
    check(
        r#"route53::hosted_zone["example.com"]"#,
        &[
            "hosted_zone \"example.com\"",
            "comment: \"comment\" = `a${1}`",
            "name: \"example.com\" = \"example.com\"",
        ],
    );
    check(
        r#"route53::record["example.com/www/A"]"#,
        &[
            "a \"www\"",
            "name: \"www\" = \"www\"",
            "values: [\"192.0.2.1\", \"192.0.2.2\"] = [\"192.0.2.1\", \"192.0.2.2\"]",
            "values[0]: \"192.0.2.1\" = \"192.0.2.1\"",
            "values[1]: \"192.0.2.2\" = \"192.0.2.2\"",
        ],
    );
    check(
        r#"route53::record["example.com/api/A"]"#,
        &[
            "record \"api\"",
            "name: \"api\" = \"api\"",
            "routing: routing = endpoint(web, #{ weight: 1 })",
            "routing.target: web = web",
            "routing.weight: weight = 1",
            "ttl: ttl = 60",
            "type: type = \"A\"",
            "values: values = [ \"x\", 5 + 6 + \"y\" ]",
            "values[0]: \"x\" = \"x\"",
            "values[1]: 5 + 6 + \"y\" = 5 + 6 + \"y\"",
        ],
    );
    check(
        r#"dynamodb::table["orders"]"#,
        &[
            "table \"orders\"",
            "attributes: attributes = #{ id: \"S\" }",
            "attributes.id: id = \"S\"",
            "name: \"orders\" = \"orders\"",
            "replicas: replicas = [ #{ region: \"eu-west-1\" } ]",
            "replicas[0]: #{ region: \"eu-west-1\" } = #{ region: \"eu-west-1\" }",
            "replicas[0].region: region = \"eu-west-1\"",
        ],
    );
    check(
        r#"route53::health_check["made"]"#,
        &["health_check \"made\"", "name: \"made\" = \"made\"", "type: options = options"],
    );
    let table = topology.declarations.values().find(|d| d.address.kind() == "dynamodb::table").unwrap();
    let region = Path::attribute("replicas").index(0).key("region");
    assert_eq!(slice(&topology, table.origin.value(&region)), "\"eu-west-1\"");
}

/// A script that eats memory is stopped by the caller's probe, soon after the operation that did it.
#[cfg(target_os = "linux")]
#[test]
fn memory_has_a_limit() {
    fn used() -> u64 {
        let pages = std::fs::read_to_string("/proc/self/statm").ok();
        let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
        pages.unwrap_or_default() * 4096
    }
    let script =
        "let a = \"x\".to_upper(); a.pad(8000000, \"x\"); let all = [];\nloop { all.push(a + all.len()); }";
    let mut settings = Settings::default();
    settings.budget.memory = Some(Memory { limit: 256 << 20, probe: used });
    let world = Files::one("main.rhai", script);
    let (_, diagnostics) = evaluate(&world, &registry::registry(), "main.rhai", &settings);
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref()).collect();
    assert!(codes == ["budget::memory"] || codes == ["budget::time"], "{diagnostics:?}");
}

/// A world in which every file imports the next, or that answers with one error.
struct Answers(ReadError);

impl World for Answers {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match path.strip_suffix(".rhai").and_then(|name| name.parse::<u32>().ok()) {
            Some(number) => Ok(format!("import \"./{}\" as next;\n", number + 1).into_bytes()),
            None if path == "main.rhai" => Ok(b"import \"./x\" as x;\n".to_vec()),
            None if path == "deep.rhai" => Ok(b"import \"./0\" as x;\n".to_vec()),
            None => Err(self.0.clone()),
        }
    }
}

#[test]
fn what_the_world_says_of_a_module() {
    let denied = ReadError::Denied("no".to_owned());
    for (error, code) in [
        (ReadError::Missing, "import::missing"),
        (ReadError::Outside, "import::outside"),
        (ReadError::Folder, "import::unreadable"),
        (ReadError::TooLarge(5), "import::unreadable"),
        (denied, "import::unreadable"),
    ] {
        let world = Answers(error);
        let (_, diagnostics) = evaluate(&world, &registry::registry(), "main.rhai", &Settings::default());
        let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref()).collect();
        assert_eq!(codes, [code]);
    }
}

#[test]
fn imports_have_a_depth() {
    let world = Answers(ReadError::Missing);
    let (_, diagnostics) = evaluate(&world, &registry::registry(), "deep.rhai", &Settings::default());
    let codes: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref()).collect();
    assert_eq!(codes, ["import::depth"]);
}

/// Reading a script grows with the square of its variables and functions, so there is a limit on both.
#[test]
fn files_hold_so_many_variables_and_functions() {
    let variables: String = (0..10_001).map(|n| format!("let v{n} = {n};\n")).collect();
    check_code(&Files::one("main.rhai", variables), &["budget::size"]);
    let functions: String = (0..2_001).map(|n| format!("fn f{n}() {{ {n} }}\n")).collect();
    check_code(&Files::one("main.rhai", functions), &["budget::size"]);
}

/// All mistakes are reported, but only for the first ones the name that was meant is looked for among all others.
#[test]
fn thousands_of_mistakes_are_reported() {
    let script: String = (0..2_000).map(|n| format!("let value_{n} = valu_{n};\n")).collect();
    let (_, diagnostics) = run(&Files::one("main.rhai", script));
    assert_eq!(diagnostics.len(), 2_000);
    let hints = diagnostics.iter().filter(|diagnostic| !diagnostic.hints.is_empty()).count();
    assert!(0 < hints && hints < 300, "{hints}");
}

/// Nesting ends in a diagnostic, wherever it is.
#[test]
fn deep_nesting_ends_in_a_diagnostic() {
    let deep = 100_000;
    for (open, close) in
        [("(", ")"), ("[", "]"), ("if true {", "}"), ("!", ""), ("|| ", ""), ("#{a:", "}"), ("-", "")]
    {
        let script = format!("let x = {}1{};", open.repeat(deep), close.repeat(deep));
        let world = Files::one("main.rhai", script.replace("if true {", "if true {\n"));
        let (_, diagnostics) = run(&world);
        assert!(diagnostics.has_errors(), "{open}");
    }
    let long = format!("let x = 1{};", " + 1".repeat(10_000));
    assert!(run(&Files::one("main.rhai", long)).1.has_errors());
    let fine = format!("let x = {}1{};\nlet y = 1{};", "(".repeat(60), ")".repeat(60), " + 1".repeat(100));
    let (_, diagnostics) = run(&Files::one("main.rhai", fine));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let calls = format!("fn f(x) {{ x }}\nlet x = {}1{};", "f(".repeat(50), ")".repeat(50));
    let (_, diagnostics) = run(&Files::one("main.rhai", calls));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}
