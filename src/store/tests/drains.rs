//! A drain that is cut short anywhere leaves derived data that a replay brings right.

use super::*;

/// More than two batches, over values that were drained before.
fn busy() -> Machine {
    let machine = Machine::new(Options { pending_keys_max: 100_000, ..Options::default() });
    let (store, _) = machine.open().unwrap();
    let keys: Vec<String> = (0..2_300).map(|number| format!("k{number:04}")).collect();
    count(&store, &keys).unwrap();
    store.flush().unwrap();
    count(&store, &keys).unwrap();
    machine
}

fn recover(machine: &Machine) -> Vec<String> {
    let (store, notes) = machine.open().unwrap();
    replay(&store).unwrap();
    assert_consistent(&store);
    notes
}

#[test]
fn a_drain_may_stop_after_any_step() {
    let mut steps_seen = 0;
    for steps in 0..20 {
        let machine = busy();
        let (store, _) = machine.open().unwrap();
        replay(&store).unwrap();
        machine.disk.dies_after(steps);
        let finished = store.flush().is_ok();
        drop(store);
        machine.disk.heal();
        assert!(recover(&machine).is_empty());
        if finished {
            break;
        }
        steps_seen += 1;
    }
    assert!(steps_seen >= 8, "{steps_seen}");
}

#[test]
fn a_drain_may_lose_its_power_after_any_step() {
    for seed in 0..25 {
        let mut dice = Dice::new(seed);
        let machine = busy();
        let (store, _) = machine.open().unwrap();
        replay(&store).unwrap();
        machine.disk.dies_after(dice.below(14));
        let _ = store.flush();
        drop(store);
        machine.power_cut(&mut dice);
        recover(&machine);
    }
}

#[test]
fn a_torn_redo_file_is_as_good_as_none() {
    let machine = busy();
    let (store, _) = machine.open().unwrap();
    replay(&store).unwrap();
    // Dies with the redo file whole and nothing of it in sled.
    machine.disk.dies_after(4);
    assert!(store.flush().is_err());
    drop(store);
    machine.disk.heal();
    let redo = Path::new("store/derived.redo");
    let whole = machine.disk.bytes(redo);
    for kept in (0..whole.len()).step_by(1_009).chain([1, 39, 40, whole.len() - 1, whole.len()]) {
        machine.disk.set_bytes(redo, whole[..kept].to_vec());
        recover(&machine);
    }
}

#[test]
fn a_redo_file_that_comes_back_does_no_harm() {
    let machine = busy();
    let (store, _) = machine.open().unwrap();
    replay(&store).unwrap();
    let redo = Path::new("store/derived.redo");
    machine.disk.dies_after(4);
    assert!(store.flush().is_err());
    machine.disk.heal();
    let whole = machine.disk.bytes(redo);
    store.flush().unwrap();
    drop(store);
    machine.disk.set_bytes(redo, whole.clone());
    recover(&machine);
    // Even one that is older than what sled has is not taken.
    let (store, _) = machine.open().unwrap();
    count(&store, &names(&["k0001", "new"])).unwrap();
    store.flush().unwrap();
    drop(store);
    machine.disk.set_bytes(redo, whole);
    recover(&machine);
}

#[test]
fn a_failed_drain_is_taken_up_again_with_what_came_since() {
    let machine = Machine::new(Options { pending_keys_max: 10, ..Options::default() });
    let (store, _) = machine.open().unwrap();
    count(&store, &names(&["a", "b"])).unwrap();
    machine.disk.full_after(0);
    assert!(matches!(store.flush(), Err(Failure::Disk { source, .. }) if source.kind() == full()));
    machine.disk.heal();
    count(&store, &names(&["a", "c"])).unwrap();
    assert_consistent(&store);
    store.flush().unwrap();
    assert_consistent(&store);
    store.flush().unwrap();
    assert_eq!((store.stat().unwrap().pending_keys, store.stat().unwrap().drained_through), (0, 4));
}

#[test]
fn while_nothing_can_be_written_behind_memory_stays_bounded() {
    let machine = Machine::new(Options { pending_keys_max: 10, ..Options::default() });
    let (store, _) = machine.open().unwrap();
    let commit = |number: u64| count(&store, &names(&[&format!("k{number}")]));
    (0..20).for_each(|number| commit(number).unwrap());
    machine.disk.full_after(0);
    for _ in 0..5 {
        assert!(matches!(commit(99), Err(Failure::Disk { .. })));
    }
    assert_eq!(store.next_seq(), 21);
    machine.disk.heal();
    commit(99).unwrap();
    assert_consistent(&store);
}

#[test]
fn a_short_tail_is_left_to_the_next_opener_and_a_long_one_is_not() {
    let machine = Machine::new(Options { tail_events_max: 5, ..Options::default() });
    let (store, _) = machine.open().unwrap();
    count(&store, &names(&["a", "b", "c"])).unwrap();
    store.close().unwrap();
    assert!(!machine.shelf.exists());
    let (store, _) = machine.open().unwrap();
    assert_eq!(store.derived_through(), 0);
    replay(&store).unwrap();
    count(&store, &names(&["d", "e", "f"])).unwrap();
    store.close().unwrap();
    let (store, _) = machine.open().unwrap();
    assert_eq!(store.derived_through(), 6);
    assert_consistent(&store);
}
