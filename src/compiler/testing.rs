//! How findings are tested: a policy as text, and under a line what is found in it.
//!
//! `# file: path` begins a file; what comes before the first is `workflows/deal.toml`. A manifest, an organisation and
//! a workflow `deal` are there where the text has none (`# file: salesflow.toml -` leaves one out).

use unicode_width::UnicodeWidthStr;

use super::{Compiled, Finding, Severity, Sources, compile};

const MANIFEST: &str = "name = \"Sales\"\n";
const ORG: &str = r#"
[unit.sales]
head = "bo"
[role.rep]
[role.boss]
[person.ana]
unit = "sales"
roles = ["rep"]
[person.bo]
unit = "sales"
roles = ["boss"]
"#;
const DEAL: &str = r#"
[field]
title  = { type = "text" }
amount = { type = "money" }
region = { type = "choice", values = ["east", "west"] }
[stage.open]
[stage.won]
end = "won"
[stage.lost]
end = "lost"
[transition.win]
from = "open"
to = "won"
[transition.lose]
from = "open"
to = "lost"
"#;

/// The files of a text, with their line numbers in it.
fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    let mut left_out: Vec<String> = Vec::new();
    for line in text.lines() {
        if let Some(path) = line.strip_prefix("# file: ") {
            match path.strip_suffix(" -") {
                Some(path) => left_out.push(path.to_owned()),
                None => files.push((path.to_owned(), String::new())),
            }
            continue;
        }
        if files.is_empty() && left_out.is_empty() {
            files.push(("workflows/deal.toml".to_owned(), String::new()));
        }
        if let Some((_, text)) = files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    files.retain(|(_, text)| !text.trim().is_empty());
    for (path, text) in [("salesflow.toml", MANIFEST), ("org.toml", ORG), ("workflows/deal.toml", DEAL)] {
        if !left_out.iter().any(|left| left == path) && !files.iter().any(|(file, _)| file == path) {
            files.push((path.to_owned(), text.to_owned()));
        }
    }
    files
}

/// What comes of compiling a text.
pub(super) fn compiled(text: &str) -> Compiled {
    compile(&Sources::new(files(text)))
}

/// What is found in a text.
pub(super) fn findings(text: &str) -> Vec<Finding> {
    compiled(text).findings
}

/// Every word about what is found in a text is there in Chinese.
pub(super) fn is_told_in_chinese(text: &str) {
    for finding in findings(text) {
        let labels = finding.labels.iter().map(|label| &label.message);
        let mut words = std::iter::once(&finding.message).chain(&finding.hint).chain(labels);
        let untold = words.find(|said| !said.is_translated());
        assert!(untold.is_none(), "{} is not in Chinese: {}", finding.code, untold.map_or("", |said| said));
    }
}

/// Compares what is found with what the lines of `^` say: all errors, and those warnings whose code is in the text.
pub(super) fn check(text: &str) {
    let marked = marked(text);
    assert_eq!(marked.trim(), text.trim(), "\n--- found:\n{marked}\n--- all: {:#?}", findings(text));
}

/// The text with what is found in it.
pub(super) fn marked(text: &str) -> String {
    let plain: String = text.lines().filter(|line| !is_mark(line)).map(|line| format!("{line}\n")).collect();
    let found = findings(&plain);
    let shown: Vec<&Finding> = found
        .iter()
        .filter(|finding| finding.severity == Severity::Error || text.contains(&finding.code.to_string()))
        // Nobody uses the roles of the usual organisation: that is not what a text is about.
        .filter(|finding| finding.severity == Severity::Error || is_of(text, &finding.file))
        // What does not run yet is checked like all else; that it does not run is told only where a text is about it.
        .filter(|finding| finding.code.name != "not-yet" || text.contains("E0002"))
        .collect();
    let mut out = String::new();
    let mut file = "workflows/deal.toml".to_owned();
    let mut number = 0;
    for line in plain.lines() {
        out.push_str(line);
        out.push('\n');
        if let Some(path) = line.strip_prefix("# file: ") {
            file = path.trim_end_matches(" -").to_owned();
            number = 0;
            // What is missing is found nowhere: it is shown under its name.
            marks(&mut out, "", shown.iter().filter(|f| path.ends_with(" -") && f.file == file));
            continue;
        }
        number += 1;
        marks(&mut out, line, shown.iter().filter(|f| f.file == file && f.line == number));
    }
    out
}

fn is_of(text: &str, file: &str) -> bool {
    file == "workflows/deal.toml" || text.contains(&format!("# file: {file}"))
}

fn is_mark(line: &str) -> bool {
    let rest = line.strip_prefix('#').or_else(|| line.strip_prefix("//"));
    rest.is_some_and(|rest| rest.trim_start().starts_with('^'))
}

fn marks<'f>(out: &mut String, line: &str, findings: impl Iterator<Item = &'f &'f Finding>) {
    let width = |columns: usize| line.chars().take(columns).collect::<String>().width();
    for finding in findings {
        let start = width(finding.column as usize - 1);
        let end = match finding.end_line == finding.line {
            true => width(finding.end_column as usize - 1),
            false => line.width(),
        };
        let (start, end) = (start.max(1), end.max(start.max(1) + 1));
        out.push('#');
        out.push_str(&" ".repeat(start - 1));
        out.push_str(&"^".repeat(end - start));
        out.push_str(&format!(" {} {}", finding.code, finding.message));
        if let Some(hint) = &finding.hint {
            out.push_str(&format!("; {hint}"));
        }
        out.push('\n');
    }
}
