//! The power goes at any moment: everything acknowledged is there, nothing is there by half.

use super::*;

#[test]
fn a_power_cut_takes_nothing_that_was_acknowledged() {
    // More on demand: SALESFLOW_SEEDS=20000 cargo test --release --lib power
    let seeds = std::env::var("SALESFLOW_SEEDS").map_or(200, |seeds| seeds.parse().unwrap());
    (0..seeds).for_each(live_and_die);
}

/// Several lives of one store, each ended by a power cut or a crash at a random step.
fn live_and_die(seed: u64) {
    let mut dice = Dice::new(seed);
    let machine = Machine::new(Options {
        segment_bytes: 200 + dice.below(3_000),
        pending_keys_max: 1 + dice.below(12) as usize,
        tail_events_max: dice.below(10),
        ..Options::default()
    });
    let mut acknowledged: Vec<String> = Vec::new();
    for life in 0..6 {
        machine.disk.dies_after(dice.below(120));
        let in_doubt = live(&machine, &mut acknowledged, &mut dice);
        if dice.coin() {
            machine.power_cut(&mut dice);
        } else {
            machine.disk.heal();
        }
        let (store, _) = machine.open().unwrap_or_else(|failure| panic!("seed {seed}, life {life}: {failure}"));
        let events = all_events(&store);
        assert!(events.starts_with(&acknowledged), "seed {seed}, life {life}: acknowledged events are missing");
        let extra = &events[acknowledged.len()..];
        assert!(extra.is_empty() || extra == in_doubt, "seed {seed}, life {life}: half a group: {extra:?}");
        replay(&store).unwrap();
        assert_consistent(&store);
        acknowledged = events;
    }
}

/// Works until the power goes; the group that was under way then may or may not be there afterwards.
fn live(machine: &Machine, acknowledged: &mut Vec<String>, dice: &mut Dice) -> Vec<String> {
    let Ok((store, _)) = machine.open() else {
        return Vec::new();
    };
    if replay(&store).is_err() {
        return Vec::new();
    }
    for _ in 0..40 {
        let keys: Vec<String> = (0..=dice.below(3)).map(|_| key(dice)).collect();
        if count(&store, &keys).is_err() {
            return keys;
        }
        acknowledged.extend(keys);
        match dice.below(30) {
            0 if store.flush().is_err() => return Vec::new(),
            1 => {
                let _ = store.close();
                return Vec::new();
            }
            _ => {}
        }
    }
    Vec::new()
}

/// Short or long, so that groups cross sectors.
fn key(dice: &mut Dice) -> String {
    let letters: String = (0..dice.below(40)).map(|_| char::from(b'a' + dice.below(26) as u8)).collect();
    match dice.below(4) {
        0 => format!("long {}{letters}", letters.repeat(dice.below(30) as usize)),
        _ => format!("k{}", dice.below(9)),
    }
}
