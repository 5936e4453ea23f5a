//! `[check.x]`: rules about saving.

use indexmap::IndexMap;

use crate::{
    compiler::{
        findings,
        names::{WorkflowNames, off},
        site::Site,
        source::Span,
        syntax::{Reader, Text, places},
    },
    model::Id,
    policy::{Check, Occasion, Transition},
};

/// All checks that are on, in file order.
pub(super) fn compile<'a>(
    site: Site<'a>,
    written: &'a WorkflowNames<'a>,
    drawn: &IndexMap<Id, Transition>,
) -> Vec<Check> {
    let site = site.with_old();
    let mut checks = Vec::new();
    for (key, table) in written.reader.named("check") {
        let reader = Reader::open(site.cx, table, places::CHECK);
        reader.bool("off");
        if !reader.has("must") {
            reader.missing("must", key.span);
        }
        let on = occasions(site, written, drawn, &reader);
        let when = site.condition(&reader, "when");
        let otherwise = site.template(&reader, "otherwise");
        let field = reader.text("field").and_then(|text| site.field(&text));
        let except = site.people(&reader, "except");
        let must = site.condition(&reader, "must");
        if let (Some(must), None) = (must, off(table)) {
            checks.push(Check { id: Id::from(&*key.name), on, when, must, otherwise, field, except });
        }
    }
    checks
}

/// What `on` says.
pub(super) fn occasions(
    site: Site<'_>,
    written: &WorkflowNames<'_>,
    drawn: &IndexMap<Id, Transition>,
    reader: &Reader<'_>,
) -> Vec<Occasion> {
    reader.texts("on").iter().filter_map(|text| occasion(site, written, drawn, text)).collect()
}

fn occasion(
    site: Site<'_>,
    written: &WorkflowNames<'_>,
    drawn: &IndexMap<Id, Transition>,
    text: &Text,
) -> Option<Occasion> {
    let (word, name) = match text.split_once(':') {
        Some((word, name)) => (word, Some(name)),
        None => (&**text, None),
    };
    let named = |name: &str| Text::new(name, text.span);
    Some(match (word, name) {
        ("create", None) => Occasion::Create,
        ("change", None) => Occasion::Change,
        ("move", None) => Occasion::Move,
        // The stage is a field for this purpose.
        ("change", Some("stage")) => Occasion::ChangeOf("stage".into()),
        ("change", Some(field)) => Occasion::ChangeOf(site.field(&named(field))?),
        ("enter", Some(stage)) => Occasion::Enter(site.stage(&named(stage))?),
        ("leave", Some(stage)) => Occasion::Leave(site.stage(&named(stage))?),
        ("move", Some(name)) => Occasion::MoveBy(transition(site, written, drawn, text.span, name)?),
        ("served", Some(balance)) => match site.names.balances.get_key_value(balance) {
            Some((id, _)) => Occasion::Served(id.clone()),
            None => {
                let known = site.names.balances.keys().map(|id| &**id);
                site.cx.report(findings::unknown_balance(&named(balance), known));
                return None;
            }
        },
        _ => {
            site.cx.report(findings::bad_occasion(text));
            return None;
        }
    })
}

/// A written transition, or the drawn move to a stage.
pub(super) fn transition(
    site: Site<'_>,
    written: &WorkflowNames<'_>,
    drawn: &IndexMap<Id, Transition>,
    span: Span,
    name: &str,
) -> Option<Id> {
    if let Some((id, transition)) = written.transitions.get_key_value(name) {
        if let Some(off) = transition.off {
            site.cx.report(findings::off_used(span, "the transition", name, off));
        }
        return Some(id.clone());
    }
    if let Some((id, _)) = drawn.get_key_value(name) {
        return Some(id.clone());
    }
    let known = written.transitions.keys().chain(drawn.keys()).map(|id| &**id);
    site.cx.report(findings::unknown_transition(span, name, &written.id, known));
    None
}

/// A written transition of the workflow here.
pub(super) fn written_transition(site: Site<'_>, span: Span, name: &str) -> Option<Id> {
    let written = site.workflow()?;
    transition(site, written, &IndexMap::new(), span, name)
}
