//! `salesflow.toml`: the company, its business time, its settings.

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{
    Cx, Doc,
    findings::{self, quoted},
    names::{Names, Setting},
    people,
    source::Span,
    syntax::{Kind, Node, Reader, Text, places},
    texts,
    value::date_of,
};
use crate::{
    model::{
        Id, Type, Value, number,
        time::{Calendar, CalendarSpec, Duration},
    },
    policy::Manifest,
    said,
    script::Scope,
};

/// What the manifest says by itself, before anybody of the organisation is known.
pub(super) struct Basics {
    pub name: String,
    pub currency: String,
    pub locale: String,
    pub fiscal_year_starts: i8,
    pub store_url: String,
    pub calendar: Calendar,
    pub settings: IndexMap<Id, Setting>,
    /// Bounds of scripts: operations, depth, milliseconds; none: the usual ones.
    pub operations: Option<u64>,
    pub depth: Option<u64>,
    pub time_ms: Option<u64>,
}

/// Reads it; none where not even a calendar could be had.
pub(super) fn read<'c>(cx: &'c Cx<'c>, doc: &'c Doc) -> Option<Basics> {
    let manifest = Reader::open(cx, &doc.root, places::MANIFEST);
    let name = manifest.needed_text("name", Span::top(doc.file));
    let locale = manifest.text("locale").map_or_else(|| "zh-CN".to_owned(), |text| text.value);
    let script = manifest.table("script").map(|table| Reader::open(cx, table, places::SCRIPT));
    if let Some(reload) = manifest.table("reload") {
        Reader::open(cx, reload, places::RELOAD).word_or_later("mode", &[("auto", ())], &["approve"]);
    }
    Some(Basics {
        name: name.map(|text| text.value).unwrap_or_default(),
        currency: currency(&manifest),
        locale,
        fiscal_year_starts: i8::try_from(manifest.int("fiscal_year_starts").unwrap_or(1)).unwrap_or(1),
        store_url: store_url(&manifest),
        calendar: calendar(&manifest)?,
        settings: settings(&manifest),
        operations: script.and_then(|script| whole(&script, "operations")),
        depth: script.and_then(|script| whole(&script, "depth")),
        time_ms: script.and_then(|script| time_ms(&script)),
    })
}

/// Puts in the people it names.
pub(super) fn finish<'c>(cx: &'c Cx<'c>, doc: &'c Doc, basics: Basics, names: &Names<'c>) -> Manifest {
    let manifest = Reader::quiet(cx, &doc.root, places::MANIFEST);
    let scope = Scope::bare(names);
    let people = |key| manifest.get(key).map(|node| people::read(cx, &scope, names, node, key)).unwrap_or_default();
    Manifest {
        minor_digits: number::minor_digits(&basics.currency),
        name: basics.name,
        currency: basics.currency,
        admins: people("admins"),
        last_resort: people("last_resort"),
        locale: basics.locale,
        fiscal_year_starts: basics.fiscal_year_starts,
        store_url: basics.store_url,
        settings: names.settings.iter().map(|(id, setting)| (id.clone(), setting.value.clone())).collect(),
    }
}

fn currency(manifest: &Reader<'_>) -> String {
    let Some(text) = manifest.text("currency") else {
        return "CNY".into();
    };
    if text.len() != 3 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        let message = said!(
            "`{text}` is no currency: write three capitals, like CNY",
            "`{text}` 不是货币代码：请写三个大写字母，如 CNY"
        );
        manifest.cx.report(findings::unreadable(text.span, message));
    }
    text.value
}

fn store_url(manifest: &Reader<'_>) -> String {
    let store = manifest.table("store").map(|table| Reader::open(manifest.cx, table, places::STORE));
    let Some(url) = store.and_then(|store| store.text("url")) else {
        return "sled:./data".into();
    };
    let cx = manifest.cx;
    match url.split_once(':').map_or(&*url, |(kind, _)| kind) {
        "memory" | "sled" => {}
        "postgres" | "postgresql" => {
            cx.report(findings::not_yet(url.span, ("a store in PostgreSQL", "PostgreSQL 存储")))
        }
        other => {
            let known = quoted(&["sled:./data", "memory:"]);
            let message =
                said!("`{other}` is no kind of store: write {known}", "没有 `{other}` 这种存储：请写 {known}");
            cx.report(findings::unreadable(url.span, message));
        }
    }
    url.value
}

fn whole(script: &Reader<'_>, key: &str) -> Option<u64> {
    let n = script.int(key)?;
    u64::try_from(n).ok().filter(|n| *n > 0).or_else(|| {
        let node = script.get(key)?;
        script.cx.report(findings::unreadable(node.span, said!("`{key}` is at least 1", "`{key}` 至少为 1")));
        None
    })
}

fn time_ms(script: &Reader<'_>) -> Option<u64> {
    let text = script.text("time")?;
    let number = |unit: &str| text.strip_suffix(unit).and_then(|n| n.trim().parse::<u64>().ok());
    let ms = number("ms").or_else(|| number("s").and_then(|n| n.checked_mul(1000)));
    if ms.is_none() {
        let message =
            said!("`{text}` is no time for a script: write it like `50ms`", "`{text}` 不是脚本的时限：请写成 `50ms`");
        script.cx.report(findings::unreadable(text.span, message));
    }
    ms
}

