//! One story before one judge, from apply to destroy.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Court;
use super::cuts::{lacks, unasked};
use super::script::apply;
use super::server::Judge;
use super::story::{Edit, Story};
use crate::project::{root, scratch};
use crate::servers::Server;

/// A story in a folder of its own, on a server of its own.
struct Trial<'a> {
    court: &'a Court,
    story: &'a Story,
    lacks: Vec<&'static str>,
    folder: PathBuf,
    server: Server,
}

/// Tries a story before a judge and returns what was seen, in a few words.
///
/// # Errors
/// With what does not hold.
pub fn run(court: &Court, judge: Judge, story: &Story) -> Result<String, String> {
    let lacks = lacks(judge, story);
    let words: Vec<&str> = lacks.iter().map(|lack| lack.word).collect();
    let without = if words.is_empty() { String::new() } else { format!(", without {}", words.join(", ")) };
    let is_there = |edit: &&Edit| edit.needs.is_none_or(|need| !words.contains(&need));
    let edits: Vec<&Edit> = story.edits.iter().filter(is_there).collect();
    let whole = root().join(story.script);
    let whole = std::fs::read_to_string(&whole).map_err(|error| format!("{}: {error}", whole.display()))?;
    let script =
        lacks.iter().flat_map(|lack| lack.cuts).try_fold(whole, |script, cut| apply(&script, cut))?;

    let folder = scratch(&format!("{}-{}", judge.name(), story.name))?;
    let server = judge.start(court, story, &folder)?;
    let trial = Trial { court, story, lacks: words, folder, server };
    trial.write("tandem.toml", &settings(story))?;
    if judge.is_empty_at_first() || story.state.is_some() {
        trial.judge("prepare", &[], &[])?;
    }
    let made = &trial.apply(&script)?["create"];
    let values = trial.read_back(&[])?;
    trial.edit(&edits, &script)?;
    trial.tandem(&["destroy", "--yes", "--quiet"], 0)?;
    trial.judge("gone", unasked(judge), &[])?;
    std::fs::remove_dir_all(&trial.folder).map_err(|error| format!("{}: {error}", trial.folder.display()))?;
    Ok(format!("{made} resources, {values} values read back, {} edited{without}", edits.len()))
}

fn settings(story: &Story) -> String {
    let state = story.state.map(|state| format!("state = \"{state}\"\n")).unwrap_or_default();
    let name = story.name;
    format!("name = \"{name}\"\ndefault_stack = \"dev\"\n\n[stacks.dev]\ncloud = \"local\"\n{state}")
}

impl Trial<'_> {
    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let file = self.folder.join(name);
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    }

    /// Plans and applies a script, and returns what was planned.
    fn apply(&self, script: &str) -> Result<Value, String> {
        self.write("main.rhai", script)?;
        let planned = self.tandem(&["plan", "--detailed-exitcode", "--json"], 2)?;
        self.tandem(&["apply", "--yes", "--quiet"], 0)?;
        let last = planned.lines().last().unwrap_or_default();
        serde_json::from_str(last).map_err(|error| format!("the last line of a plan: {error}: {last}"))
    }

    /// Wants everything as the story says, and an empty plan; returns how many values were compared.
    fn read_back(&self, edited: &[&str]) -> Result<u64, String> {
        let values = self.judge("compare", &self.lacks, edited)?;
        self.tandem(&["plan", "--detailed-exitcode"], 0)?;
        Ok(values)
    }

    /// Changes one value after the other, and wants exactly that change each time.
    fn edit(&self, edits: &[&Edit], script: &str) -> Result<(), String> {
        let mut script = script.to_owned();
        let mut edited = Vec::new();
        for edit in edits {
            script = apply(&script, &edit.cut)?;
            edited.push(edit.name);
            let planned = self.apply(&script)?;
            let changes = ["create", "update", "replace", "delete"].map(|action| planned[action].as_u64());
            if changes != [Some(0), Some(edit.updates), Some(0), Some(0)] {
                return Err(format!("the edit `{}` is not {} updates: {planned}", edit.name, edit.updates));
            }
            self.read_back(&edited)?;
        }
        Ok(())
    }

    /// Runs the binary on the server and returns what it printed.
    fn tandem(&self, words: &[&str], code: i32) -> Result<String, String> {
        let mut command = Command::new(&self.court.tandem);
        command
            .args(words)
            .args(["--cloud", &self.server.url])
            .current_dir(&self.folder)
            .stdin(Stdio::null());
        let output = command.output().map_err(|error| format!("tandem: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.code() == Some(code) {
            return Ok(text);
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let all: Vec<&str> = text.lines().chain(errors.lines()).collect();
        let shown = all[all.len().saturating_sub(60)..].join("\n");
        Err(format!("tandem {} ended with {}, not {code}:\n{shown}", words.join(" "), output.status))
    }

    /// Runs one stage of the Python judge and returns how many values it looked at.
    fn judge(&self, stage: &str, lacks: &[&str], edited: &[&str]) -> Result<u64, String> {
        let mut command = Command::new(self.court.programs.join("python3"));
        command.arg(root().join("engine/xtask/python/judge.py"));
        command.args([&self.server.url, &self.story.name.replace('-', "_"), stage]);
        command.args(lacks.iter().flat_map(|word| ["--lacks", word]));
        command.args(edited.iter().flat_map(|name| ["--edited", name]));
        command.env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.stdin(Stdio::null()).output().map_err(|error| format!("python3: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if output.status.success() {
            return text.trim().parse().map_err(|error| format!("judge.py {stage}: {error}: {text}"));
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        let when = edited.last().map(|name| format!(" after the edit `{name}`")).unwrap_or_default();
        Err(format!("judge.py {stage}{when}:\n{}{}", text, errors.trim()))
    }
}
