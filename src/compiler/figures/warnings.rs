//! `[warning.x]`: what is told when a figure or record leaves its bounds.

use indexmap::IndexMap;

use super::{Dimensions, targets};
use crate::{
    compiler::{
        Cx, findings, formula,
        names::{Definition, Names},
        places,
        site::Site,
        syntax::{Kind, Node, Reader, Table, Text},
        workflow::effects,
    },
    model::{Id, Type, time::Grain},
    policy::{Level, NoData, Opened, Over, People, Warning, locals},
    said,
    script::{Expr, Local},
};

/// All warnings that are on, in file order.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    dimensions: &Dimensions,
) -> IndexMap<Id, Warning> {
    let mut warnings = IndexMap::new();
    for (id, definition) in &names.warnings {
        let warning = one(cx, names, definition, dimensions);
        if let (Some(warning), None) = (warning, definition.off) {
            warnings.insert(id.clone(), warning);
        }
    }
    warnings
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>, known: &Dimensions) -> Option<Warning> {
    let reader = Reader::open(cx, definition.table, places::WARNING);
    reader.bool("off");
    let (over, locals) = match (reader.has("kpi"), reader.has("of")) {
        (true, true) => {
            cx.report(findings::unreadable(
                reader.key_span("of"),
                (
                    "a warning watches a `kpi` or records `of` a kind, not both",
                    "预警要么看指标（`kpi`），要么看一类记录（`of`），不能两者都写",
                ),
            ));
            return None;
        }
        (true, false) => over_figure(cx, names, &reader, definition, known)?,
        (false, true) => over_records(cx, names, &reader)?,
        (false, false) => {
            reader.missing("kpi", definition.key.span);
            return None;
        }
    };
    let of = match &over {
        Over::Records { of, .. } => Some(of.clone()),
        Over::Figure { .. } => None,
    };
    let site = match &of {
        Some(of) => Site::on(cx, names, of),
        None => Site::bare(cx, names),
    };
    let site = site.with(&locals).for_figures();
    let conditions = conditions(site, &reader);
    let none = ["levels", "blue", "yellow", "red"].iter().all(|key| !reader.has(key));
    if conditions.is_empty() && none && !definition.table.gap {
        cx.report(findings::no_levels(definition.key));
    }
    let mut notify = notify(site, &reader);
    let id = definition.id();
    Some(Warning {
        title: names.title(&reader, &id),
        clear: site.condition(&reader, "clear"),
        text: site.template(&reader, "text"),
        levels: conditions.into_iter().map(|(name, when)| Level { notify: notify(&name), name, when }).collect(),
        hold: site.duration(&reader, "hold"),
        repeat: site.duration(&reader, "repeat"),
        group: group(cx, &reader, &over),
        unless: others(cx, names, &reader, &id),
        mute: windows(cx, names, &reader),
        no_data: no_data(&reader).unwrap_or_default(),
        among: among(site, &reader),
        open: reader.tables("open").into_iter().filter_map(|table| opened(site, &reader, table)).collect(),
        latest: reader.text("latest").and_then(|text| site.field(&text)),
        over,
        id,
    })
}

/// Dimensions notices are gathered over.
fn group(cx: &Cx<'_>, reader: &Reader<'_>, over: &Over) -> Vec<Id> {
    let texts = reader.texts("group");
    let Over::Figure { kpi, by, .. } = over else {
        // Over records it is a field of theirs, or any word the notice is about: nothing to compare with.
        return texts.iter().map(|text| Id::from(&*text.value)).collect();
    };
    let known = |text: &Text| by.iter().any(|name| **name == *text.value);
    for text in texts.iter().filter(|text| !known(text)) {
        cx.report(findings::unknown_dimension(text, kpi, by.iter().map(|id| &**id)));
    }
    texts.iter().filter(|text| known(text)).map(|text| Id::from(&*text.value)).collect()
}

/// Warnings that silence this one.
fn others(cx: &Cx<'_>, names: &Names<'_>, reader: &Reader<'_>, own: &Id) -> Vec<Id> {
    let texts = reader.texts("unless");
    let others = texts.iter().filter_map(|text| {
        if **text == **own {
            cx.report(findings::unreadable(text.span, said!("a warning can't silence itself", "预警不能抑制自己")));
            return None;
        }
        names.defined(cx, &names.warnings, "warning", text)
    });
    others.collect()
}

/// Windows in which nobody is told.
fn windows(cx: &Cx<'_>, names: &Names<'_>, reader: &Reader<'_>) -> Vec<Id> {
    let known = || names.calendar.windows().map(|(name, _)| name).chain(["weekend", "holiday", "off_hours"]);
    let texts = reader.texts("mute");
    let windows = texts.iter().filter(|text| {
        let is_known = known().any(|name| name == &***text);
        if !is_known {
            cx.report(findings::unknown_window(text, known()));
        }
        is_known
    });
    windows.map(|text| Id::from(&*text.value)).collect()
}

/// What it is without data: kept, cleared, or at one of its levels.
fn no_data(reader: &Reader<'_>) -> Option<NoData> {
    let text = reader.text("no_data")?;
    match &*text {
        "keep" => Some(NoData::Keep),
        "clear" => Some(NoData::Clear),
        level => {
            let levels = levels(reader);
            if levels.iter().any(|known| known == level) {
                return Some(NoData::Raise(Id::from(level)));
            }
            let known: Vec<&str> = ["keep", "clear"].into_iter().chain(levels.iter().map(String::as_str)).collect();
            reader.cx.report(findings::unknown_word(&text, "no_data", &known));
            None
        }
    }
}

