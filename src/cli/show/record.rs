//! A record: its line, its card, its history.

use serde_json::Value as Json;
use unicode_width::UnicodeWidthStr;

use super::{
    field,
    json::{joined, list, text, value},
    moment,
    paint::{Tone, bad, care, dim, good, strong, typed},
};

/// `DEAL-000001 First deal · open · waits for mia`.
pub(in crate::cli) fn line(record: &Json) -> String {
    let waiting = joined(&record["waiting_for"]);
    match waiting.is_empty() {
        true => title(record),
        false => format!("{} {} waits for {waiting}", title(record), dim("·")),
    }
}

/// `DEAL-000001 First deal · open`.
fn title(record: &Json) -> String {
    let id = text(record, "id");
    let label = text(record, "label");
    let label = match label == id {
        true => String::new(),
        false => format!(" {label}"),
    };
    format!("{}{label} {} {}", strong(id), dim("·"), standing(record))
}

/// Where it stands: its stages, or how it ended.
pub(in crate::cli) fn standing(record: &Json) -> String {
    let stages = joined(&record["stages"]);
    match text(record, "outcome") {
        "" => Tone::Type.of(&stages),
        outcome if outcome == stages => ended(outcome),
        outcome if stages.is_empty() => ended(outcome),
        outcome => format!("{stages} ({})", ended(outcome)),
    }
}

fn ended(outcome: &str) -> String {
    strong(outcome)
}

/// Everything about a record, and with `why` where it can go.
pub(in crate::cli) fn card(record: &Json, why: Option<&Json>, now: Option<&str>) -> String {
    let mut out = title(record) + "\n";
    let (owner, version) = (text(record, "owner"), &record["version"]);
    let changed = moment::short(text(record, "changed_at"));
    let who = if owner.is_empty() { "nobody's".to_owned() } else { format!("owner {owner}") };
    let mut facts = vec![text(record, "workflow").to_owned(), who, format!("version {version}")];
    if !changed.is_empty() {
        facts.push(format!("changed {changed}"));
    }
    out.push_str(&format!("{}\n", dim(&facts.join(" · "))));
    let fields = fields(record);
    if !fields.is_empty() {
        out.push_str(&format!("\n{fields}"));
    }
    let chains: String = list(record, "chains").iter().map(|run| chain(run, now)).collect();
    if !chains.is_empty() {
        out.push_str(&format!("\n{chains}"));
    }
    let links = list(record, "links").iter().map(|link| {
        let (by, at) = (text(link, "by"), moment::short(text(link, "at")));
        format!("  {} {}\n", text(link, "to"), dim(&format!("{by} {at}")))
    });
    let links: String = links.collect();
    if !links.is_empty() {
        out.push_str(&format!("\nlinks\n{links}"));
    }
    if let Some(why) = why {
        out.push_str(&waits(why));
        out.push_str(&next(record, why));
    }
    out
}

/// Fields, what they are called on the left, figures beneath each other. Where the title is not what is typed, both.
fn fields(record: &Json) -> String {
    let columns = field::columns(record, std::slice::from_ref(record));
    let filled: Vec<(String, String, bool)> = columns
        .iter()
        .filter(|column| column.id != "owner" && !has_rows(&record["fields"][column.id.as_str()]))
        .map(|column| (called(column), column.of(record), column.is_figure()))
        .filter(|(_, shown, _)| !shown.is_empty())
        .collect();
    let names = filled.iter().map(|(name, ..)| name.width()).max().unwrap_or(0);
    let figures = filled.iter().filter(|(.., figure)| *figure).map(|(_, shown, _)| shown.width()).max().unwrap_or(0);
    let mut out = String::new();
    for (name, shown, figure) in &filled {
        let gap = " ".repeat(names - name.width());
        let indent = if *figure { " ".repeat(figures - shown.width()) } else { String::new() };
        out.push_str(&format!("  {}{gap}  {indent}{shown}\n", dim(name)));
    }
    for column in &columns {
        let value = &record["fields"][column.id.as_str()];
        if has_rows(value) {
            out.push_str(&format!("\n  {}\n{}", dim(&called(column)), rows(value)));
        }
    }
    out
}

/// Whether a value is line items.
fn has_rows(value: &Json) -> bool {
    value.as_array().is_some_and(|rows| !rows.is_empty() && rows.iter().all(Json::is_object))
}

