//! `salesflow decide`: ask a table or decision without a record.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::{Done, Failed},
        given,
        session::Session,
        show::{
            json::{list, text},
            paint::{bad, dim, good, strong},
        },
    },
    server::{Call, Problem},
};

/// Ask a decision table or a decision
///
/// What it answers for these values, without a record. --why shows every row with the cells that said no, nearest first,
/// and every step of a decision.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow decide credit_terms grade=A overdue=10
  salesflow decide lending applicant=CUST-000001 --why
  salesflow decide credit_terms grade=A overdue=10 --json")]
pub(crate) struct Args {
    /// The table or decision
    #[arg(value_name = "TABLE|DECISION")]
    name: String,
    /// Its inputs; what is not given is empty
    #[arg(value_name = "FIELD=VALUE")]
    with: Vec<String>,
    /// Show why: rows and the cells that said no, steps and what they saw
    #[arg(long)]
    why: bool,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let with = given::fields(&args.with).map_err(|message| Failed::Problem(Problem::new("usage", message)))?;
    session.answer(Call::Decide { name: args.name.clone(), with, why: args.why }, human)
}

fn human(data: &Json) -> String {
    let mut out = String::new();
    show(data, 0, &mut out);
    out
}

fn show(data: &Json, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    let inputs: Vec<String> = pairs(&data["inputs"]);
    out.push_str(&format!("{pad}{}{}\n", strong(text(data, "decide")), dim(&format!("  {}", inputs.join(", ")))));
    let nothing = data["answer"].is_null() || data["answer"].as_array().is_some_and(Vec::is_empty);
    match &data["answer"] {
        _ if nothing => out.push_str(&format!("{pad}  {}\n", dim("no answer"))),
        Json::Array(answers) => answers.iter().for_each(|one| out.push_str(&format!("{pad}  → {}\n", said(one)))),
        one => out.push_str(&format!("{pad}  → {}\n", said(one))),
    }
    if data["by_default"] == true {
        out.push_str(&format!("{pad}  {}\n", dim("by default: no row matches")));
    }
    for row in list(data, "rows") {
        out.push_str(&self::row(row, &pad));
    }
    for step in list(data, "steps") {
        self::step(step, indent, out);
    }
}

fn row(row: &Json, pad: &str) -> String {
    let mark = match (row["answers"] == true, row["matches"] == true) {
        (true, _) => good("✓"),
        (false, true) => dim("·"),
        (false, false) => bad("✗"),
    };
    let place = dim(&format!("{}:{}", text(row, "file"), row["line"]));
    let mut line = format!("{pad}  {mark} row {}  {place}", row["row"]);
    for cell in list(row, "cells").iter().filter(|cell| cell["passes"] != true) {
        line.push_str(&format!(
            "  {} {} {}",
            text(cell, "input"),
            bad(&said(&cell["value"])),
            dim(&format!("is not {}", text(cell, "test")))
        ));
    }
    if row["matches"] == true && row["answers"] != true {
        line.push_str(&dim("  matches, and another answers"));
    }
    line.push('\n');
    line
}

fn step(step: &Json, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    let id = strong(text(step, "step"));
    let seen = pairs(&step["seen"]).join(", ");
    let seen = if seen.is_empty() { String::new() } else { dim(&format!("  {seen}")) };
    let line = match (step["needed"] == true, &step["when"]) {
        (false, _) => format!("{pad}  · {id} {}", dim("not needed")),
        (true, Json::Bool(false)) => format!("{pad}  · {id} {}{seen}", dim("left out: its `when` does not hold")),
        (true, _) => format!("{pad}  {} {id} = {}{seen}", good("✓"), said(&step["value"])),
    };
    out.push_str(&line);
    out.push('\n');
    list(step, "asked").iter().for_each(|asked| show(asked, indent + 4, out));
}

fn pairs(object: &Json) -> Vec<String> {
    object
        .as_object()
        .map(|map| map.iter().map(|(name, value)| format!("{name} = {}", said(value))).collect())
        .unwrap_or_default()
}

fn said(value: &Json) -> String {
    match value {
        Json::Null => "empty".into(),
        Json::String(text) => text.clone(),
        Json::Object(_) => pairs(value).join(", "),
        Json::Array(items) => items.iter().map(said).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn an_answer_shows_its_row_and_the_cells_that_said_no() {
        let data = json!({"decide": "terms", "inputs": {"grade": "A", "overdue": "40"}, "kind": "table", "hit": "first",
            "answer": {"limit": "50000", "days": "30"}, "by_default": false, "rows": [
            {"row": 2, "file": "rules/t.toml", "line": 7, "answers": true, "matches": true, "cells": []},
            {"row": 1, "file": "rules/t.toml", "line": 6, "answers": false, "matches": false, "cells": [
                {"input": "grade", "test": "A", "value": "A", "passes": true},
                {"input": "overdue", "test": "< 30", "value": "40", "passes": false}]}]});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
        terms  grade = A, overdue = 40
          → days = 30, limit = 50000
          ✓ row 2  rules/t.toml:7
          ✗ row 1  rules/t.toml:6  overdue 40 is not < 30
        "#);
        let data = json!({"decide": "lending", "inputs": {"amount": "5"}, "kind": "decision", "answer": null, "steps": [
            {"step": "score", "needed": true, "when": null, "value": "7", "seen": {"amount": "5"}, "asked": []},
            {"step": "route", "needed": true, "when": false, "value": null, "seen": {"score": "7"}, "asked": []},
            {"step": "spare", "needed": false, "when": null, "value": null, "seen": {}, "asked": []}]});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
        lending  amount = 5
          no answer
          ✓ score = 7  amount = 5
          · route left out: its `when` does not hold  score = 7
          · spare not needed
        "#);
    }
}
