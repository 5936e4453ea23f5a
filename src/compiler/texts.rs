//! Texts that a policy keeps in a file of their own: `text = "file:texts/signed.md"`. A file is part of the policy where
//! one of its TOML files names it; the manifest names none, for there `file:` is how a secret is pointed at.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cx, data, findings, source::Span, syntax::Text};

/// How the names of files of text end.
const ENDINGS: [&str; 2] = [".md", ".txt"];

/// What comes before the name of a file.
const FILE: &str = "file:";

/// Whether a path is that of a file of text.
pub(super) fn is_text(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

/// Where the files of text may lie that these texts name: beside the one that names it, or in the policy's folder.
pub(super) fn named_in(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".toml") && *path != "salesflow.toml") {
        for name in quoted(text) {
            named.insert(data::below(path, name));
            named.insert(name.to_owned());
        }
    }
    named.retain(|path| is_text(path));
    named
}

/// What stands in quotes behind `file:`.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(FILE).filter_map(|(at, _)| {
        let quote = text[..at].chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        let rest = &text[at + FILE.len()..];
        rest.find([quote, '\n']).map(|end| &rest[..end])
    })
}

/// What a text says: itself, or what the file holds that it names, without the line ends behind it.
pub(super) fn said(cx: &Cx<'_>, text: Text) -> Option<Text> {
    let Some(name) = text.strip_prefix(FILE) else {
        return Some(text);
    };
    let found = cx.files.data(text.span.file, name).filter(|(_, source)| is_text(&source.path));
    let Some((file, source)) = found else {
        cx.report(findings::no_such_file(&Text::new(name, text.span)));
        return None;
    };
    // The mark that some editors put at the beginning is no part of the text.
    let start = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let value = source.text[start..].trim_end();
    Some(Text::new(value, Span::new(file, start..start + value.len())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::testing::{check, compiled};

    const DEAL: &str = "# file: workflows/deal.toml\nlabel = \"file:texts/label.md\"\ntitle = \"file:name.txt\"\n\
                        [field]\namount = { type = \"money\" }\n[stage.open]\n[stage.done]\nend = \"done\"\n";

    #[test]
    fn what_a_text_names_behind_file_is_part_of_the_policy() {
        let one = |path: &str, text: &str| named_in(&BTreeMap::from([(path.to_owned(), text.to_owned())]));
        let both = BTreeSet::from(["rules/texts/a.md".to_owned(), "texts/a.md".to_owned()]);
        assert_eq!(one("rules/a.toml", "text = \"file:texts/a.md\" # not file:b.md"), both);
        assert_eq!(one("rules/a.toml", "text = 'file:../a.md'\nb = 'file:.a.md'\nc = 'file:a.toml'"), BTreeSet::new());
        assert_eq!(one("salesflow.toml", "url = \"file:secret.txt\""), BTreeSet::new());
        assert_eq!(one("rules/a.toml", "text = \"file:"), BTreeSet::new());
    }

    #[test]
    fn a_text_is_read_from_its_file() {
        let text = format!(
            "{DEAL}# file: texts/label.md\n\u{feff}A deal\nof {{amount}}\n\n# file: workflows/name.txt\nDeals\n"
        );
        let compiled = compiled(&text);
        let policy = compiled.policy.unwrap();
        let deal = policy.workflow("deal").unwrap();
        assert_eq!(deal.title, "Deals");
        assert_eq!(deal.label.as_ref().unwrap().expressions().count(), 1);
        assert!(policy.files.contains_key("texts/label.md"));
        let other = compiled.sources.clone().with("texts/label.md", "B".to_owned());
        assert_ne!(other.fingerprint(), compiled.sources.fingerprint());
    }

    #[test]
    fn what_is_wrong_in_a_text_is_shown_there() {
        check(
            r#"
# file: workflows/deal.toml
label = "file:label.md"
title = "file:gone.md"
#       ^^^^^^^^^^^^^^ E0123 there is no file `gone.md`
[field]
amount = { type = "money" }
[stage.open]
[stage.done]
end = "done"
# file: workflows/label.md
A deal
of {amont}
#   ^^^^^ E0302 `deal` has no field `amont`; did you mean `amount`?
"#,
        );
    }
}
