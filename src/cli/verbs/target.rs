//! `salesflow target`: what figures should be, part by part; and changing that.

use serde_json::{Map, Value as Json, json};

use super::act::Command;
use crate::{
    cli::{
        failed::{Done, usage},
        session::Session,
        show::{
            figure,
            json::{list, text, value},
            moment,
            paint::{Tone, dim, strong},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// Targets: their parts with what is reached, what became of them, changing them
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Targets, part by part, with what is reached and what became of them
    #[command(after_help = "Examples:\n  salesflow target list\n  salesflow target list revenue_2026 --depth 3")]
    List {
        /// Only this target
        target: Option<String>,
        /// How many levels of parts
        #[arg(long, value_name = "N", default_value_t = 2)]
        depth: usize,
    },
    /// Give a whole target another value; its parts follow in proportion
    #[command(after_help = "Example:\n  salesflow target set revenue_2026 110000000 --reason 市场骤变")]
    Set {
        /// The target
        target: String,
        /// What it should be
        value: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Give a part of a target another value
    #[command(
        after_help = "Example:\n  salesflow target adjust revenue_2026 9000000 --by region=华东 --period 2026-Q2 --rest spread --reason 新品推迟"
    )]
    Adjust {
        /// The target
        target: String,
        /// What the part should be
        value: String,
        /// Which part: dimension=value, comma between
        #[arg(long, value_name = "D=V,D=V", value_delimiter = ',')]
        by: Vec<String>,
        /// Which part of its period
        #[arg(long, value_name = "PERIOD")]
        period: Option<String>,
        /// keep: the whole changes with the part; spread: the parts beside it make up for it
        #[arg(long, value_name = "keep|spread", default_value = "keep")]
        rest: String,
        /// Why
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    match &args.what {
        What::List { target, depth } => session.answer(Call::Targets { target: target.clone(), depth: *depth }, human),
        What::Set { target, value, reason } => {
            Command::new("adjust", target).with("value", Some(value)).with("reason", Some(reason)).send_quietly(session)
        }
        What::Adjust { target, value, by, period, rest, reason } => {
            let mut series = Map::new();
            for word in by {
                let Some((dimension, value)) = word.split_once('=') else {
                    return Err(usage(format!("`--by` says which part: region=east, not `{word}`")));
                };
                series.insert(dimension.trim().to_owned(), json!(value.trim()));
            }
            let command = Command::new("adjust", target).with("value", Some(value)).with("period", period.as_deref());
            let command = if series.is_empty() { command } else { command.value("by", Json::Object(series)) };
            command.with("rest", Some(rest)).with("reason", Some(reason)).send_quietly(session)
        }
    }
}

fn human(data: &Json) -> String {
    let targets = list(data, "targets");
    if targets.is_empty() {
        return "no targets: the policy has no [target]\n".to_owned();
    }
    targets.iter().map(one).collect::<Vec<_>>().join("\n")
}

fn one(target: &Json) -> String {
    let (id, title, unit) = (text(target, "target"), text(target, "title"), text(target, "unit"));
    let title = if title == id { String::new() } else { format!(" {title}") };
    let head =
        format!("{}{}\n", strong(id), dim(&format!("{title} · {} {}", text(target, "kpi"), text(target, "period"))));
    let parts = list(target, "parts");
    let column = |key: &str| figure::column(&parts.iter().map(|part| &part[key]).collect::<Vec<_>>(), unit);
    let (values, aims) = (column("value"), column("target"));
    let mut table = Table::new(&["part", "period", "value>", "target>", "attainment>"]);
    for (at, part) in parts.iter().enumerate() {
        let depth = part["depth"].as_u64().unwrap_or_default() as usize;
        let share = figure::rough(&part["attainment"]);
        let tone = if share.is_some_and(|share| share >= 1.0) { Tone::Good } else { Tone::Plain };
        table.row(vec![
            format!("{}{}", "  ".repeat(depth), named(part)).into(),
            value(&part["period"]).into(),
            values[at].as_str().into(),
            aims[at].as_str().into(),
            Cell::toned(figure::one(&part["attainment"], "percent"), tone),
        ]);
    }
    let mut out = format!("{head}{}", table.draw());
    for line in list(target, "history") {
        out.push_str(&became(line, unit));
    }
    out
}

/// The series of a part.
fn named(part: &Json) -> String {
    let by = part["by"].as_object().into_iter().flatten();
    let values: Vec<String> = by.map(|(_, one)| value(one)).collect();
    if values.is_empty() { "all".to_owned() } else { values.join(" · ") }
}

/// A line of what became of it.
fn became(line: &Json, unit: &str) -> String {
    let at = moment::short(text(line, "at"));
    let change = &line["change"];
    if change.is_null() {
        return format!("{at}  {}\n", dim("the policy stated it anew: what was changed before holds no more"));
    }
    let part = match (named(change), text(change, "period")) {
        (series, "") => series,
        (series, period) => format!("{series} {period}"),
    };
    let (before, after) = (figure::one(&change["before"], unit), figure::one(&change["value"], unit));
    let mut said = format!("{at}  {part}: {before} → {after}");
    if text(change, "rest") == "spread" {
        said.push_str(", the rest makes up for it");
    }
    let mut by = text(line, "actor").to_owned();
    for (word, key) in [("by", "record"), ("", "reason")] {
        let told = text(if key == "reason" { change } else { line }, key);
        if !told.is_empty() {
            by.push_str(&format!(" · {word}{}{told}", if word.is_empty() { "" } else { " " }));
        }
    }
    let approved: Vec<&str> = list(line, "approved_by").iter().filter_map(Json::as_str).collect();
    if !approved.is_empty() {
        by.push_str(&format!(" · approved by {}", approved.join(", ")));
    }
    format!("{said}  {}\n", dim(&by))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_target_stands_with_its_parts_and_its_history() {
        let part = |depth: u64, by: Json, target: &str, value: &str, attainment: &str| {
            json!({"depth": depth, "by": by, "period": "2026", "value": value, "target": target,
                "attainment": attainment, "unit": "money"})
        };
        let data = json!({"targets": [{"target": "won_2026", "title": "全年", "kpi": "won", "period": "2026",
            "unit": "money", "stated": "100", "parts": [
                part(0, json!({}), "90", "45", "0.5"), part(1, json!({"region": "华东"}), "40", "44", "1.1")],
            "history": [{"at": "2026-03-05T09:00:00+08:00", "actor": "zhou", "record": "TC-1", "approved_by": ["lin"],
                "change": {"by": {"region": "华东"}, "period": null, "value": "40", "before": "50", "rest": "keep",
                    "reason": "市场骤变"}}, {"at": "2026-04-01T09:00:00+08:00", "actor": "policy", "change": null}]}]});
        insta::assert_snapshot!(plain(&human(&data)));
        assert!(human(&json!({"targets": []})).starts_with("no targets"));
    }
}
