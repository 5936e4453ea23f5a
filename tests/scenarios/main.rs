//! Every scenario of every policy in the repository comes out as written: the policies that ship, and the stories of
//! `tests/stories`, each a small policy with what is expected of it.

mod failing;
mod refusals;

use std::{
    fs,
    path::{Path, PathBuf},
};

use salesflow::{
    compiler::{self, Severity},
    desk::{Folder, MANIFEST},
    scenario::{self, Failure, Policies},
};

/// Policy folders: the repository, its examples, and every folder of stories.
fn policies() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.to_path_buf()];
    for below in ["examples", "tests"] {
        gather(&root.join(below), &mut found);
    }
    found.sort();
    found
}

fn gather(folder: &Path, found: &mut Vec<PathBuf>) {
    if folder.join(MANIFEST).is_file() {
        found.push(folder.to_path_buf());
    }
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), found);
        }
    }
}

/// A failure as this test tells it.
fn told(failure: &Failure) -> String {
    let mut out =
        format!("{}:{} {}\n  {}\n", failure.place.file, failure.place.line, failure.place.text, failure.message);
    for wrong in &failure.wrong {
        out.push_str(&format!("  {}: expected {}, is {}\n", wrong.what, wrong.expected, wrong.is));
    }
    if let Some(refusal) = &failure.refusal {
        out.push_str(&format!("  {}\n", refusal.to_json()));
    }
    if let Some(order) = &failure.order {
        out.push_str(&format!("  in this order: {order}\n"));
    }
    for (name, value) in &failure.state {
        out.push_str(&format!("    {name} = {value}\n"));
    }
    out
}

#[test]
fn every_scenario_comes_out_as_written() {
    let mut wrong = String::new();
    let mut played = 0;
    for root in policies() {
        let compiled = Folder::at(&root).compile_with_tests().unwrap();
        let errors: Vec<_> = compiled.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            wrong.push_str(&format!("{}\n{}", root.display(), compiler::render(&errors, &compiled.sources, false)));
            continue;
        }
        let suite = compiled.suite.unwrap();
        let policies = Policies::new(compiled.policy.unwrap(), &compiled.sources, &suite, None);
        for (n, verdict) in scenario::run(&policies, &suite, |_| true, None) {
            played += 1;
            if let Some(failure) = &verdict.failure {
                wrong.push_str(&format!("{}: {}\n{}\n", root.display(), suite.scenarios[n].name, told(failure)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(played > 15, "only {played} scenarios were found");
}
