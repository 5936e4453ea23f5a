//! `[report.x]` and `[matrix.x]`: what is put together for people to read.

use indexmap::IndexMap;

use super::{
    Cx,
    figures::{Dimensions, targets},
    findings,
    names::{Definition, Names},
    places,
    site::Site,
    syntax::{Node, Reader, Table},
};
use crate::{
    model::{
        Id, Type,
        time::{Date, Period},
    },
    policy::{Compare, Format, Matrix, Report, ReportPart, Show, Subject},
    said,
    script::Expect,
};

const FORMATS: [(&str, Format); 3] = [("html", Format::Html), ("xlsx", Format::Xlsx), ("csv", Format::Csv)];
const SHOWS: [(&str, Show); 3] = [("table", Show::Table), ("bars", Show::Bars), ("list", Show::List)];
const SHOWS_LATER: [&str; 3] = ["trend", "funnel", "heat"];
const COMPARES: [(&str, Compare); 3] =
    [("target", Compare::Target), ("previous", Compare::Previous), ("last_year", Compare::LastYear)];

/// What a part can be of, by its key.
const SUBJECTS: [&str; 8] = ["kpi", "records", "forecast", "analysis", "scorecard", "warnings", "matrix", "rights"];

/// All reports that are on, in file order.
pub(super) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, known: &Dimensions) -> IndexMap<Id, Report> {
    let mut reports = IndexMap::new();
    for (id, definition) in &names.reports {
        let report = one(cx, names, definition, known);
        if definition.off.is_none() {
            reports.insert(id.clone(), report);
        }
    }
    reports
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>, known: &Dimensions) -> Report {
    let reader = Reader::open(cx, definition.table, places::REPORT);
    reader.bool("off");
    let id = definition.id();
    let period = reader.text("period");
    if let Some(text) = &period
        && let Err(error) = Period::parse(text, Date::constant(2026, 1, 1), names.calendar.fiscal_year_starts())
    {
        cx.report(findings::unreadable(text.span, error.said()));
    }
    if !reader.has("part") {
        reader.missing("part", definition.key.span);
    }
    Report {
        title: names.title(&reader, &id),
        period: period.map_or_else(|| "this month".to_owned(), |text| text.value),
        formats: words(cx, &reader, "format", &FORMATS),
        to: Site::bare(cx, names).told(&reader, "to"),
        parts: reader.tables("part").into_iter().filter_map(|table| part(cx, names, table, known)).collect(),
        id,
    }
}

/// A list of words.
fn words<T: Copy>(cx: &Cx<'_>, reader: &Reader<'_>, key: &str, known: &[(&str, T)]) -> Vec<T> {
    let entries = reader.get(key).map_or(&[][..], Node::entries);
    entries.iter().filter_map(|node| cx.word(node, key, known, &[])).collect()
}

fn part<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, table: &'a Table, known: &Dimensions) -> Option<ReportPart> {
    let reader = Reader::open(cx, table, places::REPORT_PART);
    let said: Vec<&str> = SUBJECTS.into_iter().filter(|key| reader.has(key)).collect();
    let [said] = said.as_slice() else {
        cx.report(findings::part_subject(table.span, &said));
        return None;
    };
    let text = || reader.text(said);
    let mut by = Vec::new();
    let subject = match *said {
        "kpi" => {
            let figures = reader.texts("kpi");
            let figures: Vec<Id> = figures.iter().filter_map(|text| targets::figure(cx, names, text)).collect();
            for figure in &figures {
                by = targets::dimensions_of(cx, &reader, figure, known);
            }
            Subject::Figures(figures)
        }
        "records" => {
            let of = names.workflow(&reader, "records", table.span)?;
            let site = Site::on(cx, names, of);
            let filter = site.condition(&reader, "where");
            Subject::Records { of: of.clone(), filter, columns: site.fields(&reader, "columns") }
        }
        "forecast" => Subject::Forecast(names.defined(cx, &names.forecasts, "forecast", &text()?)?),
        "analysis" => Subject::Analysis(names.defined(cx, &names.analyses, "analysis", &text()?)?),
        "scorecard" => Subject::Scorecard(names.defined(cx, &names.scorecards, "scorecard", &text()?)?),
        "matrix" => Subject::Matrix(names.defined(cx, &names.matrices, "matrix", &text()?)?),
        "warnings" => Subject::Warnings,
        _ => {
            let roles = reader.texts("rights").into_iter().filter(|text| &**text != "all");
            let known = |text: &super::syntax::Text| {
                let role = names.org.roles.get_key_value(&*text.value).map(|(id, _)| id.clone());
                if role.is_none() {
                    cx.report(findings::unknown_role(text.span, text, names.org.roles.keys().map(|id| &**id)));
                }
                role
            };
            Subject::Rights(roles.filter_map(|text| known(&text)).collect())
        }
    };
    for (key, goes) in [("where", "records"), ("columns", "records"), ("compare", "kpi"), ("by", "kpi")] {
        if reader.has(key) && *said != goes && !(key == "by" && matches!(*said, "forecast" | "warnings")) {
            cx.report(findings::unreadable(
                reader.key_span(key),
                said!("`{key}` goes with `{goes}`", "`{key}` 须与 `{goes}` 一起用"),
            ));
        }
    }
    Some(ReportPart {
        title: reader.has("title").then(|| names.title(&reader, "")),
        subject,
        show: reader.get("show").and_then(|node| cx.word(node, "show", &SHOWS, &SHOWS_LATER)).unwrap_or_default(),
        by,
        compare: words(cx, &reader, "compare", &COMPARES),
    })
}

/// All matrices, in file order.
pub(super) fn matrices<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Matrix> {
    let all = names.matrices.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), matrix(cx, names, definition)?))).collect()
}

fn matrix<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>) -> Option<Matrix> {
    let reader = Reader::open(cx, definition.table, places::MATRIX);
    let id = definition.id();
    let key = definition.key.span;
    let rows = names.workflow(&reader, "rows", key);
    let columns = names.workflow(&reader, "columns", key);
    let through = reader.needed_text("through", key);
    let (rows, columns, through) = (rows?, columns?, through?);
    let site = Site::on(cx, names, columns);
    let through_id = site.field(&through)?;
    let ty = &names.workflows.get(columns)?.fields.get(&through_id)?.ty;
    let leads = match ty {
        Type::Ref(of) => of == rows,
        Type::List(of) => matches!(&**of, Type::Ref(of) if of == rows),
        Type::Any => true,
        _ => false,
    };
    if !leads {
        let word = ty.word();
        let message = said!(
            "`{through}` of {columns} names no {rows}: it is of type {word}",
            "{columns} 的 `{through}` 不指向 {rows}：它的类型是 {word}"
        );
        cx.report(findings::unreadable(through.span, message));
        return None;
    }
    Some(Matrix {
        title: names.title(&reader, &id),
        rows: rows.clone(),
        columns: columns.clone(),
        through: through_id,
        cell: site.formula(&reader, "cell", Expect::Any),
        id,
    })
}
