//! JUnit XML: what test runners write, and what CI shows as tests.
//!
//! A rule is a test, and so is every name of an objective. A warning does not fail its test; what the script allows is
//! skipped, with its reason. What is wrong with the script itself is an error.

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use tandem_core::Diagnostic;

use super::text::clean;
use crate::codes;
use crate::findings::{Finding, Found, Standing, Trial};

/// A test.
struct Case {
    name: String,
    outcome: Outcome,
}

/// What came of a test.
enum Outcome {
    /// It passed; there may be something to say all the same.
    Passed(String),
    /// It was left out, for this reason.
    Skipped(String),
    /// It failed: the code, the message, everything.
    Failed(String, String, String),
    /// Nothing could be tried: the code, the message, everything.
    Broken(String, String, String),
}

/// Returns what was found as JUnit XML. `prefix` leads from the root of the repository to that of the project.
pub(crate) fn text(found: &Found, prefix: &str, command: &str) -> String {
    let (rules, script) = by_code(found, prefix);
    let suites = [("rules", rules), ("objectives", objectives(found)), ("script", script)];
    let suites: Vec<(&str, Vec<Case>)> = suites.into_iter().filter(|(_, cases)| !cases.is_empty()).collect();
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    // Writing to memory does not fail.
    drop(document(&mut writer, &suites, command));
    String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n"
}

/// Returns the tests of rules, those that found nothing too, and those of everything else that was found.
fn by_code(found: &Found, prefix: &str) -> (Vec<Case>, Vec<Case>) {
    let mut codes: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    let mut rules: Vec<&str> = Vec::new();
    for trial in &found.trials {
        if let Trial::Rule(code) = trial {
            codes.entry(code).or_default();
            rules.push(code);
        }
    }
    for finding in &found.findings {
        codes.entry(&finding.diagnostic.code).or_default().push(finding);
    }
    let is_rule = |code: &str| rules.contains(&code) || !code.contains("::");
    let (mut of_rules, mut others) = (Vec::new(), Vec::new());
    for (code, findings) in codes {
        let name = match codes::summary(code) {
            summary if summary.is_empty() => code.to_owned(),
            summary => format!("{code} {summary}"),
        };
        let outcome = outcome(code, &findings, prefix, is_rule(code));
        let cases = if is_rule(code) { &mut of_rules } else { &mut others };
        cases.push(Case { name, outcome });
    }
    (of_rules, others)
}

fn outcome(code: &str, findings: &[&Finding], prefix: &str, rule: bool) -> Outcome {
    let open: Vec<&&Finding> = findings.iter().filter(|one| one.allowed.is_none()).collect();
    let told = |some: &[&&Finding]| some.iter().map(|one| told(one, prefix)).collect::<Vec<_>>().join("\n");
    let errors: Vec<&&Finding> = open.iter().copied().filter(|one| one.diagnostic.is_error()).collect();
    if let Some(first) = errors.first() {
        let message = clean(&first.diagnostic.message);
        let message = match errors.len() {
            1 => message.into_owned(),
            number => format!("{message} (and {} more)", number - 1),
        };
        let parts = (code.to_owned(), message, told(&open));
        return if rule {
            Outcome::Failed(parts.0, parts.1, parts.2)
        } else {
            Outcome::Broken(parts.0, parts.1, parts.2)
        };
    }
    let reasons: Vec<&str> = findings.iter().filter_map(|one| one.allowed.as_deref()).collect();
    if open.is_empty() && !reasons.is_empty() {
        return Outcome::Skipped(reasons.join("; "));
    }
    Outcome::Passed(told(&open))
}

fn objectives(found: &Found) -> Vec<Case> {
    let case = |trial: &Trial| match trial {
        Trial::Rule(_) => None,
        Trial::Objective(name, standing) => {
            let outcome = match standing {
                Standing::Proved => Outcome::Passed(String::new()),
                Standing::Refuted(story) => {
                    let message = story.lines().next().unwrap_or_default().to_owned();
                    Outcome::Failed("refuted".to_owned(), message, story.clone())
                }
                Standing::Open(reason) => Outcome::Skipped(reason.clone()),
            };
            Some(Case { name: name.clone(), outcome })
        }
    };
    found.trials.iter().filter_map(case).collect()
}

/// Returns a finding as lines of text.
fn told(finding: &Finding, prefix: &str) -> String {
    let Diagnostic { severity, code, message, labels, notes, hints, .. } = &finding.diagnostic;
    let mut text = format!("{}[{code}]: {message}\n", severity.word());
    for label in labels {
        let place = finding.sources.place(label.span);
        text.push_str(&format!("  {prefix}{place}: {}\n", label.text));
    }
    notes.iter().for_each(|note| text.push_str(&format!("  {note}\n")));
    hints.iter().for_each(|hint| text.push_str(&format!("  help: {hint}\n")));
    text
}

type Written = std::io::Result<()>;

