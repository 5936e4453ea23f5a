//! What every store promises, asked of every backend: memory, a folder, and a folder whose bounds are so tight that
//! it drains and rotates all the time. And what only a folder can promise: to be there again after a kill.

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use salesflow::store::{Blob, Cell, Entry, Failure, Group, Options, Position, Store, Write, open, restore};

/// Runs a claim against every backend.
fn everywhere(claim: impl Fn(&dyn Store)) {
    claim(&*open("memory:", Options::default()).unwrap().store);
    for options in [Options::default(), tight()] {
        let folder = tempfile::tempdir().unwrap();
        claim(&*open(&url(&folder), options).unwrap().store);
    }
}

fn tight() -> Options {
    Options { segment_bytes: 300, pending_keys_max: 3, tail_events_max: 2, ..Options::default() }
}

fn url(folder: &tempfile::TempDir) -> String {
    format!("sled:{}", folder.path().join("store").display())
}

fn put(key: &str, value: &str) -> Write {
    (key.into(), Some(Cell::new(value.as_bytes())))
}

fn delete(key: &str) -> Write {
    (key.into(), None)
}

fn group(events: &[&str], writes: Vec<Write>) -> Group {
    let events = events.iter().map(|event| event.as_bytes().to_vec()).collect();
    Group { events, writes }
}

fn text(store: &dyn Store, key: &str) -> Option<String> {
    let cell = store.get(key.as_bytes()).unwrap()?;
    Some(String::from_utf8(cell.bytes().into_owned()).unwrap())
}

fn keys(store: &dyn Store, prefix: &str, from: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    let mut visit = |key: &[u8], _: &Cell| {
        found.push(String::from_utf8(key.to_vec()).unwrap());
        ControlFlow::Continue(())
    };
    store.scan(prefix.as_bytes(), from.map(str::as_bytes), &mut visit).unwrap();
    found
}

fn entries(store: &dyn Store, from_seq: u64) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut visit = |entry| {
        found.push(entry);
        ControlFlow::Continue(())
    };
    store.events(from_seq, &mut visit).unwrap();
    found
}

fn events(store: &dyn Store, from_seq: u64) -> Vec<String> {
    let entries = entries(store, from_seq);
    entries.into_iter().flat_map(|entry| entry.events).map(|event| String::from_utf8(event).unwrap()).collect()
}

#[test]
fn a_new_store_is_empty_and_begins_with_event_one() {
    everywhere(|store| {
        assert_eq!((store.next_seq(), store.derived_through()), (1, 0));
        assert!(entries(store, 1).is_empty() && keys(store, "", None).is_empty());
        assert!(store.last(b"").unwrap().is_none() && store.get(b"a").unwrap().is_none());
    });
}

#[test]
fn what_is_committed_can_be_read() {
    everywhere(|store| {
        let foretold = store.next_position();
        let first = store.commit(group(&["one", "", "three"], vec![put("a", "1"), put("b", "2")])).unwrap();
        let second = store.commit(group(&["four"], vec![put("a", "9"), delete("b")])).unwrap();
        assert_eq!(first, foretold);
        assert!(second > first);
        assert_eq!((store.next_seq(), store.derived_through()), (5, 4));
        assert_eq!((text(store, "a").as_deref(), text(store, "b")), (Some("9"), None));
        let read = store.read(first).unwrap();
        assert_eq!((read.first_seq, read.events.len(), read.position), (1, 3, first));
        assert_eq!(store.read(second).unwrap().events, [b"four"]);
    });
}

