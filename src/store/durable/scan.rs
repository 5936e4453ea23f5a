//! Reading what is pending and what sled has as if they were one table.

use std::ops::{Bound, ControlFlow};

use super::{Core, Table};
use crate::store::cell::end_of_prefix;
use crate::store::{Cell, Failure, Visit, Write};

/// How many pending keys are copied at a time: few at first, as many scans want only the first keys.
const COPIED_FIRST: usize = 32;
const COPIED_MAX: usize = 2_048;

pub(super) fn scan(core: &Core, prefix: &[u8], from: Option<&[u8]>, visit: &mut Visit<'_>) -> Result<(), Failure> {
    let end = end_of_prefix(prefix);
    let mut from = Bound::Included(from.unwrap_or(prefix).max(prefix).to_vec());
    let mut copied = COPIED_FIRST;
    loop {
        if end.as_deref().is_some_and(|end| start_of(&from) >= end) {
            return Ok(());
        }
        let (pending, all) = core.pending().range(from.as_ref().map(Vec::as_slice), end.as_deref(), copied);
        let last_copied = pending.last().map(|(key, _)| key.clone());
        // When not all pending keys were copied, sled is read only as far as they reach.
        let stop = if all { end.clone() } else { last_copied.clone().map(just_after) };
        let table = core.table();
        if merge(pending, table.as_deref(), &from, stop.as_deref(), visit)?.is_break() || all {
            return Ok(());
        }
        from = last_copied.map_or(from, Bound::Excluded);
        copied = (copied * 4).min(COPIED_MAX);
    }
}

/// The least key that is greater.
fn just_after(mut key: Vec<u8>) -> Vec<u8> {
    key.push(0);
    key
}

fn start_of(from: &Bound<Vec<u8>>) -> &[u8] {
    match from {
        Bound::Included(key) | Bound::Excluded(key) => key,
        Bound::Unbounded => &[],
    }
}

fn merge(
    pending: Vec<Write>,
    table: Option<&dyn Table>,
    from: &Bound<Vec<u8>>,
    end: Option<&[u8]>,
    visit: &mut Visit<'_>,
) -> Result<ControlFlow<()>, Failure> {
    let mut pending = pending.into_iter().peekable();
    let mut flow = ControlFlow::Continue(());
    if let Some(table) = table {
        table.range(from.as_ref().map(Vec::as_slice), end, &mut |key, value| {
            while let Some((before, cell)) = pending.next_if(|(pending, _)| pending.as_slice() < key) {
                flow = show(&before, cell, visit);
                if flow.is_break() {
                    return flow;
                }
            }
            flow = match pending.next_if(|(pending, _)| pending == key) {
                Some((_, newer)) => show(key, newer, visit),
                None => visit(key, &Cell::new(value)),
            };
            flow
        })?;
    }
    while let (ControlFlow::Continue(()), Some((key, cell))) = (flow, pending.next()) {
        flow = show(&key, cell, visit);
    }
    Ok(flow)
}

fn show(key: &[u8], cell: Option<Cell>, visit: &mut Visit<'_>) -> ControlFlow<()> {
    cell.map_or(ControlFlow::Continue(()), |cell| visit(key, &cell))
}

pub(super) fn last(core: &Core, prefix: &[u8]) -> Result<Option<(Vec<u8>, Cell)>, Failure> {
    let mut end = end_of_prefix(prefix);
    loop {
        let pending = core.pending().last(prefix, end.as_deref());
        let table = core.table();
        let stored = match &table {
            Some(table) => table.last(prefix, end.as_deref())?,
            None => None,
        };
        let (key, cell) = match (pending, stored) {
            (Some(pending), Some(stored)) if stored.0 > pending.0 => (stored.0, Some(Cell::Bytes(stored.1))),
            (Some(pending), _) => pending,
            (None, Some(stored)) => (stored.0, Some(Cell::Bytes(stored.1))),
            (None, None) => return Ok(None),
        };
        match cell {
            Some(cell) => return Ok(Some((key, cell))),
            None => end = Some(key),
        }
    }
}
