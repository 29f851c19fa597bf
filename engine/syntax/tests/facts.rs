//! Call sites and names on small scripts.

use tandem_syntax::{
    CallSite, DefinitionKind, LineColumn, LineIndex, Names, Resolution, TextRange, TextSize, Usage, Value,
    call_sites, parse, resolve, steps,
};

fn sites(text: &str) -> Vec<CallSite> {
    call_sites(&parse(text), &LineIndex::new(text))
}

#[track_caller]
fn site(text: &str, name: &str) -> CallSite {
    sites(text).into_iter().find(|site| site.name == name).expect("there is such a call")
}

fn names(text: &str) -> Names {
    resolve(&parse(text))
}

/// Returns the names that nothing defines.
fn undefined(text: &str) -> Vec<String> {
    names(text).undefined().map(|reference| reference.name.clone()).collect()
}

/// Returns the offset of the mark `^` and the text without it.
fn marked(text: &str) -> (TextSize, String) {
    let offset = text.find('^').expect("there is a mark");
    (TextSize::from(u32::try_from(offset).expect("short")), text.replacen('^', "", 1))
}

#[test]
fn a_site_stands_at_the_name_of_its_call() {
    let text = "let z = 1;\n  é; app::inner::zone(\"x\").record ( 1 );";
    let zone = site(text, "zone");
    assert_eq!(zone.position, LineColumn { line: 2, column: 18 });
    assert_eq!(&text[zone.name_range], "zone");
    assert_eq!(&text[zone.range], "app::inner::zone(\"x\")");
    let modules: Vec<&str> = zone.modules.iter().map(|(module, _)| module.as_str()).collect();
    assert_eq!(modules, ["app", "inner"]);
    let record = site(text, "record");
    assert_eq!(&text[record.name_range], "record");
    assert_eq!(record.receiver.map(|value| &text[value.range]), Some("app::inner::zone(\"x\")"));
    assert_eq!(record.arguments_range.map(|range| &text[range]), Some("( 1 )"));
}

#[test]
fn calls_are_found_wherever_they_stand() {
    let text = "a(b(), |x| c(x), [d()], #{ k: e() }, `${f()}`); fn g() { if h() { i!() } } (j)(k.l()[m()]);";
    let found: Vec<String> = sites(text).into_iter().map(|site| site.name).collect();
    assert_eq!(found.concat(), "abcdefhijlm");
}

#[test]
fn a_site_knows_what_is_around_it() {
    let text = "fn outer(a, b) { list.each(|x| inner(x)); } top();";
    let inner = site(text, "inner");
    assert_eq!(inner.enclosing.len(), 2);
    assert_eq!(inner.enclosing[0].name.as_deref(), Some("outer"));
    assert_eq!(inner.enclosing[0].parameters, ["a", "b"]);
    assert_eq!(inner.enclosing[1].name, None);
    assert_eq!(&text[inner.enclosing[1].range], "|x| inner(x)");
    assert_eq!(inner.function(), Some("outer"));
    assert!(site(text, "top").enclosing.is_empty());
}

/// Checks which key and value a way through an argument leads to.
#[track_caller]
fn leads_to(text: &str, way: &str, key: Option<&str>, value: &str, depth: usize) {
    let site = site(text, "f");
    let located = site.arguments[0].locate(&steps(way));
    assert_eq!(located.key.map(|range| &text[range]), key, "{way}");
    assert_eq!(&text[located.value], value, "{way}");
    assert_eq!(located.depth, depth, "{way}");
}

#[test]
fn the_place_of_an_attribute_is_the_smallest_one() {
    let text =
        r#"f(#{ ttl: 60 + 1, "quoted": "x", health: #{ path: "/ready" }, list: [1, #{ region: r }] });"#;
    leads_to(text, "ttl", Some("ttl"), "60 + 1", 1);
    leads_to(text, "quoted", Some("\"quoted\""), "\"x\"", 1);
    leads_to(text, "health.path", Some("path"), "\"/ready\"", 2);
    leads_to(text, "list[1].region", Some("region"), "r", 3);
    leads_to(text, "list[0]", Some("list"), "1", 2);
    leads_to(text, "list[7].region", Some("list"), "[1, #{ region: r }]", 1);
    leads_to(text, "health.port", Some("health"), "#{ path: \"/ready\" }", 1);
    leads_to(text, "missing", None, &text[2..text.len() - 2], 0);
}

