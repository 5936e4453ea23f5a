//! Definitions that nothing uses: most often forgotten, or a rule that was meant to use them does not.

use crate::compiler::{
    Cx, findings,
    names::Names,
    source::{Kind, Span},
    syntax::{self, Node},
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>) {
    for (id, setting) in names.settings.iter().filter(|(id, _)| !cx.mentions(id)) {
        cx.report(findings::unused(setting.span, "the setting", id));
    }
    for (id, span) in names.role_spans.iter().filter(|(id, _)| !cx.mentions_role(id)) {
        cx.report(findings::unused(*span, "the role", id));
    }
    let tables = names.tables.iter().filter(|(id, table)| table.definition.off.is_none() && !cx.mentions(id));
    for (id, table) in tables {
        cx.report(findings::unused(table.definition.key.span, "the table", id));
    }
    for (id, chain) in names.chains.iter().filter(|(id, chain)| chain.off.is_none() && !is_asked(names, id)) {
        cx.report(findings::unused(chain.key.span, "the approval chain", id));
    }
    for name in names.function_names.iter().filter(|name| !cx.mentions(name)) {
        if let Some(span) = written_once(cx, name) {
            cx.report(findings::unused(span, "the function", name));
        }
    }
}

fn is_asked(names: &Names<'_>, chain: &str) -> bool {
    let named = |node: &Node| match &node.kind {
        _ if node.is_gap() => true,
        syntax::Kind::Table(table) => table.get("chain").and_then(Node::text).is_some_and(|text| *text == *chain),
        _ => node.text().is_some_and(|text| *text == *chain),
    };
    let workflows = names.flows();
    let written = workflows.flat_map(|workflow| workflow.transitions.values().chain(&workflow.deviation));
    let mut transitions = written.flat_map(|transition| transition.all());
    transitions.any(|transition| transition.table.get("approval").map_or(&[][..], Node::entries).iter().any(named))
}

/// Where a function is written, if no other place of the scripts says its name.
fn written_once(cx: &Cx<'_>, name: &str) -> Option<Span> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let mut found = None;
    for (file, script) in cx.files.all().filter(|(_, file)| file.kind == Kind::Script) {
        for (at, _) in script.text.match_indices(name) {
            let before = script.text[..at].ends_with(is_word);
            let after = script.text[at + name.len()..].starts_with(is_word);
            if before || after {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some(Span::new(file, at..at + name.len()));
        }
    }
    found
}
