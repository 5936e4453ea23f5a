//! Good policies: those that are shipped, those of the documentation, and the mended example of every finding.

use std::{collections::BTreeMap, fs, path::Path};

use salesflow::compiler::{Finding, Sources, compile, pages};

/// A policy in which nothing has been damaged yet.
pub struct Good {
    pub name: String,
    pub files: BTreeMap<String, String>,
    /// What is found in it all the same: warnings of a finding's example.
    pub found: Vec<Finding>,
}

/// What stands around a finding's example where it has no such file of its own.
const USUAL: [(&str, &str); 3] = [
    ("salesflow.toml", "name = \"Sales\"\n"),
    (
        "org.toml",
        "[unit.sales]\nhead = \"bo\"\n[role.rep]\n[role.boss]\n[person.ana]\nunit = \"sales\"\nroles = [\"rep\"]\n\
         [person.bo]\nunit = \"sales\"\nroles = [\"boss\"]\n",
    ),
    (
        "workflows/deal.toml",
        "[field]\ntitle  = { type = \"text\" }\namount = { type = \"money\" }\n\
         region = { type = \"choice\", values = [\"east\", \"west\"] }\n[stage.open]\n[stage.won]\nend = \"won\"\n\
         [stage.lost]\nend = \"lost\"\n[transition.win]\nfrom = \"open\"\nto = \"won\"\n[transition.lose]\nfrom = \"open\"\n\
         to = \"lost\"\n",
    ),
];

/// All of them; one that is not good any more (a page about what does not run yet) is left out.
pub fn all() -> Vec<Good> {
    let shipped = ["", "examples/minimal", "examples/subscriptions", "examples/crm-pipeline"];
    let shipped = shipped.into_iter().map(|folder| (format!("/{folder}"), folder_files(folder)));
    let whole = [
        ("the compiler's own", marked(include_str!("../../src/compiler/tests/good.txt"))),
        ("docs/language.md", blocks(include_str!("../../docs/language.md"))),
    ];
    let whole = whole.map(|(name, files)| (name.to_owned(), files));
    let pages = pages().map(|page| (page.code.to_string(), with_usual(marked(page.good))));
    shipped.chain(whole).chain(pages).filter_map(|(name, files)| good(name, files)).collect()
}

fn good(name: String, files: BTreeMap<String, String>) -> Option<Good> {
    let compiled = compile(&Sources::new(files.clone()));
    compiled.policy.as_ref()?;
    Some(Good { name, files, found: compiled.findings })
}

fn folder_files(folder: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = BTreeMap::new();
    let tests: &[&str] = if folder.is_empty() { &["tests/policies"] } else { &["tests"] };
    for below in ["", "org", "workflows", "rules"].iter().chain(tests) {
        let Ok(entries) = fs::read_dir(root.join(below)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let wanted = path.extension().is_some_and(|ending| ["toml", "rhai", "csv"].iter().any(|it| ending == *it));
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            if wanted && !["Cargo.toml", "clippy.toml", "rustfmt.toml"].contains(&name) {
                let name = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

/// Files that a line `# file: path` begins; what comes before the first is a workflow.
fn marked(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut path = "workflows/deal.toml";
    for line in text.lines() {
        match line.strip_prefix("# file: ") {
            Some(next) => path = next.trim_end_matches(" -"),
            None => *files.entry(path.to_owned()).or_insert_with(String::new) += &format!("{line}\n"),
        }
    }
    files.retain(|_, text: &mut String| !text.trim().is_empty());
    files
}

fn with_usual(mut files: BTreeMap<String, String>) -> BTreeMap<String, String> {
    for (path, text) in USUAL {
        files.entry(path.to_owned()).or_insert_with(|| text.to_owned());
    }
    files
}

/// The files that a page's code blocks write: a block belongs to the file its first line names.
fn blocks(page: &str) -> BTreeMap<String, String> {
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