#[test]
fn the_last_operand_of_a_sum_decides() {
    let text = "f(defaults + #{ a: 1, b: 2 } + (#{ b: 3 }));";
    leads_to(text, "a", Some("a"), "1", 1);
    leads_to(text, "b", Some("b"), "3", 1);
    let located = site(text, "f").arguments[0].locate(&steps("c"));
    assert_eq!(located.variable.as_deref(), Some("defaults"));
}

#[test]
fn a_map_in_a_variable_is_found_through_its_definition() {
    let text = "let o = #{ a: 1 };\nfn g() { let o = #{ b: 2 }; f(o); }\no.c = 3; o.d[\"e\"] = 4; o[k].f = 5;\nf(o);";
    let (parse, names) = (parse(text), names(text));
    let calls: Vec<CallSite> = sites(text).into_iter().filter(|site| site.name == "f").collect();
    let values: Vec<&str> = calls
        .iter()
        .map(|call| {
            let name = call.arguments[0].variable().expect("the argument is a variable");
            let definition = names.definition(name, call.name_range.start()).expect("it is defined");
            &text[definition.value.expect("it has a value")]
        })
        .collect();
    assert_eq!(values, ["#{ b: 2 }", "#{ a: 1 }"]);
    let definition = names.definition("o", calls[1].name_range.start()).expect("it is defined");
    let value =
        Value::at(&parse.root(), definition.value.expect("it has a value")).expect("it is an expression");
    assert_eq!(value.entry("a").map(|entry| &text[entry.value.range]), Some("1"));
    let ways: Vec<_> =
        names.assignments.iter().map(|a| (&text[a.key_range], a.path.len(), a.is_exact)).collect();
    assert_eq!(ways, [("c", 1, true), ("\"e\"", 2, true), ("f", 0, false)]);
    assert!(names.assignments.iter().all(|assignment| assignment.definition.is_some()));
}

#[test]
fn blocks_nest_and_functions_see_nothing_outside() {
    assert_eq!(undefined("let a = 1; { let b = a; } b"), ["b"]);
    assert_eq!(undefined("let a = a;"), ["a"]);
    assert_eq!(undefined("let a = 1; fn f(b) { a + b } a"), ["a"]);
    assert_eq!(undefined("fn f() { let c = 1; } c"), ["c"]);
    assert_eq!(undefined("for (x, i) in x { x + i } i"), ["x", "i"]);
    assert_eq!(undefined("try { e } catch (e) { e } e"), ["e", "e"]);
    assert_eq!(undefined("if a { let b = 1; b } else { b }"), ["a", "b"]);
    assert_eq!(undefined("`${ let a = 1; a }${a}`"), ["a"]);
    assert_eq!(undefined("do { let a = 1; } while a"), ["a"]);
    assert_eq!(undefined("x = 1; x.y = z; export w;"), ["x", "x", "z", "w"]);
}

#[test]
fn closures_see_what_is_around_them() {
    assert_eq!(undefined("let a = 1; |b| a + b + c"), ["c"]);
    assert_eq!(undefined("fn f(a) { |b| |c| a + b + c + d } "), ["d"]);
    assert_eq!(undefined("|x| x; x"), ["x"]);
}

#[test]
fn properties_keys_and_words_are_no_variables() {
    assert_eq!(undefined("#{ a: 1 }.b; c.d.e(); f::g(h); this_is; "), ["c", "h", "this_is"]);
    assert_eq!(undefined("f(name: 1, größe);"), Vec::<String>::new());
}

#[test]
fn constants_are_reached_through_global() {
    assert_eq!(undefined("const A = 1; let b = 2; fn f() { global::A + global::b }"), ["b"]);
    assert_eq!(undefined("fn f() { global::A } const A = 1;"), Vec::<String>::new());
}

#[test]
fn a_function_is_a_value_once_it_is_defined() {
    assert_eq!(undefined("fn f() { } let g = f;"), Vec::<String>::new());
    assert_eq!(undefined("let g = f; fn f() { }"), ["f"]);
}

