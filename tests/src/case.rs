//! One case: a script, what the world holds before, and what is expected.
//!
//! A file holds several cases. It stays a Rhai script throughout: everything that is not Rhai is a comment.
//!
//! ```text
//! //=== name-of-the-case  plan
//! // What is specified, in a sentence.
//! zone.record("www", #{ tttl: 60 });
//! //                    ^^^^ error[attribute::unknown] there is no attribute `tttl`
//! //                    hint: did you mean `ttl`?
//! //--- lib/net.rhai
//! fn f() {}
//! //--- plan
//! // + route53::record["example.com/www/A"]
//! ```

use std::path::PathBuf;

/// How far a case is taken.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Stage {
    /// Evaluated to a topology.
    Eval,
    /// Evaluated, and given to the AA checks.
    Check,
    /// Compiled to a graph.
    Graph,
    /// Planned against the world that `before` left.
    Plan,
    /// Applied, planned again, destroyed.
    Apply,
}

impl Stage {
    fn parse(word: &str) -> Option<Stage> {
        Some(match word {
            "eval" => Stage::Eval,
            "check" => Stage::Check,
            "graph" => Stage::Graph,
            "plan" => Stage::Plan,
            "apply" => Stage::Apply,
            _ => return None,
        })
    }
}

/// A part of a case: an input file, or an expected output.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// `main.rhai`, `lib/net.rhai`; `remote`, `before` and `outside`, applied by another stack, by this one, and by this
    /// one without remembering it; `lookups`; or an output: `plan`, `report`, …
    pub name: String,
    /// Its lines as they stand in the file; of a script without the notes under the code.
    pub lines: Vec<String>,
}

impl Part {
    /// Returns whether it is a script: a file of the project, or what was applied before, by whom ever.
    pub fn is_script(&self) -> bool {
        self.is_file() || matches!(self.name.as_str(), "remote" | "before" | "outside")
    }

    /// Returns whether it is a file of the project.
    pub fn is_file(&self) -> bool {
        self.name.ends_with(".rhai")
    }

    /// Returns its text.
    pub fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Returns its text without the comment signs, for parts that are not Rhai.
    pub fn uncommented(&self) -> String {
        let plain =
            |line: &String| line.strip_prefix("// ").or(line.strip_prefix("//")).unwrap_or(line).to_owned();
        self.lines.iter().map(|line| plain(line) + "\n").collect()
    }
}

/// One case.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// The file it stands in.
    pub file: PathBuf,
    /// The line of its head, from 1.
    pub line: usize,
    /// Its name, unique in the suite.
    pub name: String,
    /// How far it is taken.
    pub stage: Stage,
    /// The rest of its head: `var(region=eu-west-1)`.
    pub attributes: Vec<String>,
    /// Its parts, `main.rhai` first.
    pub parts: Vec<Part>,
    /// The lines of the case as they stand in the file.
    pub written: Vec<String>,
}

impl Case {
    /// Returns the part of a name.
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Returns the values given as `var(NAME=VALUE)` in the head.
    pub fn vars(&self) -> impl Iterator<Item = (&str, &str)> {
        self.said("var(").filter_map(|inside| inside.split_once('='))
    }

    /// Returns the attributes that the case shows the change of, given as `exercises(KIND.ATTRIBUTE)` in the head.
    pub fn exercises(&self) -> impl Iterator<Item = (&str, &str)> {
        self.said("exercises(").filter_map(|inside| inside.rsplit_once('.'))
    }

    /// Returns the limit given as `operations(COUNT)` in the head.
    pub fn operations(&self) -> Option<u64> {
        self.said("operations(").next()?.parse().ok()
    }

    /// Returns the limit given as `time(MILLISECONDS)` in the head.
    pub fn time(&self) -> Option<u64> {
        self.said("time(").next()?.parse().ok()
    }

    /// Returns the load balancers that are there already, given as `balancer(NAME@REGION)` in the head.
    pub fn balancers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.said("balancer(").filter_map(|inside| inside.split_once('@'))
    }

    fn said<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        let inside = move |attribute: &'a String| attribute.strip_prefix(word)?.strip_suffix(')');
        self.attributes.iter().filter_map(inside)
    }
}

/// Returns the cases of one file.
///
/// # Errors
/// Says in which line a head cannot be read, or that the file holds no case.
pub fn parse(file: &std::path::Path, text: &str) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some(head) = line.strip_prefix("//=== ") {
            cases.push(parse_head(file, at + 1, head)?);
        }
        match cases.last_mut() {
            Some(case) => case.written.push(line.to_owned()),
            None if line.is_empty() || line.starts_with("//!") => (),
            None => {
                return Err(format!("{}:{}: a case begins with `//=== name  stage`", file.display(), at + 1));
            }
        }
    }
    if cases.is_empty() {
        return Err(format!("{}: there is no case in this file", file.display()));
    }
    for case in &mut cases {
        case.parts = parse_parts(&case.written[1..]);
    }
    Ok(cases)
}

fn parse_head(file: &std::path::Path, line: usize, head: &str) -> Result<Case, String> {
    let mut words = head.split_whitespace();
    let name = words.next().unwrap_or_default().to_owned();
    let stage = words.next().unwrap_or_default();
    let Some(stage) = Stage::parse(stage) else {
        return Err(format!(
            "{}:{line}: `{stage}` is no stage; write eval, check, graph, plan or apply",
            file.display()
        ));
    };
    let attributes = words.map(str::to_owned).collect();
    let (parts, written) = (Vec::new(), Vec::new());
    Ok(Case { file: file.to_owned(), line, name, stage, attributes, parts, written })
}

fn parse_parts(lines: &[String]) -> Vec<Part> {
    let mut parts = vec![Part { name: "main.rhai".to_owned(), lines: Vec::new() }];
    for line in lines {
        if let Some(name) = line.strip_prefix("//--- ") {
            parts.push(Part { name: name.trim().to_owned(), lines: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            part.lines.push(line.clone());
        }
    }
    for part in parts.iter_mut().filter(|part| part.is_script()) {
        part.lines = crate::notes::strip(&part.lines);
    }
    parts
}
