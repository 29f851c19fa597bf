//! A canary in every place where a secret may stand: it is found in no file, on no stream, in no form.

mod generated;
mod positions;
mod search;

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use search::sightings;

use crate::project::{LOCAL, Project, Ran};

/// Letters of both cases, and characters that URLs and base 64 change.
const CANARY: &str = "Canary.7f3a/Q+z9-8bY2";
const OTHER: &str = "Second.1c0d/K+w3-5xT7";

const SCRIPT: &str = include_str!("canary.rhai");

fn secret() -> String {
    SCRIPT.replace("SECRET", "secret::env(\"CANARY\")")
}

fn project(name: &str, script: &str) -> Project {
    Project::new(name, &[("main.rhai", script), ("tandem.toml", LOCAL)])
}

/// Runs the binary with the canary in its environment.
fn run(project: &Project, words: &[&str], value: &str, code: i32) -> Ran {
    let ran = ended(project, words, value);
    assert_eq!(ran.code, code, "tandem {words:?}\n{}{}", ran.out, ran.err);
    ran
}

/// A new kind, or a new attribute that takes text, has its place in a script by itself.
#[test]
fn every_place_has_its_canary() {
    let registry = tandem_aws::registry();
    let used = positions::used(&secret(), &registry);
    let generated = generated::scripts(&registry);
    let possible = positions::possible(&registry);
    let left: Vec<&String> =
        possible.iter().filter(|place| !generated.contains_key(*place) && !used.contains(*place)).collect();
    assert!(left.is_empty(), "no script puts a secret there: {left:#?}");
    // In most places it gets to the cloud; in the others a check has to know the value, and refuses a secret.
    let sound = generated.values().filter(|script| script.sound).count();
    assert!(sound * 3 > possible.len() * 2, "{sound} of {}", possible.len());
}

/// In every place of every kind in turn, whether the cloud takes it or refuses it in words that repeat it.
#[test]
fn a_canary_in_any_place_is_seen_nowhere() {
    let scripts: Vec<(String, generated::Script)> =
        generated::scripts(&tandem_aws::registry()).into_iter().collect();
    let next = AtomicUsize::new(0);
    let seen = Mutex::new(Vec::new());
    let ends = Mutex::new(BTreeMap::<i32, usize>::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some((place, script)) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (code, found) = in_place(place, &script.text);
                    *ends.lock().expect("no thread panics with it").entry(code).or_default() += 1;
                    seen.lock().expect("no thread panics with it").extend(found);
                }
            });
        }
    });
    let seen = seen.into_inner().expect("no thread panics with it");
    assert!(seen.is_empty(), "{seen:#?}");
    // All are tried: what the cloud takes, what it refuses and repeats, and what a check finds.
    let ends = ends.into_inner().expect("no thread panics with it");
    assert!(ends.keys().all(|code| [0, 1, 3, 5].contains(code)) && ends.len() > 1, "{ends:?}");
}

/// Plans and applies a script with the canary in one place; returns how it ended and where the canary was seen.
fn in_place(place: &str, script: &str) -> (i32, Vec<String>) {
    let name = format!("canary-at-{}", place.replace("::", "-"));
    let lookups = include_str!("lookups.json");
    let files = [("main.rhai", script), ("tandem.toml", LOCAL), ("tandem.lookups.json", lookups)];
    let project = Project::new(&name, &files);
    let runs = [&["plan", "--out", "a.plan"][..], &["apply", "--yes", "-vv"], &["apply", "--yes", "--json"]];
    let runs: Vec<Ran> = runs.iter().map(|words| ended(&project, words, CANARY)).collect();
    let found = sightings(&project, &runs, CANARY);
    (runs[1].code, found.into_iter().map(|seen| format!("{place}: {seen}")).collect())
}

