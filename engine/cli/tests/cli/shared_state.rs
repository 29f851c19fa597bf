//! State that a team shares: in a bucket and in a table, on a served emulator.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::fake::silent;
use crate::project::{Project, ZONE};
use crate::serve::serve;

/// Where state is kept in these tests; a dead owner's lock is free after seconds, so that tests are short.
const PLACES: [&str; 2] = [
    "s3://team-state/shop?region=us-east-1&lease=6s",
    "dynamodb://team-state/shop?region=us-east-1&lease=6s",
];

const TABLE: &str = r#"{"TableName": "team-state", "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "stack", "AttributeType": "S"}, {"AttributeName": "key", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "stack", "KeyType": "HASH"}, {"AttributeName": "key", "KeyType": "RANGE"}]}"#;

/// Two machines: folders of their own, with nothing in common but the settings.
fn machines(name: &str, place: &str) -> [Project; 2] {
    let settings = format!("[stacks.dev]\ncloud = \"local\"\nstate = \"{place}\"\n");
    [1, 2].map(|number| {
        Project::new(&format!("{name}-{number}"), &[("main.rhai", ZONE), ("tandem.toml", &settings)])
    })
}

/// Sends a request as an SDK does, and returns the answer.
fn send(url: &str, service: &str, line: &str, headers: &str, body: &str) -> String {
    let host = url.strip_prefix("http://").expect("it is plain HTTP");
    let mut stream = TcpStream::connect(host).expect("it listens");
    let scope = format!("123456789012/20261122/us-east-1/{service}/aws4_request");
    let signed = format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0");
    write!(
        stream,
        "{line} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {signed}\r\n{headers}Connection: close\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .expect("it is read");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}

/// Makes the bucket or the table of a place.
fn make(url: &str, place: &str) {
    if place.starts_with("s3") {
        let answer = send(url, "s3", "PUT /team-state", "", "");
        assert!(answer.contains(" 200 "), "{answer}");
        return;
    }
    let call = |name: &str, body: &str| {
        let kind = "Content-Type: application/x-amz-json-1.0";
        let headers = format!("{kind}\r\nX-Amz-Target: DynamoDB_20120810.{name}\r\n");
        send(url, "dynamodb", "POST /", &headers, body)
    };
    let answer = call("CreateTable", TABLE);
    assert!(answer.contains(" 200 "), "{answer}");
    while !call("DescribeTable", "{\"TableName\": \"team-state\"}").contains("\"ACTIVE\"") {
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// An apply that is under way, killed with the test.
struct Apply(Child);

impl Drop for Apply {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Begins an apply and returns when it waits for the zone.
fn begin(project: &Project, url: &str) -> Apply {
    let mut command = project.command(&["apply", "--yes", "--json", "--cloud", url]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
    let apply = Apply(child);
    let mut line = String::new();
    while !line.contains("\"waiting\"") {
        line.clear();
        assert_ne!(out.read_line(&mut line).expect("it goes on"), 0, "it ended before it waited");
    }
    // What it says from now on goes nowhere, and must not stop it.
    std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    apply
}

#[test]
fn two_machines_share_a_stack() {
    for (at, place) in PLACES.iter().enumerate() {
        let [one, two] = machines(&format!("shared-{at}"), place);
        let (_server, url) = serve(&one, "1000");
        make(&url, place);
        let cloud = ["--cloud", url.as_str()];
        let with = |words: &[&'static str]| [words, &cloud].concat();
        one.ends(&with(&["apply", "--yes"]), 0).says("Applied: 4 created");
        two.ends(&with(&["plan", "--detailed-exitcode"]), 0).says("No changes");
        two.ends(&with(&["state", "list"]), 0).says("route53::hosted_zone[\"example.com\"]");
        two.ends(&with(&["state", "show", "route53::hosted_zone[\"example.com\"]"]), 0).says("thin");
        two.ends(&with(&["output"]), 0).says("nameservers");
        two.write("main.rhai", ZONE.replace("thin", "thick").as_bytes());
        two.ends(&with(&["apply", "--yes"]), 0).says("Applied: 1 updated");
        one.ends(&with(&["state", "show", "route53::hosted_zone[\"example.com\"]"]), 0).says("thick");
        let history = one.ends(&with(&["state", "history"]), 0).out;
        assert_eq!(history.lines().count(), 2, "{history}");
        one.ends(&with(&["state", "history", "2"]), 0)
            .says("~ route53::hosted_zone[\"example.com\"]   comment");
        one.ends(&with(&["state", "audit", "--verify"]), 0).says("nobody touched the log");
        one.ends(&with(&["state", "unlock"]), 0).says("is not locked");
        one.ends(&with(&["state", "recover"]), 0).says("nothing to recover");
        one.ends(&with(&["destroy", "--yes"]), 0);
        assert_eq!(two.ends(&with(&["state", "list"]), 0).out, "");
        // Nothing of the stack is left behind on the machines but what was never shared.
        for project in [&one, &two] {
            assert!(!project.folder.join(".tandem/dev/state.json").exists());
            assert!(!project.folder.join(".tandem/dev/journal.log").exists());
        }
    }
}

#[test]
fn a_living_owner_is_shown_and_a_killed_ones_lock_frees_itself() {
    for (at, place) in PLACES.iter().enumerate() {
        let [one, two] = machines(&format!("owner-{at}"), place);
        let (_server, url) = serve(&one, "1");
        make(&url, place);
        let mut apply = begin(&one, &url);
        let refused = two.ends(&["apply", "--yes", "--cloud", &url], 4);
        refused.says("error[state::locked]: dev is being applied by ");
        refused.says("lease ends in ");
        refused.says("`tandem apply`, process ");
        two.ends(&["state", "list", "--cloud", &url], 0).says("route53::hosted_zone[\"example.com\"]");
        apply.0.kill().expect("it runs");
        apply.0.wait().expect("it runs");
        let begun = Instant::now();
        // The first run's work is found, and nothing made twice.
        two.ends(&["apply", "--yes", "--cloud", &url], 0);
        assert!(begun.elapsed() > Duration::from_secs(6), "a lease is waited out: {:?}", begun.elapsed());
        two.ends(&["plan", "--detailed-exitcode", "--cloud", &url], 0).says("No changes");
    }
}

#[test]
fn a_lock_is_taken_away_by_its_id() {
    let [one, two] = machines("unlock", PLACES[0]);
    let (_server, url) = serve(&one, "1");
    make(&url, PLACES[0]);
    let apply = begin(&one, &url);
    let shown = two.ends(&["state", "unlock", "--json", "--cloud", &url], 4).out;
    let id = shown.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("it has an id");
    two.ends(&["state", "unlock", "0000", "--yes", "--cloud", &url], 1).says("state::lock_id");
    two.ends(&["state", "unlock", id, "--cloud", &url], 64).says("usage::confirm");
    two.ends(&["state", "unlock", id, "--yes", "--cloud", &url], 0).says("is being applied by ");
    two.ends(&["state", "unlock", "--cloud", &url], 0).says("is not locked");
    // It is on record, behind everything that the other run wrote.
    let audit = two.ends(&["state", "audit", "--cloud", &url], 0).out;
    let lines: Vec<&str> =
        audit.lines().map(|line| line.split_once("  ").expect("it has a time").1).collect();
    let at = lines.iter().position(|line| line.starts_with("unlock by ")).expect("it is on record");
    assert!(lines[at].contains("tandem state unlock ") && lines[at].contains(" as arn:aws:"), "{audit}");
    assert!(lines[at + 1].contains(&format!("took the lock {id} away from ")), "{audit}");
    assert!(lines[..at].iter().any(|line| line.starts_with("apply by ")), "{audit}");
    two.ends(&["state", "audit", "--verify", "--cloud", &url], 0).says("nobody touched the log");
    drop(apply);
}

/// Waits for the end of another run, as long as is said.
#[test]
fn a_lock_in_a_shared_place_is_waited_for() {
    for (at, place) in PLACES.iter().enumerate() {
        let [one, two] = machines(&format!("waited-{at}"), place);
        let (_server, url) = serve(&one, "1");
        make(&url, place);
        let apply = begin(&one, &url);
        let begun = Instant::now();
        let short = two.ends(&["apply", "--yes", "--cloud", &url, "--lock-timeout", "2s"], 4);
        short.says("Waiting up to 2 s: dev is being applied by ");
        short.says("error[state::locked]: dev is being applied by ");
        assert!(begun.elapsed() >= Duration::from_secs(2), "{:?}", begun.elapsed());
        let id = apply.0.id().to_string();
        let stop = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(3));
            Command::new("kill").args(["-INT", &id]).status().is_ok_and(|status| status.success())
        });
        let begun = Instant::now();
        two.ends(&["apply", "--yes", "--cloud", &url, "--lock-timeout", "60s"], 0);
        assert!(begun.elapsed() >= Duration::from_secs(3), "{:?}", begun.elapsed());
        assert!(stop.join().expect("it ends"), "the first run was interrupted");
    }
}

/// The place where the state is kept takes every call and answers none.
#[test]
fn a_place_that_says_nothing_ends_a_command_and_an_interrupt_ends_it_at_once() {
    let url = silent();
    for (at, scheme) in ["s3", "dynamodb"].into_iter().enumerate() {
        let place = format!("{scheme}://team-state/shop?region=us-east-1&lease=6s&endpoint={url}");
        let [one, two] = machines(&format!("silent-{at}"), &place);
        let (_server, cloud) = serve(&one, "100");
        let mut command = two.command(&["apply", "--yes", "--cloud", &cloud]);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the binary runs");
        std::thread::sleep(Duration::from_secs(2));
        assert!(child.try_wait().expect("it is ours").is_none(), "it waits");
        let begun = Instant::now();
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()));
        child.wait().expect("it is ours");
        assert!(begun.elapsed() <= Duration::from_secs(2), "{:?}", begun.elapsed());
        let begun = Instant::now();
        let ran = one.ends(&["apply", "--yes", "--cloud", &cloud], 1);
        assert!(begun.elapsed() <= Duration::from_secs(120), "{:?}", begun.elapsed());
        ran.says("error[state::unreachable]");
        ran.says("run the same command again");
    }
}
