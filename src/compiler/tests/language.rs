//! Every key of the language is run, or refused as "not yet"; none is unknown.

use crate::compiler::{
    places::{self, FILES, Met},
    syntax, testing,
};

/// The examples of the language's reference, and its prose as examples.
const LANGUAGE: &str = include_str!("language.txt");

/// The scenarios of the language's reference.
const SCENARIOS: &str = include_str!("scenarios.txt");

#[test]
fn no_key_of_the_language_is_unknown() {
    let found = testing::findings(LANGUAGE);
    let unknown = ["unknown-key", "syntax", "wrong-shape", "unknown-word", "missing-key", "structure-off"];
    let slips: Vec<_> = found.iter().filter(|finding| unknown.contains(&finding.code.name)).collect();
    assert!(slips.is_empty(), "{slips:#?}");
}

#[test]
fn what_does_not_run_is_refused_once() {
    let found = testing::findings("[stage.a]\nprobability = 0.2\n[stage.b]\nend = \"b\"\n");
    let codes: Vec<String> =
        found.iter().filter(|f| f.file.starts_with("workflows")).map(|f| f.code.to_string()).collect();
    assert_eq!(codes, ["E0002"]);
}

/// The files written below lines of `# file: path`.
fn files(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("# file: ").skip(1).map(|part| part.split_once('\n').unwrap())
}

fn unknown(path: &str, text: &str) -> Vec<String> {
    let folder = path.split_once('/').map_or(path, |(folder, _)| folder);
    let (_, keys, _) = FILES.iter().find(|(_, _, places)| places.contains(folder)).unwrap();
    let parsed = syntax::parse(0, text);
    assert!(parsed.drafts.is_empty(), "{path}");
    let root = parsed.root;
    let mut unknown = Vec::new();
    places::walk(keys, &root, &mut |met| {
        if let Met::Key { keys, keyword: None, key, .. } = met
            && keys.others.is_none()
        {
            let line = text[..key.span.start as usize].matches('\n').count() + 1;
            unknown.push(format!("{path}:{line} `{}` of {}", key.name, keys.place));
        }
    });
    unknown
}

#[test]
fn the_table_knows_every_key_however_deep_it_is_nested() {
    let slips: Vec<String> =
        files(LANGUAGE).chain(files(SCENARIOS)).flat_map(|(path, text)| unknown(path, text)).collect();
    assert!(slips.is_empty(), "{slips:#?}");
    assert_eq!(unknown("org.toml", "[role.x]\ntitel = \"X\"\n"), ["org.toml:2 `titel` of a role"]);
}
