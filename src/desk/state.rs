//! The records and figures as one command group sees them: what the store holds, and above it what the group has
//! changed so far. It is the engine's [`View`] and the figures' [`Cells`].

use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, HashMap, VecDeque},
    ops::ControlFlow,
    sync::Arc,
};

use rust_decimal::Decimal;

use super::{codec, keys, reach::Reach, seed::Seed};
use crate::{
    engine::{self, Glass, Measured, Refused, View},
    figures::{self, Cells, Sum},
    model::{
        Id, Record, Value,
        target::{Adjustment, in_force},
        time::{Date, Period, Timestamp},
        work::{Held, Leave},
    },
    policy::Policy,
    script::{Fault, FaultKind},
    store::{Cell, Failure, Store, Write},
};

/// Records kept decoded; beyond that the memory is given back and filled anew.
const HOT_MAX: usize = 50_000;

/// How far back notices are looked for: an inbox costs the same however long a store has run.
const NOTICE_EVENTS: u64 = 20_000;

/// What the store holds, and above it what this group has changed so far.
pub struct State {
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// The moment figures are asked at.
    pub now: Timestamp,
    store: Arc<dyn Store>,
    layer: BTreeMap<Vec<u8>, Option<Cell>>,
    hot: RefCell<HashMap<Id, Arc<Record>, Seed>>,
    reach: OnceCell<Arc<Reach>>,
}

impl State {
    /// The store as it stands, under a policy.
    pub fn new(store: Arc<dyn Store>, policy: Arc<Policy>, now: Timestamp) -> State {
        State { policy, now, store, layer: BTreeMap::new(), hot: RefCell::default(), reach: OnceCell::new() }
    }

    /// The store below.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Takes another policy: records are laid out anew as they are read.
    pub fn take_policy(&mut self, policy: Arc<Policy>) {
        self.policy = policy;
        self.reach = OnceCell::new();
        self.hot.get_mut().clear();
    }

    /// What the group has changed, handed over to be committed.
    pub fn take_writes(&mut self) -> Vec<Write> {
        std::mem::take(&mut self.layer).into_iter().collect()
    }

    /// Forgets what the group has changed.
    pub fn forget(&mut self) {
        self.layer.clear();
        self.hot.get_mut().clear();
    }

    /// Whether the group has changed nothing.
    pub fn is_clean(&self) -> bool {
        self.layer.is_empty()
    }

    /// Puts or deletes a derived value.
    pub fn put(&mut self, key: Vec<u8>, cell: Option<Cell>) {
        self.layer.insert(key, cell);
    }

    /// Puts a record.
    pub fn put_record(&mut self, record: Arc<Record>) {
        let hot = self.hot.get_mut();
        if hot.len() >= HOT_MAX {
            hot.clear();
        }
        hot.insert(record.id.clone(), record.clone());
        self.layer.insert(keys::record(&record.id), Some(Cell::Live(record)));
    }

    /// A derived value.
    pub fn get(&self, key: &[u8]) -> Result<Option<Cell>, Failure> {
        match self.layer.get(key) {
            Some(cell) => Ok(cell.clone()),
            None => self.store.get(key),
        }
    }

    /// Visits keys with a prefix, ascending, from one on if given.
    pub fn scan(
        &self,
        prefix: &[u8],
        from: Option<&[u8]>,
        visit: &mut dyn FnMut(&[u8], &Cell) -> ControlFlow<()>,
    ) -> Result<(), Failure> {
        let start = from.filter(|from| *from > prefix).unwrap_or(prefix).to_vec();
        let mut above = self.layer.range(start..).take_while(|(key, _)| key.starts_with(prefix)).peekable();
        let mut stopped = false;
        self.store.scan(prefix, from, &mut |key, cell| {
            // What the group has put before this key comes first; what it has put at this key replaces it.
            while let Some((mine, value)) = above.next_if(|(mine, _)| mine.as_slice() < key) {
                if let Some(value) = value
                    && visit(mine, value).is_break()
                {
                    stopped = true;
                    return ControlFlow::Break(());
                }
            }
            let flow = match above.next_if(|(mine, _)| mine.as_slice() == key) {
                Some((_, Some(value))) => visit(key, value),
                Some((_, None)) => ControlFlow::Continue(()),
                None => visit(key, cell),
            };
            stopped = flow.is_break();
            flow
        })?;
        for (key, value) in above {
            if stopped {
                break;
            }
            if let Some(value) = value {
                stopped = visit(key, value).is_break();
            }
        }
        Ok(())
    }

