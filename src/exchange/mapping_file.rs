//! A mapping in a file of its own: one `[import.x]` table, compiled as if it stood in its workflow's file.

use std::collections::BTreeMap;

use regex::Regex;

use crate::{
    compiler::{Finding, Sources, compile},
    policy::{Import, Policy},
};

/// Why a text is no mapping of a policy.
#[derive(Debug, thiserror::Error)]
pub enum NoMapping {
    /// It is not one `[import.x]` table, or nobody knows of which workflow.
    #[error("{0}")]
    Form(String),
    /// What the compiler has found in it; places are those of the mapping's file.
    #[error("{}", .0.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect::<Vec<_>>().join("\n"))]
    Findings(Vec<Finding>),
}

/// The mapping in a text, for a workflow (none: the policy has but one); `path` is what its findings say.
pub fn read_mapping(policy: &Policy, workflow: Option<&str>, path: &str, text: &str) -> Result<Import, NoMapping> {
    let workflow = workflow_of(policy, workflow)?;
    let name = name_of(path, text)?;
    let file = format!("workflows/{workflow}.toml");
    let mut files = policy.files.clone();
    let Some(written) = files.get_mut(&file) else {
        return Err(NoMapping::Form(format!("the policy keeps no file of `{workflow}`")));
    };
    // The workflow may have a mapping of that name; this one is another.
    let known = policy.workflow(&workflow).is_some_and(|workflow| workflow.imports.contains_key(name.as_str()));
    let (text, name) = if known { renamed(text, &name) } else { (text.to_owned(), name) };
    if !written.ends_with('\n') {
        written.push('\n');
    }
    let before = written.lines().count() as u32;
    written.push_str(text.trim_start_matches('\u{feff}'));
    let compiled = compile(&Sources::new(files));
    let imports = compiled.policy.and_then(|mut policy| policy.workflows.swap_remove(workflow.as_str()));
    match imports.and_then(|mut workflow| workflow.imports.swap_remove(name.as_str())) {
        Some(import) => Ok(import),
        None => Err(NoMapping::Findings(at_home(compiled.findings, &file, before, path))),
    }
}

fn workflow_of(policy: &Policy, named: Option<&str>) -> Result<String, NoMapping> {
    let known = || policy.workflows.keys().map(|id| &**id).collect::<Vec<_>>().join(", ");
    match named {
        Some(named) if policy.workflow(named).is_some() => Ok(named.to_owned()),
        Some(named) => Err(NoMapping::Form(format!("there is no workflow `{named}`; there is {}", known()))),
        None => match policy.workflows.keys().next() {
            Some(only) if policy.workflows.len() == 1 => Ok(only.to_string()),
            _ => Err(NoMapping::Form(format!("say which workflow the rows become records of: {}", known()))),
        },
    }
}

/// The name of the one `[import.x]` of a text.
fn name_of(path: &str, text: &str) -> Result<String, NoMapping> {
    let wrong = |what: &str| NoMapping::Form(format!("{path}: {what}"));
    let table: toml::Table =
        toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| wrong(error.to_string().trim_end()))?;
    let imports = match table.get("import") {
        Some(toml::Value::Table(imports)) if table.len() == 1 => imports,
        _ => return Err(wrong("a mapping is one [import.x] table and nothing else")),
    };
    match imports.keys().next() {
        Some(name) if imports.len() == 1 => Ok(name.clone()),
        _ => Err(wrong("a mapping is one [import.x] table, not several")),
    }
}

/// The same text with its headers under a name that no workflow has.
fn renamed(text: &str, name: &str) -> (String, String) {
    let header = format!(r#"(?m)^(\s*\[+\s*import\s*\.\s*)("{0}"|'{0}'|{0})(\s*[\].])"#, regex::escape(name));
    let other = format!("{name}-file");
    match Regex::new(&header) {
        Ok(header) => {
            let put = |found: &regex::Captures<'_>| format!("{}\"{other}\"{}", &found[1], &found[3]);
            (header.replace_all(text, put).into_owned(), other)
        }
        Err(_) => (text.to_owned(), name.to_owned()),
    }
}

/// Findings that lie behind the workflow's own lines, as of the mapping's file.
fn at_home(findings: Vec<Finding>, file: &str, before: u32, path: &str) -> Vec<Finding> {
    let mut moved: BTreeMap<bool, Vec<Finding>> = BTreeMap::new();
    for mut finding in findings {
        let own = finding.file == file && finding.line > before;
        if own {
            finding.file = path.to_owned();
            finding.line -= before;
            finding.end_line = finding.end_line.saturating_sub(before);
            for label in finding.labels.iter_mut().filter(|label| label.file == file && label.line > before) {
                label.file = path.to_owned();
                label.line -= before;
                label.end_line = label.end_line.saturating_sub(before);
            }
            if let Some(fix) = &mut finding.fix {
                fix.line = fix.line.saturating_sub(before);
                fix.end_line = fix.end_line.saturating_sub(before);
            }
        }
        moved.entry(own).or_default().push(finding);
    }
    // What was found elsewhere matters only where nothing was found here.
    moved.remove(&true).or_else(|| moved.remove(&false)).unwrap_or_default()
}
