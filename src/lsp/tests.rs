//! The server as an editor meets it: messages over a channel.

use std::{fs, path::Path, thread, time::Duration};

use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value as Json, json};

use super::*;

const DEAL: &str = r#"title = "Deal"

[field]
amount = { type = "money", title = "金额" }

[stage.open]
sla = "5bd"
[stage.won]
end = "won"

[transition.win]
from = "open"
to = "won"
when = "amount > setting.least and entered('open') != none"
"#;

struct Editor {
    client: Connection,
    server: Option<thread::JoinHandle<()>>,
    next: i32,
    folder: tempfile::TempDir,
    told: Vec<Json>,
}

impl Editor {
    fn begin() -> Editor {
        let folder = tempfile::TempDir::new().unwrap();
        fs::create_dir(folder.path().join("workflows")).unwrap();
        fs::write(folder.path().join("salesflow.toml"), "name = \"T\"\n[setting]\nleast = 5\n").unwrap();
        fs::write(folder.path().join("org.toml"), "[person.ana]\nname = \"Ana\"\nroles = [\"rep\"]\n[role.rep]\n")
            .unwrap();
        fs::write(folder.path().join("workflows/deal.toml"), DEAL).unwrap();
        let (server, client) = Connection::memory();
        let server = thread::spawn(move || serve(&server, Lang::En).unwrap());
        let mut editor = Editor { client, server: Some(server), next: 0, folder, told: Vec::new() };
        let can = editor.ask("initialize", json!({"capabilities": {}}));
        assert_eq!(can["capabilities"]["hoverProvider"], true);
        editor.tell("initialized", json!({}));
        editor
    }

    fn uri(&self) -> String {
        let path: std::path::PathBuf =
            self.folder.path().canonicalize().unwrap().join(Path::new("workflows/deal.toml"));
        format!("file://{}", path.display())
    }

    fn tell(&self, method: &str, params: Json) {
        self.client.sender.send(Message::Notification(Notification { method: method.to_owned(), params })).unwrap();
    }

    fn ask(&mut self, method: &str, params: Json) -> Json {
        self.next += 1;
        let request = Request { id: self.next.into(), method: method.to_owned(), params };
        self.client.sender.send(Message::Request(request)).unwrap();
        loop {
            match self.client.receiver.recv_timeout(Duration::from_secs(20)).unwrap() {
                Message::Response(response) => {
                    assert_eq!(response.id, self.next.into());
                    return serde_json::to_value(&response).unwrap()["result"].clone();
                }
                Message::Notification(notification) => self.told.push(notification.params),
                Message::Request(request) => panic!("{request:?}"),
            }
        }
    }

    /// The faults of the deal as next told.
    fn faults(&mut self) -> Vec<Json> {
        let uri = self.uri();
        loop {
            let told = match self.told.is_empty() {
                false => self.told.remove(0),
                true => match self.client.receiver.recv_timeout(Duration::from_secs(20)).unwrap() {
                    Message::Notification(notification) => notification.params,
                    other => panic!("{other:?}"),
                },
            };
            if told["uri"] == *uri {
                return told["diagnostics"].as_array().unwrap().clone();
            }
        }
    }

    fn open(&self, text: &str) {
        self.tell("textDocument/didOpen", json!({"textDocument": {"uri": self.uri(), "text": text, "version": 1}}));
    }

    fn change(&self, text: &str) {
        let params = json!({"textDocument": {"uri": self.uri(), "version": 2}, "contentChanges": [{"text": text}]});
        self.tell("textDocument/didChange", params);
    }

    /// Asks about the place behind the first `needle` of a text.
    fn ask_at(&mut self, method: &str, text: &str, needle: &str) -> Json {
        let offset = text.find(needle).unwrap() + needle.len();
        let params = json!({
            "textDocument": {"uri": self.uri()},
            "position": position::position(text, offset),
            "context": {"includeDeclaration": true},
        });
        self.ask(method, params)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.ask("shutdown", Json::Null);
            self.tell("exit", Json::Null);
            self.server.take().unwrap().join().unwrap();
        }
    }
}

fn labels(items: &Json) -> Vec<&str> {
    items.as_array().unwrap().iter().filter_map(|item| item["label"].as_str()).collect()
}

