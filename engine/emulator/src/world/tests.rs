//! What survives: a drop, a torn write, two owners, damage.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;

use crate::emulator::Emulator;
use crate::testing::{Client, Clock};

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// A folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("tandem-emulator-{}-{number}", std::process::id()));
        Self(path)
    }

    fn open(&self) -> Client {
        let emulator =
            Emulator::builder().data_dir(self.0.clone()).build().expect("the folder can be opened");
        Client::of(emulator, Arc::new(Clock::default()), "route53")
    }

    /// Returns what is wrong with the folder.
    fn refusal(&self) -> String {
        let opened = Emulator::builder().data_dir(self.0.clone()).build();
        let message = opened.map_or_else(|error| error.to_string(), |_| "nothing".into());
        message.replace(&self.0.display().to_string(), "DIR")
    }

    fn log(&self) -> PathBuf {
        self.0.join("log.jsonl")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn make_zones(client: &Client, count: u32) {
    for index in 0..count {
        let input = json!({"Name": "example.com", "CallerReference": index.to_string()});
        client.call("CreateHostedZone", input);
    }
}

#[test]
fn a_world_is_the_same_after_reopening() {
    let folder = Folder::new();
    let (dump, time) = {
        let client = folder.open();
        assert!(client.emulator.is_empty());
        make_zones(&client, 3);
        (client.emulator.dump(), client.emulator.last_time_millis())
    };
    for _ in 0..2 {
        let client = folder.open();
        assert_eq!(client.emulator.dump(), dump);
        assert!(client.emulator.last_time_millis() >= time);
    }
}

#[test]
fn time_that_has_passed_stays_passed() {
    let folder = Folder::new();
    let open = |clock: &Arc<Clock>| {
        let emulator = Emulator::builder().data_dir(folder.0.clone()).now(clock.clone()).build();
        Client::of(emulator.expect("the folder can be opened"), clock.clone(), "route53")
    };
    let clock = Arc::new(Clock::default());
    let client = open(&clock);
    make_zones(&client, 1);
    let size = || fs::metadata(folder.log()).map(|file| file.len()).unwrap_or_default();
    let before = size();
    for _ in 0..100 {
        clock.advance(1);
        client.call("GetHostedZoneCount", json!({}));
    }
    // A hundred reads over a hundred seconds have written ten short lines.
    assert!((before + 1..before + 10 * 64).contains(&size()), "{before} {}", size());
    clock.advance(5);
    drop(client);
    let client = open(&Arc::new(Clock::default()));
    assert_eq!(client.emulator.last_time_millis(), 105_000);
    assert_eq!(client.call("GetHostedZoneCount", json!({}))["HostedZoneCount"], 1);
}

/// Every prefix of the log is what a kill can leave behind: the answered changes must be there.
#[test]
fn a_kill_at_any_byte_loses_nothing_that_was_answered() {
    let folder = Folder::new();
    let mut ends = Vec::new();
    {
        let client = folder.open();
        for index in 0..3_u32 {
            let input = json!({"Name": "example.com", "CallerReference": index.to_string()});
            client.call("CreateHostedZone", input);
            ends.push(fs::metadata(folder.log()).map(|file| file.len()).unwrap_or_default());
        }
    }
    let whole = fs::read(folder.log()).unwrap_or_default();
    let header = whole.iter().position(|byte| *byte == b'\n').unwrap_or_default() + 1;
    for length in (header..=whole.len()).step_by(97).chain([whole.len() - 1, whole.len()]) {
        let torn = Folder::new();
        fs::create_dir_all(&torn.0).unwrap_or_default();
        fs::write(torn.log(), &whole[..length]).unwrap_or_default();
        let client = torn.open();
        let answered = ends.iter().filter(|end| **end <= length as u64).count();
        assert_eq!(client.call("GetHostedZoneCount", json!({}))["HostedZoneCount"], answered, "{length}");
        // What was torn is gone for good: the next change stands on its own line.
        client.call("CreateHostedZone", json!({"Name": "example.org", "CallerReference": "after"}));
        drop(client);
        let count = torn.open().call("GetHostedZoneCount", json!({}))["HostedZoneCount"].clone();
        assert_eq!(count, answered + 1);
    }
}

#[test]
fn damage_is_named_by_file_and_line() {
    let folder = Folder::new();
    make_zones(&folder.open(), 3);
    let good = fs::read_to_string(folder.log()).unwrap_or_default();
    let lines: Vec<&str> = good.lines().collect();
    let start = |number: usize| format!("the emulator's data is damaged: `DIR/log.jsonl` line {number}: ");
    for (text, line) in [
        (good.replacen("ZoneCreated", "ZoneCreate!", 2), 2),
        (good.replacen("{\"n\":2", "{\"n\":2,,", 1), 3),
        (format!("{}\n{}\n{}\n", lines[0], lines[1], lines[3]), 3),
        (String::new(), 1),
        (good.replacen("\"version\":1", "\"version\":9", 1), 1),
    ] {
        fs::write(folder.log(), text).unwrap_or_default();
        let refusal = folder.refusal();
        assert!(refusal.starts_with(&start(line)), "{refusal}");
    }
    fs::write(folder.log(), &good).unwrap_or_default();
    assert_eq!(folder.refusal(), "nothing");
    fs::write(folder.0.join("snapshot.json"), "").unwrap_or_default();
    assert!(folder.refusal().starts_with("the emulator's data is damaged: `DIR/snapshot.json` line 1: "));
}

#[test]
fn a_folder_has_one_owner() {
    let folder = Folder::new();
    let client = folder.open();
    assert_eq!(folder.refusal(), "the emulator's data in `DIR` is in use by another process");
    drop(client);
    assert_eq!(folder.refusal(), "nothing");
}

#[test]
fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    make_zones(&folder.open(), 20);
    drop(folder.open());
    let mode = |path: &PathBuf| {
        fs::metadata(path).map(|found| found.permissions().mode() & 0o777).unwrap_or_default()
    };
    assert_eq!(mode(&folder.0), 0o700);
    for name in ["lock", "log.jsonl", "snapshot.json"] {
        assert_eq!(mode(&folder.0.join(name)), 0o600, "{name}");
    }
}

