//! The values of a column, cut into segments where its cells tell them apart: between two neighbouring constants every
//! value passes the same cells. Finding a row and proving that none is missing both stand on it.
//!
//! Of `k` constants with an order there are `2k + 1` segments: below the first, the first itself, between it and the
//! second, and so on. Of texts there is one for each constant and one for all others. The last segment is always `none`.

use rust_decimal::Decimal;

use super::{Bound, Cell, CompareOp, Test};
use crate::model::{
    Id, Type, Value,
    time::{Calendar, Date, Timestamp},
};

/// Segments, from the first to the last of each stretch, in order and apart from each other.
pub type Ranges = Vec<(u32, u32)>;

/// A column's segments.
#[derive(Clone, Debug)]
pub struct Partition {
    cuts: Cuts,
}

#[derive(Clone, Debug)]
enum Cuts {
    /// Values with an order: their keys rising, and the values themselves.
    Ordered(Measure, Vec<i128>, Vec<Value>),
    /// Texts and ids, in order.
    Texts(Vec<Id>),
    /// False, true.
    Bools,
}

/// How a value with an order becomes a whole number.
#[derive(Clone, Copy, Debug)]
enum Measure {
    /// A number, with the point moved so many places.
    Number(u32),
    Day,
    Moment,
    Seconds,
}

/// The most places a constant may have behind the point: a number moved by more might not fit.
const PLACES_MAX: u32 = 9;
const DAY_ZERO: Date = Date::constant(1970, 1, 1);
/// A second in nanoseconds.
const SECOND: i128 = 1_000_000_000;

/// What stands for a segment.
#[derive(Clone, Debug, PartialEq)]
pub enum Sample {
    /// A value in it.
    Value(Value),
    /// Any text but the column's constants.
    Other,
    /// There is no value between two neighbours.
    Empty,
}