#[test]
fn a_use_is_found_by_its_place() {
    let text = "let x = |x| x.m(x); x.n(y).o();";
    let names = names(text);
    let found: String = names.references.iter().map(|reference| reference.name.as_str()).collect();
    assert_eq!(found, "xmxxnyo");
    let last = names.reference_at(TextSize::from(20)).expect("there is a name");
    assert_eq!((last.name.as_str(), last.range.start()), ("x", TextSize::from(20)));
    assert_eq!(names.definition("x", TextSize::from(20)).map(|d| d.range.start()), Some(TextSize::from(4)));
    assert_eq!(names.definition("x", TextSize::from(12)).map(|d| d.range.start()), Some(TextSize::from(9)));
    assert!(names.reference_at(TextSize::from(2)).is_none());
}

#[test]
fn calls_are_resolved_whatever_the_order() {
    let names = names("f(1); fn f(a) { } let g = |x| x; g(2); x.f(); host();");
    let found: Vec<_> = names.references.iter().filter(|r| r.usage != Usage::Variable).collect();
    assert_eq!(found[0].resolution, Resolution::Function);
    assert_eq!(found[0].usage, Usage::Call { arguments: 1 });
    assert!(matches!(found[1].resolution, Resolution::Definition(_)), "a closure called by its name");
    assert_eq!(
        (&found[2].usage, found[2].resolution),
        (&Usage::Method { arguments: 0 }, Resolution::Function)
    );
    assert_eq!(found[3].resolution, Resolution::Unresolved);
}

#[test]
fn modules_are_seen_by_functions_behind_the_import() {
    let text = "a::f(); import \"./a\" as a; fn g() { a::C + b::D } { import \"b\" as b; b::h() } b::i();";
    let names = names(text);
    let foreign: Vec<&str> = names.foreign_modules().map(|reference| reference.name.as_str()).collect();
    assert_eq!(foreign, ["f", "D", "i"]);
    assert_eq!(names.imports[0].path.as_deref(), Some("./a"));
    assert_eq!(names.imports[0].alias.as_deref(), Some("a"));
    assert!(names.imports[0].at_top_level && !names.imports[1].at_top_level);
}

#[track_caller]
fn visible(text: &str, expected: &[&str]) {
    let (offset, text) = marked(text);
    assert_eq!(names(&text).variables_at(offset), expected);
}

#[test]
fn the_names_in_sight_are_known_for_every_place() {
    visible("let a = 1; { let b = 2; ^ let c = 3; } let d = 4;", &["a", "b"]);
    visible("let a = 1; fn f(p) { let q = 1; ^x }", &["p", "q"]);
    visible("let a = 1; let g = |p| ^x; let b = 2;", &["a", "p"]);
    visible("for x in y { ^z }", &["x"]);
    visible("let a = 1; let a = 2; ^", &["a"]);
    visible("let a = ^b;", &[]);
    visible("let a = 1; ^", &["a"]);
}

#[test]
fn functions_tell_their_parameters_and_documentation() {
    let text = "/// Adds.\n/// Twice.\nprivate fn add(a, b) { a + b }\n/** Blocks\n *  too. */\nfn T.m() { }";
    let names = names(text);
    let add = names.functions_named("add").next().expect("it is there");
    assert_eq!((add.parameters.len(), add.is_private), (2, true));
    assert_eq!(add.documentation, ["Adds.", "Twice."]);
    assert_eq!(&text[add.name_range], "add");
    let method = &names.functions[1];
    assert_eq!(method.this_type.as_deref(), Some("T"));
    assert_eq!(method.documentation.first().map(String::as_str), Some("Blocks"));
}

#[test]
fn writes_to_constants_and_exports_are_known() {
    let text = "const A = 1; let b = 2; A = 3; b = 4; A.x = 5; export b as c; export const D = 1; export b;";
    let names = names(text);
    let writes: Vec<TextRange> =
        names.constant_writes().map(|(assignment, _)| assignment.name_range).collect();
    assert_eq!(writes.len(), 1);
    assert_eq!(writes[0].start(), TextSize::from(24));
    let exports: Vec<&str> = names.exports.iter().map(|export| export.name.as_str()).collect();
    assert_eq!(exports, ["c", "D", "b"]);
    let kinds: Vec<DefinitionKind> = names.definitions.iter().map(|definition| definition.kind).collect();
    assert_eq!(kinds, [DefinitionKind::Constant, DefinitionKind::Variable, DefinitionKind::Constant]);
}