#[test]
fn events_come_in_order_from_where_they_are_wanted() {
    everywhere(|store| {
        for number in 0..40 {
            let pair = [format!("{}", 2 * number + 1), format!("{}", 2 * number + 2)];
            store.commit(group(&[&pair[0], &pair[1]], vec![])).unwrap();
        }
        for from in [0, 1, 2, 17, 40, 79, 80, 81, 500] {
            let expected: Vec<String> = (from.max(1)..=80).map(|number: u64| number.to_string()).collect();
            assert_eq!(events(store, from), expected, "from {from}");
        }
        assert_eq!(entries(store, 4)[0].first_seq, 4);
        let mut seen = 0;
        let mut twice = |_| {
            seen += 1;
            if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        store.events(1, &mut twice).unwrap();
        assert_eq!(seen, 2);
    });
}

#[test]
fn a_position_where_nothing_lies_is_a_clear_failure() {
    everywhere(|store| {
        store.commit(group(&["one"], vec![])).unwrap();
        for nowhere in
            [Position(0), Position(1 << 32), store.next_position(), Position(9 << 32 | 40), Position(u64::MAX)]
        {
            assert!(matches!(store.read(nowhere), Err(Failure::NoEntry { .. })), "{nowhere:?}");
        }
    });
}

#[test]
fn a_scan_shows_young_and_old_keys_in_order_and_no_deleted_ones() {
    everywhere(|store| {
        let old = ["k/1", "k/2", "k/4", "k/6", "l/1", "j/9"].map(|key| put(key, "old"));
        store.commit(group(&["e"], old.to_vec())).unwrap();
        store.flush().unwrap();
        store.commit(group(&["e"], vec![put("k/3", "new"), delete("k/4"), put("k/2", "new"), delete("k/9")])).unwrap();
        assert_eq!(keys(store, "k/", None), ["k/1", "k/2", "k/3", "k/6"]);
        assert_eq!(keys(store, "k/", Some("k/2")), ["k/2", "k/3", "k/6"]);
        assert_eq!(keys(store, "k/", Some("k/5")), ["k/6"]);
        assert_eq!(keys(store, "k/", Some("a")), ["k/1", "k/2", "k/3", "k/6"]);
        assert!(keys(store, "k/", Some("z")).is_empty());
        assert_eq!(keys(store, "", None), ["j/9", "k/1", "k/2", "k/3", "k/6", "l/1"]);
        assert_eq!(text(store, "k/2").unwrap(), "new");
        let mut first = None;
        let mut once = |key: &[u8], _: &Cell| {
            first.get_or_insert(key.to_vec());
            ControlFlow::Break(())
        };
        store.scan(b"k/", None, &mut once).unwrap();
        assert_eq!(first.as_deref(), Some(&b"k/1"[..]));
    });
}

#[test]
fn the_last_key_is_found_past_deleted_ones() {
    everywhere(|store| {
        let writes = ["o/1", "o/2", "o/3", "p/1"].map(|key| put(key, key));
        store.commit(group(&["e"], writes.to_vec())).unwrap();
        store.flush().unwrap();
        store.commit(group(&["e"], vec![delete("o/3"), put("o/25", "x"), delete("o/25")])).unwrap();
        assert_eq!(store.last(b"o/").unwrap().unwrap().0, b"o/2");
        assert_eq!(store.last(b"").unwrap().unwrap().0, b"p/1");
        assert!(store.last(b"q").unwrap().is_none());
        store.commit(group(&["e"], vec![delete("p/1")])).unwrap();
        assert!(store.last(b"p/1").unwrap().is_none() && keys(store, "p/1", None).is_empty());
    });
}

#[test]
fn a_visitor_may_use_the_store() {
    everywhere(|store| {
        store.commit(group(&["e"], (0..500).map(|n| put(&format!("v/{n:03}"), "x")).collect())).unwrap();
        let mut seen = 0;
        let mut visit = |key: &[u8], _: &Cell| {
            seen += 1;
            assert!(store.get(key).unwrap().is_some());
            if seen % 100 == 0 {
                store.commit(group(&["more"], vec![put("w", "1")])).unwrap();
            }
            ControlFlow::Continue(())
        };
        store.scan(b"v/", None, &mut visit).unwrap();
        assert_eq!(seen, 500);
    });
}

struct Counted(u32, Arc<AtomicUsize>);

impl Blob for Counted {
    fn encode(&self) -> Vec<u8> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.to_string().into_bytes()
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}

#[test]
fn a_live_value_is_handed_back_alive_until_it_is_written() {
    everywhere(|store| {
        let encoded = Arc::new(AtomicUsize::new(0));
        let live = |number| Some(Cell::Live(Arc::new(Counted(number, Arc::clone(&encoded)))));
        for number in 0..9 {
            store.commit(Group { events: vec![b"e".to_vec()], writes: vec![(b"r".to_vec(), live(number))] }).unwrap();
        }
        if let Some(counted) = store.get(b"r").unwrap().unwrap().live::<Counted>() {
            assert_eq!(counted.0, 8);
        }
        store.flush().unwrap();
        assert_eq!(text(store, "r").unwrap(), "8");
        assert!(encoded.load(Ordering::Relaxed) <= 9);
    });
}

#[test]
fn nine_changes_are_encoded_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&url(&folder), Options::default()).unwrap().store;
    let encoded = Arc::new(AtomicUsize::new(0));
    for number in 0..9 {
        let live = Cell::Live(Arc::new(Counted(number, Arc::clone(&encoded))));
        store.commit(Group { events: vec![b"e".to_vec()], writes: vec![(b"r".to_vec(), Some(live))] }).unwrap();
    }
    store.flush().unwrap();
    assert_eq!((encoded.load(Ordering::Relaxed), text(&*store, "r").unwrap()), (1, "8".into()));
}