/// Line items as a table; a column is where any row has something.
fn rows(value: &Json) -> String {
    let rows = value.as_array().map_or(&[][..], Vec::as_slice);
    let mut names: Vec<&str> = Vec::new();
    for name in rows.iter().filter_map(Json::as_object).flat_map(|row| row.keys()) {
        if name != "id" && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let is_figure =
        |name: &str| rows.iter().all(|row| row[name].is_null() || super::figure::rough(&row[name]).is_some());
    let heads: Vec<String> =
        names.iter().map(|name| if is_figure(name) { format!("{name}>") } else { (*name).to_owned() }).collect();
    let heads: Vec<&str> = std::iter::once("").chain(heads.iter().map(String::as_str)).collect();
    let mut table = super::table::Table::new(&heads);
    for row in rows {
        let id = super::table::Cell::toned(format!("  {}", self::value(&row["id"])), Tone::Dim);
        let cells = names.iter().map(|name| super::table::Cell::from(self::value(&row[*name])));
        table.row(std::iter::once(id).chain(cells).collect());
    }
    table.draw()
}

fn called(column: &field::Column) -> String {
    match column.title == column.id {
        true => column.id.clone(),
        false => format!("{} ({})", column.title, column.id),
    }
}

/// A chain with its steps and seats; one that has ended on one line.
fn chain(run: &Json, now: Option<&str>) -> String {
    let state = text(run, "state");
    let head = format!("approval {} of {}", strong(text(run, "chain")), text(run, "transition"));
    let asked = match text(run, "requester") {
        "" => String::new(),
        requester => format!(", asked by {requester} {}", moment::short(text(run, "started"))),
    };
    if state != "running" {
        return format!("{head}: {} {}\n", outcome(state), dim(&moment::short(text(run, "ended"))));
    }
    let mut out = format!("{head} {}{}\n", Tone::Type.of("running"), dim(&asked));
    for step in list(run, "steps") {
        for seat in list(step, "seats") {
            out.push_str(&format!("  {}\n", self::seat(text(step, "step"), seat, now)));
        }
        if list(step, "seats").is_empty() {
            out.push_str(&format!(
                "  {} {}\n",
                dim("–"),
                dim(&format!("{} {}", text(step, "step"), text(step, "state")))
            ));
        }
    }
    out
}

fn seat(step: &str, seat: &Json, now: Option<&str>) -> String {
    let comment = match text(seat, "comment") {
        "" => String::new(),
        comment => format!(" “{comment}”"),
    };
    match text(seat, "state") {
        "open" => {
            let due = text(seat, "due");
            let due = match (due, moment::is_past(due, now)) {
                ("", _) => String::new(),
                (due, true) => bad(&format!(", overdue since {}", moment::short(due))),
                (due, false) => format!(", due {}", moment::short(due)),
            };
            format!("{} {step}: {}{due}   {}", care("○"), joined(&seat["who"]), dim(text(seat, "task")))
        }
        "approved" => {
            format!("{} {step}: {}{comment} {}", good("✓"), text(seat, "by"), dim(&moment::short(text(seat, "at"))))
        }
        "rejected" => {
            format!("{} {step}: {}{comment} {}", bad("✗"), text(seat, "by"), dim(&moment::short(text(seat, "at"))))
        }
        other => dim(&format!("– {step}: {other}")),
    }
}

fn outcome(state: &str) -> String {
    match state {
        "approved" => good(state),
        "rejected" => bad(state),
        _ => care(state),
    }
}

fn waits(why: &Json) -> String {
    let who = joined(&why["waiting_for"]);
    let since = moment::short(text(why, "since"));
    match (who.as_str(), since.as_str()) {
        ("", _) => String::new(),
        (who, "") => format!("\nwaits for {}\n", strong(who)),
        (who, since) => format!("\nwaits for {} since {since}\n", strong(who)),
    }
}

/// The moves that are open now, as they are typed.
fn next(record: &Json, why: &Json) -> String {
    let id = text(record, "id");
    let open = list(why, "ways").iter().filter(|way| way["open"] == true && way["automatic"] != true);
    let lines: Vec<String> = open
        .map(|way| {
            let to = text(way, "to");
            let to = if to.is_empty() { String::new() } else { format!("→ {to}, ") };
            let move_ = format!("salesflow move {id} {}", text(way, "transition"));
            format!("  {}   {}\n", typed(&move_), dim(&format!("{to}by {}", joined(&way["who"]))))
        })
        .collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("\nnext\n{}", lines.concat()),
    }
}

/// What has happened to a record, oldest first.
pub(in crate::cli) fn history(events: &[Json]) -> String {
    let mut table = super::table::Table::new(&["when", "who", "what", ""]);
    for event in events {
        let at = match text(event, "as_of") {
            "" => text(event, "at"),
            as_of => as_of,
        };
        table.row(vec![
            super::table::Cell::toned(moment::short(at), Tone::Dim),
            text(event, "actor").into(),
            text(event, "kind").replace('_', " ").into(),
            carried(event).into(),
        ]);
    }
    table.draw()
}

