//! `salesflow kpi`: figures, beside their targets.

use serde_json::Value as Json;

use crate::{
    cli::{
        failed::Done,
        session::Session,
        show::{
            bar::bar,
            figure,
            json::{list, text, value},
            paint::{Tone, dim, strong},
            table::{Cell, Table},
        },
    },
    server::Call,
};

/// Figures: KPIs and measures, by dimensions and periods, beside their targets
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  salesflow kpi
  salesflow kpi won_amount --by quarter,office
  salesflow kpi win_rate --by owner --period 2026-Q1")]
pub(crate) struct Args {
    /// KPIs and measures; none: all KPIs
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Dimensions, comma between; `day week month quarter year` are some of every flow
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    by: Vec<String>,
    /// The period, as people write it: `2026-03`, `2026-Q1`, `this month`, `last 3mo`
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let by = args.by.iter().map(|dimension| dimension.trim()).filter(|dimension| !dimension.is_empty());
    let call =
        Call::Kpi { names: args.names.clone(), by: by.map(str::to_owned).collect(), period: args.period.clone() };
    session.answer(call, human)
}

fn human(data: &Json) -> String {
    let lines = list(data, "lines");
    let mut kpis: Vec<&str> = Vec::new();
    for line in lines {
        let kpi = text(line, "kpi");
        if !kpis.contains(&kpi) {
            kpis.push(kpi);
        }
    }
    if kpis.is_empty() {
        return "no figures: nothing counts yet, or the policy has no [kpi]\n".to_owned();
    }
    // Where each figure is a single number one table shows them all.
    let singles =
        kpis.len() == lines.len() && lines.iter().all(|line| line["by"].as_object().is_none_or(|by| by.is_empty()));
    match singles {
        true => totals(data, lines),
        false => kpis.iter().map(|kpi| series(data, kpi, lines)).collect::<Vec<_>>().join("\n"),
    }
}

/// One line a figure.
fn totals(data: &Json, lines: &[Json]) -> String {
    let mut table = Table::new(&["figure", "", "period", "value>", "target>", "attainment>", "   "]);
    for line in lines {
        let (kpi, unit) = (text(line, "kpi"), text(line, "unit"));
        let title = text(&data["names"], kpi);
        let mut row: Vec<Cell> = vec![
            Cell::toned(kpi, Tone::Strong),
            if title == kpi { "".into() } else { title.into() },
            value(&line["period"]).into(),
            shown(&figure::one(&line["value"], unit)),
            figure::one(&line["target"], unit).into(),
        ];
        row.extend(attained(line));
        table.row(row);
    }
    table.draw()
}

/// One figure, a line for each of its series.
fn series(data: &Json, kpi: &str, lines: &[Json]) -> String {
    let lines: Vec<&Json> = lines.iter().filter(|line| text(line, "kpi") == kpi).collect();
    let mut dimensions: Vec<&String> = Vec::new();
    for name in lines.iter().flat_map(|line| line["by"].as_object().into_iter().flat_map(|by| by.keys())) {
        if !dimensions.contains(&name) {
            dimensions.push(name);
        }
    }
    // `--by quarter` names the period already.
    let twice = dimensions.iter().any(|name| lines.iter().all(|line| line["by"][name.as_str()] == line["period"]));
    let mut columns: Vec<&str> = vec![if twice { "" } else { "period" }];
    columns.extend(dimensions.iter().map(|name| name.as_str()));
    let targets = lines.iter().any(|line| !line["target"].is_null());
    columns.extend(["value>", "target>", "attainment>", "   "]);
    let unit = lines.first().map_or("", |line| text(line, "unit"));
    let column = |key: &str| figure::column(&lines.iter().map(|line| &line[key]).collect::<Vec<_>>(), unit);
    let (values, wanted) = (column("value"), column("target"));
    let most = lines.iter().filter_map(|line| figure::rough(&line["value"])).fold(0.0, f64::max);
    let mut table = Table::new(&columns);
    for (at, line) in lines.iter().enumerate() {
        let period = if twice { String::new() } else { value(&line["period"]) };
        let mut row: Vec<Cell> = vec![period.into()];
        row.extend(dimensions.iter().map(|name| Cell::from(named(&line["by"][name.as_str()]))));
        row.push(shown(&values[at]));
        row.push(wanted[at].as_str().into());
        match targets {
            true => row.extend(attained(line)),
            false => {
                let share = figure::rough(&line["value"])
                    .filter(|_| lines.len() > 1 && most > 0.0)
                    .map_or(0.0, |value| value / most);
                row.extend(["".into(), Cell::toned(bar(share, BAR_CELLS), Tone::Type)]);
            }
        }
        table.row(row);
    }
    let title = text(&data["names"], kpi);
    let title = if title == kpi { String::new() } else { dim(&format!(" {title}")) };
    format!("{}{title}\n{}", strong(kpi), table.draw())
}

const BAR_CELLS: usize = 12;

/// How far a target is reached, with a bar: green where it is.
fn attained(line: &Json) -> [Cell; 2] {
    let share = figure::rough(&line["attainment"]);
    let tone = if share.is_some_and(|share| share >= 1.0) { Tone::Good } else { Tone::Care };
    [
        Cell::toned(figure::one(&line["attainment"], "percent"), if share.is_some() { tone } else { Tone::Plain }),
        Cell::toned(bar(share.unwrap_or(0.0), BAR_CELLS), tone),
    ]
}

/// A figure nobody can give yet is a dash.
fn shown(value: &str) -> Cell {
    match value {
        "" => Cell::toned("–", Tone::Dim),
        value => value.into(),
    }
}

/// A dimension's value; records without one have a line of their own.
fn named(dimension: &Json) -> String {
    match value(dimension) {
        none if none.is_empty() => "(none)".to_owned(),
        some => some,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    #[test]
    fn figures_stand_beside_their_targets() {
        let data = json!({"names": {"won": "Won amount", "rate": "rate"}, "lines": [
            {"kpi": "won", "period": "2026-Q1", "by": {}, "value": "1200000", "target": "1000000", "attainment": "1.2", "unit": "money"},
            {"kpi": "rate", "period": "2026-Q1", "by": {}, "value": null, "target": null, "attainment": null, "unit": "percent"}]});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
        figure              period       value     target  attainment
        ─────────────────────────────────────────────────────────────────────────────
        won     Won amount  2026-Q1  1,200,000  1,000,000        120%  ████████████
        rate                2026-Q1          –
        "#);
    }

    #[test]
    fn series_have_bars() {
        let data = json!({"names": {"won": "Won amount"}, "lines": [
            {"kpi": "won", "period": "2026-03", "by": {"office": "上海"}, "value": "1200000.5", "target": null, "attainment": null, "unit": "money"},
            {"kpi": "won", "period": "2026-03", "by": {"office": null}, "value": "300000", "target": null, "attainment": null, "unit": "money"}]});
        insta::assert_snapshot!(plain(&human(&data)), @r#"
        won Won amount
        period   office         value
        ─────────────────────────────────────────────
        2026-03  上海    1,200,000.50  ████████████
        2026-03  (none)    300,000.00  ███
        "#);
        assert!(human(&json!({"lines": []})).starts_with("no figures"));
    }
}
