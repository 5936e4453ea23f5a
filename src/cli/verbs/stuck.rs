//! `salesflow stuck`: what open records wait for, longest first.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{counted, joined, list, text},
            moment,
            paint::{Tone, bad, dim, strong},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// What waits, on whom or what, longest first
///
/// A line for everything an open record waits for: people, a moment, something from outside, other paths, a lock. A record
/// that nothing can move any more is marked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  salesflow stuck\n  salesflow stuck contract --limit 5 --json")]
pub(crate) struct Args {
    /// Only records of this workflow
    workflow: Option<String>,
    /// How many lines at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    session.answer(Call::Stuck { workflow: args.workflow.clone(), limit: args.limit }, human)
}

fn human(data: &Json) -> String {
    let waits = list(data, "waits");
    if waits.is_empty() {
        return "nothing waits\n".to_owned();
    }
    let mut table = Table::new(&["since", "days", "record", "", "stage", "waits for", "who"]);
    for wait in waits {
        let (id, label) = (text(wait, "record"), text(wait, "label"));
        let what = what(wait);
        let late = wait["overdue"] == true || wait["stuck"] == true;
        table.row(vec![
            Cell::toned(moment::short(text(wait, "since")), Tone::Dim),
            text(wait, "business_days").into(),
            Cell::toned(id, Tone::Strong),
            if label == id { "".into() } else { label.into() },
            text(wait, "stage").into(),
            if late { Cell::toned(what, Tone::Bad) } else { what.into() },
            joined(&wait["who"]).into(),
        ]);
    }
    let total = data["total"].as_u64().unwrap_or(0);
    let mut out = format!("{}\n\n{}", strong(&counted(total, "wait")), table.draw());
    if (waits.len() as u64) < total {
        out.push_str(&dim(&format!("the first {} are shown: --limit shows more\n", waits.len())));
    }
    if let Some(stuck) = data["stuck"].as_u64().filter(|stuck| *stuck > 0) {
        out.push_str(&format!("{} {} nothing can move any more\n", bad("✗"), counted(stuck, "record")));
    }
    out
}

fn what(wait: &Json) -> String {
    let (kind, what, note) = (text(wait, "kind"), text(wait, "what"), text(wait, "note"));
    let mut said = match kind {
        "approval" => format!("approval {note} · {what}"),
        "move" => format!("move {what}"),
        "timer" => format!("{what} at {}", moment::short(text(wait, "due"))),
        "join" => format!("the other paths of {what}"),
        "lock" => format!("the lock {what}"),
        "nothing" => "nothing: it stands for ever".to_owned(),
        _ => format!("{kind} {what}"),
    };
    if !note.is_empty() && !matches!(kind, "approval") {
        said.push_str(&format!(": {note}"));
    }
    said
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn each_wait_is_a_line_and_what_is_stuck_is_marked() {
        let line = |record: &str, kind: &str, what: &str, who: &[&str], note: Option<&str>, stuck: bool| {
            json!({"record": record, "label": record, "stage": "open", "kind": kind, "what": what, "who": who,
                "since": "2026-03-02T09:00:00+08:00", "due": null, "overdue": false, "business_days": "1.5", "note": note,
                "stuck": stuck})
        };
        let data = json!({"total": 3, "stuck": 1, "waits": [
            line("D-1", "approval", "manager", &["mia"], Some("deal"), false),
            line("D-2", "event", "pay", &[], Some("the event payment.received"), false),
            line("D-3", "nothing", "open", &[], None, true)]});
        insta::assert_snapshot!(plain(&human(&data)));
        assert_eq!(human(&json!({"waits": []})), "nothing waits\n");
    }
}
