//! What can be told of a table's rows without running it.

use crate::{
    compiler::{Cx, findings, source::Span},
    policy::{Cell, CompareOp, Hit, TableRow, Test},
};

/// Rows that ask for the same as one before them, cells that test nothing.
pub(super) fn prove(cx: &Cx<'_>, _hit: Hit, rows: &[(Span, TableRow)]) {
    for (n, (span, row)) in rows.iter().enumerate() {
        if row.cells.iter().any(always) {
            cx.report(findings::always_true(*span));
        }
        let same = rows.iter().take(n).find(|(_, before)| {
            !row.cells.is_empty() && before.cells.iter().zip(&row.cells).all(|(a, b)| covers(a, b))
        });
        if let Some((first, _)) = same {
            cx.report(findings::dead_row(*span, *first));
        }
    }
}

/// `!= a, != b`: everything is one or the other.
fn always(cell: &Cell) -> bool {
    let Cell::Tests(tests) = cell else {
        return false;
    };
    let mut unlike = tests.iter().filter_map(|test| match test {
        Test::Compare(CompareOp::Not, value) => Some(value),
        _ => None,
    });
    let first = unlike.next();
    first.is_some_and(|first| unlike.any(|value| value != first))
}

/// Whether whatever passes `b` certainly passes `a`.
fn covers(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Any, _) => true,
        (Cell::Tests(a), Cell::Tests(b)) => b.iter().all(|test| a.contains(test)),
        (Cell::Not(a), Cell::Not(b)) => a.iter().all(|test| b.contains(test)),
        _ => false,
    }
}
