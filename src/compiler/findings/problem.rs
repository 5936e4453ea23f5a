//! Which finding each kind of problem of an expression is.

use super::{
    Draft, Page, expr_arguments, expr_expression, expr_literal, expr_mixed_units, expr_percent_scale,
    expr_type_mismatch, expr_unknown_function, expr_unknown_name, expr_unknown_value, not_yet,
};
use crate::model::Said;
use crate::{compiler::source::Span, script::ProblemKind};

pub(in crate::compiler) fn of_problem(kind: ProblemKind, span: Span, message: Said) -> Draft {
    Draft::new(page(kind), span, message)
}

fn page(kind: ProblemKind) -> &'static Page {
    match kind {
        ProblemKind::Syntax => &expr_expression::PAGE,
        ProblemKind::UnknownName => &expr_unknown_name::PAGE,
        ProblemKind::UnknownFunction => &expr_unknown_function::PAGE,
        ProblemKind::Arguments => &expr_arguments::PAGE,
        ProblemKind::TypeMismatch => &expr_type_mismatch::PAGE,
        ProblemKind::UnknownValue => &expr_unknown_value::PAGE,
        ProblemKind::Unit => &expr_mixed_units::PAGE,
        ProblemKind::BadLiteral => &expr_literal::PAGE,
        ProblemKind::NotYet => &not_yet::PAGE,
        ProblemKind::PercentScale => &expr_percent_scale::PAGE,
    }
}
