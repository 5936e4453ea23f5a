//! `[duty]`: acts of which one person may do only one.

use super::{
    Cx, findings,
    names::{Definition, Names, WorkflowNames},
    syntax::{Node, Reader, Text, places},
};
use crate::{
    model::Id,
    policy::{Duty, DutyAct},
};

/// All duties that are on, in file order.
pub(super) fn compile(cx: &Cx<'_>, names: &Names<'_>) -> Vec<Duty> {
    let mut duties = Vec::new();
    for definition in names.duties.values() {
        let duty = duty(cx, names, definition);
        if definition.off.is_none() {
            duties.push(duty);
        }
    }
    duties
}

fn duty(cx: &Cx<'_>, names: &Names<'_>, definition: &Definition<'_>) -> Duty {
    let reader = Reader::open(cx, definition.table, places::DUTY);
    reader.bool("off");
    let texts = reader.texts("never_both");
    let acts: Vec<DutyAct> = texts.iter().filter_map(|text| act(cx, names, text)).collect();
    match reader.get("never_both") {
        None => reader.missing("never_both", definition.key.span),
        Some(node) if acts.len() == texts.len() && is_alone(&acts) => cx.report(findings::lone_duty(node.span)),
        Some(_) => {}
    }
    Duty {
        id: definition.id(),
        title: names.title(&reader, &definition.key.name),
        acts,
        per_person: reader.word("per", &[("record", false), ("person", true)]).unwrap_or_default(),
    }
}

fn is_alone(acts: &[DutyAct]) -> bool {
    acts.iter().all(|act| Some(act) == acts.first())
}

/// `deal.new`, `deal.<transition>`, `deal.<task>`, `approval:<chain>`, `approval:<chain>.<step>`.
fn act(cx: &Cx<'_>, names: &Names<'_>, text: &Text) -> Option<DutyAct> {
    if let Some(decided) = text.strip_prefix("approval:") {
        return decision(cx, names, text, decided);
    }
    let unknown = |known: Vec<String>| {
        cx.report(findings::unknown_duty(text, &known));
        None
    };
    let Some((workflow, name)) = text.split_once('.') else {
        return unknown(names.flows().map(|rules| format!("{}.{text}", rules.name())).collect());
    };
    let Some(written) = names.flow(workflow) else {
        return unknown(names.flows().map(|rules| format!("{}.{name}", rules.name())).collect());
    };
    let id = written.name();
    if let Some((name, transition)) = written.transitions.get_key_value(name) {
        if let Some(off) = transition.off {
            cx.report(findings::off_used(text.span, "the transition", name, off));
        }
        return Some(DutyAct::Move(id.clone(), name.clone()));
    }
    if let Some((task, _)) = written.tasks().find(|(task, _)| &***task == name) {
        return Some(DutyAct::Task(id.clone(), task.clone()));
    }
    // A plain pipeline's moves are called by the stage they go to.
    if let Some((stage, _)) = written.stages.get_key_value(name).filter(|_| is_drawn(written)) {
        return Some(DutyAct::Move(id.clone(), stage.clone()));
    }
    if name == "new" {
        return Some(DutyAct::Create(id.clone()));
    }
    let known = written.transitions.keys().chain(written.tasks().map(|(task, _)| task));
    unknown(known.map(|name| format!("{id}.{name}")).chain([format!("{id}.new")]).collect())
}

fn is_drawn(written: &WorkflowNames<'_>) -> bool {
    written.transitions.is_empty() || written.reader.has("moves")
}

fn decision(cx: &Cx<'_>, names: &Names<'_>, text: &Text, decided: &str) -> Option<DutyAct> {
    let (chain, step) = decided.split_once('.').map_or((decided, None), |(chain, step)| (chain, Some(step)));
    let Some((id, definition)) = names.chains.get_key_value(chain) else {
        let known: Vec<String> = names.chains.keys().map(|id| format!("approval:{id}")).collect();
        cx.report(findings::unknown_duty(text, &known));
        return None;
    };
    if let Some(off) = definition.off {
        cx.report(findings::off_used(text.span, "the approval chain", chain, off));
    }
    let Some(step) = step else {
        return Some(DutyAct::Decide(id.clone(), None));
    };
    let steps = definition.table.get("step").map_or(&[][..], Node::entries);
    let ids = || steps.iter().filter_map(|step| step.table()?.get("id")?.text());
    if !ids().any(|known| *known == *step) {
        let known: Vec<String> = ids().map(|step| format!("approval:{id}.{step}")).collect();
        cx.report(findings::unknown_duty(text, &known));
        return None;
    }
    Some(DutyAct::Decide(id.clone(), Some(Id::from(step))))
}
