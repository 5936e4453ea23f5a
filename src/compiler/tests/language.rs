//! Every key of the language is run, or refused as "not yet"; none is unknown.

use crate::compiler::testing;

/// The examples of the language's reference, and its prose as examples.
const LANGUAGE: &str = include_str!("language.txt");

#[test]
fn no_key_of_the_language_is_unknown() {
    let found = testing::findings(LANGUAGE);
    let unknown = ["unknown-key", "syntax", "wrong-shape", "unknown-word", "missing-key", "structure-off"];
    let slips: Vec<_> = found.iter().filter(|finding| unknown.contains(&finding.code.name)).collect();
    assert!(slips.is_empty(), "{slips:#?}");
}

#[test]
fn what_does_not_run_is_refused_once() {
    let found = testing::findings("[reaction.x]\non = [\"nothing_there\"]\n[stage.a]\n[stage.b]\nend = \"b\"\n");
    let codes: Vec<String> =
        found.iter().filter(|f| f.file.starts_with("workflows")).map(|f| f.code.to_string()).collect();
    assert_eq!(codes, ["E0002"]);
}
