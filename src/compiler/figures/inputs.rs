//! `[input.x]`: figures from outside.

use indexmap::IndexMap;

use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        places,
        site::Site,
        syntax::{Kind, Reader},
    },
    model::{Id, Type, time::Grain},
    policy::Input,
};

/// The types an input may have.
const TYPES: [(&str, Type); 3] = [("number", Type::Number), ("money", Type::Money), ("percent", Type::Percent)];

/// All inputs, in file order.
pub(in crate::compiler) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Input> {
    let all = names.inputs.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition)?))).collect()
}

/// The type of an input. Says nothing.
pub(in crate::compiler) fn ty(definition: &Definition<'_>) -> Type {
    let said = definition.table.get("shown_as").and_then(|node| node.text());
    let found = said.and_then(|said| TYPES.iter().find(|(word, _)| *word == &*said).map(|(_, ty)| ty.clone()));
    found.unwrap_or(Type::Number)
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>) -> Option<Input> {
    let reader = Reader::open(cx, definition.table, places::INPUT);
    let id = definition.id();
    let by = by(cx, &reader);
    if !reader.has("period") {
        reader.missing("period", definition.key.span);
    }
    let grains = Grain::ALL.map(|grain| (grain.word(), grain));
    let words: Vec<(&str, usize)> = TYPES.iter().enumerate().map(|(n, (word, _))| (*word, n)).collect();
    reader.word_or_later("shown_as", &words, &["duration"]);
    Site::bare(cx, names).people(&reader, "who");
    let period = reader.word("period", &grains);
    Some(Input {
        title: names.title(&reader, &id),
        by,
        period: period?,
        from: reader.text("from").map(|text| text.value),
        ty: ty(definition),
        id,
    })
}

/// Its dimensions: names, as a list or as keys.
fn by(cx: &Cx<'_>, reader: &Reader<'_>) -> Vec<Id> {
    let names = match reader.get("by").map(|node| &node.kind) {
        Some(Kind::Table(table)) => table.entries.iter().map(|(key, _)| key.text()).collect(),
        _ => reader.texts("by"),
    };
    for name in names.iter().filter(|name| !findings::is_name(name)) {
        cx.report(findings::bad_name(name, "a dimension"));
    }
    names.iter().map(|name| Id::from(&*name.value)).collect()
}
