//! The examples of the language's page are one policy, and it compiles.

use std::collections::BTreeMap;

use salesflow::{
    compiler::{Sources, compile},
    scenario::{self, Policies},
};

/// The files that a page's code blocks write: a block belongs to the file its first line names.
fn files(page: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for block in page.split("\n```").skip(1).step_by(2) {
        let mut lines = block.lines().skip(1);
        let path = lines.next().and_then(|line| line.strip_prefix("# "));
        if let Some(path) = path.filter(|path| path.ends_with(".toml") || path.ends_with(".rhai")) {
            let text = files.entry(path.to_owned()).or_default();
            lines.for_each(|line| *text += &format!("{line}\n"));
        }
    }
    files
}

#[test]
fn the_examples_of_the_language_are_one_policy_in_which_check_finds_nothing() {
    let files = files(include_str!("../../docs/language.md"));
    assert!(files.len() >= 8, "{:?}", files.keys());
    let compiled = compile(&Sources::new(files));
    assert!(compiled.findings.is_empty(), "{:#?}", compiled.findings);
}

#[test]
fn the_scenarios_of_their_page_pass() {
    let mut files: BTreeMap<String, String> = files(include_str!("../../docs/scenarios.md"));
    assert!(files.contains_key("tests/deal.toml"), "{:?}", files.keys());
    for path in ["salesflow.toml", "org.toml", "workflows/deal.toml", "rules/rules.toml"] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/minimal");
        files.insert(path.to_owned(), std::fs::read_to_string(root.join(path)).unwrap());
    }
    let compiled = compile(&Sources::new(files));
    assert!(compiled.findings.is_empty(), "{:#?}", compiled.findings);
    let suite = compiled.suite.unwrap();
    let policies = Policies::new(compiled.policy.unwrap(), &compiled.sources, &suite, None);
    for (n, verdict) in scenario::run(&policies, &suite, |_| true, None) {
        assert!(verdict.passed(), "{}: {:?}", suite.scenarios[n].name, verdict.failure);
    }
}
