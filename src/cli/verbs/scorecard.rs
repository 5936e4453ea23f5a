//! `salesflow scorecard`: how people, units or records are rated in a period.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            figure,
            json::{list, text, value},
            paint::{Tone, dim, strong},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// How everybody is rated in a period: fixed, in draft, or as it would be now
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow scorecard rep_month
  salesflow scorecard rep_month --period 2026-03
  salesflow show REP_MONTH-000001        its items, one by one")]
pub(crate) struct Args {
    /// The scorecard
    #[arg(value_name = "NAME")]
    name: String,
    /// The period, as people write it; else the last that is over
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let call = Call::Results { kind: args.name.clone(), paid: false, period: args.period.clone() };
    session.answer(call, |data| human(data, &["score>", "grade"]))
}

/// A line for each of those a result is for.
pub(super) fn human(data: &Json, columns: &[&str]) -> String {
    let results = list(data, "results");
    let head = format!("{} {}", strong(text(data, "title")), dim(text(data, "period")));
    if results.is_empty() {
        return format!("{head}\nnobody, as far as you may see\n");
    }
    let graded = columns.contains(&"grade");
    let changed = results.iter().any(|line| !line["now"].is_null());
    let mut all = vec!["for", ""];
    all.extend(columns);
    all.extend(["stage", "record"]);
    all.extend(changed.then_some("now>"));
    let mut table = Table::new(&all);
    for line in results {
        let unit = text(line, "unit");
        let rated = if line["rated"].is_null() { &line["owner"] } else { &line["rated"] };
        let shown = |number: &Json| match (number.is_null(), graded) {
            (true, _) => "–".to_owned(),
            (false, true) => figure::rough(number).map_or_else(String::new, |score| format!("{score:.1}")),
            (false, false) => figure::one(number, unit),
        };
        let mut row: Vec<Cell> = vec![
            Cell::toned(text(line, "label"), Tone::Strong),
            Cell::toned(value(rated), Tone::Dim),
            shown(&line["value"]).into(),
        ];
        if graded {
            row.push(value(&line["grade"]).into());
        }
        row.push(Cell::toned(
            text(line, "stage"),
            if text(line, "stage") == "fixed" { Tone::Good } else { Tone::Plain },
        ));
        row.push(value(&line["record"]).into());
        if changed {
            row.push(Cell::toned(if line["now"].is_null() { String::new() } else { shown(&line["now"]) }, Tone::Care));
        }
        table.row(row);
    }
    format!("{head}\n{}", table.draw())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn a_score_and_its_grade() {
        let data = json!({"title": "Sellers", "period": "2026-03", "results": [
            {"owner": "ana", "rated": null, "label": "Ana", "record": "S-1", "stage": "fixed", "value": "100.84", "grade": "A", "now": "96", "unit": "number"},
            {"owner": "bo", "rated": null, "label": "Bo", "record": null, "stage": "open", "value": null, "grade": null, "now": null, "unit": "number"}]});
        insta::assert_snapshot!(plain(&human(&data, &["score>", "grade"])), @r"
        Sellers 2026-03
        for       score  grade  stage  record   now
        ─────────────────────────────────────────────
        Ana  ana  100.8  A      fixed  S-1     96.0
        Bo   bo       –         open
        ");
        assert!(human(&json!({"title": "Sellers", "results": []}), &["score>"]).contains("nobody"));
    }
}
