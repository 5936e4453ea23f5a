//! The real sled, lost or damaged: derived data are rebuilt, and never wrong in silence.

use std::fs;

use super::*;
use crate::store::{Opened, open};

fn open_at(folder: &Path) -> Opened {
    let options = Options { tail_events_max: 10, ..Options::default() };
    open(&format!("sled:{}", folder.display()), options).unwrap()
}

fn filled(folder: &Path) {
    let store = open_at(folder).store;
    for round in 0..4 {
        let keys: Vec<String> = (0..400).map(|number| format!("k{:03}", number / (round + 1))).collect();
        count(&*store, &keys).unwrap();
        store.flush().unwrap();
    }
    store.close().unwrap();
}

fn heal(folder: &Path) -> Vec<String> {
    let Opened { store, notes } = open_at(folder);
    replay(&*store).unwrap();
    assert_consistent(&*store);
    store.close().unwrap();
    notes
}

#[test]
fn derived_data_come_back_from_disk() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    assert_eq!(open_at(folder.path()).store.derived_through(), 1_600);
    assert!(heal(folder.path()).is_empty());
}

#[test]
fn a_lost_folder_is_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path());
    fs::remove_dir_all(folder.path().join("derived")).unwrap();
    let notes = heal(folder.path());
    assert!(notes.len() == 1 && notes[0].contains("missing"), "{notes:?}");
    assert!(heal(folder.path()).is_empty());
}

#[test]
fn a_ruined_file_is_rebuilt() {
    for ruin in [&b""[..], b"nothing of sled", &[0xEE; 9_000]] {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        fs::write(folder.path().join("derived/db"), ruin).unwrap();
        let notes = heal(folder.path());
        assert!(notes.len() == 1 && notes[0].contains("rebuilt"), "{notes:?}");
        assert!(heal(folder.path()).is_empty());
    }
}

#[test]
fn flipped_bytes_are_either_healed_or_told_but_never_shown() {
    for seed in 0..12 {
        let folder = tempfile::tempdir().unwrap();
        filled(folder.path());
        let file = folder.path().join("derived/db");
        let mut bytes = fs::read(&file).unwrap();
        let used = bytes.iter().rposition(|&byte| byte != 0).unwrap();
        let place = Dice::new(seed).below(used as u64) as usize;
        bytes[place..].iter_mut().take(64).for_each(|byte| *byte ^= 0xFF);
        fs::write(&file, bytes).unwrap();
        let Opened { store, .. } = open_at(folder.path());
        if replay(&*store).is_err() || store.scan(b"", None, &mut |_, _| ControlFlow::Continue(())).is_err() {
            store.clear_derived().unwrap();
            replay(&*store).unwrap();
        }
        assert_consistent(&*store);
    }
}

#[test]
fn many_keys_go_through_the_thread_that_writes_behind() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { pending_keys_max: 200, tail_events_max: 50, ..Options::default() };
    let store = open(&format!("sled:{}", folder.path().display()), options).unwrap().store;
    for round in 0..150 {
        let keys: Vec<String> = (0..20).map(|number| format!("k{:04}", (number * 37 + round * 11) % 900)).collect();
        count(&*store, &keys).unwrap();
    }
    assert_consistent(&*store);
    store.close().unwrap();
    assert!(heal(folder.path()).is_empty());
}
