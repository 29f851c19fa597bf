//! Everything that is there, as a client that others wrote lists it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::project::root;

/// A client that lists everything in one account.
pub struct Census {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Census {
    /// Starts the client against a server.
    ///
    /// # Errors
    /// If Python does not start.
    pub fn start(programs: &Path, url: &str) -> Result<Census, String> {
        let mut command = Command::new(programs.join("python3"));
        command.arg(root().join("engine/xtask/python/census.py")).arg(url);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{command:?}: {error}"))?;
        let (Some(ask), Some(answer)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the census has no pipes".to_owned());
        };
        Ok(Census { child, ask, answer: BufReader::new(answer) })
    }

    /// Returns `KIND ID` of everything there is, sorted.
    ///
    /// # Errors
    /// If the client broke off.
    pub fn take(&mut self) -> Result<Vec<String>, String> {
        let failed = |error: &dyn std::fmt::Display| format!("the census broke off: {error}");
        writeln!(self.ask).map_err(|error| failed(&error))?;
        let mut line = String::new();
        self.answer.read_line(&mut line).map_err(|error| failed(&error))?;
        serde_json::from_str(&line).map_err(|error| failed(&error))
    }
}

impl Drop for Census {
    fn drop(&mut self) {
        // Nothing is lost if it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
