//! Torn ends are cut off and told; anything else that is broken is named and never dropped in silence.

use super::*;
use crate::store::journal::HEADER;
use crate::store::{open, salvage};

/// A journal of three groups, its bytes, and where each group begins and the last one ends.
fn three_groups() -> (Machine, Vec<u8>, Vec<usize>) {
    let machine = Machine::new(Options::default());
    let (store, _) = machine.open().unwrap();
    let mut bounds = Vec::new();
    for keys in [names(&["a", "b"]), names(&["c"]), names(&["d", "a long one, so that it is compressed too: ", "f"])] {
        bounds.push(store.next_position().offset() as usize);
        count(&store, &keys).unwrap();
    }
    bounds.push(store.next_position().offset() as usize);
    let bytes = machine.disk.bytes(&segment(1));
    (machine, bytes, bounds)
}

#[test]
fn a_torn_end_is_cut_at_every_length() {
    let (machine, whole, bounds) = three_groups();
    for kept in bounds[2]..bounds[3] {
        let short = whole[..kept].to_vec();
        let zeros: Vec<u8> = [&short[..], &vec![0; whole.len() - kept]].concat();
        let rubbish: Vec<u8> = [&short[..], &[0xA5; 700][..]].concat();
        for bytes in [short, zeros, rubbish] {
            let is_torn = bytes[bounds[2]..].iter().any(|&byte| byte != 0);
            machine.disk.set_bytes(&segment(1), bytes);
            let (store, notes) = machine.open().unwrap();
            assert_eq!((store.next_seq(), notes.len()), (4, usize::from(is_torn)), "{kept} bytes kept");
            replay(&store).unwrap();
            count(&store, &names(&["after"])).unwrap();
            let (store, notes) = machine.open().unwrap();
            assert_eq!((all_events(&store), notes), (names(&["a", "b", "c", "after"]), vec![]));
        }
    }
}

#[test]
fn a_flipped_bit_before_the_last_group_is_named() {
    let (machine, whole, bounds) = three_groups();
    for place in bounds[0]..bounds[2] {
        for bit in [0x01, 0x80] {
            let mut bytes = whole.clone();
            bytes[place] ^= bit;
            machine.disk.set_bytes(&segment(1), bytes);
            let at = if place < bounds[1] { (bounds[0] as u64, 0) } else { (bounds[1] as u64, 2) };
            match machine.open() {
                Err(Failure::Damaged { file, offset, last_good, .. }) => {
                    assert_eq!((file, (offset, last_good)), (segment(1), at), "byte {place}");
                }
                Err(other) => panic!("byte {place}: {other}"),
                Ok(_) => panic!("byte {place}: not noticed"),
            }
        }
    }
}

#[test]
fn zeros_in_the_middle_are_no_end() {
    let (machine, mut bytes, bounds) = three_groups();
    bytes[bounds[1]..bounds[2]].fill(0);
    machine.disk.set_bytes(&segment(1), bytes);
    assert!(matches!(machine.open(), Err(Failure::Damaged { last_good: 2, .. })));
}

#[test]
fn a_broken_header_is_named() {
    let (machine, whole, _) = three_groups();
    for place in 0..HEADER - 4 {
        let mut bytes = whole.clone();
        bytes[place] ^= 4;
        machine.disk.set_bytes(&segment(1), bytes);
        assert!(matches!(machine.open(), Err(Failure::Damaged { offset: 0, .. })), "byte {place}");
    }
}

#[test]
fn the_loss_of_an_acknowledged_end_shows_when_derived_data_know_more() {
    let (machine, _, bounds) = three_groups();
    let (store, _) = machine.open().unwrap();
    replay(&store).unwrap();
    store.flush().unwrap();
    drop(store);
    let mut bytes = machine.disk.bytes(&segment(1));
    bytes[bounds[3] - 1] ^= 1;
    machine.disk.set_bytes(&segment(1), bytes);
    assert!(matches!(machine.open(), Err(Failure::Damaged { last_good: 3, .. })));
}

fn many_files() -> (Machine, usize) {
    let machine = Machine::new(Options { segment_bytes: 120, ..Options::default() });
    let (store, _) = machine.open().unwrap();
    for number in 0..30 {
        count(&store, &names(&[&format!("k{number}")])).unwrap();
    }
    let files = store.stat().unwrap().segments as usize;
    (machine, files)
}

#[test]
fn damage_in_an_older_file_is_found_when_it_is_read() {
    let (machine, files) = many_files();
    assert!(files > 5);
    let mut bytes = machine.disk.bytes(&segment(3));
    bytes[HEADER + 20] ^= 1;
    machine.disk.set_bytes(&segment(3), bytes);
    let (store, notes) = machine.open().unwrap();
    assert!(notes.is_empty());
    let mut seen = 0;
    let failure = store.events(1, &mut |_| {
        seen += 1;
        ControlFlow::Continue(())
    });
    let Err(Failure::Damaged { file, offset, last_good, .. }) = failure else { panic!("not noticed") };
    assert_eq!((file, offset, last_good), (segment(3), HEADER as u64, seen));
    assert!(seen > 0);
    assert_eq!(entries(&store, 25).unwrap().len(), 6);
}

#[test]
fn a_shortened_older_file_is_named() {
    let (machine, _) = many_files();
    let bytes = machine.disk.bytes(&segment(2));
    machine.disk.set_bytes(&segment(2), bytes[..HEADER].to_vec());
    let (store, _) = machine.open().unwrap();
    let failure = entries(&store, 1).unwrap_err();
    assert!(matches!(failure, Failure::Damaged { file, .. } if file == segment(2)));
}

#[test]
fn a_file_that_was_begun_and_never_used_is_removed() {
    let (machine, files) = many_files();
    let next = segment(files as u32 + 1);
    for begun in [vec![], vec![0; 4_096], b"SFJOU".to_vec()] {
        machine.disk.set_bytes(&next, begun);
        let (store, notes) = machine.open().unwrap();
        assert_eq!((store.next_seq(), notes.len()), (31, 1));
    }
}

#[test]
fn every_position_can_be_read_in_every_file() {
    let (machine, _) = many_files();
    let (store, _) = machine.open().unwrap();
    for entry in entries(&store, 1).unwrap() {
        assert_eq!(store.read(entry.position).unwrap(), entry);
    }
}

#[test]
fn what_is_whole_can_be_saved_into_a_new_store() {
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
    let options = Options { segment_bytes: 120, ..Options::default() };
    let store = open(&format!("sled:{}", old.display()), options).unwrap().store;
    for number in 0..30 {
        count(&*store, &names(&[&format!("k{number}")])).unwrap();
    }
    drop(store);
    let file = old.join("journal/000004.log");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[HEADER + 3] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let report = salvage(&old, &new).unwrap();
    assert!(report.stopped.unwrap().contains("000004.log is damaged at byte 40"));
    let store = open(&format!("sled:{}", new.display()), Options::default()).unwrap().store;
    assert_eq!(store.next_seq(), report.events + 1);
    replay(&*store).unwrap();
    count(&*store, &names(&["new"])).unwrap();
    assert_consistent(&*store);
}
