//! A daemon: every verb goes through it, and nobody can tell but for speed.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};

use crate::{House, said};

fn serve(house: &House) -> Child {
    let mut child = house.program().arg("serve").stderr(Stdio::piped()).spawn().unwrap();
    let mut news = BufReader::new(child.stderr.take().unwrap()).lines();
    let ready = news.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("ready:")));
    assert!(ready.is_some(), "the daemon did not come up");
    std::thread::spawn(move || news.for_each(drop));
    child
}

#[test]
fn verbs_go_through_it() {
    let house = House::minimal();
    let mut daemon = serve(&house);
    let ask = |args: &[&str]| said(house.program().args(args), "");
    let made = ask(&["new", "deal", "title=A", "amount=1", "--as", "ana"]);
    assert_eq!((made.code, made.out.as_str()), (0, "DEAL-000001 A · open · waits for ana\n"), "{}", made.err);
    assert!(ask(&["status"]).out.contains("running process"));
    assert_eq!(ask(&["show", "DEAL-7"]).code, 4);
    kill_process(Pid::from_child(&daemon), Signal::TERM).unwrap();
    assert!(daemon.wait().unwrap().success());
    assert_eq!(ask(&["show", "DEAL-000001"]).code, 0, "what it acknowledged is there without it");
}
