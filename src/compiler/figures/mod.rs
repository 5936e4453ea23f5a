//! Figures: measures, KPIs, targets, and the warnings that watch them.

mod counted;
mod forecasts;
mod incentives;
mod inputs;
mod kpis;
mod measures;
mod scorecards;
pub(super) mod targets;
mod trees;
mod warnings;

pub(super) use forecasts::{analyses, compile as forecasts};
pub(super) use incentives::compile as incentives;
pub(super) use inputs::{compile as inputs, ty as input_type};
pub(super) use kpis::{compile as kpis, types as kpi_types};
pub(super) use measures::{compile as measures, fingerprint_of_all, types as measure_types};
pub(super) use scorecards::compile as scorecards;
pub(super) use targets::compile as targets;
pub(super) use trees::{Known, compile as trees};
pub(super) use warnings::compile as warnings;

use indexmap::IndexMap;

use super::{Cx, findings, names::Names, source::Span, syntax::Key};
use crate::{
    model::{Id, Type},
    policy::{Input, Kpi, Measure},
};

/// The dimensions of every figure with their types: a measure's own, and for a KPI those all its measures have.
pub(super) type Dimensions = IndexMap<Id, IndexMap<Id, Type>>;

/// Gathers them; KPIs come after those their formula names.
pub(super) fn dimensions(
    measures: &IndexMap<Id, Measure>,
    inputs: &IndexMap<Id, Input>,
    kpis: &IndexMap<Id, Kpi>,
) -> Dimensions {
    let mut all: Dimensions = IndexMap::new();
    for (id, measure) in measures {
        let own = measure.by.iter().map(|(name, expr)| (name.clone(), expr.ty().clone()));
        all.insert(id.clone(), own.collect());
    }
    for (id, input) in inputs {
        all.insert(id.clone(), input.by.iter().map(|name| (name.clone(), Type::Any)).collect());
    }
    for (id, kpi) in kpis {
        let mut parts = kpi.figures.iter().filter_map(|figure| all.get(figure));
        let first = parts.next().cloned().unwrap_or_default();
        let common = parts.fold(first, |mut common, part| {
            common.retain(|name, _| part.contains_key(name));
            common
        });
        all.insert(id.clone(), common);
    }
    all
}

/// A scorecard and an incentive is a kind of record: no workflow, and no other of them, may have its name.
fn is_own_kind(cx: &Cx<'_>, names: &Names<'_>, key: &Key) {
    let name = key.name.as_str();
    if let Some(other) = names.workflows.get(name).or_else(|| names.pipelines.get(name)) {
        let first = cx.files.written_at(Span::top(other.file));
        if first != key.span {
            cx.report(findings::doubled(&key.text(), "the kind of record", first));
        }
    }
}