/// What an event carries, on one line.
fn carried(event: &Json) -> String {
    let pairs = |key: &str| -> String {
        let map = event[key].as_object().into_iter().flatten();
        map.map(|(name, json)| format!("{name}={}", value(json))).collect::<Vec<_>>().join(" ")
    };
    let word = |key: &str| value(&event[key]);
    match text(event, "kind") {
        "created" | "changed" => pairs("fields"),
        "moved" => [word("transition"), pairs("ask"), word("deviation")].join(" ").trim().to_owned(),
        "entered" => word("stage"),
        "closed" => word("outcome"),
        "submitted" => format!("{} for {}", word("chain"), word("transition")),
        "step_reached" if event["skipped"] == true => format!("{}, skipped", word("step")),
        "step_reached" => word("step"),
        // Who was asked, through which entry of the policy.
        "seat_opened" if event["beside"].is_null() && event["because"].is_null() && word("seat") != word("who") => {
            format!("{} · {}", word("who"), word("seat"))
        }
        "seat_opened" | "seat_handed" => format!("{} {}", word("who"), word("because")).trim_end().to_owned(),
        "branched" => word("branch"),
        "returned" if event["to"].as_array().is_none_or(Vec::is_empty) => {
            format!("{} to who asked {}", word("step"), word("comment")).trim_end().to_owned()
        }
        "returned" => format!("{} to {} {}", word("step"), word("to"), word("comment")).trim_end().to_owned(),
        "voided" => format!("{} has changed: {}", word("facts"), word("steps")).trim_end().to_owned(),
        "lent" | "copied" => word("to"),
        "given_back" => {
            let said = event["yes"].as_bool().map_or("", |yes| if yes { "yes" } else { "no" });
            format!("{said} {}", word("comment")).trim().to_owned()
        }
        "abstained" | "signer_removed" => word("comment"),
        "taken_back" => word("undone"),
        "step_made" => word("records"),
        "decided" | "step_ended" => {
            let yes = if event["yes"] == true { "yes" } else { "no" };
            [word("step"), yes.to_owned(), word("comment"), word("because")].join(" ").trim().to_owned()
        }
        // What was done with the work, who has it or may take it, what was filled in.
        "task_acted" => {
            let whose = match event["holder"].is_null() {
                true => word("offered"),
                false => word("holder"),
            };
            let said = [word("name"), word("act").replace('_', " "), whose, pairs("form"), word("comment")];
            said.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
        }
        "chain_ended" => format!("{} {}", word("outcome"), word("comment")).trim_end().to_owned(),
        "timer_fired" => format!("{} {}", word("timer"), word("refused")).trim_end().to_owned(),
        "stay_clocked" => format!("{} {}", word("stage"), of_clock(event)),
        "clocked" => format!("{} {}", word("clock"), of_clock(event)),
        "commented" => word("text"),
        "linked" => word("to"),
        "noticed" => format!("{}: {}", word("to"), word("text")),
        "warned" => format!("{} {} {}", word("warning"), word("level"), word("because")).trim_end().to_owned(),
        "event_came" => format!("{} {}", word("event"), pairs("with")).trim_end().to_owned(),
        "event_met" => format!("{} {}", word("event"), word("refused")).trim_end().to_owned(),
        "event_kept" | "event_dropped" => word("event"),
        "mark_taken" => format!("{} by {}", word("transition"), word("of")),
        "children_taken" => format!("{} took {}", word("transition"), word("taken")),
        "called" => format!("{} {}", word("channel"), pairs("with")).trim_end().to_owned(),
        "call_answered" => pairs("with"),
        "call_failed" => word("because"),
        "policy_taken" => format!("version {}", word("version")),
        _ => String::new(),
    }
}

/// How a clock stands: why it is over, that it stands still, or when its time is up.
fn of_clock(event: &Json) -> String {
    let timers = event["timers"].as_array().map_or(&[][..], Vec::as_slice);
    match (timers.first(), event["ended"].as_str()) {
        (_, Some(ended)) => format!("over: {ended}"),
        (None, None) => "over".to_owned(),
        (Some(timer), None) if timer["stopped"].is_string() => {
            format!("stands still since {}", moment::short(text(timer, "stopped")))
        }
        (Some(timer), None) => format!("due {}", moment::short(text(timer, "due"))),
    }
}
