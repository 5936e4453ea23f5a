//! What approvers may do besides deciding, and when they owe a reason.

use crate::{
    compiler::{
        findings,
        site::Site,
        syntax::{Kind, Reader, Text},
    },
    policy::{Allow, CommentRule, Permit, StepAct},
};

pub(super) fn comment(reader: &Reader<'_>) -> CommentRule {
    let words = [("never", CommentRule::Never), ("on_reject", CommentRule::OnReject), ("always", CommentRule::Always)];
    reader.word("comment", &words).unwrap_or_default()
}

/// A list of what is allowed, or act by act: true, false, or people.
pub(super) fn allow(site: Site<'_>, reader: &Reader<'_>) -> Allow {
    let Some(node) = reader.get("allow") else {
        return Allow::default();
    };
    let Kind::Table(table) = &node.kind else {
        return Allow::only(reader.texts("allow").iter().filter_map(|text| act(site, text)));
    };
    let mut allow = Allow::default();
    for (key, node) in &table.entries {
        let Some(act) = act(site, &key.text()) else { continue };
        let permit = match &node.kind {
            Kind::Bool(true) => Permit::Yes,
            Kind::Bool(false) => Permit::No,
            _ => Permit::To(site.people_of(node, &key.name)),
        };
        allow.say(act, permit);
    }
    allow
}

fn act(site: Site<'_>, text: &Text) -> Option<StepAct> {
    let found = StepAct::WORDS.iter().find(|(word, _)| **word == *text.value).map(|(_, act)| *act);
    if found.is_none() {
        let known = StepAct::WORDS.map(|(word, _)| word);
        site.cx.report(findings::unknown_word(text, "allow", &known));
    }
    found
}
