//! `watch`: an error is a state of the screen, and a save shows what is different.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::project::{Project, ZONE};

/// Reads lines until one contains a text.
#[track_caller]
fn until(lines: &Receiver<String>, text: &str) {
    let mut seen = String::new();
    while let Ok(line) = lines.recv_timeout(Duration::from_secs(30)) {
        seen.push_str(&line);
        seen.push('\n');
        if line.contains(text) {
            return;
        }
    }
    panic!("no `{text}` in\n{seen}");
}

#[test]
fn a_save_shows_what_is_different() {
    let project = Project::zone("watch");
    let mut command = project.command(&["watch"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let (sender, lines) = channel();
    let (out, err) = (child.stdout.take().expect("it is piped"), child.stderr.take().expect("it is piped"));
    let errors = sender.clone();
    std::thread::spawn(move || {
        BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
    });
    std::thread::spawn(move || {
        BufReader::new(err).lines().map_while(Result::ok).try_for_each(|line| errors.send(line))
    });

    until(&lines, "Watching 2 files");
    project.write("main.rhai", ZONE.replace("zone.a(\"@\"", "zone.aa(\"@\"").as_bytes());
    until(&lines, "error[");
    until(&lines, "Watching 2 files");
    project.write("main.rhai", ZONE.replace("zone.a(\"@\"", "zone.a(\"new\"").as_bytes());
    until(&lines, "Since the last save: 2 differences");
    child.kill().expect("it is still there");
    child.wait().expect("it ends");
}
