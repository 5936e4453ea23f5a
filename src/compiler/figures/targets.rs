//! `[target.x]`: what a figure should be in a period.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::Dimensions;
use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        site::Site,
        syntax::{Kind, Node, Reader, Text, places},
        value,
    },
    model::{
        Id, Type, Value, number,
        time::{Date, Grain, Period, Rhythm},
    },
    policy::Target,
};

/// All targets, in file order.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    dimensions: &Dimensions,
) -> IndexMap<Id, Target> {
    let mut targets: IndexMap<Id, Target> = IndexMap::new();
    for (id, definition) in &names.targets {
        let Some(target) = one(cx, names, definition, dimensions) else {
            continue;
        };
        let same = |other: &&Target| other.kpi == target.kpi && other.period == target.period && other.by == target.by;
        match targets.values().find(same).and_then(|first| names.targets.get(&first.id)) {
            Some(first) => cx.report(findings::doubled_target(definition.key, first.key)),
            None => _ = targets.insert(id.clone(), target),
        }
    }
    targets
}

fn one<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    definition: &Definition<'a>,
    dimensions: &Dimensions,
) -> Option<Target> {
    let reader = Reader::open(cx, definition.table, places::TARGET);
    let key = definition.key.span;
    let kpi = reader.needed_text("kpi", key).and_then(|text| figure(cx, names, &text));
    let period = reader.needed_text("period", key).and_then(|text| period(cx, names, &text));
    if !reader.has("value") {
        reader.missing("value", key);
    }
    let value = reader.get("value").and_then(|node| amount(cx, node));
    let kpi = kpi?;
    let by = by(cx, names, &reader, &kpi, dimensions);
    let who = Site::bare(cx, names).people(&reader, "who");
    let title = names.title(&reader, &definition.id());
    Some(Target { id: definition.id(), title, kpi, period: period?, by: by?, value: value?, who })
}

/// A measure or KPI by name.
pub(in crate::compiler) fn figure(cx: &Cx<'_>, names: &Names<'_>, text: &Text) -> Option<Id> {
    match names.figures.get_key_value(&*text.value) {
        Some((id, _)) => Some(id.clone()),
        None => {
            cx.report(findings::unknown_figure(text, names.figures.keys().map(|id| &**id)));
            None
        }
    }
}

pub(super) fn period(cx: &Cx<'_>, names: &Names<'_>, text: &Text) -> Option<Period> {
    // A period that is another one on another day is no period for a target.
    let read = |day: Date| Period::parse(text, day, names.calendar.fiscal_year_starts());
    match (read(Date::constant(2001, 1, 1)), read(Date::constant(2019, 8, 9))) {
        (Ok(one), Ok(other)) if one == other => Some(one),
        (Ok(_), Ok(_)) => {
            cx.report(findings::relative_period(text.span));
            None
        }
        (Err(error), _) | (_, Err(error)) => {
            cx.report(findings::unreadable(text.span, error.said()));
            None
        }
    }
}

pub(super) fn amount(cx: &Cx<'_>, node: &Node) -> Option<Decimal> {
    match &node.kind {
        Kind::Text(text) => number::parse(text).or_else(|| cx.wrong(node, "value", "a number")),
        _ => cx.number(node, "value"),
    }
}

fn by(
    cx: &Cx<'_>,
    names: &Names<'_>,
    reader: &Reader<'_>,
    kpi: &Id,
    dimensions: &Dimensions,
) -> Option<BTreeMap<Id, Value>> {
    let mut by = BTreeMap::new();
    // A figure that did not compile has no dimensions to compare with.
    let known = dimensions.get(kpi);
    let before = cx.reported();
    for (key, node) in reader.pairs("by") {
        let ty = match known {
            Some(known) => dimension(cx, &key.text(), kpi, known),
            None => Some(&Type::Any),
        };
        let value = ty.and_then(|ty| value::typed(cx, names, node, ty, &key.name));
        by.extend(value.map(|value| (Id::from(&*key.name), value)));
    }
    (cx.reported() == before).then_some(by)
}

/// The length of period a key `period` says, which must be there.
pub(super) fn grain(reader: &Reader<'_>, at: crate::compiler::source::Span) -> Option<Grain> {
    if !reader.has("period") {
        reader.missing("period", at);
    }
    reader.word("period", &Grain::ALL.map(|grain| (grain.word(), grain)))
}

/// The rhythm a key says.
pub(in crate::compiler) fn rhythm(reader: &Reader<'_>, key: &str) -> Option<Rhythm> {
    let text = reader.text(key)?;
    match Rhythm::parse(&text) {
        Ok(rhythm) => Some(rhythm),
        Err(error) => {
            reader.cx.report(findings::unreadable(text.span, error.said()));
            None
        }
    }
}

/// The dimensions a key `by` names, of a figure; lengths of period are dimensions of every flow.
pub(in crate::compiler) fn dimensions_of(cx: &Cx<'_>, reader: &Reader<'_>, figure: &Id, known: &Dimensions) -> Vec<Id> {
    let of = known.get(figure);
    let is_one =
        |text: &Text| Grain::parse(text).is_ok() || of.is_none_or(|known| dimension(cx, text, figure, known).is_some());
    reader.texts("by").into_iter().filter(is_one).map(|text| Id::from(&*text.value)).collect()
}

/// A dimension of a figure.
pub(super) fn dimension<'d>(cx: &Cx<'_>, name: &Text, figure: &str, known: &'d IndexMap<Id, Type>) -> Option<&'d Type> {
    let ty = known.get(&*name.value);
    if ty.is_none() {
        cx.report(findings::unknown_dimension(name, figure, known.keys().map(|id| &**id)));
    }
    ty
}
