//! Runs the cases in `tests/cases`: scripts with the diagnostics that are expected written under the code.
//!
//! A case begins at a line `//# title`, further files at `//@ path`. Under a line of a script stand the diagnostics
//! whose range begins in it: carets under the range, severity, code, message, the label in brackets; then the trace
//! (`>`), notes (`+`) and hints (`=`). Further labels are underlined with `~`. A line `//? topology` asks for the
//! declarations, each in a line that begins with `|`. `UPDATE=1` writes what is found into the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use tandem_core::{Diagnostics, FileId, Span, Topology};
use tandem_lang::{Settings, evaluate};

use crate::registry;
use crate::world::Files;

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let filter = std::env::var("CASE").unwrap_or_default();
    let mut failures = Vec::new();
    let mut count = 0;
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut rendered = String::new();
        for case in split(&text, "//# ") {
            if !case.contains(&filter) && !path.to_string_lossy().contains(&filter) {
                rendered.push_str(&case);
                continue;
            }
            count += 1;
            let start = std::time::Instant::now();
            let found = run(&case);
            if std::env::var("SLOW").is_ok() && start.elapsed() > Duration::from_millis(200) {
                println!("{:?} {}", start.elapsed(), case.lines().next().unwrap_or_default());
            }
            if found != case {
                failures.push(format!("{}\n--- expected\n{case}\n--- found\n{found}", path.display()));
            }
            rendered.push_str(&found);
        }
        if std::env::var("UPDATE").is_ok() && rendered != text {
            std::fs::write(&path, rendered).unwrap();
        }
    }
    assert!(count > 0);
    assert!(failures.is_empty(), "{} of {count} cases differ\n{}", failures.len(), failures.join("\n"));
}

/// Cuts a text before every line that begins with a mark.
fn split(text: &str, mark: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        if line.starts_with(mark) || parts.is_empty() {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
        }
    }
    parts
}

/// Runs one case and returns it as it should be written.
fn run(case: &str) -> String {
    let parts = split(case, "//@ ");
    let mut files = BTreeMap::new();
    let mut names = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let name = match part.strip_prefix("//@ ") {
            Some(rest) => rest.lines().next().unwrap_or_default().to_owned(),
            None => "main.rhai".to_owned(),
        };
        assert!(at == 0 || part.starts_with("//@ "));
        names.push(name.clone());
        files.insert(name, code(part).into_bytes());
    }
    let settings = settings(case);
    let world = Files(files);
    let registry = registry::registry();
    let (topology, diagnostics) = evaluate(&world, &registry, "main.rhai", &settings);
    // Attacks take their time; once is enough for them.
    let once = case.contains("\n// once\n");
    let again = || evaluate(&world, &registry, "main.rhai", &settings);
    let again = if once { (topology.clone(), diagnostics.clone()) } else { again() };
    assert_eq!(
        format!("{:?}", topology.declarations),
        format!("{:?}", again.0.declarations),
        "not deterministic"
    );
    assert_eq!(diagnostics, again.1, "not deterministic");
    let labelled = diagnostics.iter().all(|diagnostic| !diagnostic.labels.is_empty());
    assert!(labelled, "a diagnostic without a label: {diagnostics:?}");
    let codes = diagnostics.iter().map(|diagnostic| diagnostic.code.as_ref());
    for code in codes.filter(|code| !code.starts_with("record::") && !code.starts_with("zone::")) {
        assert!(tandem_lang::explain(code).is_some(), "`{code}` is not explained");
    }
    let mut found = String::new();
    for (part, name) in parts.iter().zip(&names) {
        let file = topology.sources.find(name);
        found.push_str(&annotated(part, file, &topology, &diagnostics));
    }
    found
}

fn is_annotation(line: &str) -> bool {
    let line = line.trim_start();
    ["^", "~", "> ", "+ ", "= ", "| "].iter().any(|mark| line.starts_with(mark))
}

/// Returns the script without what is expected of it.
fn code(part: &str) -> String {
    part.split_inclusive('\n').filter(|line| !is_annotation(line)).collect()
}

