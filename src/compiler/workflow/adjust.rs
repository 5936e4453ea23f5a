//! The effect `adjust`: a target is changed.

use crate::{
    compiler::{
        findings,
        site::Site,
        syntax::{Key, Node, Reader, Table, Text, places},
    },
    model::{
        Id, Type, Value,
        time::{Date, Period},
    },
    policy::{Adjust, Given},
};

/// A target that is changed, as an entry says.
pub(super) fn read<'a>(site: Site<'a>, table: &'a Table) -> Option<Adjust> {
    let reader = Reader::open(site.cx, table, places::ADJUST);
    let name = reader.needed_text("target", table.span)?;
    let known = &site.names.targets;
    let is_formula = name.value.starts_with('=');
    if !is_formula && !known.contains_key(&*name.value) {
        site.cx.report(findings::unknown_definition(&name, "target", known.keys().map(|id| &**id)));
        return None;
    }
    if !reader.has("value") {
        reader.missing("value", table.span);
    }
    let given = |key: &str, ty: Type| reader.get(key).and_then(|node| site.given(node, &ty, key));
    dimensions(site, &name, reader.pairs("by"));
    let period = given("period", Type::Any);
    if let (Some(Given::Value(period)), Some(node)) = (&period, reader.get("period")) {
        let fiscal = site.names.calendar.fiscal_year_starts();
        if let Err(error) = Period::parse(&period.to_string(), Date::constant(2026, 1, 1), fiscal) {
            site.cx.report(findings::unreadable(node.span, error.said()));
        }
    }
    let by = reader.pairs("by").iter();
    Some(Adjust {
        target: match is_formula {
            true => given("target", Type::Any)?,
            false => Given::Value(Value::text(&name.value)),
        },
        by: by
            .filter_map(|(key, node)| Some((Id::from(&*key.name), site.given(node, &Type::Any, &key.name)?)))
            .collect(),
        period,
        value: given("value", Type::Number)?,
        spread: reader.word("rest", &[("spread", true), ("keep", false)]).unwrap_or(false),
        reason: given("reason", Type::Any),
        when: site.condition(&reader, "when"),
    })
}

/// Reports dimensions that the measure of a target does not have; what a KPI has comes out when it runs.
fn dimensions(site: Site<'_>, target: &Text, by: &[(Key, Node)]) {
    let definition = |name: &Text| site.names.targets.get(&*name.value)?.table.get("kpi").and_then(Node::text);
    let Some(kpi) = definition(target) else { return };
    let Some(measure) = site.names.measures.get(&*kpi.value) else { return };
    let has: Vec<String> = match measure.table.get("by") {
        None => Vec::new(),
        Some(node) => match node.table() {
            Some(table) => table.entries.iter().map(|(key, _)| key.name.clone()).collect(),
            None => node.entries().iter().filter_map(|entry| Some(entry.text()?.value)).collect(),
        },
    };
    for (key, _) in by.iter().filter(|(key, _)| !has.contains(&key.name)) {
        site.cx.report(findings::unknown_dimension(&key.text(), &kpi, has.iter().map(String::as_str)));
    }
}
