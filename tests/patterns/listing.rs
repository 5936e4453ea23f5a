//! `docs/patterns.md`, from what the pattern folders say.

use std::{
    collections::BTreeSet,
    fmt::Write,
    path::{Path, PathBuf},
};

use super::pattern::{Pattern, patterns};

/// A family of the catalogue: its title, how its folders begin, how many patterns it has.
const FAMILIES: [(&str, &str, usize); 3] =
    [("Control flow", "wcp", 43), ("Resources", "wrp", 43), ("Exceptions", "exc", 0)];

/// Where the page lies, and its text.
pub fn page() -> (PathBuf, String) {
    let all = patterns();
    let mut out = String::from(
        "# The workflow patterns\n\n\
         <!-- Made from tests/patterns; renew: cargo test --test patterns -- --ignored renew -->\n\n\
         Every pattern below is a policy of its own under `tests/patterns/`, with scenarios that are played in every order\n\
         they leave open, begun anew from the events after every step, and with every command sent twice; something in each\n\
         is refused, and without the line that makes the pattern a scenario fails (`cargo test --test patterns`).\n\
         The catalogues are those of the workflow patterns initiative (www.workflowpatterns.com). The rating is our own, by\n\
         its rule: `+` a feature of the language, declared and not scripted; `±` with a limit that the note tells. A line\n\
         count is all of `workflows/` and `rules/` of that policy, fields and stages included.\n",
    );
    for (title, prefix, whole) in FAMILIES {
        let family: Vec<&Pattern> = all.iter().filter(|pattern| pattern.folder.starts_with(prefix)).collect();
        if !family.is_empty() {
            section(&mut out, title, whole, &family);
        }
    }
    (Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/patterns.md"), out)
}

fn section(out: &mut String, title: &str, whole: usize, family: &[&Pattern]) {
    let rated = |sign: &str| family.iter().filter(|pattern| pattern.rating == sign).count();
    let mut lines: Vec<usize> = family.iter().map(|pattern| pattern.lines()).collect();
    lines.sort_unstable();
    let _ = write!(out, "\n## {title}\n\n{} at `+`, {} at `±`", rated("+"), rated("±"));
    if whole > 0 {
        let _ = write!(out, ", of {whole}");
    }
    let _ = writeln!(out, "; the median policy has {} lines.", lines[lines.len() / 2]);
    let strategies: BTreeSet<&String> = family.iter().flat_map(|pattern| &pattern.strategies).collect();
    if !strategies.is_empty() {
        let list: Vec<&str> = strategies.iter().map(|one| one.as_str()).collect();
        let _ = writeln!(out, "Strategies shown ({}): {}.", list.len(), list.join(", "));
    }
    out.push_str("\n| pattern | | here | lines | note |\n|---|---|---|---|---|\n");
    for pattern in family {
        let scripted = if pattern.is_scripted() { " (with a script)" } else { "" };
        let _ = writeln!(
            out,
            "| [{} {}](../tests/patterns/{}) | {}{scripted} | {} | {} | {} |",
            pattern.id,
            pattern.name,
            pattern.folder,
            pattern.rating,
            pattern.what,
            pattern.lines(),
            pattern.note
        );
    }
}
