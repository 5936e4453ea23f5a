//! Decisions: named steps over some inputs, of which only those are computed that an answer needs.

use crate::{
    model::{Id, Type},
    script::{Expr, Place},
};

/// A decision.
#[derive(Debug)]
pub struct Decision {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// Its inputs with their types, in order.
    pub inputs: Vec<(Id, Type)>,
    /// Its steps, in the order written. Their names are the scope's locals behind the inputs.
    pub steps: Vec<DecisionStep>,
    /// What it answers.
    pub outputs: Vec<DecisionOutput>,
    /// Where it is written, for faults.
    pub place: Place,
}

/// A step of a decision.
#[derive(Debug)]
pub struct DecisionStep {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub value: Expr,
    /// Only while this holds; otherwise it is none.
    pub when: Option<Expr>,
}

/// An output of a decision.
#[derive(Debug)]
pub struct DecisionOutput {
    /// Its id.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// What it is.
    pub value: Expr,
}

impl Decision {
    /// The steps an expression of it reads, by their place among them.
    pub fn steps_read<'e>(&self, expr: &'e Expr) -> impl Iterator<Item = usize> + 'e {
        let (inputs, steps) = (self.inputs.len(), self.steps.len());
        expr.reads().locals.iter().filter_map(move |slot| slot.checked_sub(inputs)).filter(move |step| *step < steps)
    }

    /// Every expression of it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let steps = self.steps.iter().flat_map(|step| step.when.iter().chain([&step.value]));
        steps.chain(self.outputs.iter().map(|output| &output.value))
    }
}
