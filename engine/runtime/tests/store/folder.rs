//! Folders and files that are not what they must be.

use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use tandem_runtime::FileStore;
use tandem_runtime::store::Owner;

use super::{fill, load, scratch};

fn mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[track_caller]
fn refused(folder: &Path) -> &'static str {
    FileStore::open(folder, Owner::here("tandem apply", 0)).expect_err("it must be refused").code
}

#[test]
fn files_and_folder_are_for_their_owner_alone() {
    let folder = scratch("private");
    fill(&folder);
    let rights = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(rights(&folder), 0o700);
    for file in ["state.json", "journal.log", "lock", "lock.json", "snapshots/7.json"] {
        assert_eq!(rights(&folder.join(file)), 0o600, "{file}");
    }
}

#[test]
fn what_everybody_may_write_is_refused() {
    for file in ["state.json", "journal.log"] {
        let folder = scratch("exposed");
        fill(&folder);
        mode(&folder.join(file), 0o666);
        assert_eq!(load(&folder), Err("state::exposed"), "{file}");
    }
    let folder = scratch("exposed");
    fill(&folder);
    mode(&folder, 0o777);
    assert_eq!(load(&folder), Err("state::exposed"));
    assert_eq!(refused(&folder), "state::exposed");
}

#[test]
fn links_folders_and_pipes_are_refused() {
    for file in ["state.json", "journal.log", "lock"] {
        let folder = scratch("link");
        fill(&folder);
        let path = folder.join(file);
        std::fs::rename(&path, folder.join("elsewhere")).expect("it is ours");
        symlink("elsewhere", &path).expect("the folder is ours");
        let refuse =
            |folder: &Path| if file == "lock" { refused(folder) } else { load(folder).expect_err("refused") };
        assert_eq!(refuse(&folder), "state::link", "{file}");
        std::fs::remove_file(&path).expect("it is ours");
        std::fs::create_dir(&path).expect("the folder is ours");
        assert_eq!(refuse(&folder), "state::folder", "{file}");
        std::fs::remove_dir(&path).expect("it is ours");
        let pipe = rustix::fs::mknodat(
            rustix::fs::CWD,
            &path,
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        );
        pipe.expect("the folder is ours");
        assert_eq!(refuse(&folder), "state::special", "{file}");
    }
}

#[test]
fn a_folder_that_is_none_is_refused() {
    let folder = scratch("no-folder");
    fill(&folder);
    let link = scratch("folder-link");
    symlink(&folder, &link).expect("the folder is ours");
    assert_eq!(load(&link), Err("state::link"));
    std::fs::remove_file(&link).expect("it is ours");
    std::fs::write(&link, "").expect("it is ours");
    assert_eq!(refused(&link), "state::folder");
    assert_eq!(refused(&link.join("below")), "state::unwritable");
}
