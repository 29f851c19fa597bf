//! Servers that others wrote, or our own, started on a free loopback port and stopped when dropped.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that is running.
pub struct Server {
    child: Child,
    /// Its address: `http://127.0.0.1:PORT`.
    pub url: String,
}

impl Server {
    /// Starts a server and waits until it listens; `{port}` in its words is replaced by a free port.
    ///
    /// # Errors
    /// If it does not listen within a minute.
    pub fn start(program: &Path, words: &[&str], environment: &[(&str, &str)]) -> Result<Server, String> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| format!("no free port: {error}"))?;
        let port = listener.local_addr().map_err(|error| format!("no free port: {error}"))?.port();
        drop(listener);
        let mut command = Command::new(program);
        command.args(words.iter().map(|word| word.replace("{port}", &port.to_string())));
        for (name, value) in environment {
            command.env(name, value.replace("{port}", &port.to_string()));
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("{}: {error}", program.display()))?;
        let mut server = Server { child, url: format!("http://127.0.0.1:{port}") };
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(60) {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(server);
            }
            if let Ok(Some(status)) = server.child.try_wait() {
                return Err(format!("{} ended at once: {status}", program.display()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("{} does not listen", program.display()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is lost if it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
