//! A whole life on files: apply, crash, rerun, with the state where users have it.

use std::path::Path;

use tandem_core::Value;
use tandem_core::store::Store as _;
use tandem_runtime::store::Owner;
use tandem_runtime::{End, FileStore, apply, recover, replay};

use super::basics::one_of_each;
use super::stage::Stage;

#[tokio::test(start_paused = true)]
async fn a_run_that_is_cut_off_goes_on_from_its_files() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("protocol").join("files");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.parent().expect("it has one")).expect("the target folder is ours");
    let mut stage = Stage::new(3);
    one_of_each(&mut stage);
    let edge = stage.edge();
    let open = || FileStore::open(&folder, Owner::here("tandem apply", 0)).expect("nobody else holds it");
    {
        let mut store = open();
        let recovery = recover(&edge, &mut store).await.expect("there is nothing yet");
        let (plan, state) = stage.plan_on(&edge, recovery.state, false).await.expect("it is sound");
        stage.crash.arm(9);
        tokio::select! {
            biased;
            ended = apply(&edge, &plan, state, &mut store) => panic!("it was to die: {ended:?}"),
            () = stage.crash.struck() => (),
        }
    }
    stage.crash.arm(u64::MAX);
    let journal = std::fs::read_to_string(folder.join("journal.log")).expect("it is there");
    assert!(journal.lines().count() > 3 && !folder.join("state.json").exists());
    let mut store = open();
    let recovery = recover(&edge, &mut store).await.expect("the files are whole");
    assert!(!recovery.state.objects.is_empty() && recovery.state.open.is_empty());
    let (plan, state) = stage.plan_on(&edge, recovery.state, false).await.expect("it is sound");
    let report = apply(&edge, &plan, state, &mut store).await.expect("the files can be written");
    assert_eq!(report.end, End::Complete, "{report:#?}");
    let stored = store.load().await.expect("it is whole");
    assert!(stored.journal.is_empty());
    assert_eq!(replay(stored), report.state);
    assert_eq!(report.state.objects.len(), stage.cloud.world().things.len());
    assert!(report.state.objects.values().all(|object| object.attributes["value"] == Value::Integer(1)));
}
