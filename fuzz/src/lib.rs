//! What the fuzz targets share: the policy they work under, and texts taken apart into files.
//!
//! No target states what is right; each only hands bytes to a door of the product. A panic, a hang or unbounded memory is
//! the finding. Oracles that always hold (a formatted file stays as it is, a script is read the same twice) are asserted.

use std::sync::{Arc, LazyLock};

use salesflow::{
    compiler::{Compiled, Severity, Sources, compile},
    policy::Policy,
};

/// A policy with every kind of definition: the compiler's own.
pub const GOOD: &str = include_str!("../../src/compiler/tests/good.txt");

/// The files of a text in which `# file: path` begins each.
pub fn files(text: &str) -> Vec<(String, String)> {
    let parts = text.split("# file: ").skip(1);
    parts.filter_map(|part| part.split_once('\n')).map(|(path, text)| (path.trim().to_owned(), text.to_owned())).collect()
}

/// The good policy with further files, which come in the place of those with the same path.
pub fn good_with(files: impl IntoIterator<Item = (String, String)>) -> Compiled {
    compile(&Sources::new(self::files(GOOD).into_iter().chain(files)))
}

/// The good policy, compiled once.
pub fn good() -> &'static Arc<Policy> {
    static GOOD: LazyLock<Arc<Policy>> = LazyLock::new(|| {
        let compiled = good_with([]);
        let errors: Vec<_> = compiled.findings.iter().filter(|found| found.severity == Severity::Error).collect();
        let mut policy = compiled.policy.unwrap_or_else(|| panic!("the good policy is wrong: {errors:#?}"));
        // The number a new store gives it, so that every desk may share it.
        policy.version = 1;
        Arc::new(policy)
    });
    &GOOD
}
