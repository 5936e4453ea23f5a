//! Measures and KPIs share one set of names. Their types are known later; until then any will do.

use super::Names;
use crate::{
    compiler::{Cx, findings},
    model::Type,
};

pub(super) fn gather(cx: &Cx<'_>, names: &mut Names<'_>) {
    for (id, measure) in &names.measures {
        if !findings::is_name(id) {
            cx.report(findings::bad_name(&measure.key.text(), "a measure"));
        }
        names.figures.insert(id.clone(), Type::Any);
    }
    for (id, input) in &names.inputs {
        if !findings::is_name(id) {
            cx.report(findings::bad_name(&input.key.text(), "an input"));
        }
        match names.measures.get(id) {
            Some(other) => cx.report(findings::doubled(&input.key.text(), "figure", other.key.span)),
            None => _ = names.figures.insert(id.clone(), crate::compiler::figures::input_type(input)),
        }
    }
    for (id, kpi) in &names.kpis {
        if !findings::is_name(id) {
            cx.report(findings::bad_name(&kpi.key.text(), "a KPI"));
        }
        match names.measures.get(id).or_else(|| names.inputs.get(id)) {
            Some(other) => cx.report(findings::doubled(&kpi.key.text(), "figure", other.key.span)),
            None => _ = names.figures.insert(id.clone(), Type::Any),
        }
    }
}
