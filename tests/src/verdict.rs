//! Runs the cases, compares what came with what is written, and says what differs.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use tandem_core::{Diagnostic, Registry};

use crate::case::{Case, Part};
use crate::stage::{self, Outcome};
use crate::suite::{Tally, Trial, in_virtual_time};
use crate::{collect, notes};

/// Runs the cases that are wanted.
///
/// # Errors
/// If an update is asked for on CI, or cannot be written.
pub fn run(
    cases: &[Case],
    wanted: &dyn Fn(&str) -> bool,
    registry: &Registry,
    tally: &mut Tally,
) -> Result<(), String> {
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    if update && std::env::var_os("CI").is_some() {
        return Err("UPDATE=1 is refused on CI: what is written there would be believed".to_owned());
    }
    let mut rewritten: BTreeMap<PathBuf, Vec<Vec<String>>> = BTreeMap::new();
    for case in cases {
        let mut lines = case.written.clone();
        if wanted(&case.file.to_string_lossy()) || wanted(&case.name) {
            let begin = Instant::now();
            let result = in_virtual_time(stage::run(case, registry)).map(|outcome| write(case, &outcome));
            if let Ok(came) = &result {
                lines.clone_from(came);
            }
            let name = format!("{} ({}:{})", case.name, case.file.display(), case.line);
            tally.count(&Trial { name, result: judge(case, result, update) }, begin);
        }
        rewritten.entry(case.file.clone()).or_default().push(lines);
    }
    if update { rewrite(&rewritten) } else { Ok(()) }
}

fn judge(case: &Case, result: Result<Vec<String>, String>, update: bool) -> Result<(), String> {
    let lines = result?;
    if update || lines == case.written { Ok(()) } else { Err(difference(&case.written, &lines)) }
}

/// Returns the lines of a case as they should stand: notes where diagnostics point, outputs as they came.
fn write(case: &Case, outcome: &Outcome) -> Vec<String> {
    let diagnostics: Vec<&Diagnostic> = outcome.diagnostics.iter().collect();
    let mut lines = vec![case.written[0].clone()];
    for (at, part) in case.parts.iter().enumerate() {
        if at > 0 {
            lines.push(format!("//--- {}", part.name));
        }
        lines.extend(write_part(part, case, outcome, &diagnostics));
    }
    let unseen = elsewhere(case, outcome, &diagnostics);
    if case.part("diagnostics").is_none() && !unseen.is_empty() {
        lines.push("//--- diagnostics".to_owned());
        lines.extend(unseen);
    }
    lines
}

fn elsewhere(case: &Case, outcome: &Outcome, diagnostics: &[&Diagnostic]) -> Vec<String> {
    let shown = |path: &str| case.part(path).is_some_and(Part::is_file);
    notes::elsewhere(&outcome.sources, &shown, diagnostics)
}

fn write_part(part: &Part, case: &Case, outcome: &Outcome, diagnostics: &[&Diagnostic]) -> Vec<String> {
    // An empty line between two cases belongs to the last part of the first.
    let blanks = part.lines.iter().rev().take_while(|line| line.is_empty()).count();
    let blanks = std::iter::repeat_n(String::new(), blanks);
    if part.is_script() {
        let file = outcome.sources.find(&part.name).filter(|_| part.is_file());
        return match file {
            Some(file) => notes::annotate(&part.lines, file, &outcome.sources, diagnostics),
            None => part.lines.clone(),
        };
    }
    if part.name == "diagnostics" {
        return elsewhere(case, outcome, diagnostics).into_iter().chain(blanks).collect();
    }
    match outcome.parts.get(part.name.as_str()) {
        Some(text) => {
            text.lines().map(|line| format!("// {line}").trim_end().to_owned()).chain(blanks).collect()
        }
        None => part.lines.clone(),
    }
}

fn difference(written: &[String], came: &[String]) -> String {
    let (written, came) = (written.join("\n"), came.join("\n"));
    let diff = similar::TextDiff::from_lines(&written, &came);
    diff.unified_diff().context_radius(2).header("written", "came").to_string()
}

fn rewrite(files: &BTreeMap<PathBuf, Vec<Vec<String>>>) -> Result<(), String> {
    for (file, cases) in files {
        let path = collect::root().join(file);
        let old = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let head: Vec<&str> = old.lines().take_while(|line| !line.starts_with("//=== ")).collect();
        let head = head.iter().map(|line| (*line).to_owned());
        let lines: Vec<String> = head.chain(cases.iter().flatten().cloned()).collect();
        let new = lines.join("\n") + "\n";
        if new != old {
            std::fs::write(&path, new).map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}
