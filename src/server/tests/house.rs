//! A small policy, and a host that runs it in memory at a moment that stands still.

use std::{fs, path::Path};

use serde_json::{Value as Json, json};

use crate::{
    compiler::{self, Sources},
    desk::{Clock, Folder},
    model::time::Timestamp,
    policy::Policy,
    server::{Answers, Call, Envelope, Host, Problem},
};

/// The files of the policy.
const FILES: [(&str, &str); 4] = [
    (
        "salesflow.toml",
        "name = \"House\"\ncurrency = \"USD\"\nlocale = \"en-US\"\nadmins = [\"person:mia\"]\n[store]\nurl = \"sled:./data\"\n",
    ),
    (
        "org.toml",
        r#"[unit.sales]
title = "Sales"
head = "mia"
[person]
ana = { name = "Ana", unit = "sales", login = "ana_login" }
mia = { name = "Mia", unit = "sales" }
"#,
    ),
    (
        "workflows/deal.toml",
        r#"title = "Deal"
id_format = "D-{seq:3}"
label = "{title} · {amount}"
[field]
title  = { type = "text", required = true }
amount = { type = "money", required = true, min = 0 }
double = { type = "money", formula = "amount * 2" }
[stage.open]
sla = "2d"
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.win]
title = "Win"
from = "open"
to = "won"
when = "amount >= 100"
otherwise = "too small"
approval = "deal"
[transition.lose]
from = "open"
to = "lost"
"#,
    ),
    (
        "rules/rules.toml",
        r#"[[approval.deal.step]]
id = "manager"
who = "manager_of(requester)"
[measure]
won  = { of = "deal", where = "outcome == 'won'", value = "sum(amount)", at = "entered('won')", by = ["owner"] }
open = { of = "deal", where = "outcome == none", value = "count" }
[kpi]
won_money = { title = "Won", formula = "won", shown_as = "money", better = "higher" }
"#,
    ),
];

/// The policy, compiled.
pub fn policy() -> Policy {
    let files = FILES.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let compiled = compiler::compile(&Sources::new(files));
    compiled.policy.unwrap_or_else(|| panic!("{}", compiler::render(&compiled.findings, &compiled.sources, false)))
}

/// Writes the policy into a folder.
pub fn build(root: &Path) -> Folder {
    for (path, text) in FILES {
        write(root, path, text);
    }
    Folder::at(root)
}

/// Writes one file.
pub fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Puts one text of a file in place of another.
pub fn edit(root: &Path, path: &str, old: &str, new: &str) {
    let text = fs::read_to_string(root.join(path)).unwrap();
    assert!(text.contains(old), "{path} has no {old}");
    write(root, path, &text.replace(old, new));
}

/// Nine in the morning of a Monday.
pub fn morning() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

/// A host over a store in memory.
pub struct House {
    pub host: Host,
    pub folder: tempfile::TempDir,
}

impl House {
    pub fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let host = Host::open(build(folder.path()), Some("memory:"), Clock::set_to(morning())).unwrap();
        House { host, folder }
    }

    /// Asks as somebody.
    pub fn ask(&mut self, by: &str, call: Call) -> Result<Json, Problem> {
        ask(&mut self.host, by, call)
    }

    /// A command as somebody, which is done.
    pub fn done(&mut self, by: &str, command: Json) -> Json {
        self.ask(by, Call::Do { command }).unwrap()
    }

    /// A command as somebody, which is not; its code.
    pub fn refused(&mut self, by: &str, command: Json) -> Problem {
        self.ask(by, Call::Do { command }).unwrap_err()
    }

    /// A new deal of Ana's.
    pub fn deal(&mut self, title: &str, amount: &str) -> Json {
        self.done("ana", json!({"new": "deal", "with": {"title": title, "amount": amount}}))
    }
}

/// Asks as somebody; as nobody where the name is empty.
pub fn ask(whom: &mut dyn Answers, by: &str, call: Call) -> Result<Json, Problem> {
    let by = (!by.is_empty()).then(|| by.to_owned());
    whom.answer(Envelope { call, by, now: None, lang: Default::default() }, &mut |_, _| {})
}