#[test]
fn derived_data_can_be_written_alone_cleared_and_built_again() {
    everywhere(|store| {
        store.commit(group(&["one"], vec![put("a", "1")])).unwrap();
        store.derive(vec![put("sent", "yes")], 1).unwrap();
        store.flush().unwrap();
        store.clear_derived().unwrap();
        assert_eq!((store.derived_through(), store.next_seq()), (0, 2));
        assert!(keys(store, "", None).is_empty());
        store.derive(vec![put("a", "1")], 1).unwrap();
        store.commit(group(&["two"], vec![put("b", "2")])).unwrap();
        store.flush().unwrap();
        assert_eq!((keys(store, "", None), store.derived_through()), (vec!["a".into(), "b".into()], 2));
        assert_eq!(events(store, 1), ["one", "two"]);
    });
}

#[test]
#[should_panic(expected = "replayed before anything new")]
fn nothing_is_decided_on_stale_derived_data() {
    let store = open("memory:", Options::default()).unwrap().store;
    store.commit(group(&["one"], vec![])).unwrap();
    store.clear_derived().unwrap();
    let _ = store.commit(group(&["two"], vec![]));
}

#[test]
fn the_counts_are_right() {
    everywhere(|store| {
        for _ in 0..20 {
            store.commit(group(&[&"x".repeat(100), "y"], vec![put("a", "1")])).unwrap();
        }
        let stat = store.stat().unwrap();
        assert_eq!(stat.events, 40);
        assert!(stat.raw_bytes >= 20 * 101 && stat.journal_bytes > 0 && stat.segments >= 1);
    });
}

#[test]
fn a_closed_store_says_so() {
    everywhere(|store| {
        store.commit(group(&["one"], vec![put("a", "1")])).unwrap();
        store.close().unwrap();
        store.close().unwrap();
        assert!(matches!(store.get(b"a"), Err(Failure::Closed)));
        assert!(matches!(store.commit(group(&["two"], vec![])), Err(Failure::Closed)));
    });
}