fn settings(case: &str) -> Settings {
    let mut settings = Settings::default();
    for line in case.lines() {
        if let Some((name, value)) = line.strip_prefix("// var ").and_then(|rest| rest.split_once('=')) {
            settings.vars.insert(name.to_owned(), value.to_owned());
        }
        if let Some(count) = line.strip_prefix("// operations ") {
            settings.budget.operations = count.parse().unwrap();
        }
        if let Some(milliseconds) = line.strip_prefix("// time ") {
            settings.budget.time = Duration::from_millis(milliseconds.parse().unwrap());
        }
    }
    settings
}

fn annotated(part: &str, file: Option<FileId>, topology: &Topology, diagnostics: &Diagnostics) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = part.split_inclusive('\n').filter(|line| !is_annotation(line)).collect();
    for (at, line) in lines.iter().enumerate() {
        out.push_str(line);
        if let Some(file) = file {
            annotate(&mut out, at as u32 + 1, line.trim_end_matches('\n'), file, topology, diagnostics);
        }
        if line.starts_with("//? topology") {
            describe(&mut out, topology);
        }
    }
    out
}

fn annotate(
    out: &mut String,
    line: u32,
    text: &str,
    file: FileId,
    topology: &Topology,
    diagnostics: &Diagnostics,
) {
    let Some(source) = topology.sources.get(file) else { return };
    let begins = |span: Span| span.file == file && source.position(span.start).0 == line;
    let underline = |out: &mut String, span: Span, mark: &str| {
        let column = source.position(span.start).1 as usize - 1;
        let (last, end) = source.position(span.end);
        let end = if last == line { end as usize - 1 } else { text.chars().count() };
        let length = end.saturating_sub(column).max(1);
        write!(out, "{}{}", " ".repeat(column), mark.repeat(length)).unwrap();
    };
    for diagnostic in diagnostics {
        for (at, label) in diagnostic.labels.iter().enumerate().filter(|(_, label)| begins(label.span)) {
            let shown = if label.text.is_empty() { String::new() } else { format!(" ({})", label.text) };
            if at > 0 {
                underline(out, label.span, "~");
                writeln!(out, "{shown}").unwrap();
                continue;
            }
            underline(out, label.span, "^");
            let severity = diagnostic.severity.word();
            writeln!(out, " {severity} {}: {}{shown}", diagnostic.code, diagnostic.message).unwrap();
            let indent = " ".repeat(source.position(label.span.start).1 as usize - 1);
            for point in &diagnostic.trace {
                writeln!(out, "{indent}> {} ({})", point.text, topology.sources.place(point.span)).unwrap();
            }
            diagnostic.notes.iter().for_each(|note| writeln!(out, "{indent}+ {note}").unwrap());
            diagnostic.hints.iter().for_each(|hint| writeln!(out, "{indent}= {hint}").unwrap());
        }
    }
}

fn describe(out: &mut String, topology: &Topology) {
    for declared in topology.declarations.values() {
        let arguments = declared.arguments.iter().map(|(name, value)| format!("{name}: {value}"));
        let arguments: Vec<String> = arguments.collect();
        write!(out, "| {} {{ {} }}", declared.address, arguments.join(", ")).unwrap();
        if let Some(parent) = &declared.parent {
            write!(out, " in {parent}").unwrap();
        }
        if !declared.after.is_empty() {
            write!(out, " after {:?}", declared.after).unwrap();
        }
        writeln!(out, "{}", if declared.protect == Some(true) { " protected" } else { "" }).unwrap();
    }
    for (name, output) in &topology.outputs {
        writeln!(out, "| output {name} = {}", output.value.to_string().replace('\n', "\\n")).unwrap();
    }
    for (name, input) in &topology.inputs {
        writeln!(
            out,
            "| input {name}: {} = {}{}",
            input.ty,
            input.value,
            if input.given { ", given" } else { "" }
        )
        .unwrap();
    }
    for objective in &topology.objectives {
        let survive = objective.survive;
        write!(
            out,
            "| objective {:?} regions {} services {}",
            objective.names, survive.regions, survive.services
        )
        .unwrap();
        writeln!(
            out,
            " within {:?} losing {:?} demand {:?} capacity {:?}",
            objective.recover_within, objective.lose_at_most, objective.demand, objective.capacity
        )
        .unwrap();
    }
    for moved in &topology.moved {
        writeln!(out, "| moved {} to {}", moved.from, moved.to).unwrap();
    }
}
