//! `salesflow inbox`: what waits for somebody, in the order it is to be taken, with the command to type next.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{counted, joined, list, text},
            moment,
            paint::{Tone, dim, strong},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// What waits for you: approvals to decide, records to move
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow inbox --as mia\n  salesflow inbox --as mia --json\n  salesflow inbox --where 'amount > 100_000'"
)]
pub(crate) struct Args {
    /// Only of records for which this expression holds
    #[arg(long, value_name = "EXPR")]
    r#where: Option<String>,
    /// What `[inbox] show` leaves out too
    #[arg(long)]
    all: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let now = session.global.now.clone();
    session.answer(Call::Inbox { r#where: args.r#where.clone(), all: args.all }, |data| human(data, now.as_deref()))
}

fn human(data: &Json, now: Option<&str>) -> String {
    let name = match text(data, "name") {
        "" => text(data, "person"),
        name => name,
    };
    let hidden = match data["hidden"].as_u64().unwrap_or(0) {
        0 => String::new(),
        n => dim(&format!("{} not shown: --all shows them\n", counted(n, "line"))),
    };
    let tasks = list(data, "tasks");
    if tasks.is_empty() {
        return format!("nothing waits for {}\n{hidden}{}", strong(name), notices(data));
    }
    let mut table = Table::new(&["due", "since", "record", "", "what", "type"]);
    for task in tasks {
        let due = text(task, "due");
        let late = moment::is_past(due, now);
        let due = match late {
            true => Cell::toned(format!("{} overdue", moment::short(due)), Tone::Bad),
            false => moment::short(due).into(),
        };
        let (id, label) = (text(task, "record"), text(task, "label"));
        let (what, type_) = next(task);
        table.row(vec![
            due,
            Cell::toned(moment::short(text(task, "since")), Tone::Dim),
            Cell::toned(id, Tone::Strong),
            if label == id { "".into() } else { label.into() },
            what.into(),
            Cell::toned(type_, Tone::Type),
        ]);
    }
    let count = counted(tasks.len() as u64, "task");
    format!("{} {}\n\n{}{hidden}{}", strong(name), dim(&format!("· {count}")), table.draw(), notices(data))
}

/// What is asked, and the command that answers it.
fn next(task: &Json) -> (String, String) {
    let moves: Vec<&str> = list(task, "moves").iter().filter_map(Json::as_str).collect();
    match text(task, "task") {
        "" => {
            let first = moves.first().copied().unwrap_or("TRANSITION");
            let what = if moves.is_empty() { "move".to_owned() } else { moves.join(", ") };
            (what, format!("salesflow move {} {first}", text(task, "record")))
        }
        // Work in a stage is done, not decided; what it asks is typed with it.
        id if task["chain"].is_null() => {
            let asked: String =
                list(task, "asks").iter().filter_map(Json::as_str).map(|ask| format!(" {ask}=…")).collect();
            let what = match text(task, "title") {
                "" => text(task, "step"),
                title => title,
            };
            (what.to_owned(), format!("salesflow done {id}{asked}"))
        }
        id => {
            let step = [text(task, "chain"), text(task, "step")].join(" · ");
            (format!("approve? {step}"), format!("salesflow approve {id}"))
        }
    }
}

fn notices(data: &Json) -> String {
    let mut out = String::new();
    for notice in list(data, "notices") {
        let head = format!("{}  {}", moment::short(text(notice, "at")), joined(&notice["record"]));
        out.push_str(&format!("{}  {}\n", dim(&head), text(notice, "text")));
    }
    match out.is_empty() {
        true => out,
        false => format!("\n{}\n{out}", strong("told")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn each_line_has_the_command_to_type() {
        let data = json!({"person": "mia", "name": "Mia", "hidden": 2, "tasks": [
            {"task": "D-1~1", "record": "D-1", "label": "新线", "chain": "deal", "step": "manager", "since": "2026-03-02T09:00:00+08:00",
             "due": "2026-03-03T09:00:00+08:00"},
            {"task": null, "record": "D-2", "label": "Second", "since": "2026-03-01T09:00:00+08:00", "due": null, "moves": ["win", "lose"]},
            {"task": "D-2~1", "record": "D-2", "label": "Second", "chain": null, "step": "survey", "title": "Survey the site",
             "asks": ["finding"], "since": "2026-03-02T10:00:00+08:00", "due": null}],
            "notices": [{"at": "2026-03-02T09:00:00+08:00", "record": "D-1", "text": "D-1 needs you"}]});
        insta::assert_snapshot!(plain(&human(&data, Some("2026-03-04"))), @r#"
        Mia · 3 tasks

        due                       since             record          what                     type
        ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
        2026-03-03 09:00 overdue  2026-03-02 09:00  D-1     新线    approve? deal · manager  salesflow approve D-1~1
                                  2026-03-01 09:00  D-2     Second  win, lose                salesflow move D-2 win
                                  2026-03-02 10:00  D-2     Second  Survey the site          salesflow done D-2~1 finding=…
        2 lines not shown: --all shows them

        told
        2026-03-02 09:00  D-1  D-1 needs you
        "#);
        assert_eq!(plain(&human(&json!({"person": "ana", "tasks": []}), None)), "nothing waits for ana\n");
    }
}
