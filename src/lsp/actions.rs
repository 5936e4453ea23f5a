//! Mends of findings, offered where they are drawn.

use serde_json::{Value as Json, json};

use super::{
    diagnostics::{self, Published},
    position,
};
use crate::compiler::Finding;

/// The mends of the findings that lie in the lines a request names.
pub(super) fn actions(published: &Published, params: &Json) -> Json {
    let uri = params["textDocument"]["uri"].as_str().unwrap_or_default();
    let line = |end: &str| params["range"][end]["line"].as_u64().unwrap_or_default();
    let (first, last) = (line("start"), line("end"));
    let files = published.values().filter_map(|files| files.get(uri));
    let found = files.flat_map(|(text, findings)| findings.iter().map(move |finding| (text, finding)));
    let actions: Vec<Json> = found
        .filter(|(_, finding)| u64::from(finding.line) <= last + 1 && u64::from(finding.end_line) > first)
        .filter_map(|(text, finding)| {
            let (range, replacement) = mend(text, finding)?;
            let message = finding.hint.as_ref().map_or(&*finding.message, |hint| &**hint);
            Some(json!({
                "title": format!("{} → {}", message, replacement.trim()),
                "kind": "quickfix",
                "isPreferred": finding.fix.is_some(),
                "diagnostics": [{
                    "range": diagnostics::range(text, finding),
                    "code": finding.code.to_string(),
                    "message": &*finding.message,
                }],
                "edit": {"changes": {uri: [{"range": range, "newText": replacement}]}},
            }))
        })
        .collect();
    Json::Array(actions)
}

/// What mends a finding: its certain mend, else the name it guesses was meant.
fn mend(text: &str, finding: &Finding) -> Option<(Json, String)> {
    if let Some(fix) = &finding.fix {
        let range = position::between(text, (fix.line, fix.column), (fix.end_line, fix.end_column));
        return Some((range, fix.replacement.clone()));
    }
    let hint = finding.hint.as_deref()?;
    let guess = ["did you mean `", "是不是 `"].into_iter().find_map(|before| hint.strip_prefix(before))?;
    let (near, _) = guess.split_once('`')?;
    let range = diagnostics::range(text, finding);
    let (from, to) = (position::offset(text, &range["start"]), position::offset(text, &range["end"]));
    let quote = text.get(from..to)?.chars().next().filter(|letter| matches!(letter, '"' | '\''));
    let quote = quote.map(String::from).unwrap_or_default();
    Some((range, format!("{quote}{near}{quote}")))
}
