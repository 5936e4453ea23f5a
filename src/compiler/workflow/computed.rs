//! How a field is computed: by a formula, from a figure, growing with time, or as a row's part of an amount.

use crate::{
    compiler::{
        findings, formula,
        site::Site,
        syntax::{Kind, Node, Reader, places},
    },
    model::{
        Id, Type, number,
        time::{Date, Duration, Period, parse_date},
    },
    policy::Part,
    script::{Expect, Expr},
};

/// The keys by which a field may be computed.
const WAYS: [&str; 4] = ["formula", "figure", "accrue", "part_of"];

/// The formula of a field, whichever way it is written.
pub(super) fn formula<'a>(site: Site<'a>, reader: &Reader<'a>, ty: &Type) -> Option<Expr> {
    let ways: Vec<&str> = WAYS.into_iter().filter(|key| reader.has(key)).collect();
    if let [one, other, ..] = ways.as_slice() {
        site.cx.report(findings::computed_twice(reader.key_span(other), one, other));
        return None;
    }
    let expect = || match ty {
        Type::Any => Expect::Any,
        ty => Expect::Of(ty.clone()),
    };
    match ways.first().copied() {
        Some("formula") => site.formula(reader, "formula", expect()),
        Some("figure") => figure(site, reader, ty, expect()),
        Some("accrue") => accrue(site, reader, ty, expect()),
        _ => None,
    }
}

/// A figure per record or per what a field names.
fn figure(site: Site<'_>, reader: &Reader<'_>, ty: &Type, expect: Expect) -> Option<Expr> {
    let span = reader.key_span("figure");
    if !ty.is_numeric() && *ty != Type::Any {
        site.cx.report(findings::bad_field_key(span, "figure", ("numbers", "数字"), ty));
        return None;
    }
    let name = reader.text("figure")?;
    if !site.names.figures.contains_key(&*name.value) {
        site.cx.report(findings::unknown_figure(&name, site.names.figures.keys().map(|id| &**id)));
        return None;
    }
    let mut text = format!("figure('{}'", name.value);
    if let Some(per) = reader.text("per") {
        // This record, where it is of that kind; else what its field of that name holds.
        let value = match site.scope.record == Some(&*per.value) {
            true => "id".to_owned(),
            false => site.field(&per)?.to_string(),
        };
        text.push_str(&format!(", '{}', {value}", per.value));
    }
    if let Some(period) = reader.text("period") {
        let some_day = Date::constant(2000, 1, 1);
        match Period::parse(&period, some_day, 1) {
            Ok(_) => text.push_str(&format!(", '{}'", period.value)),
            Err(_) => text.push_str(&format!(", ({})", period.value)),
        }
    }
    text.push(')');
    formula::made(site.cx, &site.scope, span, &text, expect)
}

/// An amount that grows with time.
fn accrue<'a>(site: Site<'a>, reader: &Reader<'a>, ty: &Type, expect: Expect) -> Option<Expr> {
    let span = reader.key_span("accrue");
    if !matches!(ty, Type::Money | Type::Any) {
        site.cx.report(findings::bad_field_key(span, "accrue", ("money", "金额"), ty));
        return None;
    }
    let accrue = Reader::open(site.cx, reader.table("accrue")?, places::ACCRUE);
    for key in ["of", "rate", "from"] {
        if !accrue.has(key) {
            accrue.missing(key, span);
        }
    }
    // Each is read by itself first, so that what is wrong with it is told where it stands.
    let wants = [
        ("of", Expect::Number),
        ("rate", Expect::Number),
        ("from", Expect::Day),
        ("until", Expect::Day),
        ("grace", Expect::Of(Type::Duration)),
        ("when", Expect::Condition),
        ("max", Expect::Number),
    ];
    let before = site.cx.reported();
    for (key, expect) in wants {
        site.formula(&accrue, key, expect);
    }
    let per = accrue.word("per", &[("day", "day"), ("week", "week"), ("month", "month"), ("year", "year")]);
    if site.cx.reported() > before {
        return None;
    }
    let part = |key: &str| accrue.get(key).map(source);
    let (of, rate, from) = (part("of")?, part("rate")?, part("from")?);
    let grace = part("grace").unwrap_or_else(|| "'0d'".into());
    // While the field that ends it is empty, it has not ended.
    let until = part("until").map(|end| if end.starts_with('(') { format!("({end} ?? today)") } else { end });
    let until = until.unwrap_or_else(|| "today".into());
    let per = per.unwrap_or("day");
    let mut text = format!("accrued({of}, {rate}, '{per}', {from}, {grace}, {until})");
    if let Some(most) = part("max") {
        text = format!("min({most}, {text})");
    }
    if let Some(when) = part("when") {
        text = format!("if {when} {{ {text} }} else {{ 0 }}");
    }
    formula::made(site.cx, &site.scope, span, &text, expect)
}

/// A formula's text, fit to stand inside another.
fn source(node: &Node) -> String {
    match &node.kind {
        Kind::Text(text) if Duration::parse(text).is_ok() || parse_date(text).is_ok() => format!("'{text}'"),
        Kind::Text(text) => format!("({text})"),
        Kind::Number(Some(n)) => number::plain(*n),
        Kind::Date(at) => format!("'{at}'"),
        Kind::Bool(yes) => yes.to_string(),
        Kind::Number(None) | Kind::List(_) | Kind::Table(_) => "none".into(),
    }
}

/// The stage at whose entry a computed value is fixed.
pub(super) fn freeze(site: Site<'_>, reader: &Reader<'_>, computed: bool) -> Option<Id> {
    let stage = site.stage(&reader.text("freeze")?)?;
    if !computed {
        site.cx.report(findings::nothing_to_freeze(reader.key_span("freeze")));
        return None;
    }
    Some(stage)
}

/// Whether a `ref` makes its record a child.
pub(super) fn parent(reader: &Reader<'_>, ty: &Type) -> bool {
    let parent = reader.yes("parent");
    if parent && !matches!(ty, Type::Ref(_) | Type::Any) {
        let wants = ("a `ref`", "`ref` 字段");
        reader.cx.report(findings::bad_field_key(reader.key_span("parent"), "parent", wants, ty));
    }
    parent
}

/// The amount of which a column is each row's part.
pub(super) fn part<'a>(site: Site<'a>, reader: &Reader<'a>, ty: &Type, around: Option<Site<'a>>) -> Option<Part> {
    match (reader.has("part_of"), reader.has("share")) {
        (false, false) => return None,
        (true, false) => site.cx.report(findings::part_without_share(reader.key_span("part_of"))),
        (false, true) => site.cx.report(findings::share_without_part(reader.key_span("share"))),
        (true, true) => {}
    }
    let Some(around) = around else {
        site.cx.report(findings::part_without_rows(reader.key_span("part_of")));
        return None;
    };
    if !ty.is_numeric() && *ty != Type::Any {
        site.cx.report(findings::bad_field_key(reader.key_span("part_of"), "part_of", ("money", "金额"), ty));
    }
    let of = around.formula(reader, "part_of", Expect::Number);
    let share = site.formula(reader, "share", Expect::Number);
    Some(Part { of: of?, share: share? })
}
