//! The files of a policy: compiled, told in every form, mended, formatted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use salesflow::{
    compiler::{Sources, compile, format, github, json, mended, render, render_in, sarif},
    model::Lang,
};
use salesflow_fuzz::files;

const MANIFEST: &str = "name = \"Sales\"\n";
const ORG: &str = "[role.rep]\n[person.ana]\nroles = [\"rep\"]\n";

fuzz_target!(|text: &str| {
    let given = files(text);
    for (path, text) in &given {
        if let Ok(once) = format(path, text) {
            assert_eq!(format(path, &once).as_deref(), Ok(&*once), "formatted twice it is another text");
        }
    }
    let usual = [("salesflow.toml", MANIFEST), ("org.toml", ORG)].map(|(path, text)| (path.to_owned(), text.to_owned()));
    let sources = Sources::new(usual.into_iter().chain(given));
    let compiled = compile(&sources);
    let findings = &compiled.findings;
    for finding in findings {
        let ends = (finding.end_line, finding.end_column) >= (finding.line, finding.column);
        assert!(finding.line >= 1 && finding.column >= 1 && ends, "{finding:?}");
    }
    render(findings, &sources, true);
    render_in(findings, &sources, false, Lang::Zh);
    json(findings);
    sarif(findings, &sources, "", Lang::Zh);
    github(findings, "");
    // Each round of mending compiles anew.
    if text.len() < 2_000 {
        let mended = mended(&sources);
        let again = salesflow::compiler::mended(&mended.compiled.sources);
        assert!(again.done.is_empty(), "a second run of --fix changes something");
    }
});
