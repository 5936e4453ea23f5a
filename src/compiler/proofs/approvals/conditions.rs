//! The condition on which a chain is asked, against the conditions of its steps.

use rust_decimal::Decimal;

use super::{Use, asked_when, cx_inner, written};
use crate::{
    compiler::{Cx, findings, names::Names},
    model::{Id, Value},
    policy::{Chain, Step},
    script::{
        Expr,
        node::{Node, Of, Op},
        syntax::Operator,
    },
};

pub(super) fn prove(cx: &Cx<'_>, names: &Names<'_>, chain: &Chain, uses: &[Use<'_>]) {
    for step in &chain.steps {
        let Some(when) = &step.when else { continue };
        clash(cx, names, chain, step, when, uses);
        edges(cx, names, chain, step, when, uses);
    }
}

/// A step that no use of its chain can ever ask.
fn clash(cx: &Cx<'_>, names: &Names<'_>, chain: &Chain, step: &Step, when: &Expr, uses: &[Use<'_>]) {
    let own = bounds(when.tree());
    let never = |one: &Use<'_>| one.when.is_some_and(|asked| exclude(&bounds(asked.tree()), &own));
    let Some(first) = uses.first().filter(|_| uses.iter().all(never)) else {
        return;
    };
    let at = written(names, &chain.id, step).and_then(|table| table.get("when"));
    if let (Some(at), Some(asked), Some(there)) = (at, first.when, asked_when(names, first)) {
        cx.report(findings::never_both(cx_inner(cx, at), asked.text(), there.span));
    }
}

/// A step that begins where the chain begins, but for the edge itself.
fn edges(cx: &Cx<'_>, names: &Names<'_>, chain: &Chain, step: &Step, when: &Expr, uses: &[Use<'_>]) {
    let own = bounds(when.tree());
    for one in uses {
        let Some(asked) = one.when else { continue };
        let theirs = bounds(asked.tree());
        let pair = own.iter().find_map(|here| Some((here, theirs.iter().find(|there| differ_at_edge(here, there))?)));
        let at = written(names, &chain.id, step).and_then(|table| table.get("when"));
        if let (Some((here, there)), Some(at), Some(other)) = (pair, at, asked_when(names, one)) {
            let (left, right) = (here.text(when), there.text(asked));
            cx.report(findings::edge_mismatch(cx_inner(cx, at), &left, &right, &here.value.to_string(), other.span));
            return;
        }
    }
}

/// Whether a condition asks of one field what no value can be.
pub(super) fn contradicts(when: &Expr) -> bool {
    exclude(&bounds(when.tree()), &[])
}

/// A comparison of a field of the record with a value: `field operator value`.
struct Bound<'n> {
    node: &'n Node,
    field: (&'n Id, usize),
    operator: Operator,
    value: &'n Value,
}

impl Bound<'_> {
    fn text(&self, expr: &Expr) -> String {
        expr.text().chars().skip(self.node.start).take(self.node.end - self.node.start).collect()
    }
}

/// The comparisons that must all hold for an expression to hold.
fn bounds(node: &Node) -> Vec<Bound<'_>> {
    match &node.op {
        Op::And(all) => all.iter().flat_map(bounds).collect(),
        Op::Compare(operator, a, b) => {
            let (field, operator, value) = match (field(a), b.constant(), field(b), a.constant()) {
                (Some(field), Some(value), ..) => (field, *operator, value),
                (_, _, Some(field), Some(value)) => (field, mirrored(*operator), value),
                _ => return Vec::new(),
            };
            vec![Bound { node, field, operator, value }]
        }
        _ => Vec::new(),
    }
}

fn field(node: &Node) -> Option<(&Id, usize)> {
    match &node.op {
        Op::Field { of: Of::Here, workflow, slot, .. } => Some((workflow, *slot)),
        _ => None,
    }
}

fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Less => Operator::Greater,
        Operator::Greater => Operator::Less,
        Operator::AtMost => Operator::AtLeast,
        Operator::AtLeast => Operator::AtMost,
        other => other,
    }
}

fn differ_at_edge(a: &Bound<'_>, b: &Bound<'_>) -> bool {
    let pair = [a.operator, b.operator];
    let up = pair.contains(&Operator::Greater) && pair.contains(&Operator::AtLeast);
    let down = pair.contains(&Operator::Less) && pair.contains(&Operator::AtMost);
    a.field == b.field && a.value == b.value && (up || down)
}

/// Whether no record can pass both lists of comparisons.
fn exclude(some: &[Bound<'_>], others: &[Bound<'_>]) -> bool {
    let on_field = |one: &Bound<'_>| -> Vec<(Operator, Value)> {
        let all = some.iter().chain(others).filter(|bound| bound.field == one.field);
        all.map(|bound| (bound.operator, bound.value.clone())).collect()
    };
    some.iter().any(|one| is_empty(&on_field(one)))
}

/// Whether no value passes all of these.
fn is_empty(bounds: &[(Operator, Value)]) -> bool {
    let mut equal: Option<&Value> = None;
    let mut low: Option<(Decimal, bool)> = None;
    let mut high: Option<(Decimal, bool)> = None;
    for (operator, value) in bounds {
        match (operator, value) {
            (Operator::Equal, value) => {
                if equal.is_some_and(|known| known != value) {
                    return true;
                }
                equal = Some(value);
            }
            (Operator::Greater | Operator::AtLeast, Value::Number(n)) => {
                let bound = (*n, *operator == Operator::AtLeast);
                low = Some(low.map_or(bound, |known| if tighter(bound, known, true) { bound } else { known }));
            }
            (Operator::Less | Operator::AtMost, Value::Number(n)) => {
                let bound = (*n, *operator == Operator::AtMost);
                high = Some(high.map_or(bound, |known| if tighter(bound, known, false) { bound } else { known }));
            }
            _ => {}
        }
    }
    if let Some(Value::Number(n)) = equal {
        let below = low.is_some_and(|(from, closed)| *n < from || (*n == from && !closed));
        let above = high.is_some_and(|(to, closed)| *n > to || (*n == to && !closed));
        return below || above;
    }
    match (low, high) {
        (Some((from, from_closed)), Some((to, to_closed))) => from > to || (from == to && !(from_closed && to_closed)),
        _ => false,
    }
}

fn tighter(bound: (Decimal, bool), known: (Decimal, bool), low: bool) -> bool {
    match bound.0.cmp(&known.0) {
        std::cmp::Ordering::Equal => !bound.1 && known.1,
        std::cmp::Ordering::Greater => low,
        std::cmp::Ordering::Less => !low,
    }
}
