//! Findings for people and for programs.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Finding, Severity, Sources, findings::Label};

/// Findings as people read them in a terminal: the line, what is wrong right under it, what would help.
pub fn render(findings: &[Finding], sources: &Sources, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for finding in findings {
        out.push_str(&one(&renderer, finding, sources));
        out.push_str("\n\n");
    }
    out
}

/// Findings as programs read them.
pub fn json(findings: &[Finding]) -> serde_json::Value {
    // Only text and numbers are in there, so that nothing can be refused.
    serde_json::to_value(findings).unwrap_or_default()
}

fn one(renderer: &Renderer, finding: &Finding, sources: &Sources) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let code = finding.code.to_string();
    let title = level.primary_title(&*finding.message).id(code.as_str());
    let mut group = match sources.text(&finding.file) {
        Some(text) => {
            let range = bytes(text, (finding.line, finding.column), (finding.end_line, finding.end_column));
            let here = finding.labels.iter().filter(|label| label.file == finding.file);
            let labels =
                here.map(|label| AnnotationKind::Context.span(label_bytes(text, label)).label(&*label.message));
            let snippet = Snippet::source(text.as_str())
                .path(finding.file.as_str())
                .annotation(AnnotationKind::Primary.span(range))
                .annotations(labels);
            title.element(snippet)
        }
        None => title.element(Origin::path(finding.file.as_str())),
    };
    for label in finding.labels.iter().filter(|label| label.file != finding.file) {
        if let Some(text) = sources.text(&label.file) {
            let annotation = AnnotationKind::Context.span(label_bytes(text, label)).label(&*label.message);
            group = group.element(Snippet::source(text.as_str()).path(label.file.as_str()).annotation(annotation));
        }
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(&**hint));
    }
    let groups: [Group<'_>; 1] = [group];
    renderer.render(&groups)
}

fn label_bytes(text: &str, label: &Label) -> std::ops::Range<usize> {
    bytes(text, (label.line, label.column), (label.end_line, label.end_column))
}

fn bytes(text: &str, from: (u32, u32), to: (u32, u32)) -> std::ops::Range<usize> {
    let start = byte(text, from);
    start..byte(text, to).max(start)
}

fn byte(text: &str, (line, column): (u32, u32)) -> usize {
    let start: usize = text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let columns = rest.char_indices().nth(column as usize - 1);
    columns.map_or(text.len(), |(at, _)| start + at)
}

#[cfg(test)]
mod tests {
    use crate::compiler::{Severity, testing};

    #[test]
    fn the_underline_stands_right_under_chinese() {
        let text = "[field]\n\"金额\" = { type = \"money\" }\n[check.\"正数\"]\nmust = '金额 > 0 && 折扣率 > 1'\n";
        let found = testing::compiled(text);
        let errors: Vec<_> = found.findings.into_iter().filter(|f| f.severity == Severity::Error).collect();
        let shown = super::render(&errors, &found.sources, false);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1].trim(), "--> workflows/deal.toml:4:19");
        assert_eq!(lines[3], "4 | must = '金额 > 0 && 折扣率 > 1'");
        assert_eq!(lines[4], "  |                     ^^^^^^");
    }

    #[test]
    fn programs_get_lines_and_columns() {
        let found = testing::compiled("[stage.open]\ntitel = 1\n[stage.won]\nend = \"won\"\n");
        let json = super::json(&found.findings);
        let first = json.as_array().unwrap().iter().find(|f| f["code"] == "E0001").unwrap();
        assert_eq!(first["severity"], "error");
        assert_eq!((&first["line"], &first["column"], &first["end_column"]), (&2.into(), &1.into(), &6.into()));
        assert_eq!(first["file"], "workflows/deal.toml");
        assert!(first["labels"].is_array() && first["fix"].is_null());
    }
}
