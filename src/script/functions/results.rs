//! What scorecards and incentives came to: as it was fixed.

use super::{Function, Gives, Run, Takes, text_of};
use crate::{
    model::{Type, Value},
    script::frame::{Fault, Frame, Outcome},
};

const RESULT: &[(&str, Takes)] = &[("name", Takes::Workflow), ("whose", Takes::Any), ("period", Takes::Any)];

pub(super) static FUNCTIONS: &[Function] = &[
    make("score", Type::Number, |v, f| result(v, f, Outcome::Score)).docs(
        "The score of a scorecard for somebody (a unit, a record) in a period; none before it is fixed.",
        "score('seller', owner, 'previous month') >= 90",
    ),
    make("grade", Type::Text, |v, f| result(v, f, Outcome::Grade)).docs(
        "The grade of a scorecard for somebody (a unit, a record) in a period; none before it is fixed.",
        "grade('seller', owner, 'previous month') == 'A'",
    ),
    make("incentive", Type::Money, |v, f| result(v, f, Outcome::Amount)).docs(
        "What an incentive pays somebody in a period; none before it is fixed.",
        "incentive('commission', owner, 'previous month')",
    ),
];

const fn make(name: &'static str, gives: Type, run: super::Body) -> Function {
    Function::new("results", name, RESULT, Gives::Is(gives), Run::Values(run)).reads(super::Touches::Now)
}

fn result(values: &[Value], frame: &Frame, what: Outcome) -> Result<Value, Fault> {
    frame.context.result(text_of(values, 0)?, text_of(values, 1)?, text_of(values, 2)?, what, frame.today)
}
