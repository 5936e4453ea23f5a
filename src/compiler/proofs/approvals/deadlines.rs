//! Deadlines of seats against how long the record may stay where it stands meanwhile.

use super::{Use, written};
use crate::{
    compiler::{Cx, findings, names::Names},
    model::{Value, time::Duration},
    policy::{Chain, DeadlineFrom},
    script::Expr,
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, chain: &Chain, uses: &[Use<'_>]) {
    let usual = names.chains.get(&chain.id).and_then(|definition| definition.table.get("deadline"));
    for step in &chain.steps {
        let Some(limit) = step.deadline.as_ref().filter(|deadline| deadline.from == DeadlineFrom::Offer) else {
            continue;
        };
        let own = written(names, &chain.id, step).and_then(|table| table.get("deadline"));
        let Some(at) = own.or(usual) else { continue };
        let longer = uses.iter().find_map(|one| {
            let stands = one.transition.meanwhile.iter().chain(one.transition.from.iter()).next()?;
            let stage = one.workflow.stages.get(stands)?;
            let sla = stage.sla.as_ref()?;
            let written = names.flow(one.workflow.name())?.stages.get(&stage.id)?.table.get("sla")?;
            is_longer(names, &limit.limit, sla).then_some((stage, sla, written))
        });
        if let Some((stage, sla, sla_at)) = longer {
            let (deadline, sla) = (spoken(&limit.limit), spoken(sla));
            cx.report(findings::slow_deadline(at.span, &deadline, &stage.id, &sla, sla_at.span));
        }
    }
}

fn constant(expr: &Expr) -> Option<&Duration> {
    match expr.constant() {
        Some(Value::Duration(length)) => Some(length),
        _ => None,
    }
}

/// Whether a length is the longer one, where both are known.
fn is_longer(names: &Names<'_>, one: &Expr, other: &Expr) -> bool {
    let seconds = |expr: &Expr| Some(constant(expr)?.approx_seconds(&names.calendar));
    matches!((seconds(one), seconds(other)), (Some(one), Some(other)) if one > other)
}

fn spoken(expr: &Expr) -> String {
    constant(expr).map_or_else(|| expr.text().to_owned(), Duration::to_string)
}
