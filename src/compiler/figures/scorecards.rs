//! `[scorecard.x]`: how people, units or records are rated, and what follows.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{
    Dimensions,
    counted::{Whose, counted},
    targets,
};
use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        places,
        site::Site,
        syntax::{Kind, Node, Reader, Table},
        tables::cell,
        workflow::effects,
    },
    model::{Id, Type, Value, time::Grain},
    policy::{Bound, Cell, CompareOp, ItemSource, Missing, Rated, ScoreItem, Scorecard, Test, Voice, Voices, locals},
    said,
    script::Expect,
};

const MISSING: [(&str, Missing); 4] =
    [("reweigh", Missing::Reweigh), ("zero", Missing::Zero), ("wait", Missing::Wait), ("none", Missing::None)];

/// All scorecards, in file order.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    dimensions: &Dimensions,
) -> IndexMap<Id, Scorecard> {
    let all = names.scorecards.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition, dimensions)?))).collect()
}

fn one<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    definition: &Definition<'a>,
    dimensions: &Dimensions,
) -> Option<Scorecard> {
    super::is_own_kind(cx, names, definition.key);
    let reader = Reader::open(cx, definition.table, places::SCORECARD);
    let id = definition.id();
    let rated = rated(cx, names, &reader, definition);
    let (on, whose) = match &rated {
        Some(Rated::Records(of)) => {
            (Site::on(cx, names, names.workflows.get_key_value(of)?.0), Whose::Record(of.clone()))
        }
        Some(Rated::Units) => (Site::bare(cx, names), Whose::Unit),
        _ => (Site::bare(cx, names), Whose::Person),
    };
    let written = reader.tables("item").into_iter();
    let items: Vec<ScoreItem> =
        written.filter_map(|item| self::item(on, &reader, item, (&whose, dimensions))).collect();
    if !reader.has("item") {
        reader.missing("item", definition.key.span);
    }
    let written = reader.tables("item").len();
    if written == items.len() && !items.is_empty() {
        weigh(
            cx,
            reader.key_span("item"),
            ("the weights of the items", "各考核项的权重"),
            items.iter().map(|item| item.weight),
        );
    }
    let grades = grades(on, &reader);
    // Consequences stand on the record that is rated, else on the card's own.
    let own = names.workflows.get_key_value(&id).map(|(id, _)| id);
    let follows = match (&whose, own) {
        (Whose::Person | Whose::Unit, Some(own)) => Site::on(cx, names, own),
        _ => on,
    };
    let (then, any) = then(follows, &reader, &grades);
    let considered = match whose {
        Whose::Unit => locals::unit(),
        _ => locals::person(),
    };
    let close = targets::rhythm(&reader, "close");
    let period = targets::grain(&reader, definition.key.span);
    Some(Scorecard {
        title: names.title(&reader, &id),
        rated: rated?,
        period: period.unwrap_or(Grain::Month),
        close,
        items,
        grades,
        then,
        any,
        appeal: reader.text("appeal").and_then(|text| names.chain(cx, &text)),
        filter: on.with(&considered).condition(&reader, "where"),
        missing: reader.word("missing", &MISSING).unwrap_or_default(),
        id,
    })
}

/// People, `unit`, or the records of a workflow.
fn rated<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, reader: &Reader<'a>, definition: &Definition<'a>) -> Option<Rated> {
    let Some(node) = reader.get("for") else {
        reader.missing("for", definition.key.span);
        return None;
    };
    if let Some(text) = node.text() {
        if &*text == "unit" {
            return Some(Rated::Units);
        }
        if let Some((of, _)) = names.workflows.get_key_value(&*text.value) {
            return Some(Rated::Records(of.clone()));
        }
    }
    Some(Rated::People(Site::bare(cx, names).people(reader, "for")))
}

