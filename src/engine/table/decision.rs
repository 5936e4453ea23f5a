//! Decisions of several steps: a step is computed when an answer needs it, and only once.

use crate::{
    model::Value,
    policy::Decision,
    said,
    script::{Expr, Fault, FaultKind, Frame},
};

/// The answer of a decision, or one output of it.
pub(super) fn answer(
    decision: &Decision,
    arguments: &[Value],
    output: Option<usize>,
    frame: &Frame,
) -> Result<Value, Fault> {
    Course::begin(decision, arguments).answer(output, frame)
}

/// A decision on its way: its inputs and the steps computed so far.
pub(super) struct Course<'d> {
    decision: &'d Decision,
    /// Inputs, then steps; a step that has not been computed is none.
    locals: Vec<Value>,
    steps: Vec<Step>,
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing has needed it.
    Open,
    /// It is being computed.
    Begun,
    /// It has been computed.
    Done,
    /// Its `when` does not hold: it is none.
    Left,
}

impl<'d> Course<'d> {
    pub fn begin(decision: &'d Decision, arguments: &[Value]) -> Course<'d> {
        let mut locals = vec![Value::None; decision.inputs.len() + decision.steps.len()];
        locals.iter_mut().take(decision.inputs.len()).zip(arguments).for_each(|(local, value)| *local = value.clone());
        Course { decision, locals, steps: vec![Step::Open; decision.steps.len()] }
    }

    /// The answer, or the asked output of it.
    pub fn answer(&mut self, output: Option<usize>, frame: &Frame) -> Result<Value, Fault> {
        match (output, self.decision.outputs.as_slice()) {
            (Some(at), outputs) => outputs.get(at).map_or(Ok(Value::None), |output| self.value(&output.value, frame)),
            (None, [one]) => self.value(&one.value, frame),
            (None, several) => {
                let all = several.iter().map(|output| self.value(&output.value, frame));
                Ok(Value::List(all.collect::<Result<Vec<_>, Fault>>()?.into()))
            }
        }
    }

    /// How far each step has come, with its value.
    pub fn steps(&self) -> impl Iterator<Item = (Step, &Value)> {
        self.steps.iter().copied().zip(self.locals.iter().skip(self.decision.inputs.len()))
    }

    /// The value of an expression of the decision, after the steps it reads.
    fn value(&mut self, expr: &'d Expr, frame: &Frame) -> Result<Value, Fault> {
        self.ready(expr, frame)?;
        expr.value(&self.frame(frame))
    }

    fn holds(&mut self, expr: &'d Expr, frame: &Frame) -> Result<bool, Fault> {
        self.ready(expr, frame)?;
        Ok(expr.holds(&self.frame(frame))? == Some(true))
    }

    pub fn frame<'f>(&'f self, frame: &Frame<'f>) -> Frame<'f> {
        Frame { record: None, old: None, around: None, locals: &self.locals, ..*frame }
    }

    /// Computes the steps an expression reads.
    fn ready(&mut self, expr: &'d Expr, frame: &Frame) -> Result<(), Fault> {
        for step in self.decision.steps_read(expr) {
            self.compute(step, frame)?;
        }
        Ok(())
    }

    fn compute(&mut self, at: usize, frame: &Frame) -> Result<(), Fault> {
        let Some(step) = self.decision.steps.get(at) else { return Ok(()) };
        match self.steps[at] {
            Step::Done | Step::Left => return Ok(()),
            // The compiler lets no such policy pass.
            Step::Begun => {
                let message = said!(
                    "step `{}` of decision `{}` waits for itself",
                    "决策 `{1}` 的步骤 `{0}` 在等它自己",
                    step.id,
                    self.decision.id
                );
                return Err(Fault::new(FaultKind::Missing, message).at(&self.decision.place));
            }
            Step::Open => self.steps[at] = Step::Begun,
        }
        let wanted = match &step.when {
            Some(when) => self.holds(when, frame)?,
            None => true,
        };
        if wanted {
            let value = self.value(&step.value, frame)?;
            self.locals[self.decision.inputs.len() + at] = value;
        }
        self.steps[at] = if wanted { Step::Done } else { Step::Left };
        Ok(())
    }
}
