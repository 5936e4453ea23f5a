//! What can be told of a table without running it: inputs no row answers, rows that clash, rows and columns that never
//! matter. Exact over the boxes that cells make of the inputs; a formula cell may hold or not, so nothing is claimed that
//! hangs on one.

mod cover;
mod pairs;
mod space;
#[cfg(test)]
mod tests;

use cover::{Cover, Steps};
use pairs::Touching;
use space::Space;

use crate::{
    compiler::{Cx, findings, source::Span},
    model::{Type, Value, people::Org, time::Calendar},
    policy::{Cell, CompareOp, Given, Hit, Table, Test},
};

/// How many findings of one kind a table gets: a whole spreadsheet that is wrong in one way needs no thousand words.
const TOLD_MAX: usize = 10;

/// Proves what can be proved of a table. `meant` says that the table names what holds where no row matches.
pub(super) fn prove(
    cx: &Cx<'_>,
    org: &Org,
    calendar: &Calendar,
    table: &Table,
    spans: &[Span],
    key: Span,
    meant: bool,
) {
    let mut always_true = false;
    for (row, span) in table.rows.iter().zip(spans) {
        if row.cells.iter().any(always) {
            cx.report(findings::always_true(*span));
            always_true = true;
        }
    }
    if always_true || table.rows.is_empty() {
        return;
    }
    let space = Space::of(table, org, calendar);
    let mut steps = Steps::begin();
    idle_columns(cx, table, &space, key);
    let reachable = unreachable_rows(cx, table, &space, spans);
    let touching = Touching::of(&space, &reachable, &mut steps);
    match table.hit {
        Hit::Unique | Hit::Any => clashes(cx, table, &space, &touching, spans),
        _ => {}
    }
    dead_rows(cx, table, &space, &touching, &reachable, spans, &mut steps);
    if table.hit.is_single() && table.default.is_none() && !meant {
        gap(cx, &space, &reachable, key, &mut steps);
    }
    if steps.ran_out() {
        cx.report(findings::unproven(key, table.rows.len()));
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

/// Columns whose every cell passes everything, and that no formula reads.
fn idle_columns(cx: &Cx<'_>, table: &Table, space: &Space, key: Span) {
    let read = |at: usize| table.expressions().any(|expr| expr.reads().locals.contains(&at));
    for (at, input) in table.inputs.iter().enumerate() {
        if space.is_idle(at) && !read(at) {
            cx.report(findings::idle_column(key, &input.id));
        }
    }
}

/// Which rows some input reaches at all; the others are reported.
fn unreachable_rows(cx: &Cx<'_>, table: &Table, space: &Space, spans: &[Span]) -> Vec<bool> {
    let reach = |row: usize| -> bool {
        let Some(column) = space.empty_column(row) else { return true };
        if let (Some(span), Some(input)) = (spans.get(row), table.inputs.get(column)) {
            cx.report(findings::unreachable_row(*span, &input.id));
        }
        false
    };
    (0..table.rows.len()).map(reach).collect()
}

/// Rows that some input reaches both of, where the hit policy lets one answer only.
fn clashes(cx: &Cx<'_>, table: &Table, space: &Space, touching: &Touching, spans: &[Span]) {
    let mut told = 0;
    for row in 0..table.rows.len() {
        let differs = |other: &&u32| table.hit == Hit::Unique || answers_differ(table, row, **other as usize);
        let certain = |other: &&u32| space.is_certain(row) && space.is_certain(**other as usize);
        let first = touching.before(row).iter().filter(certain).find(differs);
        let (Some(first), Some(span)) = (first, spans.get(row)) else { continue };
        let first = *first as usize;
        if told < TOLD_MAX
            && let (Some(example), Some(first)) = (space.meeting(row, first), spans.get(first))
        {
            cx.report(findings::overlap(*span, *first, table.hit, &example));
            told += 1;
        }
    }
}

/// The answers of a row, where they are known before it runs.
fn constants(table: &Table, row: usize) -> Option<Vec<&Value>> {
    let answers = table.rows.get(row)?.answers.iter();
    answers
        .map(|answer| match answer {
            Given::Value(value) => Some(value),
            Given::Formula(_) => None,
        })
        .collect()
}

fn answers_differ(table: &Table, a: usize, b: usize) -> bool {
    matches!((constants(table, a), constants(table, b)), (Some(a), Some(b)) if a != b)
}

/// Where a row's answers stand in the order of their `values`, as priority sees them.
fn rank(table: &Table, row: usize) -> Option<Vec<usize>> {
    let place = |((_, ty), value): (&(_, Type), &Value)| match (ty, value.as_text()) {
        (Type::Choice(choices), Some(id)) => choices.values.iter().position(|(known, _)| known == id),
        _ => None,
    };
    let values = constants(table, row)?;
    Some(table.outputs.iter().zip(values).filter_map(place).collect())
}

/// Rows that never answer, because for whatever they match others come before them.
fn dead_rows(
    cx: &Cx<'_>,
    table: &Table,
    space: &Space,
    touching: &Touching,
    reachable: &[bool],
    spans: &[Span],
    steps: &mut Steps,
) {
    // Which rows come before a row wherever both match.
    let before = |row: usize| -> Vec<u32> {
        let certain = |other: &u32| space.is_certain(*other as usize);
        let earlier = touching.before(row).iter().copied().filter(certain);
        match table.hit {
            Hit::First => earlier.collect(),
            Hit::Any => {
                let same = |other: &u32| {
                    let of_other = constants(table, *other as usize);
                    of_other.is_some() && of_other == constants(table, row)
                };
                earlier.filter(same).collect()
            }
            Hit::Priority => {
                let Some(own) = rank(table, row) else { return Vec::new() };
                let all = touching.all(row).filter(certain);
                let wins = |other: &u32| {
                    let at = *other as usize;
                    rank(table, at).is_some_and(|rank| (rank, at) < (own.clone(), row))
                };
                all.filter(wins).collect()
            }
            _ => Vec::new(),
        }
    };
    let mut told = 0;
    for row in (0..table.rows.len()).filter(|row| reachable.get(*row) == Some(&true)) {
        let others = before(row);
        if others.is_empty() || told >= TOLD_MAX {
            continue;
        }
        if let (Some(by), Some(span)) = (cover::covered(space, &space.row(row), &others, steps), spans.get(row)) {
            let by: Vec<Span> = by.iter().filter_map(|row| spans.get(*row as usize).copied()).collect();
            cx.report(findings::dead_row(*span, &by));
            told += 1;
        }
    }
}

/// An input that no row answers.
fn gap(cx: &Cx<'_>, space: &Space, reachable: &[bool], key: Span, steps: &mut Steps) {
    let rows: Vec<u32> = (0_u32..).zip(reachable).filter(|(_, yes)| **yes).map(|(row, _)| row).collect();
    if let Cover::Free(at) = cover::cover(space, &space.whole(), &rows, steps) {
        cx.report(findings::gap(key, &space.example(&at)));
    }
}
