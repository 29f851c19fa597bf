//! State in files: the lock is the kernel's.

use std::path::Path;
use std::sync::Barrier;

use tandem_core::store::StoreError;
use tandem_runtime::store::{FileStore, Owner};

use crate::table::Line;

/// Two that take the lock of a folder at once, many times.
pub(super) fn line(count: u64) -> Line {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("races-{}", std::process::id()));
    let wrong = (0..count).filter_map(|at| race(&folder.join(at.to_string())).err()).collect();
    // What cannot be removed now is removed with the folder of the build.
    let _ = std::fs::remove_dir_all(&folder);
    super::line(format!("two applies at once, {count} times: state in files"), "one proceeds", counted(wrong))
}

fn counted(wrong: Vec<String>) -> (usize, Option<String>) {
    (wrong.len(), wrong.into_iter().next())
}

fn race(folder: &Path) -> Result<(), String> {
    // Both try before the one that has it gives it back.
    let (begin, end) = (Barrier::new(2), Barrier::new(2));
    let take = || -> Result<(), StoreError> {
        begin.wait();
        let store = FileStore::open(folder, Owner::here("tandem apply", 0));
        end.wait();
        store.map(|_| ())
    };
    let ends = std::thread::scope(|scope| {
        let other = scope.spawn(take);
        [take(), other.join().unwrap_or(Ok(()))].map(|end| end.map_err(|error| error.code))
    });
    match ends {
        [Ok(()), Err("state::locked")] | [Err("state::locked"), Ok(())] => Ok(()),
        other => Err(format!("both began at once and ended as {other:?}")),
    }
}
