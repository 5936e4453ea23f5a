//! Disks that are full or fail: a clear answer, and nothing acknowledged is touched.

use super::*;

#[test]
fn a_full_disk_refuses_the_group_and_keeps_the_rest() {
    let machine = Machine::new(Options::default());
    let (store, _) = machine.open().unwrap();
    count(&store, &names(&["a"])).unwrap();
    machine.disk.full_after(0);
    for _ in 0..3 {
        let failure = count(&store, &names(&["b", "c"])).unwrap_err();
        assert!(failure.to_string().contains("make room"), "{failure}");
    }
    assert_eq!((store.next_seq(), all_cells(&store)), (2, tally(&names(&["a"]))));
    machine.disk.heal();
    count(&store, &names(&["d"])).unwrap();
    let (store, notes) = machine.open().unwrap();
    assert_eq!((all_events(&store), notes), (names(&["a", "d"]), vec![]));
}

#[test]
fn a_full_disk_does_not_stop_the_next_file_for_ever() {
    let machine = Machine::new(Options { segment_bytes: 50, ..Options::default() });
    let (store, _) = machine.open().unwrap();
    count(&store, &names(&["a"])).unwrap();
    for writes in [0, 1] {
        machine.disk.full_after(writes);
        assert!(count(&store, &names(&["b"])).is_err());
    }
    machine.disk.heal();
    count(&store, &names(&["c"])).unwrap();
    drop(store);
    let (store, notes) = machine.open().unwrap();
    assert_eq!((all_events(&store), notes), (names(&["a", "c"]), vec![]));
}

#[test]
fn after_a_failed_flush_nothing_is_written_until_it_is_opened_again() {
    let machine = Machine::new(Options::default());
    let (store, _) = machine.open().unwrap();
    count(&store, &names(&["a"])).unwrap();
    machine.disk.syncs_fail_after(0);
    assert!(matches!(count(&store, &names(&["b"])), Err(Failure::Disk { .. })));
    machine.disk.heal();
    assert!(matches!(count(&store, &names(&["c"])), Err(Failure::Poisoned { .. })));
    assert_eq!(all_events(&store), names(&["a"]));
    let (store, _) = machine.open().unwrap();
    replay(&store).unwrap();
    count(&store, &names(&["d"])).unwrap();
    assert_eq!(all_events(&store), names(&["a", "d"]));
    assert_consistent(&store);
}

#[test]
fn a_group_that_is_too_large_changes_nothing() {
    let machine = Machine::new(Options::default());
    let (store, _) = machine.open().unwrap();
    let huge = Group { events: vec![vec![0; 70 << 20]], writes: vec![] };
    assert!(matches!(store.commit(huge), Err(Failure::TooLarge { .. })));
    count(&store, &names(&["a"])).unwrap();
    assert_consistent(&store);
}
