//! The table of words for approving names scenarios that are there.

use std::{collections::BTreeSet, fs};

use super::path;

#[test]
fn every_word_for_approving_is_proved_by_a_scenario() {
    let page = fs::read_to_string(path("docs/approvals.md")).unwrap();
    let stories = fs::read_to_string(path("tests/stories/approvals/vocabulary/tests/vocabulary.toml")).unwrap();
    let told: BTreeSet<&str> =
        stories.lines().filter_map(|line| line.strip_prefix("[scenario.\"")?.strip_suffix("\"]")).collect();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| 词"));
    let mut named = BTreeSet::new();
    for row in rows {
        let last = row.trim_end_matches('|').rsplit(" | ").next().unwrap_or_default();
        let scenarios: Vec<&str> = last.split('`').skip(1).step_by(2).collect();
        assert!(!scenarios.is_empty(), "no scenario proves: {row}");
        for scenario in scenarios {
            assert!(told.contains(scenario), "there is no scenario `{scenario}`");
            named.insert(scenario);
        }
    }
    assert_eq!(told.difference(&named).collect::<Vec<_>>(), Vec::<&&str>::new(), "scenarios the page does not name");
}
