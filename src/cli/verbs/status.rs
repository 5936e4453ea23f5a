//! `salesflow status`: how things stand.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{contents, count, counted, list, text, value},
            moment,
            paint::{bad, dim, good, strong},
            problem,
        },
    },
    server::Call,
};

/// How things stand: the daemon, the policy in force, the store
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  salesflow status\n  salesflow status --json")]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, session: &mut Session) -> Done {
    session.answer(Call::Status, human)
}

fn human(data: &Json) -> String {
    let policy = &data["policy"];
    let store = &data["store"];
    let mut out = String::new();
    let mut line = |name: &str, text: String| out.push_str(&format!("{}  {text}\n", dim(&format!("{name:>8}"))));
    let daemon = match data["daemon"] == true {
        true => format!("{} {}", good("running"), dim(&format!("process {}", value(&data["pid"])))),
        false => dim("none; each command opens the store itself"),
    };
    line("daemon", daemon);
    let valid = match policy["valid"] != false {
        true => String::new(),
        false => bad(" its files have been changed since and cannot run"),
    };
    line("policy", format!("{} version {}{valid}", strong(text(policy, "name")), value(&policy["version"])));
    line("folder", text(policy, "folder").to_owned());
    let held = format!("{} · {}", counted(count(store, "events"), "event"), counted(count(store, "records"), "record"));
    line("store", format!("{} {}", text(store, "url"), dim(&held)));
    let contents = contents(&data["counts"]);
    if !contents.is_empty() {
        line("has", contents);
    }
    let due = text(data, "next_due");
    if !due.is_empty() {
        line("next due", moment::short(due));
    }
    for finding in list(policy, "findings") {
        out.push_str(&problem::finding(finding));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_broken_policy_is_told() {
        let data = json!({"daemon": true, "pid": 4711, "policy": {"name": "示例", "version": 2, "folder": "/srv/p", "valid": false,
            "findings": [{"code": "E0001", "severity": "error", "message": "oops", "file": "org.toml", "line": 1, "column": 2}]},
            "store": {"url": "sled:./data", "events": 12000, "records": 1}, "counts": {"workflows": 7}, "next_due": "2026-03-02T09:00:00+08:00"});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
          daemon  running process 4711
          policy  示例 version 2 its files have been changed since and cannot run
          folder  /srv/p
           store  sled:./data 12,000 events · 1 record
             has  7 workflows
        next due  2026-03-02 09:00
        error[E0001]: oops
          --> org.toml:1:2
        "#);
    }
}
