//! Findings for people and for programs: in a terminal, as JSON, as SARIF, as annotations of GitHub.

mod github;
mod human;
mod sarif;

pub use github::github;
pub use human::{render, render_in};
pub use sarif::sarif;

use super::Finding;

/// Findings as programs read them.
pub fn json(findings: &[Finding]) -> serde_json::Value {
    // Only text and numbers are in there, so that nothing can be refused.
    serde_json::to_value(findings).unwrap_or_default()
}

/// The byte at which a line and column of a text stand.
pub(super) fn byte(text: &str, (line, column): (u32, u32)) -> usize {
    let start: usize = text.split_inclusive('\n').take((line as usize).saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let columns = rest.char_indices().nth((column as usize).saturating_sub(1));
    columns.map_or(text.len(), |(at, _)| start + at)
}

#[cfg(test)]
mod tests {
    use crate::compiler::testing;

    #[test]
    fn programs_get_lines_and_columns() {
        let found = testing::compiled("[stage.open]\ntitel = 1\n[stage.won]\nend = \"won\"\n");
        let json = super::json(&found.findings);
        let first = json.as_array().unwrap().iter().find(|f| f["code"] == "E0001").unwrap();
        assert_eq!(first["severity"], "error");
        assert_eq!((&first["line"], &first["column"], &first["end_column"]), (&2.into(), &1.into(), &6.into()));
        assert_eq!(first["file"], "workflows/deal.toml");
        assert_eq!(first["fix"]["replacement"], "title");
        assert!(first["labels"].is_array());
    }
}
