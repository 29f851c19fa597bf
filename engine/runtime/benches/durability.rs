//! What durability costs: the journal, audit log and snapshot of an apply of 1,000 resources, sixteen calls at a time,
//! on the disk of the target folder. Prints one row: milliseconds, syncs of the journal, bytes.
//!
//! `cargo bench -p tandem-runtime --bench durability`

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use tandem_core::journal::{Intent, IntentItem, Record};
use tandem_core::step::{CreateClass, Effect};
use tandem_core::store::Store as _;
use tandem_core::{Address, Object, Place, State, Value};
use tandem_runtime::store::Owner;
use tandem_runtime::{FileStore, replay};

const RESOURCES: u64 = 1000;
/// How many calls are in flight at once: what `--parallelism` is unless said otherwise.
const TOGETHER: u64 = 16;

fn address(number: u64) -> Address {
    Address::new("sns::topic", &[&format!("topic-{number}")], &Place::region("eu-west-1"))
}

fn attributes(number: u64) -> BTreeMap<String, Value> {
    let text =
        |key: &str| (key.to_owned(), Value::from(format!("{key} of topic {number}, as long as most are")));
    ["arn", "name", "display_name", "policy", "delivery_policy"].into_iter().map(text).collect()
}

fn intent(number: u64) -> Record {
    Record::Intent(Intent {
        intent: number,
        call: "sns:CreateTopic".into(),
        region: "eu-west-1".into(),
        account: "123456789012".into(),
        class: CreateClass::Idempotent,
        atomic: false,
        items: vec![IntentItem {
            address: address(number),
            operation: "create".into(),
            effect: Effect::Create,
            token: format!("{number:032x}"),
            absent_checked: true,
            arguments: attributes(number),
            prior: None,
            parent: None,
            parent_address: None,
            dependencies: Vec::new(),
            protect: false,
        }],
    })
}

fn done(number: u64) -> Record {
    let object = Object {
        address: address(number),
        id: format!("arn:{number}"),
        account: "123456789012".into(),
        region: "eu-west-1".into(),
        incarnation: format!("{number:032x}"),
        parent: None,
        dependencies: Vec::new(),
        arguments: attributes(number),
        attributes: attributes(number),
        protect: false,
        settled: true,
    };
    Record::Done {
        intent: number,
        objects: vec![(address(number), Some(object))],
        pending: None,
        request: None,
    }
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("durability");
    let _ = std::fs::remove_dir_all(&folder);
    let runtime =
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime of one thread can be made");
    let (elapsed, syncs, bytes) = runtime.block_on(apply(&folder));
    println!(
        "durability: {RESOURCES} resources, {elapsed} ms, {syncs} syncs of the journal, {bytes} bytes of state"
    );
}

async fn apply(folder: &Path) -> (u128, u64, u64) {
    let began = Instant::now();
    let mut store = FileStore::open(folder, Owner::here("tandem apply", 0)).expect("nobody else holds it");
    let mut state = replay(store.load().await.expect("there is nothing yet"));
    let (mut next, mut flying, mut syncs) = (0, Vec::new(), 0);
    // Each turn records what was answered and what is sent next, in one write.
    while next < RESOURCES || !flying.is_empty() {
        let answered: Vec<u64> = std::mem::take(&mut flying);
        let sent: Vec<u64> = (next..RESOURCES.min(next + TOGETHER)).collect();
        next += sent.len() as u64;
        let records: Vec<Record> = answered
            .iter()
            .map(|number| done(*number))
            .chain(sent.iter().map(|number| intent(*number)))
            .collect();
        let lines: Vec<String> = answered.iter().map(|number| format!("{number:0400}")).collect();
        store.append_audited(&records, &lines).await.expect("there is room");
        let stored = tandem_core::store::Stored { snapshot: Some(state), journal: records };
        state = replay(stored);
        flying = sent;
        syncs += 1;
    }
    state = State { lineage: "abc".into(), serial: 1, ..state };
    store.replace(&state).await.expect("there is room");
    drop(store);
    let elapsed = began.elapsed().as_millis();
    let bytes = folder.join("state.json").metadata().map_or(0, |found| found.len());
    (elapsed, syncs, bytes)
}
