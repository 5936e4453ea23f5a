//! The reference is made from what the program knows of its language: keys, functions, findings.
//!
//! `cargo test --test docs -- --ignored renew` writes the pages anew.

mod examples;
mod findings;
mod functions;
mod keys;
mod policies;

use std::{fs, path::PathBuf};

/// Where a page is, and how it is made.
type Page = (&'static str, fn() -> String);

const PAGES: [Page; 4] = [
    ("docs/reference/keys.md", keys::page),
    ("docs/reference/functions.md", functions::page),
    ("docs/reference/findings.md", findings::page),
    ("docs/policies.md", policies::page),
];

fn path(page: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(page)
}

#[test]
fn the_reference_says_what_the_program_knows() {
    for (page, make) in PAGES {
        let written = fs::read_to_string(path(page)).unwrap_or_default();
        let made = make();
        let line = written.lines().zip(made.lines()).position(|(old, new)| old != new);
        assert!(
            written == made,
            "{page} is stale{}; renew it: cargo test --test docs -- --ignored renew",
            line.map(|line| format!(" at line {}", line + 1)).unwrap_or_default(),
        );
    }
}

#[test]
#[ignore = "writes the pages of the reference anew"]
fn renew() {
    for (page, make) in PAGES {
        fs::create_dir_all(path(page).parent().unwrap()).unwrap();
        fs::write(path(page), make()).unwrap();
    }
}

/// Text inside a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
