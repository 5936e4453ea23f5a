//! `[balance.x]`: stock, budget and credit.

use indexmap::IndexMap;

use super::{
    Cx, findings,
    names::{Definition, Names, WorkflowNames},
    syntax::{Reader, Text, places},
};
use crate::{
    model::{Id, Type},
    policy::{Balance, Short},
};

/// All balances, in file order.
pub(super) fn compile(cx: &Cx<'_>, names: &Names<'_>) -> IndexMap<Id, Balance> {
    let all = names.balances.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, id, definition)?))).collect()
}

fn one(cx: &Cx<'_>, names: &Names<'_>, id: &Id, definition: &Definition<'_>) -> Option<Balance> {
    let reader = Reader::open(cx, definition.table, places::BALANCE);
    let name = reader.needed_text("of", definition.key.span);
    let total = reader.needed_text("total", definition.key.span);
    let name = name?;
    let Some(of) = names.workflows.get(&*name.value) else {
        cx.report(names.no_workflow(&name));
        return None;
    };
    let key = reader.texts("key").iter().filter_map(|text| field(cx, of, text)).collect();
    let total = total.and_then(|text| amount(cx, of, &text, "total"));
    let spent = reader.text("spent").and_then(|text| amount(cx, of, &text, "spent"));
    let words = [("refuse", Short::Refuse), ("wait", Short::Wait), ("allow", Short::Allow)];
    Some(Balance {
        id: id.clone(),
        title: names.title(&reader, id),
        of: of.id.clone(),
        key,
        total: total?,
        spent,
        short: reader.word("short", &words).unwrap_or_default(),
    })
}

fn field(cx: &Cx<'_>, of: &WorkflowNames<'_>, text: &Text) -> Option<Id> {
    match of.fields.get_key_value(&*text.value) {
        Some((id, _)) => Some(id.clone()),
        None => {
            cx.report(findings::unknown_field(text, &of.id, of.fields.keys().map(|id| &**id)));
            None
        }
    }
}

/// A field that holds an amount and can be set.
fn amount(cx: &Cx<'_>, of: &WorkflowNames<'_>, text: &Text, key: &str) -> Option<Id> {
    let id = field(cx, of, text)?;
    let field = of.fields.get(&id)?;
    match &field.ty {
        Type::Any => {}
        ty if !matches!(ty, Type::Number | Type::Money) => cx.report(findings::bad_balance(text, key, ty)),
        _ if field.computed => cx.report(findings::computed_balance(text, key)),
        _ => {}
    }
    Some(id)
}
