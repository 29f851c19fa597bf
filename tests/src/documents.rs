//! What the READMEs say: scripts in them run, commands in them exist, codes in them are explained, links lead somewhere.

use std::path::{Path, PathBuf};

use tandem_core::Registry;

use crate::cloud::Cloud;
use crate::compile::sound;
use crate::{always, collect, examples, seeds};

/// The commands of `tandem` that documents may show.
const COMMANDS: &[&str] = &[
    "adopt",
    "apply",
    "check",
    "completions",
    "destroy",
    "doc",
    "emulator",
    "explain",
    "graph",
    "init",
    "lookups",
    "output",
    "plan",
    "prove",
    "simulate",
    "state",
    "watch",
];

/// A fenced block of a document.
pub struct Block {
    /// The line of its first fence, from 1.
    pub line: usize,
    /// What is written behind the fence: `rhai`, `console`, `text`.
    pub language: String,
    /// Its lines.
    pub lines: Vec<String>,
}

/// Returns the documents that are checked.
///
/// # Errors
/// If the examples cannot be listed.
pub fn documents() -> Result<Vec<PathBuf>, String> {
    let folders = examples::folders()?;
    let mut documents = vec![collect::root().join("README.md")];
    documents.extend(folders.iter().map(|folder| folder.join("README.md")));
    Ok(documents)
}

/// Checks one document: each block, and every link.
///
/// # Errors
/// Names the line that is wrong, and says why.
pub async fn run(document: &Path, registry: &Registry) -> Result<(), String> {
    let text =
        std::fs::read_to_string(document).map_err(|error| format!("{}: {error}", document.display()))?;
    for block in blocks(&text) {
        let at = |error: String| format!("line {}: {error}", block.line);
        match block.language.as_str() {
            "rhai" => script(&block.lines.join("\n"), registry).await.map_err(at)?,
            "console" | "sh" => block.lines.iter().try_for_each(|line| command(line)).map_err(at)?,
            "text" => block.lines.iter().try_for_each(|line| code(line)).map_err(at)?,
            other => return Err(at(format!("nobody checks blocks of `{other}`"))),
        }
    }
    links(&text, document.parent().unwrap_or(document))
}

/// Returns the fenced blocks of a text.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), inside) {
            (Some(language), false) => {
                blocks.push(Block { line: at + 1, language: language.trim().to_owned(), lines: Vec::new() });
                inside = true;
            }
            (Some(_), true) => inside = false,
            (None, true) => {
                if let Some(block) = blocks.last_mut() {
                    block.lines.push(line.to_owned());
                }
            }
            (None, false) => (),
        }
    }
    blocks
}

/// Brings a script up, with whatever it looks up already there.
async fn script(script: &str, registry: &Registry) -> Result<(), String> {
    let compiled = sound(script, registry)?;
    let mut cloud = Cloud::new(Some(&seeds::of_topology(&compiled.topology)))?;
    always::settle("apply", &mut cloud, &compiled).await?;
    always::nothing_left(&mut cloud).await
}

/// Checks a line of a shell: the command exists, and so does the example it names.
///
/// The commands themselves are run elsewhere: what they do to an example by [`examples`], how they look and exit by
/// the tests of the binary.
fn command(line: &str) -> Result<(), String> {
    let line = line.strip_prefix("$ ").unwrap_or(line);
    let line = line.split(" #").next().unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let arguments = match words.as_slice() {
        [] | ["cargo", "test", ..] => return Ok(()),
        ["cargo", "run", "--", rest @ ..] | ["tandem", rest @ ..] => rest,
        ["cargo", "xtask", ..] => return Ok(()),
        _ => return Err(format!("`{line}` is no command that a reader could run here")),
    };
    match arguments.first() {
        Some(name) if COMMANDS.contains(name) => (),
        _ => return Err(format!("there is no such command: `{line}`")),
    }
    let example = arguments.iter().find(|word| word.starts_with("examples/"));
    match example.filter(|example| !collect::root().join(example).is_dir()) {
        Some(example) => Err(format!("there is no `{example}`")),
        None => Ok(()),
    }
}

/// Checks that a code shown in a message is one that `tandem explain` knows.
fn code(line: &str) -> Result<(), String> {
    let Some((_, rest)) = line.split_once("error[").or_else(|| line.split_once("warning[")) else {
        return Ok(());
    };
    let code = rest.split(']').next().unwrap_or_default();
    let known = tandem_lang::explain(code).is_some() || tandem_aws::explain(code).is_some();
    if known { Ok(()) } else { Err(format!("nothing explains `{code}`")) }
}

/// Checks that every relative link leads to a file or folder.
fn links(text: &str, folder: &Path) -> Result<(), String> {
    for part in text.split("](").skip(1) {
        let target = part.split(')').next().unwrap_or_default();
        let outside = target.starts_with("http") || target.starts_with('#');
        if !outside && !folder.join(target).exists() {
            return Err(format!("a link leads to `{target}`, which there is not"));
        }
    }
    Ok(())
}