#[test]
fn a_backup_of_any_store_makes_the_same_store_in_a_folder() {
    everywhere(|store| {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..30 {
            store.commit(group(&[&format!("event {number} {}", "pad ".repeat(20)), "b"], vec![])).unwrap();
        }
        let file = folder.path().join("backup");
        let report = store.backup(&file).unwrap();
        assert_eq!((report.events, report.bytes), (60, std::fs::metadata(&file).unwrap().len()));
        assert!(matches!(store.backup(&file), Err(Failure::Exists { .. })));
        assert_eq!(restore(&file, &folder.path().join("store")).unwrap().events, 60);
        assert!(matches!(restore(&file, &folder.path().join("store")), Err(Failure::Exists { .. })));
        let restored = open(&url(&folder), Options::default()).unwrap();
        assert_eq!(restored.notes, Vec::<String>::new());
        assert_eq!(restored.store.derived_through(), 0);
        assert_eq!(events(&*restored.store, 1), events(store, 1));
    });
}

#[test]
fn no_flipped_byte_of_a_backup_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let store = open("memory:", Options::default()).unwrap().store;
    store.commit(group(&["one", "two"], vec![])).unwrap();
    let file = folder.path().join("backup");
    store.backup(&file).unwrap();
    let whole = std::fs::read(&file).unwrap();
    let into = folder.path().join("into");
    for place in 0..whole.len() {
        let mut broken = whole.clone();
        broken[place] ^= 0x10;
        std::fs::write(&file, &broken).unwrap();
        assert!(matches!(restore(&file, &into), Err(Failure::Backup { .. })), "byte {place}");
    }
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    assert!(matches!(restore(&file, &into), Err(Failure::Backup { .. })));
    assert!(!into.exists());
}

#[test]
fn random_work_matches_a_simple_model() {
    everywhere(|store| {
        let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
        let mut roll = move |bound: u64| {
            dice ^= dice << 13;
            dice ^= dice >> 7;
            dice ^= dice << 17;
            dice % bound
        };
        let mut model = BTreeMap::new();
        for round in 0..300 {
            let mut writes = Vec::new();
            for _ in 0..roll(5) {
                let key = format!("{}/{:02}", ["a", "b"][roll(2) as usize], roll(40));
                if roll(3) == 0 {
                    model.remove(&key);
                    writes.push(delete(&key));
                } else {
                    model.insert(key.clone(), round.to_string());
                    writes.push(put(&key, &round.to_string()));
                }
            }
            store.commit(group(&["e"], writes)).unwrap();
            if roll(40) == 0 {
                store.flush().unwrap();
            }
            let expected: Vec<&String> = model.keys().filter(|key| key.starts_with("b/")).collect();
            assert_eq!(keys(store, "b/", None).iter().collect::<Vec<_>>(), expected, "round {round}");
            let last = store.last(b"a/").unwrap().map(|(key, _)| String::from_utf8(key).unwrap());
            assert_eq!(last.as_ref(), model.keys().rfind(|key| key.starts_with("a/")));
            let key = format!("a/{:02}", roll(40));
            assert_eq!(text(store, &key).as_ref(), model.get(&key));
        }
    });
}

#[test]
fn an_address_nobody_knows_is_refused() {
    for url in ["", "sled:", "memory:x", "redb:/tmp/x", "store"] {
        assert!(matches!(open(url, Options::default()), Err(Failure::Address { .. })), "{url}");
    }
}

#[test]
fn a_store_is_made_only_where_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = Options { create: false, ..Options::default() };
    assert!(matches!(open(&url(&folder), nothing), Err(Failure::Missing { .. })));
    std::fs::create_dir(folder.path().join("store")).unwrap();
    std::fs::write(folder.path().join("store/letter.txt"), "dear").unwrap();
    assert!(matches!(open(&url(&folder), Options::default()), Err(Failure::NotAStore { .. })));
}

#[test]
fn the_second_opener_hears_who_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { program: "salesflow serve".into(), ..Options::default() };
    let first = open(&url(&folder), options).unwrap().store;
    let Err(Failure::Locked { holder, .. }) = open(&url(&folder), Options::default()) else { panic!("two openers") };
    assert_eq!(holder, format!("process {} (salesflow serve)", std::process::id()));
    first.close().unwrap();
    open(&url(&folder), Options::default()).unwrap();
}