fn item<'a>(
    on: Site<'a>,
    card: &Reader<'a>,
    table: &'a Table,
    (whose, dimensions): (&Whose, &Dimensions),
) -> Option<ScoreItem> {
    let cx = on.cx;
    let reader = Reader::open(cx, table, places::SCORE_ITEM);
    let source = match (reader.get("kpi"), reader.get("input"), reader.get("value")) {
        (Some(_), None, None) => {
            let kpi = reader.text("kpi").and_then(|text| counted(cx, on.names, &text, whose, dimensions));
            kpi.map(|kpi| (on.names.figure_title(cx, &kpi.figure), ItemSource::Figure(kpi)))
        }
        (None, Some(_), None) => {
            let name = reader.text("input")?;
            let inputs = card.named("input");
            match inputs.iter().find(|(key, _)| key.name == *name) {
                Some((key, table)) => {
                    let voices = voices(on, Id::from(&*key.name), table, (whose, dimensions));
                    Some((voices.title.clone(), ItemSource::Voices(voices)))
                }
                None => {
                    let known = inputs.iter().map(|(key, _)| key.name.as_str());
                    cx.report(findings::unknown_figure(&name, known));
                    None
                }
            }
        }
        (None, None, Some(_)) => {
            let expr = on.formula(&reader, "value", Expect::Number)?;
            Some((expr.text().to_owned(), ItemSource::Formula(Box::new(expr))))
        }
        (None, None, None) => {
            reader.missing("kpi", table.span);
            None
        }
        _ => {
            cx.report(findings::unreadable(
                table.span,
                said!("an item is one of `kpi`, `input` or `value`", "考核项只能是 `kpi`、`input`、`value` 之一"),
            ));
            None
        }
    };
    if !reader.has("weight") {
        reader.missing("weight", table.span);
    }
    let weight = reader.get("weight").and_then(|node| cx.number(node, "weight"));
    let ty = match &source {
        Some((_, ItemSource::Figure(kpi))) => on.names.figures.get(&kpi.figure).cloned().unwrap_or(Type::Any),
        _ => Type::Number,
    };
    let locals = locals::score(ty);
    let score = on.with(&locals).for_figures().formula(&reader, "score", Expect::Number);
    let (name, source) = source?;
    let when = on.with(&locals).for_figures().condition(&reader, "when");
    let missing = reader.word("missing", &MISSING);
    Some(ScoreItem { title: on.names.title(&reader, &name), source, weight: weight?, score, when, missing })
}

fn voices<'a>(on: Site<'a>, id: Id, table: &'a Table, (whose, dimensions): (&Whose, &Dimensions)) -> Voices {
    let cx = on.cx;
    let reader = Reader::open(cx, table, places::SCORE_INPUT);
    if !reader.has("from") {
        reader.missing("from", table.span);
    }
    let title = on.names.title(&reader, &id);
    let locals = locals::person();
    let site = on.with(&locals);
    let mut from = Vec::new();
    for (key, node) in reader.pairs("from") {
        let Some(weight) = cx.number(node, &key.name) else { continue };
        let named =
            |pairs: &str| reader.pairs(pairs).iter().find(|(name, _)| name.name == key.name).map(|(_, node)| node);
        let who = named("who").map(|node: &Node| site.people_of(node, "who")).unwrap_or_default();
        let figure = named("kpi").and_then(|node| cx.text(node, "kpi"));
        let figure = figure.and_then(|text| counted(cx, on.names, &text, whose, dimensions));
        if named("who").is_none() && named("kpi").is_none() {
            cx.report(findings::silent_voice(key));
        }
        from.push(Voice { name: Id::from(&*key.name), weight, who, figure });
    }
    for pairs in ["who", "kpi"] {
        for (key, _) in reader.pairs(pairs) {
            if !reader.pairs("from").iter().any(|(name, _)| name.name == key.name) {
                cx.report(findings::unknown_level(
                    &key.text(),
                    reader.pairs("from").iter().map(|(k, _)| k.name.as_str()),
                ));
            }
        }
    }
    if from.len() == reader.pairs("from").len() && !from.is_empty() {
        weigh(
            cx,
            reader.key_span("from"),
            ("the weights of the voices", "各评价方的权重"),
            from.iter().map(|voice| voice.weight),
        );
    }
    on.duration(&reader, "deadline");
    Voices { id, title, from, missing: reader.word("missing", &MISSING).unwrap_or_default() }
}