fn document(writer: &mut Writer<Vec<u8>>, suites: &[(&str, Vec<Case>)], command: &str) -> Written {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<&Case> = suites.iter().flat_map(|(_, cases)| cases).collect();
    let start = counted("testsuites", &format!("tandem {command}"), &all);
    writer.write_event(Event::Start(start))?;
    for (name, cases) in suites {
        let cases: Vec<&Case> = cases.iter().collect();
        writer.write_event(Event::Start(counted("testsuite", &format!("tandem.{name}"), &cases)))?;
        for case in cases {
            test(writer, name, case)?;
        }
        writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn counted<'a>(element: &'a str, name: &str, cases: &[&Case]) -> BytesStart<'a> {
    let count = |of: fn(&Outcome) -> bool| cases.iter().filter(|case| of(&case.outcome)).count().to_string();
    let mut start = BytesStart::new(element);
    start.push_attribute(("name", name));
    start.push_attribute(("tests", cases.len().to_string().as_str()));
    start.push_attribute(("failures", count(|it| matches!(it, Outcome::Failed(..))).as_str()));
    start.push_attribute(("errors", count(|it| matches!(it, Outcome::Broken(..))).as_str()));
    if element == "testsuite" {
        start.push_attribute(("skipped", count(|it| matches!(it, Outcome::Skipped(_))).as_str()));
    }
    start.push_attribute(("time", "0"));
    start
}

fn test(writer: &mut Writer<Vec<u8>>, suite: &str, case: &Case) -> Written {
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("name", clean(&case.name).as_ref()));
    start.push_attribute(("classname", format!("tandem.{suite}").as_str()));
    start.push_attribute(("time", "0"));
    if matches!(&case.outcome, Outcome::Passed(said) if said.is_empty()) {
        return writer.write_event(Event::Empty(start));
    }
    writer.write_event(Event::Start(start))?;
    match &case.outcome {
        Outcome::Passed(said) => inside(writer, BytesStart::new("system-out"), said)?,
        Outcome::Skipped(reason) => {
            let mut skipped = BytesStart::new("skipped");
            skipped.push_attribute(("message", clean(reason).as_ref()));
            writer.write_event(Event::Empty(skipped))?;
        }
        Outcome::Failed(code, message, told) => wrong(writer, "failure", code, message, told)?,
        Outcome::Broken(code, message, told) => wrong(writer, "error", code, message, told)?,
    }
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

fn wrong(writer: &mut Writer<Vec<u8>>, element: &str, code: &str, message: &str, told: &str) -> Written {
    let mut start = BytesStart::new(element);
    start.push_attribute(("message", clean(message).as_ref()));
    start.push_attribute(("type", code));
    inside(writer, start, told)
}

/// Writes an element with text. Control characters have no place in XML, not even escaped.
fn inside(writer: &mut Writer<Vec<u8>>, start: BytesStart<'_>, text: &str) -> Written {
    let end = start.to_end().into_owned();
    writer.write_event(Event::Start(start))?;
    writer.write_event(Event::Text(BytesText::new(&clean(text))))?;
    writer.write_event(Event::End(end))
}

#[cfg(test)]
mod tests {
    use tandem_core::{Diagnostic, Diagnostics, Source, Sources, Span};

    use crate::findings::{Findings, Standing, Trial};

    #[test]
    fn rules_objectives_and_faults_of_the_script_are_tests() {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("main.rhai", "zone.a(\"x\")\n"));
        let label = |found: Diagnostic| found.label(Span::new(file, 0, 4), "here & \u{1b}now");
        let findings = Findings::new(true);
        findings.tried(["AA001", "AA002", "AA003", "AA004"].map(|code| Trial::Rule(code.to_owned())));
        let failed: Diagnostics = [
            label(Diagnostic::error("AA002", "`api` <has> no check").hint("add one")),
            label(Diagnostic::warning("AA003", "careful")),
            label(Diagnostic::error("attribute::unknown", "what")),
        ]
        .into_iter()
        .collect();
        findings.add(&failed, &sources);
        findings.allow(&label(Diagnostic::error("AA004", "allowed")), "a test stack", &sources);
        findings.tried([
            Trial::Objective("api.example.com".to_owned(), Standing::Proved),
            Trial::Objective(
                "www.example.com".to_owned(),
                Standing::Refuted("it fails\n0 s  gone".to_owned()),
            ),
        ]);
        let text = super::text(&findings.found(), "", "check");
        for part in [
            "<testsuites name=\"tandem check\" tests=\"7\" failures=\"2\" errors=\"1\" time=\"0\">",
            "<testsuite name=\"tandem.rules\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"1\" time=\"0\">",
            "<failure message=\"`api` &lt;has&gt; no check\" type=\"AA002\">",
            "main.rhai:1: here &amp; \\u{1b}now",
            "<skipped message=\"a test stack\"/>",
            "<error message=\"what\" type=\"attribute::unknown\">",
            "<failure message=\"it fails\" type=\"refuted\">",
            "warning[AA003]: careful",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