#[test]
fn a_closed_store_opens_again_with_everything() {
    for options in [Options::default(), tight()] {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..12 {
            let opened = open(&url(&folder), options.clone()).unwrap();
            assert_eq!(opened.notes, Vec::<String>::new());
            let store = opened.store;
            assert_eq!(store.next_seq(), round + 1);
            replay(&*store);
            assert_eq!(
                text(&*store, "count").unwrap_or_default(),
                if round == 0 { String::new() } else { round.to_string() }
            );
            count(&*store);
            if round % 3 == 0 {
                store.close().unwrap();
            }
        }
    }
}

#[test]
fn bookkeeping_that_no_event_tells_survives_a_close() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&url(&folder), Options::default()).unwrap().store;
    store.derive(vec![put("sent", "yes")], 0).unwrap();
    store.close().unwrap();
    let store = open(&url(&folder), Options::default()).unwrap().store;
    assert_eq!(text(&*store, "sent").unwrap(), "yes");
}

/// A derived value that only comes out right if every event is applied to it exactly once.
fn count(store: &dyn Store) {
    let next = read_count(store) + 1;
    store.commit(group(&["tick"], vec![put("count", &next.to_string())])).unwrap();
}

fn read_count(store: &dyn Store) -> u64 {
    text(store, "count").map_or(0, |count| count.parse().unwrap())
}

fn replay(store: &dyn Store) {
    for entry in entries(store, store.derived_through() + 1) {
        let next = read_count(store) + entry.events.len() as u64;
        store.derive(vec![put("count", &next.to_string())], entry.first_seq + entry.events.len() as u64 - 1).unwrap();
    }
}

/// Not a claim of its own: what the next test starts as a process of its own, and kills.
#[test]
fn child_that_counts_until_it_is_killed() {
    let Ok(url) = std::env::var("SALESFLOW_TEST_STORE") else {
        return;
    };
    let store = open(&url, Options { pending_keys_max: 40, segment_bytes: 9_000, ..Options::default() }).unwrap().store;
    replay(&*store);
    loop {
        let next = read_count(&*store) + 1;
        let row = put(&format!("row/{:03}", next % 100), &next.to_string());
        store.commit(group(&["tick"], vec![put("count", &next.to_string()), row])).unwrap();
        println!("\nacknowledged {next}");
    }
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    use std::io::{BufRead, BufReader};
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..5 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_counts_until_it_is_killed", "--nocapture"])
            .env("SALESFLOW_TEST_STORE", url(&folder))
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let counts = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok());
        acknowledged = counts.take(150 + 97 * round).last().unwrap_or(acknowledged);
        child.kill().unwrap();
        child.wait().unwrap();
        let store = open(&url(&folder), Options::default()).unwrap().store;
        assert!(store.next_seq() > acknowledged);
        replay(&*store);
        assert_eq!(read_count(&*store), store.next_seq() - 1);
        store.close().unwrap();
    }
    assert!(acknowledged > 500);
}

