//! `salesflow preview`: the path ahead of a move, before anybody makes it.

use serde_json::{Map, Value as Json};

use crate::{
    cli::{
        failed::{Done, Failed},
        given,
        session::Session,
        show::{
            json::{joined, list, text},
            moment,
            paint::{bad, dim, good, strong},
            problem,
        },
    },
    server::{Call, Problem},
};

/// Show the path ahead of a move, before making it
///
/// Who would be asked in which order, what each condition saw, how long it usually takes, and where the record would
/// stand if everybody said yes. Nothing is kept. A move that would be refused is refused here the same way.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow preview DEAL-000001 win --as ana
  salesflow preview DEAL-000001 sign discount=15% --as ana --json")]
pub(crate) struct Args {
    /// The record
    id: String,
    /// The transition
    transition: String,
    /// What the move asks
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// From which stage, where the record stands in several
    #[arg(long, value_name = "STAGE")]
    at: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let with = given::fields(&args.fields).map_err(|message| Failed::Problem(Problem::new("usage", message)))?;
    let (record, transition, at) = (args.id.clone(), args.transition.clone(), args.at.clone());
    session.answer(Call::Preview { record, transition, with, at }, human)
}

fn human(data: &Json) -> String {
    let id = text(data, "id");
    let label = if text(data, "label") == id { "" } else { text(data, "label") };
    let head = format!("{} {label}", strong(id));
    let mut out = format!("{} · {}\n", head.trim_end(), text(data, "transition"));
    for condition in list(data, "conditions") {
        problem::condition(condition, &mut out);
    }
    let steps = list(data, "steps");
    if !steps.is_empty() {
        out.push('\n');
    }
    for step in steps {
        out.push_str(&self::step(step));
    }
    if !data["stops"].is_null() {
        let why = text(&data["stops"]["error"], "message");
        out.push_str(&format!(
            "  {} {}\n",
            bad("…"),
            dim(&format!("how it goes on depends on what is filled in: {why}"))
        ));
    }
    let then = &data["then"];
    let stages = joined(&then["stages"]);
    out.push_str(&format!("\n{} {}", good("→"), strong(if stages.is_empty() { "—" } else { &stages })));
    if !text(then, "outcome").is_empty() {
        out.push_str(&format!(" ({})", text(then, "outcome")));
    }
    let waiting = joined(&then["waiting_for"]);
    if !waiting.is_empty() {
        out.push_str(&dim(&format!(" · waits for {waiting}")));
    }
    let days = text(data, "expected_days");
    if !days.is_empty() {
        out.push_str(&dim(&format!(" · about {days} business days")));
    }
    out.push('\n');
    out.push_str(&follows(then));
    out
}

fn step(step: &Json) -> String {
    let name = match text(step, "title") {
        "" => text(step, "step"),
        title => title,
    };
    let who: Vec<String> = list(step, "seats").iter().map(|seat| joined(&seat["who"])).collect();
    let said = match text(step, "kind") {
        "skipped" => format!("skipped: {} does not hold", text(step, "when")),
        "copy" => "is told".to_owned(),
        _ => who.join(" · "),
    };
    let mut out = format!("  {} {}  {said}", if text(step, "kind") == "asked" { "?" } else { "-" }, strong(name));
    let due = text(step, "due");
    if !due.is_empty() {
        out.push_str(&dim(&format!("  by {}", moment::short(due))));
    }
    let days = text(step, "expected_days");
    if !days.is_empty() {
        out.push_str(&dim(&format!("  {days} bd")));
    }
    out.push('\n');
    out
}

fn follows(then: &Json) -> String {
    let mut out = String::new();
    let empty = Map::new();
    for (field, value) in then["fields"].as_object().unwrap_or(&empty) {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        out.push_str(&format!("  {field} = {value}\n"));
    }
    for made in list(then, "makes") {
        out.push_str(&format!("  makes {} {}\n", text(made, "workflow"), dim(text(made, "label"))));
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn the_path_is_told_step_by_step() {
        let data = json!({"id": "D-1", "label": "新线", "transition": "sign", "conditions": [
                {"text": "amount > 0", "holds": true, "seen": {"amount": "5"}, "distance": null, "blank": []}],
            "steps": [
                {"step": "manager", "title": "经理", "kind": "asked", "when": null, "seats": [{"place": "manager_of(owner)", "who": ["mia"]}],
                 "due": "2026-03-04T09:00:00+08:00", "expected_days": "1.5"},
                {"step": "board", "title": "board", "kind": "skipped", "when": "amount > 100", "seats": [], "due": null, "expected_days": null}],
            "expected_days": "1.5", "stops": null,
            "then": {"stages": ["won"], "outcome": "won", "waiting_for": [], "fields": {"signed": true},
                "makes": [{"workflow": "contract", "label": "CON-1"}]}});
        insta::assert_snapshot!(plain(&human(&data)));
    }
}
