//! Figures in a report: cut by dimensions, beside their targets and what they were before.

use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde_json::{Value as Json, json};

use crate::{
    figures::{self, Line, Question},
    model::{Code, Id, Lang, Said, Type, Value, time::Period},
    policy::{Compare, ReportPart, Show},
    report::page::{Cell, Table, Tone},
    script::template,
    server::{Problem, eyes::Eyes, shapes},
};

/// A table for all figures where nothing cuts them; else one each.
pub(super) fn tables(
    state: &Eyes,
    part: &ReportPart,
    all: &[Id],
    period: &Period,
    lang: Lang,
) -> Result<(Vec<Table>, Json), Problem> {
    let mut data = Vec::new();
    let mut tables = Vec::new();
    let mut totals = Table::new("", &titles(part, &[], lang));
    for figure in all {
        let lines = lines(state, part, figure, Some(*period))?;
        data.extend(lines.iter().map(|line| shapes::figure_line(state, figure, line)));
        let beside = beside(state, part, figure, period)?;
        let most = lines.iter().filter_map(|line| line.value.as_number()).max().unwrap_or_default();
        let title = state.policy.figure_title(figure);
        let bars = part.show == Show::Bars;
        let row = |line: &Line| row(state, figure, line, &beside, most, bars);
        match part.by.is_empty() {
            true => lines.iter().for_each(|line| {
                let cells = [Cell::from(title)].into_iter().chain(row(line));
                totals.row(Tone::Plain, cells.collect());
            }),
            false => {
                let mut table = Table::new(title, &titles(part, &part.by, lang));
                for line in &lines {
                    table.row(Tone::Plain, row(line));
                }
                tables.push(table);
            }
        }
    }
    if part.by.is_empty() {
        tables.push(totals);
    }
    Ok((tables, json!({ "lines": data })))
}

/// What stands above the columns.
fn titles<'a>(part: &ReportPart, by: &'a [Id], lang: Lang) -> Vec<&'a str> {
    let word = |en: &'static str, zh: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut titles: Vec<&str> = by.iter().map(|id| &**id).collect();
    if by.is_empty() {
        titles.push(word("figure", "指标"));
    }
    titles.push(word("value>", "数值>"));
    for compare in &part.compare {
        titles.extend(match compare {
            Compare::Target => [word("target>", "目标>"), word("attainment>", "达成率>")],
            Compare::Previous => [word("before>", "上期>"), word("change>", "环比>")],
            Compare::LastYear => [word("a year before>", "上年同期>"), word("change>", "同比>")],
        });
    }
    titles
}

/// The lines of a figure; none where it isn't known for that period.
fn lines(state: &Eyes, part: &ReportPart, figure: &Id, period: Option<Period>) -> Result<Vec<Line>, Problem> {
    let question = Question { figure: figure.clone(), by: part.by.clone(), period, only: Vec::new() };
    match figures::ask(&state.policy, &**state, &state.glass(), &question, state.now) {
        Ok(lines) => Ok(lines),
        Err(refusal) if refusal.code == Code::Usage => Ok(Vec::new()),
        Err(refusal) => Err(refusal.into()),
    }
}

/// What it is compared with.
enum Beside {
    Target,
    Earlier(Vec<Line>),
}

fn beside(state: &Eyes, part: &ReportPart, figure: &Id, period: &Period) -> Result<Vec<Beside>, Problem> {
    let earlier = |period: Option<Period>| match period {
        Some(period) => Ok(Beside::Earlier(lines(state, part, figure, Some(period))?)),
        None => Ok(Beside::Earlier(Vec::new())),
    };
    let compares = part.compare.iter().map(|compare| match compare {
        Compare::Target => Ok(Beside::Target),
        Compare::Previous => earlier(period.previous().ok()),
        Compare::LastYear => earlier(period.year_before().ok()),
    });
    compares.collect()
}

fn row(state: &Eyes, figure: &Id, line: &Line, beside: &[Beside], most: Decimal, bars: bool) -> Vec<Cell> {
    let unit = figures::unit(&state.policy, figure).cloned().unwrap_or(Type::Number);
    let none = Said::own("–");
    let shown = |value: &Value, ty: &Type| match value {
        Value::None => none.to_string(),
        value => told(state, value, ty),
    };
    let mut cells: Vec<Cell> = line.by.iter().map(|(_, value)| told(state, value, &Type::Any).into()).collect();
    let value = shown(&line.value, &unit);
    let share = line.value.as_number().filter(|_| bars && most > Decimal::ZERO);
    let share = share.and_then(|value| value.checked_div(most)).and_then(|share| share.to_f64());
    cells.push(share.map_or_else(|| Cell::Text(value.clone()), |share| Cell::Bar(value.clone(), share)));
    for compare in beside {
        match compare {
            Beside::Target => {
                cells.push(shown(&line.target, &unit).into());
                cells.push(shown(&rounded(&line.attainment), &Type::Percent).into());
            }
            Beside::Earlier(earlier) => {
                let then = earlier.iter().find(|other| other.by == line.by).map_or(&Value::None, |other| &other.value);
                cells.push(shown(then, &unit).into());
                cells.push(shown(&change(then, &line.value), &Type::Percent).into());
            }
        }
    }
    cells
}

/// By how much it has grown, as a fraction of what it was.
fn change(then: &Value, now: &Value) -> Value {
    let grown = then.as_number().zip(now.as_number()).and_then(|(then, now)| (now - then).checked_div(then));
    grown.map_or(Value::None, |grown| rounded(&Value::Number(grown)))
}

/// A fraction to the tenth of a percent.
fn rounded(value: &Value) -> Value {
    value.as_number().map_or(Value::None, |number| Value::Number(crate::model::number::round(number, 3)))
}

fn told(state: &Eyes, value: &Value, ty: &Type) -> String {
    let glass = state.glass();
    let frame = glass.frame(None, &[], state.now);
    template::shown(&value_of(value, ty), ty, state.policy.manifest.minor_digits, &frame)
}

/// Percentages are read to the tenth, other figures to the hundredth.
fn value_of(value: &Value, ty: &Type) -> Value {
    match (value, ty) {
        (Value::Number(number), Type::Percent) => Value::Number(crate::model::number::round(*number, 3)),
        (Value::Number(number), Type::Number) => Value::Number(crate::model::number::round(*number, 2)),
        (value, _) => value.clone(),
    }
}