/// Runs the binary with a value of the canary in its environment, however it ends.
fn ended(project: &Project, words: &[&str], value: &str) -> Ran {
    let output = project.command(words).env("CANARY", value).output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// An input that brings the value along, and a name made of it, are refused and repeated nowhere.
#[test]
fn a_canary_that_comes_as_an_input_or_in_a_name_is_refused() {
    let declare = "let t = secret::env(\"CANARY\");\nlet i = input(\"token\", #{ type: \"string\" });\n\
                   let topic = sns::topic(\"eu-west-1\", \"a\", #{ display_name: t });\n";
    for (at, use_of_it) in [
        "sns::topic(\"eu-west-1\", \"b\", #{ display_name: i });",
        "sns::topic(\"eu-west-1\", \"b\", #{ tags: #{ owner: `by ${i}` } });",
        "route53::hosted_zone(\"example.com\", #{ comment: i });",
        "output(\"token\", i);",
        "sns::topic(\"eu-west-1\", t);",
        "route53::hosted_zone(t);",
        "sns::topic(\"eu-west-1\", `a-${t}`);",
    ]
    .into_iter()
    .enumerate()
    {
        let project = project(&format!("canary-input-{at}"), &format!("{declare}{use_of_it}\n"));
        let var = format!("token={CANARY}");
        let runs: Vec<Ran> = [
            &["plan", "--out", "a.plan", "--var", &var][..],
            &["apply", "--yes", "-vv", "--var", &var],
            &["apply", "--yes", "--json", "--var", &var],
        ]
        .iter()
        .map(|words| ended(&project, words, CANARY))
        .collect();
        assert!(runs.iter().all(|ran| ran.code == 1), "{use_of_it}: {}{}", runs[1].out, runs[1].err);
        let found = sightings(&project, &runs, CANARY);
        assert!(found.is_empty(), "{use_of_it}: {found:#?}");
    }
}

#[test]
fn a_canary_is_seen_nowhere() {
    let project = project("canary", &secret());
    let shown = |words: &[&str], code| run(&project, words, CANARY, code);
    let mut runs = vec![
        shown(&["plan", "--out", "first.plan"], 0),
        shown(&["plan", "-vv"], 0),
        shown(&["plan", "--json"], 0),
        shown(&["apply", "--yes", "-vv"], 0),
        shown(&["plan", "--detailed-exitcode"], 0),
        shown(&["plan", "--out", "second.plan", "--json", "-vv"], 0),
        shown(&["apply", "--yes", "--json"], 0),
        shown(&["output"], 0),
        shown(&["output", "--json"], 0),
        shown(&["output", "--name", "text"], 1),
        shown(&["graph", "--json"], 0),
        shown(&["graph"], 0),
        shown(&["state", "list"], 0),
    ];
    let addresses: Vec<String> = runs[12].out.lines().map(str::to_owned).collect();
    for address in &addresses {
        runs.push(shown(&["state", "show", address], 0));
        runs.push(shown(&["state", "show", address, "--json"], 0));
    }
    // Another value is a change, of which nothing is shown but that it is one.
    let changed = run(&project, &["plan", "--detailed-exitcode"], OTHER, 2);
    changed.says("(secret) changed");
    runs.push(changed);
    runs.push(run(&project, &["apply", "--yes"], OTHER, 0));
    runs.push(run(&project, &["plan", "--detailed-exitcode"], OTHER, 0));
    // A destroy needs no secret.
    runs.push(project.ends(&["destroy", "--yes", "-v"], 0));
    for value in [CANARY, OTHER] {
        let found = sightings(&project, &runs, value);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// A check that cannot fail is no check: the same text, not said to be secret, is found all over.
#[test]
fn what_is_no_secret_is_found() {
    let project = project("no-canary", &SCRIPT.replace("SECRET", &format!("{CANARY:?}")));
    let runs = [
        project.ends(&["plan", "--out", "first.plan"], 0),
        project.ends(&["apply", "--yes"], 0),
        project.ends(&["output", "--json"], 0),
    ];
    let found = sightings(&project, &runs, CANARY).join("\n");
    for place in ["first.plan", "state.json", "stdout of run 0", "stdout of run 1", "stdout of run 2"] {
        assert!(found.contains(place), "not in {place}:\n{found}");
    }
}

#[test]
fn a_refusal_repeats_no_secret() {
    let script = "let t = secret::env(\"CANARY\");\n\
        cloudwatch::alarm(\"eu-west-1\", \"a\", #{ metric: #{ namespace: \"n\", name: \"m\" }, \
        extended_statistic: t, above: 10 });\n";
    let project = project("canary-refused", script);
    let text = run(&project, &["apply", "--yes", "-vv"], CANARY, 1);
    text.says("The value (secret) for parameter");
    let json = run(&project, &["apply", "--yes", "--json"], CANARY, 1);
    let found = sightings(&project, &[text, json], CANARY);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_secret_that_is_not_there_stops_everything() {
    let project = project("canary-missing", &secret());
    let ran = project.ends(&["apply", "--yes"], 1);
    ran.says("secret::missing");
    ran.says("export CANARY=");
    assert_eq!(project.ends(&["state", "list"], 0).out, "");
}

#[test]
fn a_canary_survives_no_kill() {
    let project = project("canary-killed", &secret());
    let journal = project.folder.join(".tandem/dev/journal.log");
    let mut command = project.command(&["apply", "--yes"]);
    command.env("CANARY", CANARY).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("it starts");
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_secs(20) && child.try_wait().expect("it is ours").is_none() {
        if fs::read_to_string(&journal).is_ok_and(|text| text.contains("\"intent\"")) {
            break;
        }
    }
    child.kill().expect("it is ours");
    drop(child.wait());
    let runs = [
        run(&project, &["plan", "--no-lock"], CANARY, 0),
        run(&project, &["apply", "--yes"], CANARY, 0),
        run(&project, &["plan", "--detailed-exitcode"], CANARY, 0),
    ];
    let found = sightings(&project, &runs, CANARY);
    assert!(found.is_empty(), "{found:#?}");
}

/// The place in the script is shown, the secret is named, and the cloud was asked for nothing but the secret.
#[test]
fn a_secret_that_the_cloud_does_not_keep_stops_everything() {
    for secret in [
        "secret::ssm(\"eu-west-1\", \"/shop/pager\")",
        "secret::manager(\"eu-west-1\", \"shop/pager\", #{ key: \"token\" })",
    ] {
        let script =
            format!("let t = {secret};\nsns::topic(\"eu-west-1\", \"a\", #{{ display_name: t }});\n");
        let project = project("secret-nowhere", &script);
        let ran = project.ends(&["apply", "--yes"], 1);
        ran.says("error[secret::missing]");
        // Long lines are broken.
        let said = ran.err.replace("\n  ", " ");
        assert!(said.contains(&format!("the secret cannot be read: `{secret}`")), "{said}");
        ran.says("main.rhai:2:");
        ran.says("nothing was sent");
        assert_eq!(project.ends(&["state", "list"], 0).out, "");
    }
}

/// What stands in the script for all to read is no secret, whatever else says so.
#[test]
fn a_value_in_the_open_is_refused() {
    let script = format!(
        "let t = secret::env(\"CANARY\");\nsns::topic(\"eu-west-1\", \"a\", #{{ display_name: t, tags: #{{ b: {CANARY:?} }} }});\n"
    );
    let project = project("canary-open", &script);
    for words in [&["plan", "--out", "first.plan"][..], &["apply", "--yes"]] {
        let ran = run(&project, words, CANARY, 1);
        ran.says("error[secret::open]");
        ran.says("main.rhai:2:");
        let found = sightings(&project, &[ran], CANARY);
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// A program gets a value or an error, never a word in the place of one.
#[test]
fn a_secret_output_is_not_printed_raw() {
    let project = project(
        "canary-output",
        "output(\"token\", secret::env(\"CANARY\"));\noutput(\"plain\", \"open\");\n",
    );
    run(&project, &["apply", "--yes"], CANARY, 0);
    assert_eq!(project.ends(&["output", "--name", "plain"], 0).out, "open\n");
    let ran = project.ends(&["output", "--name", "token"], 1);
    assert_eq!(ran.out, "");
    ran.says("error[output::secret]");
    ran.says("read it where it is kept: `secret::env(\"CANARY\")`");
}

/// The words of the command-line parser repeat what was typed; a terminal must not obey it.
#[test]
fn usage_errors_are_escaped() {
    let project = project("usage-escaped", "");
    let ran = project.ends(&["plan", "--no\u{1b}]0;title\u{7}\u{202e}"], 64);
    ran.says("\\u{202e}");
    assert!(!ran.err.contains('\u{202e}') && !ran.err.contains('\u{7}'), "{}", ran.err);
}
