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