#[test]
fn a_fault_is_told_as_it_is_typed_with_its_mend_and_goes_when_it_is_mended() {
    let mut editor = Editor::begin();
    let broken = DEAL.replace("to = \"won\"", "to = \"wom\" # 赢单");
    editor.open(&broken);
    let faults = editor.faults();
    assert_eq!((faults[0]["code"].as_str(), faults[0]["severity"].as_u64()), (Some("E0204"), Some(1)), "{faults:?}");
    assert_eq!(faults[0]["range"]["start"]["line"], 12);
    assert!(faults[0]["message"].as_str().unwrap().contains("did you mean `won`?"), "{faults:?}");

    let params =
        json!({"textDocument": {"uri": editor.uri()}, "range": faults[0]["range"], "context": {"diagnostics": []}});
    let actions = editor.ask("textDocument/codeAction", params);
    let edit = &actions[0]["edit"]["changes"][editor.uri()][0];
    assert_eq!((edit["newText"].as_str(), &edit["range"]), (Some("\"won\""), &faults[0]["range"]), "{actions}");

    editor.change(DEAL);
    assert_eq!(editor.faults(), Vec::<Json>::new());
}

#[test]
fn keys_names_and_functions_say_what_they_mean() {
    let mut editor = Editor::begin();
    editor.open(DEAL);
    let mut says = |needle: &str| {
        let answer = editor.ask_at("textDocument/hover", DEAL, needle);
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert!(says("sl").starts_with("**sla** · a stage\n\nHow long a record may stay."), "{}", says("sl"));
    assert!(says("from = \"op").starts_with("stage **open**"), "{}", says("from = \"op"));
    assert!(says("when = \"amo").starts_with("field **amount** — 金额\n\n`type = money`"), "{}", says("when = \"amo"));
    assert!(says("setting.lea").starts_with("setting **least**"));
    assert!(says("enter").contains("entered(stage)"));
    assert_eq!(says("\n\n"), "");
}

#[test]
fn definitions_and_uses_are_found_through_expressions() {
    let mut editor = Editor::begin();
    editor.open(DEAL);
    let places = editor.ask_at("textDocument/definition", DEAL, "entered('op");
    assert_eq!(places[0]["range"]["start"], json!({"line": 5, "character": 7}), "{places}");
    let places = editor.ask_at("textDocument/definition", DEAL, "setting.lea");
    assert!(places[0]["uri"].as_str().unwrap().ends_with("/salesflow.toml"), "{places}");
    let uses = editor.ask_at("textDocument/references", DEAL, "[stage.op");
    let lines: Vec<u64> =
        uses.as_array().unwrap().iter().filter_map(|it| it["range"]["start"]["line"].as_u64()).collect();
    assert_eq!(lines, [5, 11, 13], "{uses}");
}

#[test]
fn what_may_come_next_is_offered_in_text_that_is_no_toml_yet() {
    let mut editor = Editor::begin();
    let mut offered = |end: &str| {
        let text = format!("{DEAL}{end}");
        editor.change(&text);
        let items = editor.ask_at("textDocument/completion", &text, &text);
        labels(&items).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let has = |all: &[String], wanted: &[&str]| wanted.iter().all(|label| all.iter().any(|found| found == label));
    assert!(has(&offered("[stage.lost]\ne"), &["end", "sla", "title", "on_enter"]));
    assert!(has(&offered("[tr"), &["transition", "stage", "check"]));
    assert_eq!(offered("[transition.x]\nfrom = \""), ["*", "open", "won"]);
    assert!(has(&offered("[transition.x]\nwho = [\""), &["role:rep", "person:ana", "owner"]));
    assert!(has(&offered("[transition.x]\nwhen = \"amo"), &["amount", "today", "entered", "business_days_between"]));
    assert_eq!(offered("[transition.x]\nwhen = \"setting."), ["least"]);
    assert!(has(&offered("[field]\nx = { type = \""), &["money", "ref", "choice"]));
    assert_eq!(offered("[transition.x]\nauto = "), ["false", "true"]);
    assert_eq!(offered("[moves]\nforward = \""), ["any", "listed", "next"]);
}

#[test]
fn files_are_outlined_and_formatted() {
    let mut editor = Editor::begin();
    editor.open("title='Deal'\n[stage.open]\n[stage.won]\nend = \"won\"\n");
    let document = json!({"textDocument": {"uri": editor.uri()}, "options": {}});
    let symbols = editor.ask("textDocument/documentSymbol", document.clone());
    let names: Vec<&str> = symbols.as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["open", "won"]);
    let edits = editor.ask("textDocument/formatting", document);
    assert_eq!(edits[0]["newText"], "title = \"Deal\"\n\n[stage.open]\n[stage.won]\nend = \"won\"\n");
}

#[test]
fn no_prefix_of_a_policy_brings_the_server_down() {
    let mut editor = Editor::begin();
    for (at, _) in DEAL.char_indices().step_by(7) {
        let text = &DEAL[..at];
        editor.change(text);
        for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
            editor.ask_at(method, text, text);
        }
    }
}
