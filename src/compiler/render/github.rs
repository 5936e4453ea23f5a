//! Findings as GitHub shows them beside the lines of a pull request: one workflow command each.

use crate::compiler::{Finding, Severity};

/// The workflow commands. `prefix` leads from the repository's root to the policy folder: `policy/`, or nothing.
pub fn github(findings: &[Finding], prefix: &str) -> String {
    findings.iter().map(|finding| one(finding, prefix) + "\n").collect()
}

fn one(finding: &Finding, prefix: &str) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut message = finding.message.to_string();
    if let Some(hint) = &finding.hint {
        message.push_str(&format!("\n{hint}"));
    }
    // Columns are understood within one line only.
    let end_column = match finding.line == finding.end_line {
        true => format!(",endColumn={}", finding.end_column),
        false => String::new(),
    };
    format!(
        "::{command} file={},line={},col={},endLine={}{end_column},title={}::{}",
        property(&format!("{prefix}{}", finding.file)),
        finding.line,
        finding.column,
        finding.end_line,
        property(&format!("{} {}", finding.code, finding.code.name)),
        data(&message),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::compiler::testing;

    #[test]
    fn a_finding_is_one_line_whatever_is_in_it() {
        let found = testing::compiled("[stage.\"5%, a:b\"]\n[stage.won]\nend = \"won\"\ntitel = 1\n").findings;
        let found: Vec<_> = found.into_iter().filter(|f| f.code.to_string().starts_with('E')).collect();
        let shown = super::github(&found, "sales, 2026/");
        assert_eq!(
            shown.lines().last(),
            Some(
                "::error file=sales%2C 2026/workflows/deal.toml,line=4,col=1,endLine=4,endColumn=6,title=E0001 \
                 unknown-key::`titel` is not a key of a stage%0Adid you mean `title`?"
            )
        );
        assert_eq!(shown.lines().count(), found.len());
        assert_eq!(super::data("5% of\r\nit"), "5%25 of%0D%0Ait");
    }
}
