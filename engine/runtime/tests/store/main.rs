//! State in files, damaged in every way a file can be damaged.

mod damage;
mod disk;
mod every;
mod folder;
mod rest;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tandem_core::journal::{Intent, IntentItem, Record};
use tandem_core::provider::Answer;
use tandem_core::state::AuditHead;
use tandem_core::step::{CreateClass, Effect};
use tandem_core::store::{Store as _, Stored};
use tandem_core::{Address, Object, Place, State, Value};
use tandem_runtime::FileStore;
use tandem_runtime::store::Owner;

/// Returns an empty folder of that name, and its path.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("store").join(name);
    let _ = std::fs::remove_file(&folder).or_else(|_| std::fs::remove_dir_all(&folder));
    std::fs::create_dir_all(folder.parent().expect("it has one")).expect("the target folder is ours");
    folder
}

fn open(folder: &Path) -> FileStore {
    FileStore::open(folder, Owner::here("tandem apply", 1_795_356_080_000)).expect("nobody else holds it")
}

fn load(folder: &Path) -> Result<Stored, &'static str> {
    tandem_runtime::store::load(folder).map_err(|error| error.code)
}

fn address() -> Address {
    Address::new("sns::topic", &["oncall"], &Place::region("eu-west-1"))
}

fn object() -> Object {
    let map = |entries: &[(&str, &str)]| -> BTreeMap<String, Value> {
        entries.iter().map(|(key, value)| ((*key).to_owned(), Value::from(*value))).collect()
    };
    Object {
        address: address(),
        id: "arn:1".into(),
        account: "123456789012".into(),
        region: "eu-west-1".into(),
        incarnation: "00ff".into(),
        parent: None,
        dependencies: vec![Address::new("sns::topic", &["other"], &Place::region("eu-west-1"))],
        arguments: map(&[("name", "oncall"), ("title", "as set"), ("policy", "not found")]),
        attributes: map(&[("arn", "arn:1"), ("name", "oncall"), ("title", "as found")]),
        protect: true,
        settled: false,
    }
}

fn state(serial: u64) -> State {
    State {
        epoch: 3,
        lineage: "abc".into(),
        serial,
        entry: "main.rhai".into(),
        account: "123456789012".into(),
        objects: [(address(), object())].into(),
        deposed: vec![Object { id: "arn:0".into(), settled: true, ..object() }],
        outputs: [("x".to_owned(), Value::Integer(3))].into(),
        open: vec![intent()],
        doubts: tandem_core::doubt::Doubt::of(&intent(), 5).collect(),
        key: Some(tandem_core::secret::SealKey("00ff".repeat(16))),
        audit: AuditHead { lines: 2, hash: "00ff".into() },
    }
}

fn intent() -> Intent {
    Intent {
        intent: 4,
        call: "sns:CreateTopic".into(),
        region: "eu-west-1".into(),
        account: "123456789012".into(),
        class: CreateClass::Idempotent,
        atomic: false,
        items: vec![IntentItem {
            address: address(),
            operation: "create".into(),
            effect: Effect::Create,
            token: "00ff".into(),
            absent_checked: true,
            arguments: object().arguments,
            prior: None,
            parent: None,
            parent_address: None,
            dependencies: Vec::new(),
            protect: false,
        }],
    }
}

fn records() -> Vec<Record> {
    vec![
        Record::Intent(intent()),
        Record::Done { intent: 4, objects: vec![(address(), Some(object()))], pending: None, request: None },
    ]
}

/// Waits for what a store of files does; it is done when it is first asked.
fn now<T>(answer: Answer<'_, T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime.expect("a runtime of one thread can be made").block_on(answer)
}

/// Fills a folder with a snapshot of serial 7 and a journal of two appends.
fn fill(folder: &Path) {
    let mut store = open(folder);
    now(store.load()).expect("there is nothing yet");
    now(store.replace(&state(7))).expect("it can be written");
    now(store.append(&records()[..1])).expect("it can be written");
    now(store.append(&records()[1..])).expect("it can be written");
}
