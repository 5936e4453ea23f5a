//! `[forecast.x]` and `[analysis.x]`: a figure ahead, and what drives an outcome.

use indexmap::IndexMap;

use super::{Dimensions, targets};
use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        places,
        site::Site,
        syntax::Reader,
    },
    model::{Id, Type, time::Duration},
    policy::{Analysis, Forecast, Method},
    said,
    script::Expect,
};

const METHODS: [(&str, Method); 5] = [
    ("best", Method::Best),
    ("season", Method::Season),
    ("trend", Method::Trend),
    ("pipeline", Method::Pipeline),
    ("average", Method::Average),
];

/// All forecasts, in file order.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    known: &Dimensions,
) -> IndexMap<Id, Forecast> {
    let all = names.forecasts.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition, known)?))).collect()
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>, known: &Dimensions) -> Option<Forecast> {
    let reader = Reader::open(cx, definition.table, places::FORECAST);
    let id = definition.id();
    let kpi = reader.needed_text("kpi", definition.key.span).and_then(|text| targets::figure(cx, names, &text));
    let ahead = reader.needed_text("ahead", definition.key.span);
    let ahead = ahead.and_then(|text| match Duration::parse(&text) {
        Ok(duration) => Some(duration),
        Err(error) => {
            cx.report(findings::unreadable(text.span, error.said()));
            None
        }
    });
    let method = reader.word("method", &METHODS).unwrap_or_default();
    let adjust = Site::bare(cx, names).people(&reader, "adjust");
    let kpi = kpi?;
    let by = targets::dimensions_of(cx, &reader, &kpi, known);
    Some(Forecast { title: names.title(&reader, &id), kpi, by, ahead: ahead?, method, adjust, id })
}

/// All analyses, in file order.
pub(in crate::compiler) fn analyses<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Analysis> {
    let all = names.analyses.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), analysis(cx, names, definition)?))).collect()
}

fn analysis<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>) -> Option<Analysis> {
    let reader = Reader::open(cx, definition.table, places::ANALYSIS);
    let id = definition.id();
    let of = names.workflow(&reader, "of", definition.key.span)?;
    let site = Site::on(cx, names, of).for_figures();
    if !reader.has("explain") && !reader.has("groups") {
        reader.missing("explain", definition.key.span);
    }
    let with = reader.texts("with");
    if with.is_empty() {
        reader.missing("with", definition.key.span);
    }
    let groups = reader.int("groups").and_then(|n| match u32::try_from(n) {
        Ok(n @ 2..=100) => Some(n),
        _ => {
            cx.report(findings::unreadable(
                reader.key_span("groups"),
                said!("`groups` is a number from 2 to 100", "`groups` 是 2 到 100 的数"),
            ));
            None
        }
    });
    Some(Analysis {
        title: names.title(&reader, &id),
        of: of.clone(),
        filter: site.condition(&reader, "where"),
        explain: site.formula(&reader, "explain", Expect::Any),
        with: with
            .iter()
            .filter_map(|text| Some((Id::from(&*text.value), site.expression(text, Expect::Any)?)))
            .filter(|(_, expr)| !matches!(expr.ty(), Type::Rows(_)))
            .collect(),
        groups,
        id,
    })
}
