//! Faults as one types: everything `check` finds, told where the editor can draw it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde_json::{Value as Json, json};

use super::{
    documents::{Documents, Policy},
    position,
};
use crate::{
    compiler::{self, Finding, Severity},
    model::Lang,
};

/// What was last told of each policy: by the address of a file, its text and findings.
pub(super) type Published = BTreeMap<PathBuf, BTreeMap<String, (String, Vec<Finding>)>>;

/// Compiles the policies that are open; what to publish, files whose faults have gone included.
pub(super) fn refresh(documents: &Documents, published: &mut Published, lang: Lang) -> Vec<Json> {
    let mut messages = Vec::new();
    let roots: Vec<PathBuf> = documents.roots().into_iter().map(Path::to_path_buf).collect();
    published.retain(|root, files| {
        let stays = roots.contains(root);
        if !stays {
            messages.extend(files.keys().map(|uri| json!({"uri": uri, "diagnostics": []})));
        }
        stays
    });
    for root in roots {
        // A folder that can't be read now is looked at again with the next change.
        let Ok(policy) = documents.policy_at(&root) else { continue };
        let files = judged(&policy, lang);
        let before = published.insert(root, files.clone()).unwrap_or_default();
        for uri in before.keys().filter(|uri| !files.contains_key(*uri)) {
            messages.push(json!({"uri": uri, "diagnostics": []}));
        }
        for (uri, (text, findings)) in &files {
            let all: Vec<Json> = findings.iter().map(|finding| diagnostic(&policy, text, finding)).collect();
            messages.push(json!({"uri": uri, "diagnostics": all}));
        }
    }
    messages
}

fn judged(policy: &Policy, lang: Lang) -> BTreeMap<String, (String, Vec<Finding>)> {
    let mut files: BTreeMap<String, (String, Vec<Finding>)> = BTreeMap::new();
    for finding in compiler::compile(&policy.sources()).findings {
        let text = policy.texts.get(&finding.file).cloned().unwrap_or_default();
        files.entry(policy.uri(&finding.file)).or_insert_with(|| (text, Vec::new())).1.push(finding.told(lang));
    }
    files
}

pub(super) fn diagnostic(policy: &Policy, text: &str, finding: &Finding) -> Json {
    let hint = finding.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
    let related: Vec<Json> = finding
        .labels
        .iter()
        .map(|label| {
            let text = policy.texts.get(&label.file).map(String::as_str).unwrap_or_default();
            let range = position::between(text, (label.line, label.column), (label.end_line, label.end_column));
            json!({"location": {"uri": policy.uri(&label.file), "range": range}, "message": &*label.message})
        })
        .collect();
    json!({
        "range": range(text, finding),
        "severity": if finding.severity == Severity::Error { 1 } else { 2 },
        "code": finding.code.to_string(),
        "source": "salesflow",
        "message": format!("{}{hint}", &*finding.message),
        "relatedInformation": related,
    })
}

pub(super) fn range(text: &str, finding: &Finding) -> Json {
    position::between(text, (finding.line, finding.column), (finding.end_line, finding.end_column))
}
