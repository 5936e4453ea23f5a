//! Findings as `check` shows them: file by file, with a closing line that says how many there are and what to do.

use super::paint::{bad, care, dim, good, strong, typed};
use crate::{
    compiler::{self, Done, Finding, Severity, Sources},
    model::{Lang, Said},
    said,
};

/// The findings with their lines, a heading above those of each file where there are several.
pub(in crate::cli) fn by_file(findings: &[Finding], sources: &Sources, lang: Lang) -> String {
    let files = files(findings);
    let mut out = String::new();
    for (file, findings) in &files {
        if files.len() > 1 {
            let counts = counts(findings);
            out.push_str(&format!("{} {}\n\n", strong(file), dim(&format!("· {}", counts.text(lang)))));
        }
        let findings: Vec<Finding> = findings.iter().map(|finding| (*finding).clone()).collect();
        out.push_str(&compiler::render_in(&findings, sources, true, lang));
    }
    out
}

/// What was mended, a line each.
pub(in crate::cli) fn fixed(fixed: &[Done], lang: Lang) -> String {
    let mut out = String::new();
    for done in fixed {
        let finding = &done.finding;
        let at = format!("{}:{}:{}", finding.file, finding.line, finding.column);
        let (was, now) = (one_line(&done.was), one_line(&done.now));
        let change = match done.now.is_empty() {
            true => said!("`{was}` taken out", "删掉 `{was}`"),
            false => said!("`{was}` → `{now}`", "`{was}` → `{now}`"),
        };
        let about = dim(&format!("{} {at}", finding.code));
        out.push_str(&format!("{} {} {about}\n", good("✎"), change.text(lang)));
    }
    if !fixed.is_empty() {
        let count = fixed.len();
        let word = plural(count, "mend", "mends");
        let line = said!("{word} made", "已改正 {count} 处");
        out.push_str(&format!("{} {}\n\n", good("✓"), line.text(lang)));
    }
    out
}

/// `the policy has 3 errors and cannot run`.
pub(in crate::cli) fn sentence(findings: &[Finding], lang: Lang) -> String {
    let (errors, warnings) = numbers(findings);
    let (en_errors, en_warnings) = (plural(errors, "error", "errors"), plural(warnings, "warning", "warnings"));
    let said = match warnings {
        0 => said!("the policy has {en_errors} and cannot run", "制度有 {errors} 个错误，不能运行"),
        _ => said!(
            "the policy has {en_errors} and {en_warnings} and cannot run",
            "制度有 {errors} 个错误、{warnings} 个警告，不能运行"
        ),
    };
    said.text(lang).to_owned()
}

/// The policy itself can run.
pub(in crate::cli) fn in_tests(findings: &[Finding], lang: Lang) -> String {
    let (errors, _) = numbers(findings);
    let en_errors = plural(errors, "error", "errors");
    said!("its tests have {en_errors} and cannot all be played", "它的测试有 {errors} 个错误，不能全部运行")
        .text(lang)
        .to_owned()
}

/// The last line: how many, in how many files, what can be mended, where there is more to read.
pub(in crate::cli) fn closing(findings: &[Finding], lang: Lang) -> String {
    let all: Vec<&Finding> = findings.iter().collect();
    let (errors, _) = numbers(findings);
    let (count, number) = (counts(&all), files(findings).len());
    let files = plural(number, "file", "files");
    let example = findings.iter().min_by_key(|finding| finding.severity).map(|finding| finding.code.to_string());
    let explain = typed(&format!("salesflow explain {}", example.unwrap_or_default()));
    let line =
        said!("{count} in {files}; {explain} tells more", "{number} 个文件里有 {count}；{explain} 有说明"; count);
    let mark = if errors > 0 { bad("✗") } else { care("!") };
    let mut out = format!("{mark} {}\n", line.text(lang));
    let fixable = findings.iter().filter(|it| it.severity == Severity::Error && it.fix.is_some()).count();
    if fixable > 0 {
        let fix = typed("salesflow check --fix");
        let line = match fixable {
            1 => said!("1 of them can be mended by {fix}", "其中 1 个可以用 {fix} 改正"),
            _ => said!("{fixable} of them can be mended by {fix}", "其中 {fixable} 个可以用 {fix} 改正"),
        };
        out.push_str(&format!("  {}\n", line.text(lang)));
    }
    out
}

/// `3 errors, 1 warning`.
fn counts(findings: &[&Finding]) -> Said {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let (en_errors, en_warnings) = (plural(errors, "error", "errors"), plural(warnings, "warning", "warnings"));
    match (errors, warnings) {
        (_, 0) => said!("{en_errors}", "{errors} 个错误"),
        (0, _) => said!("{en_warnings}", "{warnings} 个警告"),
        _ => said!("{en_errors}, {en_warnings}", "{errors} 个错误、{warnings} 个警告"),
    }
}

fn numbers(findings: &[Finding]) -> (usize, usize) {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    (errors, findings.len() - errors)
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Files with their findings, in the order in which they come.
fn files(findings: &[Finding]) -> Vec<(&str, Vec<&Finding>)> {
    let mut files: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        match files.last_mut() {
            Some((file, of_file)) if *file == finding.file => of_file.push(finding),
            _ => files.push((&finding.file, vec![finding])),
        }
    }
    files
}

/// The first line of a text, shortened.
fn one_line(text: &str) -> String {
    const SHOWN_CHARS_MAX: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(SHOWN_CHARS_MAX) {
        Some((cut, _)) => format!("{}…", line.get(..cut).unwrap_or(line)),
        None if line.len() < text.trim_end().len() => format!("{line} …"),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::show::plain;

    fn found() -> compiler::Compiled {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        compiler::compile(&Sources::new([
            file("salesflow.toml", "name = \"Sales\"\ncurrenci = \"CNY\"\n"),
            file("org.toml", "[unit.east]\nhead = \"bo\"\n[role.rep]\n"),
        ]))
    }

    #[test]
    fn files_have_headings_and_the_end_says_how_many() {
        let found = found();
        let shown = plain(&by_file(&found.findings, &found.sources, Lang::En));
        assert!(shown.starts_with("salesflow.toml · 1 error\n\n"), "{shown}");
        assert!(shown.contains("\norg.toml · 1 error, 1 warning\n\n"), "{shown}");
        assert_eq!(
            plain(&closing(&found.findings, Lang::En)),
            "✗ 2 errors, 1 warning in 2 files; salesflow explain E0001 tells more\n  1 of them can be mended by salesflow check --fix\n"
        );
        assert_eq!(
            plain(&closing(&found.findings, Lang::Zh)),
            "✗ 2 个文件里有 2 个错误、1 个警告；salesflow explain E0001 有说明\n  其中 1 个可以用 salesflow check --fix 改正\n"
        );
    }

    #[test]
    fn mends_are_told_one_by_one() {
        let mended = compiler::mended(&found().sources);
        assert_eq!(
            plain(&fixed(&mended.done, Lang::En)),
            "✎ `currenci` → `currency` E0001 salesflow.toml:2:1\n✓ 1 mend made\n\n"
        );
    }
}
