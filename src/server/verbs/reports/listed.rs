//! Records and raised warnings in a report.

use serde_json::{Value as Json, json};

use crate::{
    model::{Id, Lang, Said, Type, Value},
    report::page::{Table, Tone},
    script::{Expr, template},
    server::{Problem, eyes::Eyes, shapes, verbs::records},
};

/// How many records a part shows.
const ROWS_MAX: usize = 5_000;

/// Records of a workflow that whoever asks sees, with these fields; without any their label, stage and owner.
pub(super) fn table(
    state: &Eyes,
    of: &Id,
    filter: Option<&Expr>,
    columns: &[Id],
    lang: Lang,
) -> Result<(Table, Json), Problem> {
    let policy = &state.policy;
    let word = |en: &str, zh: &str| Said::new(en, zh).text(lang).to_owned();
    let Some(rules) = policy.workflow(of) else { return Ok((Table::default(), Json::Null)) };
    let records = records::all(state, rules, filter)?;
    let glass = state.glass();
    let frame = glass.frame(None, &[], state.now);
    let shown = |value: &Value, ty: &Type| template::shown(value, ty, policy.manifest.minor_digits, &frame);
    let titled = |id: &Id| match rules.field(id) {
        Some(field) if matches!(field.ty, Type::Money | Type::Number | Type::Percent) => format!("{}>", field.title),
        Some(field) => field.title.clone(),
        None => id.to_string(),
    };
    let mut titles = vec![word("number", "编号")];
    match columns.is_empty() {
        true => titles.extend([word("what", "名称"), word("stage", "阶段"), word("owner", "负责人")]),
        false => titles.extend(columns.iter().map(titled)),
    }
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    let mut table = Table::new("", &titles);
    for record in records.iter().take(ROWS_MAX) {
        let fields = shapes::fields(state, record);
        let field = |id: &Id| {
            let value = fields.iter().find(|(known, _)| known == id).map_or(&Value::None, |(_, value)| value);
            let ty = rules.field(id).map_or(&Type::Any, |field| &field.ty);
            named(state, value, ty).unwrap_or_else(|| shown(value, ty))
        };
        let mut cells = vec![record.id.to_string().into()];
        match columns.is_empty() {
            true => {
                let rules = policy.rules_of(record).unwrap_or(rules);
                let stages = record.stages().map(|id| rules.stages.get(id).map_or(&**id, |stage| &stage.title));
                let stages = stages.collect::<Vec<_>>().join("、");
                cells.extend([shapes::label(state, record).into(), stages.into(), field(&Id::from("owner")).into()]);
            }
            false => cells.extend(columns.iter().map(|id| field(id).into())),
        }
        table.row(if record.is_closed() { Tone::Dim } else { Tone::Plain }, cells);
    }
    if records.len() > ROWS_MAX {
        table.note = match lang {
            Lang::Zh => format!("共 {} 条，只列出前 {ROWS_MAX} 条。", records.len()),
            Lang::En => format!("The first {ROWS_MAX} of {}.", records.len()),
        };
    }
    Ok((table, json!({"records": records.len()})))
}

/// What a reference is called, where whoever asks sees the record.
fn named(state: &Eyes, value: &Value, ty: &Type) -> Option<String> {
    let (Type::Ref(_), Value::Text(id)) = (ty, value) else { return None };
    let record = crate::engine::View::record(&**state, id).ok()??;
    state.sees(&record).then(|| shapes::label(state, &record))
}

/// The warnings that stand.
pub(super) fn warnings(state: &Eyes, lang: Lang) -> Result<(Table, Json), Problem> {
    let data = super::super::figures::warnings_seen(state, None)?;
    let columns = match lang {
        Lang::Zh => ["级别", "预警", "对象", "期间", "自"],
        Lang::En => ["level", "warning", "on", "period", "since"],
    };
    let mut table = Table::new("", &columns);
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    for warning in &data {
        let by = warning["by"].as_object().into_iter().flatten().map(|(_, value)| text(value));
        let on: Vec<String> = by.chain([text(&warning["record"])]).filter(|it| !it.is_empty()).collect();
        let level = text(&warning["level"]);
        let tone = if level == "red" { Tone::Bad } else { Tone::Care };
        let since = text(&warning["since"]).get(..10).unwrap_or_default().to_owned();
        let cells = [level, text(&warning["title"]), on.join("、"), text(&warning["period"]), since];
        table.row(tone, cells.into_iter().map(Into::into).collect());
    }
    Ok((table, json!({ "warnings": data })))
}
