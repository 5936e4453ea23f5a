//! `[type.x]`: what values of a type of one's own must be within: `min`, `max`, `pattern`.

use regex::Regex;

use super::{
    Cx, findings,
    names::Names,
    site::Site,
    syntax::{Reader, Table, places},
};
use crate::{
    model::Type,
    policy::{Bound, Cell, Test},
    said,
    script::{Expect, Expr},
};

/// Reads the bounds of all types, also of those that nothing uses.
pub(super) fn check<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) {
    for (ty, table) in names.types.bounded() {
        range(cx, names, table, ty);
        pattern(&Reader::quiet(cx, table, places::TYPE), ty);
    }
}

/// The least or greatest value of a type.
pub(super) fn bound<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, table: &'a Table, ty: &Type, key: &str) -> Option<Expr> {
    let expect = match ty {
        Type::Any => Expect::Any,
        ty => Expect::Of(ty.clone()),
    };
    Site::bare(cx, names).formula(&Reader::quiet(cx, table, places::TYPE), key, expect)
}

/// The values between them, as a cell tests it; none where nothing bounds them, or only time can say by what.
pub(super) fn range<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, table: &'a Table, ty: &Type) -> Option<Cell> {
    let end = |key: &str| {
        let value = bound(cx, names, table, ty, key).and_then(|expr| expr.constant().cloned());
        value.map_or(Bound::Open, Bound::Included)
    };
    match (end("min"), end("max")) {
        (Bound::Open, Bound::Open) => None,
        (min, max) => Some(Cell::Tests(vec![Test::Range(min, max)])),
    }
}

/// What a whole text must match.
pub(super) fn pattern(reader: &Reader<'_>, ty: &Type) -> Option<Regex> {
    let text = reader.text("pattern")?;
    if !matches!(ty, Type::Text | Type::Any) {
        let ty = ty.said();
        let message = said!(
            "a pattern tests text, and this field is of type {ty}",
            "`pattern` 只检验文本，这个字段是{ty}"; ty
        );
        reader.cx.report(findings::no_pattern(text.span, message));
        return None;
    }
    match Regex::new(&format!("^(?:{text})$")) {
        Ok(regex) => Some(regex),
        Err(error) => {
            reader.cx.report(findings::bad_pattern(text.span, &error.to_string()));
            None
        }
    }
}
