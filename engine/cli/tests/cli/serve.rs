//! `emulator serve`, and a stack on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::project::Project;

/// A served emulator, ended with the test.
pub(crate) struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves an emulator from a project's folder; returns it and its URL.
pub(crate) fn serve(project: &Project, speed: &str) -> (Server, String) {
    let mut command = project.command(&["emulator", "serve", "--port", "0", "--speed", speed]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let out = child.stdout.take().expect("it is piped");
    let server = Server(child);
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("it says where it listens");
    let url = line.trim().strip_prefix("Listening on ").expect("it says where it listens").to_owned();
    (server, url)
}

#[test]
fn a_stack_lives_on_a_served_emulator_and_survives_its_end() {
    let project = Project::zone("serve");
    let (server, url) = serve(&project, "100");
    project.ends(&["apply", "--yes", "--cloud", &url], 0).says("Applied: 4 created");
    drop(server);
    let (_server, url) = serve(&project, "100");
    project.ends(&["plan", "--detailed-exitcode", "--cloud", &url], 0).says("No changes");
    project.ends(&["destroy", "--yes", "--cloud", &url], 0);
}

/// Ends a process as Ctrl-C does.
fn interrupt(child: &Child) {
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.is_ok_and(|status| status.success()));
}

#[test]
fn ctrl_c_ends_at_a_safe_point() {
    let project = Project::zone("interrupt");
    // In real time the zone's first change takes half a minute to reach the name servers.
    let (_server, url) = serve(&project, "1");
    let mut command = project.command(&["apply", "--yes", "--json", "--cloud", &url]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("\"waiting\"") {
        line.clear();
        assert_ne!(
            out.read_line(&mut line).expect("it goes on"),
            0,
            "it ended before it could be interrupted"
        );
    }
    interrupt(&child);
    let rest: Vec<String> = out.lines().map_while(Result::ok).collect();
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{rest:?}");
    let summary = rest.last().expect("it closes with a summary");
    assert!(summary.contains("\"end\":\"interrupted\""), "{summary}");
    project.ends(&["state", "list"], 0).says("route53::hosted_zone[\"example.com\"]");
}