impl Partition {
    /// The segments of a column that these cells test; none where they cannot be told apart by constants.
    pub fn of<'c>(ty: &Type, cells: impl Iterator<Item = &'c Cell>, calendar: &Calendar) -> Option<Partition> {
        let constants: Vec<&Value> = cells.flat_map(Cell::tests).flat_map(Test::constants).collect();
        let cuts = match ty {
            Type::Bool => Cuts::Bools,
            Type::Text | Type::Choice(_) | Type::Person | Type::Unit | Type::Role | Type::Ref(_) => {
                let texts: Option<Vec<Id>> = constants.iter().map(|value| value.as_text().cloned()).collect();
                let mut texts = texts?;
                texts.sort();
                texts.dedup();
                Cuts::Texts(texts)
            }
            Type::Number | Type::Money | Type::Percent => {
                let numbers: Option<Vec<Decimal>> = constants.iter().map(|value| value.as_number()).collect();
                let places = numbers?.iter().map(|n| n.normalize().scale()).max().unwrap_or(0);
                if places > PLACES_MAX {
                    return None;
                }
                ordered(Measure::Number(places), &constants, calendar)?
            }
            Type::Date => ordered(Measure::Day, &constants, calendar)?,
            Type::DateTime => ordered(Measure::Moment, &constants, calendar)?,
            Type::Duration => ordered(Measure::Seconds, &constants, calendar)?,
            _ => return None,
        };
        Some(Partition { cuts })
    }

    /// How many segments there are, that of none included.
    pub fn count(&self) -> u32 {
        self.none() + 1
    }

    /// The segment of no value.
    pub fn none(&self) -> u32 {
        let count = match &self.cuts {
            Cuts::Ordered(_, keys, _) => 2 * keys.len() + 1,
            Cuts::Texts(texts) => texts.len() + 1,
            Cuts::Bools => 2,
        };
        u32::try_from(count).unwrap_or(u32::MAX - 1)
    }

    /// The segment of a value; none where it is of another shape than the column's.
    #[inline]
    pub fn segment(&self, value: &Value, calendar: &Calendar) -> Option<u32> {
        if value.is_none() {
            return Some(self.none());
        }
        let at = match (&self.cuts, value) {
            (Cuts::Ordered(measure, keys, _), value) => {
                let (key, exact) = measure.key(value, calendar)?;
                let below = keys.partition_point(|known| *known < key);
                match (keys.get(below), exact) {
                    (Some(known), true) if *known == key => 2 * below + 1,
                    // A little more than a constant lies above it.
                    (Some(known), false) if *known == key => 2 * below + 2,
                    _ => 2 * below,
                }
            }
            (Cuts::Texts(texts), Value::Text(text)) => texts.binary_search(text).unwrap_or(texts.len()),
            (Cuts::Bools, Value::Bool(yes)) => usize::from(*yes),
            _ => return None,
        };
        u32::try_from(at).ok()
    }

    /// The segments whose values pass a cell; none of a formula, or where a test asks something else than the constants.
    pub fn ranges(&self, cell: &Cell, calendar: &Calendar) -> Option<Ranges> {
        let none = self.none();
        match cell {
            Cell::Any => Some(vec![(0, none)]),
            Cell::Formula(_) => None,
            Cell::Tests(tests) => self.of_tests(tests, calendar),
            Cell::Not(tests) => {
                let mut out = Vec::new();
                let mut from = 0;
                for (first, last) in self.of_tests(tests, calendar)? {
                    if first > from {
                        out.push((from, first - 1));
                    }
                    from = last + 1;
                }
                if from < none {
                    out.push((from, none - 1));
                }
                // There must be a value.
                out.iter_mut().for_each(|(_, last)| *last = (*last).min(none.saturating_sub(1)));
                out.retain(|(first, last)| first <= last && *first < none);
                Some(out)
            }
        }
    }

    fn of_tests(&self, tests: &[Test], calendar: &Calendar) -> Option<Ranges> {
        let mut all = Vec::new();
        for test in tests {
            all.extend(self.of_test(test, calendar)?);
        }
        Some(merged(all))
    }

    fn of_test(&self, test: &Test, calendar: &Calendar) -> Option<Ranges> {
        let none = self.none();
        // The last segment with a value.
        let top = none - 1;
        let at = |value: &Value| self.segment(value, calendar).filter(|at| *at < none);
        let ordered = matches!(self.cuts, Cuts::Ordered(..));
        let between = |first: i64, last: i64| -> Ranges {
            match (u32::try_from(first), u32::try_from(last)) {
                (Ok(first), Ok(last)) if first <= last => vec![(first, last)],
                _ => Vec::new(),
            }
        };
        Some(match test {
            Test::IsNone => vec![(none, none)],
            Test::Is(value) => match at(value) {
                Some(at) => vec![(at, at)],
                None => Vec::new(),
            },
            Test::In(_, all) => {
                let mut found = Vec::new();
                for value in all.iter().filter(|value| !value.is_none()) {
                    let at = at(value)?;
                    found.push((at, at));
                }
                merged(found)
            }
            Test::Has(_) => return None,
            Test::Compare(CompareOp::Not, value) => {
                let at = i64::from(at(value)?);
                let mut around = between(0, at - 1);
                around.extend(between(at + 1, i64::from(top)));
                around
            }
            Test::Compare(_, _) | Test::Range(..) if !ordered => return None,
            Test::Compare(op, value) => {
                let (at, top) = (i64::from(at(value)?), i64::from(top));
                match op {
                    CompareOp::Less => between(0, at - 1),
                    CompareOp::LessOrEqual => between(0, at),
                    CompareOp::Greater => between(at + 1, top),
                    _ => between(at, top),
                }
            }
            Test::Range(low, high) => {
                let first = match low {
                    Bound::Open => 0,
                    Bound::Included(value) => i64::from(at(value)?),
                    Bound::Excluded(value) => i64::from(at(value)?) + 1,
                };
                let last = match high {
                    Bound::Open => i64::from(top),
                    Bound::Included(value) => i64::from(at(value)?),
                    Bound::Excluded(value) => i64::from(at(value)?) - 1,
                };
                between(first, last)
            }
        })
    }

    /// A value of a segment.
    pub fn sample(&self, segment: u32) -> Sample {
        if segment >= self.none() {
            return Sample::Value(Value::None);
        }
        let at = segment as usize;
        match &self.cuts {
            Cuts::Bools => Sample::Value(Value::Bool(at == 1)),
            Cuts::Texts(texts) => texts.get(at).map_or(Sample::Other, |text| Sample::Value(Value::Text(text.clone()))),
            Cuts::Ordered(measure, _, values) => match at % 2 {
                1 => values.get(at / 2).map_or(Sample::Empty, |value| Sample::Value(value.clone())),
                _ => measure.between(at.checked_sub(2).and_then(|before| values.get(before / 2)), values.get(at / 2)),
            },
        }
    }

    /// The constants of a column of texts.
    pub fn texts(&self) -> Option<&[Id]> {
        match &self.cuts {
            Cuts::Texts(texts) => Some(texts),
            _ => None,
        }
    }
}

