//! A project whose applies are killed, and the emulator that lives on.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::project::root;
use crate::servers::Server;

/// A project of its own, on an emulator on a port.
pub struct Stage {
    tandem: PathBuf,
    folder: PathBuf,
    /// The emulator.
    pub server: Server,
}

/// How a run of the binary ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// It was killed.
    Killed,
    /// It came to its end before that.
    Finished,
}

impl Stage {
    /// Copies the storefront into a folder and starts an emulator that knows its look-ups.
    ///
    /// # Errors
    /// If a file cannot be copied, or the emulator does not start.
    pub fn new(tandem: &Path, folder: &Path) -> Result<Stage, String> {
        let example = root().join("examples/storefront");
        for name in ["main.rhai", "tandem.toml", "tandem.lookups.json"] {
            std::fs::copy(example.join(name), folder.join(name))
                .map_err(|error| format!("{name}: {error}"))?;
        }
        let (data, seed) = (folder.join("server"), folder.join("tandem.lookups.json"));
        let (data, seed) = (data.to_string_lossy(), seed.to_string_lossy());
        let words =
            ["emulator", "serve", "--port", "{port}", "--speed", "1000", "--data", &data, "--seed", &seed];
        let server = Server::start(tandem, &words, &[])?;
        Ok(Stage { tandem: tandem.to_owned(), folder: folder.to_owned(), server })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.tandem);
        command.args(words).args(["--cloud", &self.server.url]).current_dir(&self.folder);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command and kills it (SIGKILL) after a while, unless it has ended by then.
    ///
    /// # Errors
    /// If it does not start.
    pub fn killed(&self, words: &[&str], after: Duration) -> Result<Ended, String> {
        let mut command = self.command(words);
        let spawned = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut child: Child = spawned.map_err(|error| format!("{command:?}: {error}"))?;
        let begin = Instant::now();
        while begin.elapsed() < after {
            if child.try_wait().is_ok_and(|status| status.is_some()) {
                return Ok(Ended::Finished);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().and_then(|()| child.wait()).map_err(|error| error.to_string())?;
        Ok(Ended::Killed)
    }

    /// Runs a command to its end and returns what it printed and how long it took.
    ///
    /// # Errors
    /// With all of its output, if it ends with another code.
    pub fn ends(&self, words: &[&str], code: i32) -> Result<(String, Duration), String> {
        let begin = Instant::now();
        let mut command = self.command(words);
        let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.code() == Some(code) {
            return Ok((text, begin.elapsed()));
        }
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(format!("`tandem {}` ended with {}, not {code}:\n{text}{errors}", words.join(" "), output.status))
    }

    /// Returns `KIND ID` of everything that is remembered, sorted.
    ///
    /// # Errors
    /// If the state cannot be read.
    pub fn remembered(&self) -> Result<Vec<String>, String> {
        let (text, _) = self.ends(&["state", "list", "--json"], 0)?;
        let mut all = Vec::new();
        for line in text.lines() {
            let object: Value = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
            let (address, id) = (object["address"].as_str(), object["id"].as_str());
            let (Some(address), Some(id)) = (address, id) else { continue };
            let kind = address.split('[').next().unwrap_or_default();
            // Listings name a subscription by its topic.
            let id = if kind == "sns::subscription" {
                id.rsplit_once(':').map_or(id, |(topic, _)| topic)
            } else {
                id
            };
            // A table is what its replicas are; the cloud lists those.
            if kind != "dynamodb::table" {
                all.push(format!("{kind} {id}"));
            }
        }
        all.sort();
        Ok(all)
    }
}
