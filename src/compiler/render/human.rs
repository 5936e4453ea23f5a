//! Findings as people read them in a terminal: file by file, the line, what is wrong right under it, what would help.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::byte;
use crate::{
    compiler::{Finding, Severity, Sources, findings::Label},
    model::Lang,
};

/// How wide a line may be before its ends are cut off.
const WIDTH: usize = 140;

/// Findings in English.
pub fn render(findings: &[Finding], sources: &Sources, colour: bool) -> String {
    render_in(findings, sources, colour, Lang::En)
}

/// Findings in a language.
pub fn render_in(findings: &[Finding], sources: &Sources, colour: bool, lang: Lang) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(WIDTH);
    let mut out = String::new();
    for finding in findings {
        out.push_str(&one(&renderer, finding, sources, lang));
        out.push_str("\n\n");
    }
    out
}

fn one(renderer: &Renderer, finding: &Finding, sources: &Sources, lang: Lang) -> String {
    let level = match (finding.severity, lang) {
        (Severity::Error, Lang::En) => Level::ERROR,
        (Severity::Warning, Lang::En) => Level::WARNING,
        (Severity::Error, Lang::Zh) => Level::ERROR.with_name("错误"),
        (Severity::Warning, Lang::Zh) => Level::WARNING.with_name("警告"),
    };
    let code = finding.code.to_string();
    let title = level.primary_title(finding.message.text(lang)).id(code.as_str());
    let mut group = match sources.text(&finding.file) {
        Some(text) => {
            let here: Vec<&Label> = finding.labels.iter().filter(|label| label.file == finding.file).collect();
            let all = here.iter().map(|label| (label.line, label.end_line));
            let part = Part::of(text, all.chain([(finding.line, finding.end_line)]));
            let range = part.bytes((finding.line, finding.column), (finding.end_line, finding.end_column));
            let labels = here.into_iter().map(|label| part.label(label, lang));
            let snippet = Snippet::source(part.text)
                .line_start(part.first_line)
                .path(finding.file.as_str())
                .annotation(AnnotationKind::Primary.span(range))
                .annotations(labels);
            title.element(snippet)
        }
        None => title.element(Origin::path(finding.file.as_str())),
    };
    for label in finding.labels.iter().filter(|label| label.file != finding.file) {
        if let Some(text) = sources.text(&label.file) {
            let part = Part::of(text, [(label.line, label.end_line)]);
            let snippet = Snippet::source(part.text).line_start(part.first_line).path(label.file.as_str());
            group = group.element(snippet.annotation(part.label(label, lang)));
        }
    }
    if let Some(hint) = &finding.hint {
        let help = match lang {
            Lang::En => Level::HELP,
            Lang::Zh => Level::HELP.with_name("建议"),
        };
        group = group.element(help.message(hint.text(lang)));
    }
    let groups: [Group<'_>; 1] = [group];
    renderer.render(&groups)
}

/// The lines of a text that a finding is about; the rest is not even looked at.
struct Part<'t> {
    text: &'t str,
    first_line: usize,
}

impl<'t> Part<'t> {
    fn of(text: &'t str, lines: impl IntoIterator<Item = (u32, u32)>) -> Part<'t> {
        let (first, last) =
            lines.into_iter().fold((u32::MAX, 1), |(first, last), (from, to)| (first.min(from), last.max(to)));
        let first = first.min(last).max(1);
        let start = byte(text, (first, 1));
        let end = match byte(text, (last.saturating_add(1), 1)) {
            end if end > start => end,
            _ => text.len(),
        };
        Part { text: text.get(start..end).unwrap_or(text), first_line: first as usize }
    }

    fn bytes(&self, from: (u32, u32), to: (u32, u32)) -> std::ops::Range<usize> {
        let before = self.first_line as u32 - 1;
        let at = |(line, column): (u32, u32)| byte(self.text, (line.saturating_sub(before), column));
        let start = at(from);
        start..at(to).max(start)
    }

    fn label(&self, label: &'t Label, lang: Lang) -> annotate_snippets::Annotation<'t> {
        let range = self.bytes((label.line, label.column), (label.end_line, label.end_column));
        AnnotationKind::Context.span(range).label(label.message.text(lang))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        compiler::{Severity, testing},
        model::Lang,
    };

    fn errors(text: &str) -> (Vec<crate::compiler::Finding>, crate::compiler::Sources) {
        let found = testing::compiled(text);
        (found.findings.into_iter().filter(|f| f.severity == Severity::Error).collect(), found.sources)
    }

    #[test]
    fn the_underline_stands_right_under_chinese() {
        let text = "[field]\n\"金额\" = { type = \"money\" }\n[check.\"正数\"]\nmust = '金额 > 0 && 折扣率 > 1'\n";
        let (errors, sources) = errors(text);
        let shown = super::render(&errors, &sources, false);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1].trim(), "--> workflows/deal.toml:4:19");
        assert_eq!(lines[3], "4 | must = '金额 > 0 && 折扣率 > 1'");
        assert_eq!(lines[4], "  |                     ^^^^^^");
    }

    #[test]
    fn people_are_told_in_their_language() {
        let (errors, sources) = errors("[stage.open]\ntitel = 'x'\n[stage.won]\nend = 'won'\n");
        let shown = super::render_in(&errors, &sources, false, Lang::Zh);
        assert!(shown.starts_with("错误[E0001]: 阶段没有 `titel` 这个键\n"), "{shown}");
        assert!(shown.contains("= 建议: 是不是 `title`？"), "{shown}");
    }

    #[test]
    fn places_in_other_lines_and_files_are_shown_with_it() {
        let text = "# file: rules/a.toml\n[table.t]\nin = { a = 'number' }\nout = { b = 'number' }\nrows = [[1, 2]]\n\
                    # file: rules/b.toml\n\n\n[table.t]\nin = { a = 'number' }\nout = { b = 'number' }\nrows = [[1, 2]]\n";
        let (errors, sources) = errors(text);
        let shown = super::render(&errors, &sources, false);
        assert!(shown.contains("--> rules/b.toml:3:8") && shown.contains("3 | [table.t]"), "{shown}");
        assert!(shown.contains("rules/a.toml:1:8") && shown.contains("- first written here"), "{shown}");
    }
}
