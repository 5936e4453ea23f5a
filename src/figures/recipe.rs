//! How a figure comes of measures: itself one, or formulas over formulas over measures.

use crate::{
    model::{Id, Type, Value},
    policy::{Aggregate, Better, Kpi, Measure, Policy},
    said,
    script::{Fault, FaultKind, Frame},
};

use super::Sum;

/// A figure of the policy.
#[derive(Clone, Copy)]
pub(super) enum Figure<'a> {
    Measure(&'a Measure),
    Kpi(&'a Kpi),
}

impl<'a> Figure<'a> {
    pub(super) fn find(policy: &'a Policy, id: &str) -> Option<Figure<'a>> {
        let measure = policy.measures.get(id).map(Figure::Measure);
        measure.or_else(|| policy.kpis.get(id).map(Figure::Kpi))
    }

    pub(super) fn ty(&self) -> &'a Type {
        match self {
            Figure::Measure(measure) => &measure.ty,
            Figure::Kpi(kpi) => &kpi.shown_as,
        }
    }

    pub(super) fn better(&self) -> Better {
        match self {
            Figure::Measure(_) => Better::Higher,
            Figure::Kpi(kpi) => kpi.better,
        }
    }
}

/// The steps that lead from measures to a figure, each after those it needs; the last is the figure.
pub(super) struct Recipe<'a> {
    steps: Vec<Step<'a>>,
    /// The measures it needs, each once.
    pub(super) measures: Vec<&'a Measure>,
}

enum Step<'a> {
    /// The measure of that place in `measures`.
    Measure(usize, Aggregate),
    /// A formula over earlier steps.
    Kpi(&'a Kpi, Vec<usize>),
}

impl<'a> Recipe<'a> {
    /// Fails only where a formula names a figure that the policy does not have, or itself.
    pub(super) fn of(policy: &'a Policy, figure: &str) -> Result<Recipe<'a>, Fault> {
        let mut recipe = Recipe { steps: Vec::new(), measures: Vec::new() };
        recipe.take(policy, figure, &mut Vec::new(), 0)?;
        Ok(recipe)
    }

    fn take(
        &mut self,
        policy: &'a Policy,
        figure: &str,
        known: &mut Vec<(Id, usize)>,
        depth: usize,
    ) -> Result<usize, Fault> {
        if let Some((_, step)) = known.iter().find(|(id, _)| &**id == figure) {
            return Ok(*step);
        }
        let step = match Figure::find(policy, figure) {
            Some(Figure::Measure(measure)) => {
                self.measures.push(measure);
                Step::Measure(self.measures.len() - 1, measure.aggregate)
            }
            Some(Figure::Kpi(kpi)) if depth <= policy.kpis.len() => {
                let inputs = kpi.figures.iter();
                let inputs =
                    inputs.map(|input| self.take(policy, input, known, depth + 1)).collect::<Result<_, _>>()?;
                Step::Kpi(kpi, inputs)
            }
            _ => {
                let message = said!("the policy has no figure `{figure}`", "政策中没有指标 `{figure}`");
                return Err(Fault::new(FaultKind::Missing, message));
            }
        };
        self.steps.push(step);
        known.push((figure.into(), self.steps.len() - 1));
        Ok(self.steps.len() - 1)
    }

    /// The figure, from one sum per measure.
    pub(super) fn cook(&self, sums: &[Sum], frame: &Frame) -> Result<Value, Fault> {
        let mut values: Vec<Value> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let value = match step {
                Step::Measure(place, aggregate) => sums[*place].answer(*aggregate)?,
                Step::Kpi(kpi, inputs) => {
                    let locals: Vec<Value> = inputs.iter().map(|i| values[*i].clone()).collect();
                    kpi.formula.value(&Frame { locals: &locals, ..*frame })?
                }
            };
            values.push(value);
        }
        Ok(values.pop().unwrap_or(Value::None))
    }

    /// The dimensions all its measures have, in the order of the first.
    pub(super) fn dimensions(&self) -> Vec<&'a Id> {
        let Some((first, others)) = self.measures.split_first() else {
            return Vec::new();
        };
        let all = |id: &&Id| others.iter().all(|other| other.by.contains_key(*id));
        first.by.keys().filter(all).collect()
    }

    /// Whether every measure counts at a time.
    pub(super) fn flows(&self) -> bool {
        self.measures.iter().all(|measure| measure.at.is_some())
    }

    /// The meaning of a dimension's values.
    pub(super) fn type_of(&self, dimension: &str) -> Option<&'a Type> {
        let mut measures = self.measures.iter();
        measures.find_map(|measure| measure.by.get(dimension).map(|by| by.ty()))
    }
}

/// The measures a figure reads, itself or through formulas; none where the policy has no such figure.
pub fn measures_read<'a>(policy: &'a Policy, figure: &str) -> Vec<&'a Measure> {
    Recipe::of(policy, figure).map_or(Vec::new(), |recipe| recipe.measures)
}
