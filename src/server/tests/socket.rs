//! The socket: what goes in and out, and who may not be let down by it.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::net::UnixStream,
    path::Path,
};

use serde_json::{Value as Json, json};

use super::house::{self, ask};
use crate::{
    desk::{Clock, Folder},
    server::{Call, Daemon, ServeOptions, connect},
};

fn daemon(root: &Path) -> Daemon {
    let options = ServeOptions { clock: Clock::set_to(house::morning()), watch: false, ..ServeOptions::default() };
    Daemon::start(house::build(root), options, |_| {}).unwrap()
}

/// Sends lines as they are; the answers, one line each.
fn raw(root: &Path, lines: &[u8], many: usize) -> Vec<Json> {
    let mut stream = UnixStream::connect(root.join("data/serve.sock")).unwrap();
    stream.write_all(lines).unwrap();
    let answers = BufReader::new(stream).lines().take(many);
    answers.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

#[test]
fn a_daemon_answers_as_a_store_opened_here_does() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = daemon(folder.path());
    let mut remote = connect(&Folder::at(folder.path()), None).unwrap();
    let command = json!({"new": "deal", "with": {"title": "x", "amount": "5"}});
    let made = ask(&mut remote, "ana", Call::Do { command }).unwrap();
    let mut here = daemon.host().clone();
    let mut shown = ask(&mut here, "", Call::Show { record: "D-001".into(), history: false }).unwrap();
    for only_shown in ["chains", "columns", "work", "checklist", "calls", "links"] {
        shown.as_object_mut().unwrap().remove(only_shown);
    }
    shown["events"] = made["events"].clone();
    assert_eq!(made, shown);
    for call in [
        Call::Inbox { r#where: None, all: false },
        Call::Status,
        Call::Stat,
        Call::PolicyLog,
        Call::Warnings { level: None },
    ] {
        assert_eq!(ask(&mut remote, "ana", call.clone()), ask(&mut here, "ana", call));
    }
    let problem = ask(&mut remote, "ana", Call::Show { record: "D-9".into(), history: false }).unwrap_err();
    assert_eq!(problem.code, "not_found");
    daemon.stop().unwrap();
    assert!(connect(&Folder::at(folder.path()), None).is_none());
    assert!(!folder.path().join("data/serve.sock").exists());
}

#[test]
fn what_is_no_call_is_answered_and_the_conversation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = daemon(folder.path());
    let lines = b"not json\n{\"call\":\"fly\"}\n\n{\"call\":\"show\"}\n\xff\xfe\n{\"call\":\"inbox\",\"as\":\"ana\"}\n";
    let answers = raw(folder.path(), lines, 5);
    let codes: Vec<&Json> = answers.iter().map(|answer| &answer["error"]["code"]).collect();
    assert_eq!(codes[..4], [&json!("usage"); 4]);
    assert_eq!(answers[4]["data"]["person"], "ana");
    daemon.stop().unwrap();
}

#[test]
fn a_line_too_long_is_refused_and_the_next_one_answered() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = daemon(folder.path());
    let mut lines = vec![b'x'; (16 << 20) + 1];
    lines.extend_from_slice(b"\n{\"call\":\"inbox\",\"as\":\"ana\"}\n");
    let answers = raw(folder.path(), &lines, 2);
    assert_eq!(answers[0]["error"]["code"], "usage");
    assert_eq!(answers[1]["data"]["person"], "ana");
    daemon.stop().unwrap();
}

#[test]
fn who_hangs_keeps_nobody_waiting_and_stops_no_stopping() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = daemon(folder.path());
    let socket = folder.path().join("data/serve.sock");
    let mut half = UnixStream::connect(&socket).unwrap();
    half.write_all(b"{\"call\":\"inb").unwrap();
    let silent: Vec<UnixStream> = (0..20).map(|_| UnixStream::connect(&socket).unwrap()).collect();
    let mut remote = connect(&Folder::at(folder.path()), None).unwrap();
    assert!(ask(&mut remote, "ana", Call::Inbox { r#where: None, all: false }).is_ok());
    let begun = std::time::Instant::now();
    daemon.stop().unwrap();
    assert!(begun.elapsed().as_secs() < 10);
    drop((half, silent));
    assert_eq!(
        ask(&mut remote, "ana", Call::Inbox { r#where: None, all: false }).unwrap_err().code,
        "store_unavailable"
    );
}

#[test]
fn now_is_the_daemons_own_affair() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = daemon(folder.path());
    let answers = raw(
        folder.path(),
        b"{\"call\":\"inbox\",\"as\":\"ana\",\"now\":\"2030-01-01\"}\n{\"call\":\"tick\",\"now\":\"2030-01-01\"}\n",
        2,
    );
    assert!(answers.iter().all(|answer| answer["error"]["code"] == "not_permitted"));
    daemon.stop().unwrap();
}

#[test]
fn every_call_survives_its_line() {
    let calls = [
        json!({"call": "verify"}),
        json!({"call": "inbox", "lang": "zh"}),
        json!({"call": "do", "command": {"new": "deal", "with": {"amount": 1.5}}}),
        json!({"call": "run", "commands": [1, "x", {}]}),
        json!({"call": "list", "workflow": "deal", "stage": null, "where": "a > 1", "sort": "-a", "limit": 5,
               "cursor": null}),
        json!({"call": "import", "files": ["/a"], "workflow": null, "map": ["text", "path"], "dry_run": true}),
    ];
    for call in calls {
        let envelope: crate::server::Envelope = serde_json::from_value(call.clone()).unwrap();
        assert_eq!(serde_json::to_value(&envelope).unwrap(), call);
    }
}

#[test]
fn what_a_broken_daemon_left_is_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    house::build(folder.path());
    daemon(folder.path()).stop().unwrap();
    std::fs::write(folder.path().join("data/serve.sock"), "stale").unwrap();
    assert!(connect(&Folder::at(folder.path()), None).is_none());
    let daemon = daemon(folder.path());
    assert!(connect(&Folder::at(folder.path()), None).is_some());
    daemon.stop().unwrap();
}
