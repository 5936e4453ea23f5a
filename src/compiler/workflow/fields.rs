//! Fields: what may be in them, what must, how they are computed.

use indexmap::IndexMap;

use super::computed;
use crate::{
    compiler::{
        findings,
        names::{FieldName, WorkflowNames},
        site::Site,
        syntax::{Reader, places},
        types,
    },
    model::{Id, Type},
    policy::{Field, Lines, Need},
    script::Expect,
};

/// All fields in slot order.
pub(super) fn compile<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> Vec<Field> {
    written.fields.iter().map(|(id, field)| one(site, id, field, None)).collect()
}

/// All line items.
pub(super) fn lines<'a>(site: Site<'a>, written: &'a WorkflowNames<'a>) -> IndexMap<Id, Lines> {
    let compiled = written.lines.iter().map(|(id, lines)| {
        let rows = site.on_rows(&lines.kind);
        let columns = lines.columns.iter().map(|(id, column)| one(rows, id, column, Some(site))).collect();
        let (kind, layout) = (lines.kind.clone(), lines.layout.clone());
        (id.clone(), Lines { id: id.clone(), kind, layout, columns })
    });
    compiled.collect()
}

/// A field; a column where `around` is the record around its rows.
fn one<'a>(site: Site<'a>, id: &Id, field: &'a FieldName<'a>, around: Option<Site<'a>>) -> Field {
    let ty = field.ty.clone();
    let Some((_, table)) = field.written else {
        return bare(id, ty);
    };
    let reader = Reader::quiet(site.cx, table, places::FIELD);
    let expect = || match &ty {
        Type::Any => Expect::Any,
        ty => Expect::Of(ty.clone()),
    };
    if let (Some(default), true) = (reader.get("default"), field.computed) {
        site.cx.report(findings::computed_set(default.span, id));
    }
    let default = match field.computed {
        true => None,
        false => reader.get("default").and_then(|node| site.given(node, &ty, "default")),
    };
    // What its type is bound by, where the field itself says nothing of it.
    let own = reader.text("type").and_then(|word| site.names.types.bounds(&word));
    let bound = |key: &str| match own {
        Some(own) if !reader.has(key) => types::bound(site.cx, site.names, own, &ty, key),
        _ => site.formula(&reader, key, expect()),
    };
    Field {
        id: id.clone(),
        title: site.names.title(&reader, id),
        required: site.need(&reader, "required", false),
        default,
        formula: computed::formula(site, &reader, &ty),
        unique: reader.yes("unique"),
        min: bound("min"),
        max: bound("max"),
        pattern: match own {
            Some(own) if !reader.has("pattern") => types::pattern(&Reader::quiet(site.cx, own, places::TYPE), &ty),
            _ => types::pattern(&reader, &ty),
        },
        freeze: computed::freeze(site, &reader, field.computed),
        parent: computed::parent(&reader, &ty),
        part: computed::part(site, &reader, &ty, around),
        ty,
    }
}

fn bare(id: &Id, ty: Type) -> Field {
    Field {
        id: id.clone(),
        title: id.to_string(),
        ty,
        required: Need::Never,
        default: None,
        formula: None,
        unique: false,
        min: None,
        max: None,
        pattern: None,
        freeze: None,
        parent: false,
        part: None,
    }
}

/// The title people see of a field.
pub(super) fn title(site: Site<'_>, id: &str) -> String {
    let written = site.workflow().and_then(|workflow| workflow.fields.get(id)?.written);
    match written {
        // Its mistakes are told where the field is compiled.
        Some((_, table)) => site.cx.silently(|| site.names.title(&Reader::quiet(site.cx, table, places::FIELD), id)).0,
        None => id.to_owned(),
    }
}