/// The figures in `docs/store.md`: cargo test --release --test store figures -- --ignored --nocapture
#[test]
#[ignore = "a measurement, not a claim"]
fn figures() {
    let event = |number: u64| {
        format!(
            r#"{{"seq":{number},"at":"2026-03-02T09:{:02}:00Z","actor":"ana","record":"opportunity/{}","event":"StageEntered","stage":"proposal","due":"2026-03-09","amount":"{}","policy":"v17","before":"{:016x}"}}"#,
            number % 60,
            number / 9,
            12_000 + number * 37 % 9_000,
            number.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        )
    };
    for (per_group, groups) in [(1, 4_000), (64, 1_500)] {
        let folder = tempfile::tempdir_in("target").unwrap();
        let store = open(&url(&folder), Options::default()).unwrap().store;
        let (mut number, mut raw) = (0, 0);
        let mut spent = std::time::Duration::ZERO;
        let mut log = BareLog::new(folder.path());
        for round in 0..groups {
            // In turns, so that a disk busy with other work is as slow for both.
            if round % 50 == 0 {
                log.append(50, raw / (round.max(1) as usize));
            }
            let mut group = Group::default();
            for _ in 0..per_group {
                number += 1;
                let text = event(number);
                raw += text.len();
                for key in [format!("r/{:08}", number / 9), format!("i/{:08}", number * 7919 % 100_000), "f/won".into()]
                {
                    group.writes.push(put(&key, &text));
                }
                group.events.push(text.into_bytes());
            }
            let start = std::time::Instant::now();
            store.commit(group).unwrap();
            spent += start.elapsed();
        }
        let rate = f64::from(groups) / spent.as_secs_f64();
        println!("bare append log with fdatasync: {:.0} groups/s", f64::from(groups) / log.spent.as_secs_f64());
        println!(
            "{per_group} events a group ({} B each): {rate:.0} groups/s, {:.0} events/s",
            raw as u64 / number,
            rate * per_group as f64
        );
        let start = std::time::Instant::now();
        store.flush().unwrap();
        println!("  last drain {:?}, {:?}", start.elapsed(), store.stat().unwrap());
        let start = std::time::Instant::now();
        store.close().unwrap();
        println!("  close {:?}", start.elapsed());
        let start = std::time::Instant::now();
        let store = open(&url(&folder), Options::default()).unwrap().store;
        println!("  open {:?}", start.elapsed());
        let start = std::time::Instant::now();
        let mut seen = 0;
        store
            .events(1, &mut |entry| {
                seen += entry.events.len();
                ControlFlow::Continue(())
            })
            .unwrap();
        println!("  reading all {seen} events {:?}", start.elapsed());
        let start = std::time::Instant::now();
        for number in 0..20_000 {
            store.get(format!("r/{:08}", number * 31 % 400).as_bytes()).unwrap().unwrap();
        }
        println!("  a get {:?}", start.elapsed() / 20_000);
    }
    for events in [0_u64, 1_000, 10_000] {
        let folder = tempfile::tempdir_in("target").unwrap();
        let store = open(&url(&folder), Options::default()).unwrap().store;
        for number in 0..events {
            let text = event(number);
            store.commit(group(&[&text], vec![put(&format!("r/{:08}", number / 9), &text)])).unwrap();
        }
        store.close().unwrap();
        let mut times = Vec::new();
        for _ in 0..40 {
            let start = std::time::Instant::now();
            let store = open(&url(&folder), Options::default()).unwrap().store;
            let opened = start.elapsed();
            store
                .events(store.derived_through() + 1, &mut |entry| {
                    let through = entry.first_seq + entry.events.len() as u64 - 1;
                    store.derive(vec![put("r/00000001", "x")], through).unwrap();
                    ControlFlow::Continue(())
                })
                .unwrap();
            let replayed = start.elapsed();
            store.commit(group(&[&event(7)], vec![put("r/00000001", "y")])).unwrap();
            let committed = start.elapsed();
            store.close().unwrap();
            times.push((start.elapsed(), opened, replayed - opened, committed - replayed));
        }
        times.sort();
        let (total, opened, replayed, committed) = times[20];
        println!(
            "{events} events: open {opened:?} + replay {replayed:?} + commit {committed:?}, with close {total:?}; worst {:?}",
            times[39].0
        );
    }
}

/// An append and an fdatasync, and nothing else.
struct BareLog {
    file: std::fs::File,
    spent: std::time::Duration,
}

impl BareLog {
    fn new(folder: &std::path::Path) -> Self {
        Self { file: std::fs::File::create(folder.join("log")).unwrap(), spent: std::time::Duration::ZERO }
    }

    fn append(&mut self, groups: usize, bytes: usize) {
        let bytes = vec![7; bytes.max(1)];
        let start = std::time::Instant::now();
        for _ in 0..groups {
            std::io::Write::write_all(&mut self.file, &bytes).unwrap();
            self.file.sync_data().unwrap();
        }
        self.spent += start.elapsed();
    }
}