fn ordered(measure: Measure, constants: &[&Value], calendar: &Calendar) -> Option<Cuts> {
    let mut keyed = Vec::with_capacity(constants.len());
    for value in constants {
        match measure.key(value, calendar) {
            Some((key, true)) => keyed.push((key, (*value).clone())),
            _ => return None,
        }
    }
    keyed.sort_by_key(|(key, _)| *key);
    keyed.dedup_by_key(|(key, _)| *key);
    let (keys, values) = keyed.into_iter().unzip();
    Some(Cuts::Ordered(measure, keys, values))
}

/// Stretches in order, those that touch made one.
fn merged(mut ranges: Ranges) -> Ranges {
    ranges.sort_unstable();
    let mut out: Ranges = Vec::with_capacity(ranges.len());
    for (first, last) in ranges {
        match out.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => out.push((first, last)),
        }
    }
    out
}

impl Measure {
    /// The key of a value and whether it is exactly that: a number with more places lies a little above its key.
    #[inline]
    fn key(self, value: &Value, calendar: &Calendar) -> Option<(i128, bool)> {
        Some(match (self, value) {
            (Measure::Number(places), Value::Number(n)) => {
                let (digits, scale) = (n.mantissa(), n.scale());
                match places.checked_sub(scale) {
                    Some(0) => (digits, true),
                    Some(more) => (digits * 10_i128.pow(more), true),
                    None => {
                        let tens = 10_i128.pow(scale - places);
                        (digits.div_euclid(tens), digits.rem_euclid(tens) == 0)
                    }
                }
            }
            (Measure::Day, Value::Date(date)) => (i128::from(calendar.days_between(DAY_ZERO, *date)), true),
            (Measure::Moment, Value::Moment(at)) => (at.as_nanosecond(), true),
            (Measure::Seconds, Value::Duration(length)) => (i128::from(length.approx_seconds(calendar)), true),
            _ => return None,
        })
    }

    /// A value between two neighbours, or beyond the last one.
    fn between(self, low: Option<&Value>, high: Option<&Value>) -> Sample {
        match self {
            Measure::Number(_) => {
                let number = |value: Option<&Value>| value.and_then(Value::as_number);
                number_between(number(low), number(high))
            }
            Measure::Day => match (low, high) {
                (Some(Value::Date(low)), high) => match (low.tomorrow(), high) {
                    (Ok(next), Some(Value::Date(high))) if next >= *high => Sample::Empty,
                    (Ok(next), _) => Sample::Value(Value::Date(next)),
                    (Err(_), _) => Sample::Empty,
                },
                (_, Some(Value::Date(high))) => {
                    high.yesterday().map_or(Sample::Empty, |day| Sample::Value(Value::Date(day)))
                }
                _ => Sample::Value(Value::Date(Date::constant(2026, 1, 5))),
            },
            Measure::Moment => {
                let nanoseconds = |value: Option<&Value>| match value {
                    Some(Value::Moment(at)) => Some(at.as_nanosecond()),
                    _ => None,
                };
                let at = match (nanoseconds(low), nanoseconds(high)) {
                    (Some(low), Some(high)) if low + 1 >= high => return Sample::Empty,
                    (Some(low), Some(high)) if low + SECOND >= high => low + 1,
                    (Some(low), _) => low + SECOND,
                    (None, Some(high)) => high - SECOND,
                    (None, None) => 0,
                };
                Timestamp::from_nanosecond(at).map_or(Sample::Empty, |at| Sample::Value(Value::Moment(at)))
            }
            // Lengths of time are told apart by their usual seconds; which one lies between is for people to see.
            Measure::Seconds => Sample::Other,
        }
    }
}

fn number_between(low: Option<Decimal>, high: Option<Decimal>) -> Sample {
    let value = |n: Option<Decimal>| n.map_or(Sample::Empty, |n| Sample::Value(Value::Number(n.normalize())));
    match (low, high) {
        (None, None) => value(Some(Decimal::ZERO)),
        (Some(low), None) => value(low.floor().checked_add(Decimal::ONE)),
        (None, Some(high)) => value(high.ceil().checked_sub(Decimal::ONE)),
        (Some(low), Some(high)) => {
            let whole = low.floor().checked_add(Decimal::ONE).filter(|whole| *whole < high);
            let half = || Some(low.checked_add(high)? / Decimal::TWO).filter(|half| low < *half && *half < high);
            value(whole.or_else(half))
        }
    }
}
