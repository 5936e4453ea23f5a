//! `salesflow why`: what a record waits for, and what keeps each of its moves from being made.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            json::{joined, list, text},
            moment,
            paint::{bad, dim, good, strong},
            problem, record,
        },
    },
    server::Call,
};

/// Say why a record can or cannot move
///
/// Every condition with the values it saw, how far it is from holding, and who is waited for since when.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  salesflow why DEAL-000001\n  salesflow why DEAL-000001 win --as ana")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// Only this move
    transition: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    session.answer(Call::Why { record: args.id.clone(), transition: args.transition.clone() }, human)
}

fn human(data: &Json) -> String {
    let mut out = record::line(data);
    let since = text(data, "since");
    if !since.is_empty() {
        out.push_str(&dim(&format!(" · since {}", moment::short(since))));
    }
    out.push('\n');
    let ways = list(data, "ways");
    if ways.is_empty() {
        out.push_str(&dim("  no way leads on from here\n"));
    }
    for way in ways {
        out.push('\n');
        out.push_str(&self::way(way));
    }
    out
}

fn way(way: &Json) -> String {
    let id = text(way, "transition");
    let title = text(way, "title");
    let mark = if way["open"] == true { good("✓") } else { bad("✗") };
    let mut out = format!("{mark} {}", strong(id));
    if !title.is_empty() && title != id {
        out.push_str(&format!(" {title}"));
    }
    let to = text(way, "to");
    if !to.is_empty() {
        out.push_str(&format!(" → {to}"));
    }
    let who = match way["automatic"] == true {
        true => "by itself".to_owned(),
        false => format!("by {}", joined(&way["who"])),
    };
    out.push_str(&dim(&format!("  {who}")));
    out.push('\n');
    for condition in list(way, "conditions") {
        let mut line = String::new();
        problem::condition(condition, &mut line);
        let place = text(condition, "place");
        let line = line.trim_end();
        match place.is_empty() {
            true => out.push_str(&format!("{line}\n")),
            false => out.push_str(&format!("{line}   {}\n", dim(place))),
        }
    }
    let refusal = text(&way["refusal"], "message");
    if !refusal.is_empty() {
        out.push_str(&format!("  {} {refusal}\n", dim("so:")));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn each_way_says_what_it_saw() {
        let data = json!({"id": "D-1", "label": "新线", "stages": ["open"], "outcome": null, "waiting_for": ["ana"],
            "since": "2026-03-02T09:00:00+08:00", "ways": [
            {"transition": "win", "title": "Win", "to": "won", "automatic": false, "who": ["owner", "role:boss"], "open": false,
             "refusal": {"code": "guard", "message": "only large deals"}, "conditions": [
                {"text": "amount > 100000", "holds": false, "seen": {"amount": "98000"}, "distance": "2000 short", "blank": [], "place": "workflows/deal.toml:9"},
                {"text": "grade == 'A'", "holds": null, "seen": {"grade": null}, "distance": null, "blank": ["grade"], "place": null},
                {"text": "stage == 'open'", "holds": true, "seen": {}, "distance": null, "blank": []}]},
            {"transition": "expire", "title": "expire", "to": "lost", "automatic": true, "who": [], "open": true, "refusal": null, "conditions": []}]});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
        D-1 新线 · open · waits for ana · since 2026-03-02 09:00

        ✗ win Win → won  by owner, role:boss
          ✗ amount > 100000   amount = 98000   2000 short   workflows/deal.toml:9
          ? grade == 'A'   grade = empty   grade is empty
          ✓ stage == 'open'
          so: only large deals

        ✓ expire → lost  by itself
        "#);
    }
}