/// A log that has outgrown its snapshot is folded, also while calls are answered.
#[test]
fn the_log_is_folded_into_a_snapshot() {
    let folder = Folder::new();
    let client = folder.open();
    let made = client.call("CreateHostedZone", json!({"Name": "example.com", "CallerReference": "a"}));
    let id = made["HostedZone"]["Id"]
        .as_str()
        .unwrap_or_default()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let text = format!("\"{}\"", vec!["x".repeat(250); 15].join("\" \""));
    let (id, records) = (id.as_str(), 1..=8);
    for round in 0..60 {
        let change = |index: usize| {
            let record = json!({"Name": format!("t{index}.example.com"), "Type": "TXT", "TTL": 60 + round,
                "ResourceRecords": [{"Value": text}]});
            json!({"Action": "CREATE", "ResourceRecordSet": record})
        };
        let names: Vec<_> = records.clone().map(|index| change(round * 10 + index)).collect();
        let input = json!({"HostedZoneId": id, "ChangeBatch": {"Changes": names}});
        client.call("ChangeResourceRecordSets", input);
    }
    for index in 0..900 {
        client.call(
            "UpdateHostedZoneComment",
            json!({"Id": id, "Comment": format!("{index}{}", "c".repeat(240))}),
        );
    }
    let size = |name: &str| fs::metadata(folder.0.join(name)).map(|file| file.len()).unwrap_or_default();
    assert!(size("snapshot.json") > 0);
    assert!(size("log.jsonl") < 4 * size("snapshot.json"));
    let dump = client.emulator.dump();
    drop(client);
    assert_eq!(folder.open().emulator.dump(), dump);
}
