//! Stored bytes: a journal file with damage in it is opened; and a store whose events are anything at all is replayed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesflow::{
    desk::{Clock, Desk, verify},
    store::{self, Group, Opened, Options},
};
use salesflow_fuzz::good_with;

const HEADER: usize = 40;
const HEAD: usize = 20;

fuzz_target!(|bytes: &[u8]| {
    match bytes.split_first() {
        Some((0, rest)) => damaged(rest),
        Some((_, rest)) => foreign(rest),
        None => {}
    }
});

/// A journal file, its checksums made right so that the damage gets past them.
fn damaged(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal");
    std::fs::create_dir_all(&journal).unwrap();
    let mut bytes = bytes.to_vec();
    make_right(&mut bytes);
    std::fs::write(journal.join("000001.log"), &bytes).unwrap();
    let options = Options { write_behind: false, ballast_bytes: 0, cache_bytes: 1 << 20, ..Options::default() };
    if let Ok(opened) = store::open(&format!("sled:{}", folder.path().display()), options) {
        replayed(opened);
    }
}

fn make_right(bytes: &mut [u8]) {
    if bytes.len() < HEADER {
        return;
    }
    let sum = crc32fast::hash(&bytes[..32]);
    bytes[32..36].copy_from_slice(&sum.to_le_bytes());
    let mut at = HEADER;
    while let Some(head) = bytes.get(at..at + HEAD) {
        let length = u32::from_le_bytes(head[..4].try_into().unwrap()) as usize;
        let Some(entry) = bytes.get_mut(at..(at + HEAD).saturating_add(length)) else { break };
        let mut sum = crc32fast::Hasher::new();
        sum.update(&(1_u64 << 32 | at as u64).to_le_bytes());
        sum.update(&entry[..4]);
        sum.update(&entry[8..]);
        entry[4..8].copy_from_slice(&sum.finalize().to_le_bytes());
        at += HEAD + length;
    }
}

/// Events as bytes, each behind its length: they are safe in the journal, whatever they are.
fn foreign(mut bytes: &[u8]) {
    let mut events = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (event, rest) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
        events.push(event.to_vec());
        bytes = rest;
    }
    let opened = store::open("memory:", Options::default()).unwrap();
    if !events.is_empty() && opened.store.commit(Group { events, writes: Vec::new() }).is_ok() {
        replayed(opened);
    }
}

fn replayed(opened: Opened) {
    let now = "2026-03-02T09:00:00Z".parse().unwrap();
    // What the journal holds may have another number for it.
    let policy = good_with([]).policy.unwrap();
    if let Ok(desk) = Desk::open(opened, policy, Clock::set_to(now)) {
        _ = verify(&desk);
        _ = desk.tick(now);
        _ = desk.close();
    }
}