/// Weights add up to 1.
pub(super) fn weigh(
    cx: &Cx<'_>,
    span: crate::compiler::source::Span,
    what: (&str, &str),
    weights: impl Iterator<Item = Decimal>,
) {
    let sum: Decimal = weights.sum();
    if sum != Decimal::ONE {
        cx.report(findings::not_whole(span, what, sum));
    }
}

/// Grades: tests of the score, which together cover every score once.
fn grades(on: Site<'_>, reader: &Reader<'_>) -> Vec<(Id, Cell)> {
    let before = on.cx.reported();
    let pairs = reader.pairs("grade");
    let read = |(key, node): &(crate::compiler::syntax::Key, Node)| {
        Some((Id::from(&*key.name), cell(on, node, &Type::Number)?))
    };
    let grades: Vec<(Id, Cell)> = pairs.iter().filter_map(read).collect();
    if on.cx.reported() == before && !grades.is_empty() {
        cover(on, reader, &grades);
    }
    grades
}

/// Looks at every bound, just below it and just above it: between two bounds nothing changes.
fn cover(on: Site<'_>, reader: &Reader<'_>, grades: &[(Id, Cell)]) {
    let mut bounds: Vec<Decimal> = grades.iter().flat_map(|(_, cell)| bounds(cell)).collect();
    bounds.sort();
    bounds.dedup();
    let mut points: Vec<Decimal> = Vec::new();
    let mut before: Option<Decimal> = None;
    for bound in &bounds {
        points.push(match before {
            Some(before) => (before + bound) / Decimal::TWO,
            None => bound - Decimal::ONE,
        });
        points.push(*bound);
        before = Some(*bound);
    }
    points.push(before.map_or(Decimal::ZERO, |last| last + Decimal::ONE));
    for point in points {
        let value = Value::Number(point);
        let hit: Vec<&str> =
            grades.iter().filter(|(_, cell)| cell.passes(&value, &on.names.calendar)).map(|(id, _)| &**id).collect();
        let span = reader.key_span("grade");
        match hit.as_slice() {
            [_] => {}
            [] => return on.cx.report(findings::grade_gap(span, point)),
            several => return on.cx.report(findings::grade_overlap(span, point, several)),
        }
    }
}

fn bounds(cell: &Cell) -> Vec<Decimal> {
    let (Cell::Tests(tests) | Cell::Not(tests)) = cell else { return Vec::new() };
    let number = |value: &Value| match value {
        Value::Number(n) => Some(*n),
        _ => None,
    };
    let end = |bound: &Bound| match bound {
        Bound::Included(value) | Bound::Excluded(value) => number(value),
        Bound::Open => None,
    };
    tests
        .iter()
        .flat_map(|test| match test {
            Test::Is(value) | Test::Compare(CompareOp::Less, value) | Test::Compare(_, value) => vec![number(value)],
            Test::Range(low, high) => vec![end(low), end(high)],
            _ => Vec::new(),
        })
        .flatten()
        .collect()
}

fn then<'a>(
    on: Site<'a>,
    reader: &Reader<'a>,
    grades: &[(Id, Cell)],
) -> (Vec<(Id, crate::policy::Effects)>, crate::policy::Effects) {
    let mut then = Vec::new();
    let mut any = crate::policy::Effects::default();
    let locals = locals::person();
    for (key, node) in reader.pairs("then") {
        let Kind::Table(table) = &node.kind else {
            on.cx.wrong::<()>(node, &key.name, "effects");
            continue;
        };
        let effects = effects::read(on.with(&locals), &Reader::open(on.cx, table, places::EFFECTS_ONLY));
        match key.name.as_str() {
            "any" => any = effects,
            name if grades.iter().any(|(id, _)| &**id == name) => then.push((Id::from(name), effects)),
            _ => {
                let known = grades.iter().map(|(id, _)| &**id).chain(["any"]);
                on.cx.report(findings::unknown_level(&key.text(), known));
            }
        }
    }
    (then, any)
}
