//! What is shipped is an example of how to write: each file of the stock policy and the examples is in `fmt`'s form.

use std::path::Path;

use salesflow::{compiler, desk::Folder};

#[test]
fn every_shipped_file_is_in_the_canonical_form() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let examples = ["examples/minimal", "examples/subscriptions", "examples/crm-pipeline"].map(|path| root.join(path));
    let mut others = Vec::new();
    for folder in std::iter::once(root.to_path_buf()).chain(examples) {
        let sources = Folder::at(&folder).read_with_tests().unwrap();
        let files: Vec<_> =
            sources.files().iter().chain(sources.tests()).filter(|(path, _)| path.ends_with(".toml")).collect();
        assert!(files.len() >= 3, "{} has no policy", folder.display());
        for (path, text) in files {
            if compiler::format(path, text).as_ref() != Ok(text) {
                others.push(folder.join(path).display().to_string());
            }
        }
    }
    assert!(others.is_empty(), "not as `salesflow fmt` writes them:\n{}", others.join("\n"));
}

#[test]
fn a_post_that_would_hold_two_duties_of_the_stock_policy_is_found_by_check() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = Folder::at(root).read().unwrap();
    let org = sources.text("org.toml").unwrap();
    let both = org
        .replace(r#"roles = ["warehouse"],       joined = 2018"#, r#"roles = ["warehouse", "finance"], joined = 2018"#);
    assert_ne!(&both, org);
    let found = |sources| -> Vec<String> {
        compiler::compile(&sources).findings.iter().map(|finding| finding.code.to_string()).collect()
    };
    assert_eq!(found(sources.clone()), [""; 0]);
    assert_eq!(found(sources.with("org.toml", both)), ["W0120", "W0120"]);
}
