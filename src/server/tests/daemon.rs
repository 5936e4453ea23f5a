//! The daemon: a folder that changes while people work, and time that passes.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;

use super::house::{self, ask};
use crate::{
    desk::{Clock, Folder},
    server::{Call, Daemon, Host, News, ServeOptions, connect},
};

type Heard = Arc<Mutex<Vec<News>>>;

fn start(root: &Path, options: ServeOptions) -> (Daemon, Heard) {
    let heard = Heard::default();
    let hear = heard.clone();
    let daemon = Daemon::start(Folder::at(root), options, move |news| hear.lock().unwrap().push(news)).unwrap();
    (daemon, heard)
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn version(daemon: &Daemon) -> u64 {
    daemon.host().desk().policy().version
}

#[test]
fn a_reload_disturbs_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    house::build(root);
    let (daemon, heard) = start(root, ServeOptions::default());
    let stop = AtomicBool::new(false);
    let done = AtomicU64::new(0);
    let last = std::thread::scope(|scope| {
        for n in 0..8 {
            let (stop, done) = (&stop, &done);
            scope.spawn(move || {
                let mut remote = connect(&Folder::at(root), None).unwrap();
                while !stop.load(Ordering::SeqCst) {
                    let command = json!({"new": "deal", "with": {"title": format!("{n}"), "amount": 500}});
                    let made = ask(&mut remote, "ana", Call::Do { command }).unwrap();
                    let id = made["id"].as_str().unwrap();
                    ask(&mut remote, "ana", Call::Do { command: json!({"move": id, "do": "lose"}) }).unwrap();
                    done.fetch_add(2, Ordering::SeqCst);
                }
            });
        }
        let more = || {
            let before = done.load(Ordering::SeqCst);
            wait_until("work", || done.load(Ordering::SeqCst) > before + 16);
        };
        more();
        house::edit(root, "workflows/deal.toml", "amount >= 100", "amount >= 10");
        wait_until("version 2", || version(&daemon) == 2);
        more();
        // Broken: the old one goes on.
        house::edit(root, "workflows/deal.toml", "amount >= 10", "amuont >= 10");
        wait_until("the rejection", || daemon.host().bad_folder().is_some());
        more();
        assert_eq!(version(&daemon), 2);
        // Mended: it is taken.
        house::edit(root, "workflows/deal.toml", "amuont >= 10", "amount >= 20");
        wait_until("version 3", || version(&daemon) == 3);
        more();
        let mut remote = connect(&Folder::at(root), None).unwrap();
        let command = json!({"new": "deal", "with": {"title": "last", "amount": 500}});
        let last = ask(&mut remote, "ana", Call::Do { command }).unwrap();
        stop.store(true, Ordering::SeqCst);
        last
    });
    assert_eq!(last["policy"], 3);
    assert!(daemon.host().bad_folder().is_none());
    let mut host = daemon.host().clone();
    assert_eq!(ask(&mut host, "", Call::Verify).unwrap()["problems"], json!([]));
    let news = heard.lock().unwrap().clone();
    assert!(matches!(news[0], News::Ready { version: 1, .. }));
    assert!(news.iter().any(|it| matches!(it, News::Rejected(problem) if problem.code == "policy_invalid")));
    assert!(news.iter().any(|it| matches!(it, News::Taken { version: 3 })));
    daemon.stop().unwrap();
}

#[test]
fn what_is_due_fires_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    house::build(folder.path());
    house::edit(folder.path(), "workflows/deal.toml", "sla = \"2d\"", "sla = \"1s\"");
    let (daemon, _) = start(folder.path(), ServeOptions { watch: false, ..ServeOptions::default() });
    let mut host = daemon.host().clone();
    let command = json!({"new": "deal", "with": {"title": "late", "amount": 500}});
    ask(&mut host, "ana", Call::Do { command }).unwrap();
    wait_until("the warning", || {
        ask(&mut host, "", Call::Warnings { level: None }).unwrap()["warnings"][0]["record"] == "D-001"
    });
    daemon.stop().unwrap();
}

#[test]
fn one_store_has_one_owner() {
    let folder = tempfile::tempdir().unwrap();
    house::build(folder.path());
    let (daemon, _) = start(folder.path(), ServeOptions::default());
    let second = Daemon::start(Folder::at(folder.path()), ServeOptions::default(), |_| {});
    assert_eq!(second.err().unwrap().code, "store_unavailable");
    assert!(connect(&Folder::at(folder.path()), None).is_some(), "the first one's socket stays");
    let alone = Host::open(Folder::at(folder.path()), None, Clock::system()).err().unwrap();
    assert!(alone.message.contains("salesflow serve"), "{}", alone.message);
    daemon.stop().unwrap();
    Host::open(Folder::at(folder.path()), None, Clock::system()).unwrap().close().unwrap();
}