fn calendar(manifest: &Reader<'_>) -> Option<Calendar> {
    let cx = manifest.cx;
    let mut spec = CalendarSpec::default();
    if let Some(zone) = manifest.text("timezone") {
        spec.timezone = zone.value;
    }
    if let Some(month) = manifest.int("fiscal_year_starts") {
        spec.fiscal_year_starts = month;
    }
    let section = manifest.table("calendar").map(|table| Reader::open(cx, table, places::CALENDAR));
    if let Some(calendar) = &section {
        let texts = |key: &str| -> Vec<String> { days(cx, calendar, key) };
        if calendar.has("hours") {
            spec.hours = texts("hours");
        }
        if calendar.has("weekend") {
            spec.weekend = texts("weekend");
        }
        spec.holidays = texts("holidays");
        spec.workdays = texts("workdays");
        for (name, window) in calendar.named("window") {
            let window = Reader::open(cx, window, places::WINDOW);
            let ends = (window.needed_text("from", name.span), window.needed_text("to", name.span));
            if let (Some(from), Some(to)) = ends {
                spec.windows.push((name.name.clone(), from.value, to.value));
            }
        }
    }
    match Calendar::new(&spec) {
        Ok(calendar) => Some(calendar),
        Err(errors) => {
            for error in errors {
                let at = node_of(manifest, section.as_ref(), &error.key, error.index);
                cx.report(findings::bad_calendar(at, error.message));
            }
            // The rest is checked against the usual calendar.
            Calendar::new(&CalendarSpec::default()).ok()
        }
    }
}

/// Entries of a list of days or hours; a TOML date is as good as its text.
fn days(cx: &Cx<'_>, calendar: &Reader<'_>, key: &str) -> Vec<String> {
    let entries = calendar.get(key).map_or(&[][..], Node::entries);
    let read = |node: &Node| match &node.kind {
        Kind::Date(at) => at.date.map(|date| date.to_string()),
        _ => cx.text(node, key).map(|text| text.value),
    };
    entries.iter().filter_map(read).collect()
}

fn node_of(manifest: &Reader<'_>, calendar: Option<&Reader<'_>>, key: &str, index: Option<usize>) -> Span {
    let mut parts = key.split('.');
    let first = parts.next().unwrap_or_default();
    let table = match first {
        "timezone" | "fiscal_year_starts" => manifest.table,
        _ => calendar.map_or(manifest.table, |calendar| calendar.table),
    };
    let Some(mut node) = table.get(first) else {
        return table.span;
    };
    for part in parts {
        node = node.table().and_then(|table| table.get(part)).unwrap_or(node);
    }
    index.and_then(|index| node.entries().get(index)).unwrap_or(node).span
}

fn settings(manifest: &Reader<'_>) -> IndexMap<Id, Setting> {
    let mut settings = IndexMap::new();
    for (key, node) in manifest.pairs("setting") {
        if !findings::is_name(&key.name) {
            manifest.cx.report(findings::bad_name(&key.text(), "a setting"));
        }
        if let Some((ty, value)) = setting(manifest.cx, node, &key.name) {
            settings.insert(Id::from(&*key.name), Setting { ty, value, span: key.span });
        }
    }
    settings
}

fn setting(cx: &Cx<'_>, node: &Node, key: &str) -> Option<(Type, Value)> {
    Some(match &node.kind {
        Kind::Number(_) => (Type::Number, Value::Number(cx.number(node, key)?)),
        Kind::Bool(value) => (Type::Bool, Value::Bool(*value)),
        Kind::Date(_) => (Type::Date, Value::Date(date_of(cx, node)?)),
        Kind::Text(text) => text_setting(text),
        Kind::List(_) | Kind::Table(_) => {
            return cx.wrong(node, key, "a number, text, date, or true or false");
        }
    })
}

fn text_setting(text: &str) -> (Type, Value) {
    let percent = text.ends_with(['%', '％']).then(|| number::parse(text)).flatten();
    if let Some(fraction) = percent {
        return (Type::Percent, Value::Number(Decimal::normalize(&fraction)));
    }
    match Duration::parse(text) {
        Ok(duration) => (Type::Duration, Value::Duration(Arc::new(duration))),
        Err(_) => (Type::Text, Value::text(text)),
    }
}

/// What people call something: `title`, which may be given per language.
pub(super) fn title(reader: &Reader<'_>, locale: &str, id: &str) -> String {
    let Some(node) = reader.get("title") else {
        return id.to_owned();
    };
    title_of(reader.cx, node, locale).unwrap_or_else(|| id.to_owned())
}

/// The title a node gives.
pub(super) fn title_of(cx: &Cx<'_>, node: &Node, locale: &str) -> Option<String> {
    let text = match node.table() {
        Some(languages) => {
            let short = locale.split('-').next().unwrap_or(locale);
            let node = languages.get(locale).or_else(|| languages.get(short));
            let node = node.or_else(|| languages.entries.first().map(|(_, node)| node))?;
            cx.text(node, "title")?
        }
        None => cx.text(node, "title")?,
    };
    let text = texts::said(cx, text)?;
    Some(plain(cx, &text))
}

/// A title as it is read. As in templates a brace itself is written twice; nothing is filled in yet.
fn plain(cx: &Cx<'_>, text: &Text) -> String {
    let title = text.replace("{{", "\u{0}");
    if title.contains('{') {
        let draft = findings::not_yet(text.span, ("a title with something to fill in", "带填空的标题"));
        cx.report(draft.hint(("a brace itself is written `{{`", "花括号本身请写 `{{`")));
    }
    title.replace('\u{0}', "{").replace("}}", "}")
}
