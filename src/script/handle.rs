//! Handles: what in a condition says which records can hold it at all, so that they are looked up and not looked through.
//!
//! `invoice == event.no && amount > 0` can hold only of records whose `invoice` is what came in. Only plain sides count:
//! a stored field, the record's id, a name that came in with the frame. Nothing is guessed about the rest.

use super::{
    access,
    compile::Expr,
    frame::{Fault, Frame},
    node::{Meta, Node, Of, Op},
    syntax::Operator,
};
use crate::model::{Record, Type, Value};

/// One side of an equation that must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Side {
    /// The id of the record the condition stands on.
    Id,
    /// A stored field of it, by its slot.
    Field(usize),
    /// The id of the record around it.
    AroundId,
    /// A stored field of the record around it.
    AroundField(usize),
    /// What came in with the frame, read as that type.
    Local(usize, Type),
}

impl Expr {
    /// Equations that hold wherever the condition does.
    pub fn equations(&self) -> Vec<(Side, Side)> {
        let mut found = Vec::new();
        equations(self.tree(), &mut found);
        found
    }
}

impl Side {
    /// Its value on a record, where it is one of that record's own: text only, as looking up goes by text.
    pub fn of(&self, record: &Record, around: bool) -> Option<String> {
        let value = match (self, around) {
            (Side::Id, false) | (Side::AroundId, true) => return Some(record.id.to_string()),
            (Side::Field(slot), false) | (Side::AroundField(slot), true) => record.fields.at(*slot),
            _ => return None,
        };
        value.as_text().map(|text| text.to_string())
    }

    /// Its value where it came in with a frame.
    pub fn came(&self, frame: &Frame) -> Result<Option<String>, Fault> {
        let Side::Local(slot, ty) = self else { return Ok(None) };
        let value = frame.locals.get(*slot).cloned().unwrap_or(Value::None);
        Ok(access::read_as(value, ty, frame)?.as_text().map(|text| text.to_string()))
    }
}

fn equations(node: &Node, found: &mut Vec<(Side, Side)>) {
    match &node.op {
        Op::And(parts) => parts.iter().for_each(|part| equations(part, found)),
        Op::Compare(Operator::Equal, a, b) => {
            if let (Some(a), Some(b)) = (side(a, None), side(b, None)) {
                found.push((a, b));
            }
        }
        _ => {}
    }
}

fn side(node: &Node, read_as: Option<&Type>) -> Option<Side> {
    let ty = read_as.unwrap_or(&node.ty);
    let by_text =
        matches!(ty, Type::Text | Type::Person | Type::Unit | Type::Role | Type::Ref(_) | Type::Choice(_) | Type::Any);
    Some(match &node.op {
        Op::As(inner, ty) if read_as.is_none() => return side(inner, Some(ty)),
        Op::Field { of: Of::Here, slot, computed: false, .. } if by_text => Side::Field(*slot),
        Op::Field { of: Of::Around, slot, computed: false, .. } if by_text => Side::AroundField(*slot),
        Op::Meta(Of::Here, Meta::Id) => Side::Id,
        Op::Meta(Of::Around, Meta::Id) => Side::AroundId,
        Op::Local(slot) if by_text => Side::Local(*slot, ty.clone()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Expect, Local, Scope, compile, fixture::World};

    #[test]
    fn what_must_be_equal_is_found_and_what_need_not_is_not() {
        let world = World::new();
        let locals = [Local::new("event.no", Type::Any)];
        let of = |text: &str| {
            let scope = Scope { locals: &locals, ..Scope::on(&world, "deal") };
            compile(text, &scope, Expect::Condition).unwrap().equations()
        };
        assert_eq!(of("id == event.no"), [(Side::Id, Side::Local(0, Type::Ref("deal".into())))]);
        assert_eq!(of("event.no == id && amount > 5").len(), 1);
        assert_eq!(of("id == event.no || amount > 5"), []);
        assert_eq!(of("amount == event.no"), [], "numbers are equal in several spellings");
        assert_eq!(of("not(id == event.no)"), []);
    }
}