/// Whose series exist; none: those that were seen.
fn among(site: Site<'_>, reader: &Reader<'_>) -> Option<People> {
    let node = reader.get("among")?;
    match node.text() {
        Some(word) if &*word == "seen" => None,
        Some(word) if &*word == "all" => Some(People::new()),
        _ => Some(site.people_of(node, "among")),
    }
}

/// A record that is made when it is raised.
fn opened<'a>(site: Site<'a>, warning: &Reader<'a>, table: &'a Table) -> Option<Opened> {
    let reader = Reader::open(site.cx, table, places::OPEN);
    let levels = levels(warning);
    let at = reader.text("at");
    if let Some(at) = &at
        && !levels.iter().any(|level| **level == **at)
    {
        site.cx.report(findings::unknown_level(at, levels.iter().map(String::as_str)));
    }
    let workflow = site.names.workflow(&reader, "workflow", table.span)?;
    let titled = [site.scope.locals, &[Local::new("title", Type::Text)]].concat();
    let with = match (reader.table("with"), site.names.workflows.get(workflow)) {
        (Some(with), Some(names)) => effects::set(site.with(&titled), with, &names.fields, &names.id),
        _ => Vec::new(),
    };
    Some(Opened { at: at.map(|at| Id::from(&*at.value)), workflow: workflow.clone(), with })
}

/// The names of its levels.
fn levels(reader: &Reader<'_>) -> Vec<String> {
    let usual = ["blue", "yellow", "red"].into_iter().filter(|name| reader.has(name)).map(str::to_owned);
    usual.chain(reader.pairs("levels").iter().map(|(key, _)| key.name.clone())).collect()
}

fn over_figure<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    reader: &Reader<'a>,
    definition: &Definition<'a>,
    known: &Dimensions,
) -> Option<(Over, Vec<Local>)> {
    let kpi = reader.text("kpi").and_then(|text| targets::figure(cx, names, &text));
    if let Some(filter) = reader.get("where") {
        cx.report(findings::unreadable(
            filter.span,
            (
                "`where` goes with `of`: a figure says itself what it counts",
                "`where` 要与 `of` 同用：指标自己规定了统计范围",
            ),
        ));
    }
    let grains = Grain::ALL.map(|grain| (grain.word(), grain));
    if !reader.has("period") {
        reader.missing("period", definition.key.span);
    }
    let period = reader.word("period", &grains);
    let texts = reader.texts("by");
    let kpi = kpi?;
    let dimensions = known.get(&kpi);
    let mut by: Vec<(Id, Type)> = Vec::new();
    for text in &texts {
        let ty = match dimensions {
            Some(dimensions) => targets::dimension(cx, text, &kpi, dimensions)?.clone(),
            None => Type::Any,
        };
        by.push((Id::from(&*text.value), ty));
    }
    let ty = names.figures.get(&kpi).cloned().unwrap_or(Type::Any);
    let locals = locals::figure_warning(ty, by.iter().cloned());
    let by = by.into_iter().map(|(id, _)| id).collect();
    Some((Over::Figure { kpi, by, period: period? }, locals))
}

fn over_records<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, reader: &Reader<'a>) -> Option<(Over, Vec<Local>)> {
    let text = reader.text("of")?;
    let Some((of, _)) = names.workflows.get_key_value(&*text.value) else {
        cx.report(names.no_workflow(&text));
        return None;
    };
    for key in ["by", "period"] {
        if let Some(node) = reader.get(key) {
            cx.report(findings::unreadable(
                node.span,
                said!(
                    "`{key}` goes with `kpi`: a warning over records has one per record",
                    "`{key}` 要与 `kpi` 同用：对记录的预警是每条记录一个"
                ),
            ));
        }
    }
    let filter = Site::on(cx, names, of).condition(reader, "where");
    Some((Over::Records { of: of.clone(), filter }, locals::record_warning()))
}

/// The levels, rising.
fn conditions(site: Site<'_>, reader: &Reader<'_>) -> Vec<(Id, Expr)> {
    let mut all = Vec::new();
    for name in ["blue", "yellow", "red"] {
        all.extend(site.condition(reader, name).map(|when| (Id::from(name), when)));
    }
    for (key, node) in reader.pairs("levels") {
        let when = formula::condition(site.cx, &site.scope, node, &key.name);
        all.extend(when.map(|when| (Id::from(&*key.name), when)));
    }
    all
}

/// Who is told at a level: one list for all, or a table per level.
fn notify<'r>(site: Site<'r>, reader: &Reader<'r>) -> impl FnMut(&str) -> People + use<'r> {
    let node = reader.get("notify");
    if let Some(Kind::Table(table)) = node.map(|node| &node.kind) {
        let levels = reader.pairs("levels").iter().map(|(key, _)| key.name.as_str());
        let usual = ["blue", "yellow", "red"].into_iter().filter(|name| reader.has(name));
        let known: Vec<&str> = usual.chain(levels).collect();
        for (key, _) in table.entries.iter().filter(|(key, _)| !known.contains(&key.name.as_str())) {
            site.cx.report(findings::unknown_level(&key.text(), known.iter().copied()));
        }
    }
    move |level| {
        let of_level = match node.map(|node| &node.kind) {
            Some(Kind::Table(table)) => table.get(level),
            _ => node,
        };
        of_level
            .map(|node: &Node| crate::compiler::people::told(site.cx, &site.scope, site.names, node, "notify"))
            .unwrap_or_default()
    }
}
