//! Figures of somebody: over which of its dimensions a figure tells apart those who are rated or paid.

use super::Dimensions;
use crate::{
    compiler::{Cx, findings, names::Names, syntax::Text},
    model::{Id, Type},
    policy::Counted,
};

/// Whose figures are meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Whose {
    Person,
    Unit,
    Record(Id),
}

impl Whose {
    /// Whether a dimension of that type tells them apart.
    fn is_told_by(&self, ty: &Type) -> bool {
        match (self, ty) {
            (Whose::Person, Type::Person) | (Whose::Unit, Type::Unit) => true,
            (Whose::Record(kind), Type::Ref(of)) => kind == of,
            _ => false,
        }
    }

    /// The dimension that is meant where several would do: `owner` before all others for people.
    fn usual(&self) -> &[&str] {
        match self {
            Whose::Person => &["owner", "person"],
            Whose::Unit => &["unit"],
            Whose::Record(_) => &[],
        }
    }

    /// What they are, as a sentence says it.
    pub fn word(&self) -> (String, String) {
        match self {
            Whose::Person => ("person".into(), "人".into()),
            Whose::Unit => ("unit".into(), "部门".into()),
            Whose::Record(kind) => (format!("`{kind}`"), format!(" `{kind}` ")),
        }
    }
}

/// A figure by name, and the dimension over which it is counted for each of those.
pub(super) fn counted(
    cx: &Cx<'_>,
    names: &Names<'_>,
    text: &Text,
    whose: &Whose,
    dimensions: &Dimensions,
) -> Option<Counted> {
    let figure = super::targets::figure(cx, names, text)?;
    // A figure that did not compile has no dimensions to choose from.
    let known = dimensions.get(&figure)?;
    match over(known, whose) {
        Some(by) => Some(Counted { figure, by }),
        None => {
            cx.report(findings::uncounted(text, whose.word(), known.keys().map(|id| &**id)));
            None
        }
    }
}

/// The dimension that tells them apart, where there is one.
pub(super) fn over(known: &indexmap::IndexMap<Id, Type>, whose: &Whose) -> Option<Id> {
    let fitting: Vec<&Id> = known.iter().filter(|(_, ty)| whose.is_told_by(ty)).map(|(id, _)| id).collect();
    let usual = whose.usual().iter().find_map(|name| fitting.iter().find(|id| &****id == *name));
    match (usual, fitting.as_slice()) {
        (Some(usual), _) => Some((*usual).clone()),
        (None, [only]) => Some((*only).clone()),
        _ => None,
    }
}
