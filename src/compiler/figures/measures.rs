//! `[measure.x]`: figures counted over the records of a workflow.

use indexmap::IndexMap;

use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        site::Site,
        source,
        syntax::{Kind, Node, Reader, Text, places},
    },
    model::{Id, Type},
    policy::{Aggregate, Measure},
    said,
    script::{Expect, Expr},
};

const LATER: &[&str] = &["min", "max", "distinct", "percentile", "first", "last"];

/// All measures, in file order.
pub(in crate::compiler) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, around: &str) -> IndexMap<Id, Measure> {
    let all = names.measures.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition, around)?))).collect()
}

/// The types of measures, for those who name them before they are compiled. Says nothing.
pub(in crate::compiler) fn types<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> Vec<(Id, Type)> {
    let (types, _) = cx.silently(|| {
        let one = |(id, definition): (&Id, &Definition<'a>)| {
            let ty = one(cx, names, definition, "").map_or(Type::Any, |measure| measure.ty);
            (id.clone(), ty)
        };
        names.measures.iter().map(one).collect()
    });
    types
}

/// What a measure's value can depend on beside its own words: computed fields, tables, functions, settings. When one of
/// these changes every measure is counted anew, which is more than is needed and never less.
pub(in crate::compiler) fn fingerprint_of_all(cx: &Cx<'_>, names: &Names<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    for (id, setting) in &names.settings {
        add(id);
        add(&setting.value.to_string());
    }
    for workflow in names.workflows.values() {
        for (id, field) in &workflow.fields {
            let formula = field.written.and_then(|(_, table)| table.get("formula"));
            if let Some(text) = formula.and_then(Node::text) {
                add(&workflow.id);
                add(id);
                add(&text);
            }
        }
    }
    let deciding = ["[table", "[decision", "[list"];
    let rules = cx.files.all().filter(|(_, file)| file.kind == source::Kind::Rules);
    let decide = rules.filter(|(_, file)| deciding.iter().any(|word| file.text.contains(word)));
    let rows = cx.files.all().filter(|(_, file)| file.kind == source::Kind::Data);
    decide.chain(rows).for_each(|(_, file)| add(&file.text));
    let scripts = cx.files.all().filter(|(_, file)| file.kind == source::Kind::Script);
    scripts.for_each(|(_, file)| add(&file.text));
    hasher.finalize().to_hex().to_string()
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>, around: &str) -> Option<Measure> {
    let reader = Reader::open(cx, definition.table, places::MEASURE);
    let id = definition.id();
    let of = workflow(names, &reader, definition)?;
    let site = Site::on(cx, names, of).for_figures();
    let value = value(site, &reader, definition);
    let filter = site.condition(&reader, "where");
    let at = site.formula(&reader, "at", Expect::Day);
    let by = by(site, &reader);
    let (aggregate, value) = value?;
    let ty = match (aggregate, &value) {
        (Aggregate::Count, _) | (_, None) => Type::Number,
        (_, Some(expr)) => expr.ty().clone(),
    };
    Some(Measure {
        title: names.title(&reader, &id),
        of: of.clone(),
        fingerprint: fingerprint(of, &filter, aggregate, &value, &at, &by, around),
        filter,
        aggregate,
        value,
        at,
        by,
        ty,
        id,
    })
}

fn workflow<'a>(names: &'a Names<'a>, reader: &Reader<'_>, definition: &Definition<'_>) -> Option<&'a Id> {
    let text = reader.needed_text("of", definition.key.span)?;
    if let Some((id, _)) = names.workflows.get_key_value(&*text.value) {
        return Some(id);
    }
    let log = text.rsplit_once('.').is_some_and(|(of, _)| names.workflows.contains_key(of));
    let draft = match log || matches!(&*text, "person" | "unit") {
        true => findings::not_yet(text.span, said!("a measure over `{text}`", "对 `{text}` 的度量")),
        false => names.no_workflow(&text),
    };
    reader.cx.report(draft);
    None
}

/// `count`, `sum(x)`, `avg(x)`.
fn value(site: Site<'_>, reader: &Reader<'_>, definition: &Definition<'_>) -> Option<(Aggregate, Option<Expr>)> {
    let text = reader.needed_text("value", definition.key.span)?;
    let said = text.trim();
    let call = said.strip_suffix(')').and_then(|rest| rest.split_once('('));
    let word = call.map_or(said, |(word, _)| word.trim_end());
    let aggregate = match (word, call) {
        ("count", None) | ("count", Some((_, ""))) => return Some((Aggregate::Count, None)),
        ("sum", Some(_)) => Aggregate::Sum,
        ("avg", Some(_)) => Aggregate::Avg,
        (later, _) if LATER.contains(&later) => {
            site.cx.report(findings::not_yet(text.span, said!("`{later}` of a measure", "度量的 `{later}`")));
            return None;
        }
        _ => {
            site.cx.report(findings::bad_measure(
                text.span,
                said!("`{said}` is no way to put values together", "`{said}` 不是汇总方式"),
            ));
            return None;
        }
    };
    let before = text.chars().take_while(|c| *c != '(').count() + 1;
    Some((aggregate, Some(inner(site, &text, before)?)))
}

/// What stands in the brackets of `sum(…)`.
fn inner(site: Site<'_>, text: &Text, before: usize) -> Option<Expr> {
    let kept = text.trim_end().chars().count() - 1;
    let part = Text::new(text.chars().take(kept).collect::<String>(), text.span);
    let expr = crate::compiler::formula::expression_within(site.cx, &site.scope, text, &part, before, Expect::Any)?;
    let summable = expr.ty().is_numeric() || matches!(expr.ty(), Type::Any | Type::None);
    if !summable {
        let ty = expr.ty().said();
        let message = said!("values of type {ty} can't be put together", "{ty}类型的值不能汇总"; ty);
        site.cx.report(findings::bad_measure(text.span, message));
        return None;
    }
    Some(expr)
}

/// Dimensions: a list of fields, or names with expressions.
fn by(site: Site<'_>, reader: &Reader<'_>) -> IndexMap<Id, Expr> {
    let mut by = IndexMap::new();
    let Some(node) = reader.get("by") else {
        return by;
    };
    let mut add = |name: Text, expr: Option<Expr>| {
        if !findings::is_name(&name) {
            site.cx.report(findings::bad_name(&name, "a dimension"));
        }
        by.extend(expr.map(|expr| (Id::from(&*name.value), expr)));
    };
    match &node.kind {
        Kind::Table(table) => {
            for (key, node) in &table.entries {
                add(key.text(), crate::compiler::formula::formula(site.cx, &site.scope, node, &key.name, Expect::Any));
            }
        }
        _ => {
            for text in reader.texts("by") {
                let expr = site.expression(&text, Expect::Any);
                add(text, expr);
            }
        }
    }
    by
}

fn fingerprint(
    of: &str,
    filter: &Option<Expr>,
    aggregate: Aggregate,
    value: &Option<Expr>,
    at: &Option<Expr>,
    by: &IndexMap<Id, Expr>,
    around: &str,
) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    let text = |expr: &Option<Expr>| expr.as_ref().map_or(String::from("-"), |expr| format!("={}", expr.text()));
    add(of);
    add(&format!("{aggregate:?}"));
    [filter, value, at].into_iter().for_each(|expr| add(&text(expr)));
    for (name, expr) in by {
        add(name);
        add(expr.text());
    }
    add(around);
    hasher.finalize().to_hex().to_string()
}