    /// The ids at the end of keys that order records by creation.
    fn ids(&self, prefix: &[u8]) -> Result<Vec<Id>, Fault> {
        let mut ids = Vec::new();
        self.scan(prefix, None, &mut |key, _| {
            ids.extend(keys::id_after_order(key, prefix));
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
        Ok(ids)
    }

    /// Records of a workflow in the order of their creation, from behind a place on, and the place behind the last of
    /// them; none where there are no more.
    pub fn page(&self, workflow: &str, after: Option<u64>, limit: usize) -> Result<(Vec<Id>, Option<u64>), Fault> {
        let prefix = keys::of_workflow_all(workflow);
        let from = after.map(|after| keys::of_workflow(workflow, after.saturating_add(1), ""));
        let (mut ids, mut last, mut more) = (Vec::new(), None, false);
        self.scan(&prefix, from.as_deref(), &mut |key, _| {
            if ids.len() == limit {
                more = true;
                return ControlFlow::Break(());
            }
            ids.extend(keys::id_after_order(key, &prefix));
            last = keys::order(key, &prefix);
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
        Ok((ids, last.filter(|_| more)))
    }

    /// Policy and records, as whoever only reads looks through them.
    pub fn glass(&self) -> Glass<'_> {
        Glass { policy: &self.policy, view: self }
    }

    /// The records that hold a key of an index, by id: one, unless the key was held by several before it became unique,
    /// or one has taken over what another gives up with the same events.
    pub fn holders(&self, index: &str, key: &str) -> Result<Vec<Id>, Fault> {
        match self.get(&keys::index(index, key)).map_err(fault)? {
            Some(cell) => codec::decode(&cell.bytes()).map_err(|error| codec::damaged("an index entry", &error)),
            None => Ok(Vec::new()),
        }
    }

    /// Positions in the journal of all groups that hold events of a record, rising.
    pub fn marks(&self, record: &Record) -> Result<Vec<u64>, Fault> {
        let mut marks: Vec<u64> = Vec::new();
        let mut wrong = None;
        self.scan(&keys::marks_of(&record.id), None, &mut |_, cell| match codec::decode::<Vec<u64>>(&cell.bytes()) {
            Ok(page) => {
                marks.extend(page);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(codec::damaged("a record's marks", &error));
                ControlFlow::Break(())
            }
        })
        .map_err(fault)?;
        marks.extend(&record.marks);
        wrong.map_or(Ok(marks), Err)
    }

    /// What the policy in force looks at beyond the record at hand.
    pub fn reach(&self) -> Arc<Reach> {
        self.reach.get_or_init(|| Arc::new(Reach::of(&self.policy))).clone()
    }

    /// What waits for somebody: record, task (0: a move), since when; by record. What waits for those they stand in for
    /// is among it; while they are away themselves, only what nobody stands in for is theirs.
    pub fn inbox(&self, person: &str) -> Result<Vec<(Id, u32, Timestamp)>, Fault> {
        let person = Id::from(person);
        let mut lines = Vec::new();
        for whose in engine::covered_by(&self.policy, self, &person, self.now)? {
            lines.extend(self.inbox_by_right(&whose)?);
        }
        lines.sort();
        lines.dedup_by(|a, b| (&a.0, a.1) == (&b.0, b.1));
        Ok(lines)
    }

    /// When somebody is away, by the beginning.
    pub fn leaves_of(&self, person: &str) -> Result<Vec<Leave>, Fault> {
        match self.get(&keys::leave(person)).map_err(fault)? {
            Some(cell) => codec::decode(&cell.bytes()).map_err(|error| codec::damaged("a leave", &error)),
            None => Ok(Vec::new()),
        }
    }

    /// What waits for somebody by right, whoever stands in.
    fn inbox_by_right(&self, person: &str) -> Result<Vec<(Id, u32, Timestamp)>, Fault> {
        let prefix = keys::inbox_of(person);
        let mut lines = Vec::new();
        let mut wrong = None;
        self.scan(&prefix, None, &mut |key, cell| {
            let rest = &key[prefix.len()..];
            let line = rest.len().checked_sub(5).and_then(|end| {
                let task = rest[end + 1..].try_into().map(u32::from_be_bytes).ok()?;
                Some((Id::from(std::str::from_utf8(&rest[..end]).ok()?), task))
            });
            match (line, codec::decode(&cell.bytes())) {
                (Some((record, task)), Ok(since)) => lines.push((record, task, since)),
                (_, Err(error)) => wrong = Some(error),
                (None, Ok(_)) => wrong = Some("a short key".into()),
            }
            if wrong.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .map_err(fault)?;
        wrong.map_or(Ok(lines), |error| Err(codec::damaged("an inbox line", &error)))
    }

    /// The latest notices to somebody among those of the last 20,000 events, latest first.
    pub fn notices(&self, person: &str, many: usize) -> Result<Vec<Arc<codec::Notice>>, Fault> {
        let mut found = VecDeque::new();
        let mut wrong = None;
        let from = keys::outbox(self.store.next_seq().saturating_sub(NOTICE_EVENTS));
        self.scan(
            &keys::outbox_all(),
            Some(&from),
            &mut |_, cell| match codec::value::<codec::Notice>(cell, "a notice") {
                Ok(notice) => {
                    if notice.to.iter().any(|to| &**to == person) {
                        found.push_front(notice);
                        found.truncate(many);
                    }
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    wrong = Some(error);
                    ControlFlow::Break(())
                }
            },
        )
        .map_err(fault)?;
        wrong.map_or(Ok(found.into()), Err)
    }

    /// Raised warnings; of one warning, if named.
    pub fn standing(&self, warning: Option<&str>) -> Result<Vec<Arc<codec::Standing>>, Fault> {
        let prefix = warning.map_or_else(keys::warnings, keys::warning_all);
        let mut all = Vec::new();
        let mut wrong = None;
        self.scan(&prefix, None, &mut |_, cell| match codec::value(cell, "a raised warning") {
            Ok(standing) => {
                all.push(standing);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(error);
                ControlFlow::Break(())
            }
        })
        .map_err(fault)?;
        wrong.map_or(Ok(all), Err)
    }
}

impl View for State {
    fn record(&self, id: &str) -> Result<Option<Arc<Record>>, Fault> {
        if let Some(record) = self.hot.borrow().get(id) {
            return Ok(Some(record.clone()));
        }
        let Some(cell) = self.get(&keys::record(id)).map_err(fault)? else { return Ok(None) };
        let mut record: Arc<Record> = codec::value(&cell, id)?;
        if let Some(layout) = self.policy.layout(&record.workflow)
            && !record.fields.is_laid_out(layout)
        {
            Arc::make_mut(&mut record).fields.adopt(layout);
        }
        let mut hot = self.hot.borrow_mut();
        if hot.len() >= HOT_MAX {
            hot.clear();
        }
        hot.insert(record.id.clone(), record.clone());
        Ok(Some(record))
    }

    fn children(&self, id: &str) -> Result<Vec<Id>, Fault> {
        self.ids(&keys::children(id))
    }

    fn of_workflow(&self, workflow: &str) -> Result<Vec<Id>, Fault> {
        self.ids(&keys::of_workflow_all(workflow))
    }

    fn find(&self, index: &str, key: &str) -> Result<Option<Id>, Fault> {
        Ok(State::holders(self, index, key)?.into_iter().next())
    }

    fn holders(&self, index: &str, key: &str) -> Result<Vec<Id>, Fault> {
        State::holders(self, index, key)
    }

    fn last_number(&self, sequence: &str) -> Result<u64, Fault> {
        let cell = self.get(&keys::sequence(sequence)).map_err(fault)?;
        Ok(cell.and_then(|cell| (&*cell.bytes()).try_into().ok().map(u64::from_be_bytes)).unwrap_or(0))
    }

    fn leaves(&self, person: &str) -> Result<Vec<Leave>, Fault> {
        self.leaves_of(person)
    }

    fn held(&self, person: &str, workflow: &str) -> Result<Vec<Held>, Fault> {
        let prefix = keys::held_of(person, workflow);
        let mut held = Vec::new();
        let mut wrong = None;
        self.scan(&prefix, None, &mut |_, cell| match codec::decode(&cell.bytes()) {
            Ok(one) => {
                held.push(one);
                ControlFlow::Continue(())
            }
            Err(error) => {
                wrong = Some(codec::damaged("what somebody holds", &error));
                ControlFlow::Break(())
            }
        })
        .map_err(fault)?;
        wrong.map_or(Ok(held), Err)
    }

    fn adjusts(&self, more: &[Adjustment], change: &Adjustment) -> Result<Decimal, Refused> {
        let glass = self.glass();
        let ground = figures::Ground { policy: &self.policy, cells: self, context: &glass, now: self.now };
        figures::adjust(&ground, more, change)
    }

    fn has_come(&self, event: &str, key: &str) -> Result<bool, Fault> {
        Ok(self.get(&keys::came(event, key)).map_err(fault)?.is_some())
    }

    fn figure(&self, name: &str, by: &[(Id, Value)], period: Option<&Period>) -> Result<Value, Fault> {
        let question =
            figures::Question { figure: name.into(), by: Vec::new(), period: period.copied(), only: by.to_vec() };
        let lines = figures::ask(&self.policy, self, &self.glass(), &question, self.now)
            .map_err(|refusal| Fault::new(FaultKind::Missing, refusal.message))?;
        Ok(lines.into_iter().next().map_or(Value::None, |line| line.value))
    }

    fn measured(
        &self,
        figure: &str,
        by: Option<&Id>,
        only: &[(Id, Value)],
        period: &Period,
    ) -> Result<Vec<(Value, Measured)>, Fault> {
        figures::measured(&self.policy, self, &self.glass(), (figure, by, only), period, self.now)
    }
}

impl Cells for State {
    fn adjustments(&self, target: &str) -> Result<Vec<Adjustment>, Fault> {
        Ok(in_force(&self.target_lines(target)?).cloned().collect())
    }

    fn visit(&self, measure: &str, days: Option<(Date, Date)>, each: &mut figures::Each<'_>) -> Result<(), Fault> {
        let prefix = keys::cells(measure);
        let from = days.map(|(first, _)| [prefix.as_slice(), &day_key(Some(first))].concat());
        let mut wrong = None;
        self.scan(&prefix, from.as_deref(), &mut |key, cell| {
            let Some((day, dims)) = read_cell_key(&key[prefix.len()..]) else {
                wrong = Some(codec::damaged("a figure's key", "too short"));
                return ControlFlow::Break(());
            };
            if let (Some((_, end)), Some(day)) = (days, day)
                && day >= end
            {
                return ControlFlow::Break(());
            }
            match codec::value::<Sum>(cell, "a figure") {
                Ok(sum) => each(day, &dims, &sum),
                Err(error) => {
                    wrong = Some(error);
                    return ControlFlow::Break(());
                }
            }
            ControlFlow::Continue(())
        })
        .map_err(fault)?;
        wrong.map_or(Ok(()), Err)
    }
}

/// A failure of the store while an expression asked for something.
pub fn fault(failure: Failure) -> Fault {
    Fault::new(FaultKind::Store, failure.to_string())
}

/// A day as part of a key, in order; none comes first.
pub fn day_key(day: Option<Date>) -> [u8; 5] {
    let Some(day) = day else { return [0; 5] };
    let days = day.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days());
    let [a, b, c, d] = ((days as u32) ^ (1 << 31)).to_be_bytes();
    [1, a, b, c, d]
}

/// The day and dimensions a cell's key ends with.
pub fn read_cell_key(key: &[u8]) -> Option<(Option<Date>, Vec<Value>)> {
    let (day, dims) = key.split_at_checked(5)?;
    let day = match day {
        [1, a, b, c, d] => {
            let days = (u32::from_be_bytes([*a, *b, *c, *d]) ^ (1 << 31)) as i32;
            Some(Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()?)
        }
        _ => None,
    };
    Some((day, rmp_serde::from_slice(dims).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_survive_their_key_and_stay_in_order() {
        let days = [Date::constant(-5, 3, 1), Date::constant(1969, 12, 31), Date::constant(2026, 3, 2)];
        let keys: Vec<[u8; 5]> = days.iter().map(|day| day_key(Some(*day))).collect();
        assert!(day_key(None) < keys[0] && keys[0] < keys[1] && keys[1] < keys[2]);
        let dims = rmp_serde::to_vec(&vec![Value::text("华东")]).unwrap();
        for (day, key) in days.iter().zip(keys) {
            let read = read_cell_key(&[key.as_slice(), &dims].concat()).unwrap();
            assert_eq!(read, (Some(*day), vec![Value::text("华东")]));
        }
    }
}
