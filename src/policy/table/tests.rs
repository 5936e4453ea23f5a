//! The index finds the rows that asking each of them finds.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::model::time::{Calendar, Date, Duration, Timestamp};

fn types() -> Vec<Type> {
    let list = Type::List(Box::new(Type::Text));
    vec![Type::Number, Type::Text, Type::Bool, Type::Date, Type::DateTime, Type::Duration, list]
}

/// A value of a column, now and then none or of another shape.
fn value(column: usize) -> BoxedStrategy<Value> {
    let number = (-6_i64..60, 0_u32..4).prop_map(|(n, scale)| Value::Number(Decimal::new(n, scale)));
    let text = prop::sample::select(vec!["A", "B", "C", "华东", ""]).prop_map(Value::text);
    let own: BoxedStrategy<Value> = match column {
        0 => number.clone().boxed(),
        1 => text.clone().boxed(),
        2 => any::<bool>().prop_map(Value::Bool).boxed(),
        3 => (1_i8..28).prop_map(|day| Value::Date(Date::constant(2026, 2, day))).boxed(),
        4 => (0_i64..40).prop_map(|n| Value::Moment(Timestamp::from_second(n).unwrap())).boxed(),
        5 => (0_i64..5)
            .prop_map(|n| Value::Duration(std::sync::Arc::new(Duration::parse(&format!("{n}h")).unwrap())))
            .boxed(),
        _ => prop::collection::vec(text.clone(), 0..3).prop_map(|items| Value::List(items.into())).boxed(),
    };
    prop_oneof![12 => own, 2 => Just(Value::None), 1 => prop_oneof![number, text]].boxed()
}

/// A constant a cell of a column may hold.
fn constant(column: usize) -> BoxedStrategy<Value> {
    match column {
        6 => prop::sample::select(vec!["A", "B"]).prop_map(Value::text).boxed(),
        _ => value(column).prop_filter("a constant is a value of the column", move |value| fits(column, value)).boxed(),
    }
}

fn fits(column: usize, value: &Value) -> bool {
    matches!(
        (column, value),
        (0, Value::Number(_))
            | (1, Value::Text(_))
            | (2, Value::Bool(_))
            | (3, Value::Date(_))
            | (4, Value::Moment(_))
            | (5, Value::Duration(_))
    )
}

fn test(column: usize) -> BoxedStrategy<Test> {
    let is = constant(column).prop_map(Test::Is);
    let op = prop::sample::select(vec![
        CompareOp::Less,
        CompareOp::LessOrEqual,
        CompareOp::Greater,
        CompareOp::GreaterOrEqual,
        CompareOp::Not,
    ]);
    let compare = (op, constant(column)).prop_map(|(op, value)| Test::Compare(op, value));
    let unlike = constant(column).prop_map(|value| Test::Compare(CompareOp::Not, value));
    let bound = move || {
        prop_oneof![
            Just(Bound::Open),
            constant(column).prop_map(Bound::Included),
            constant(column).prop_map(Bound::Excluded)
        ]
    };
    let range = (bound(), bound()).prop_map(|(low, high)| Test::Range(low, high));
    let within = prop::collection::vec(constant(column), 0..3).prop_map(|all| Test::In("list".into(), all.into()));
    let none = Just(Test::IsNone);
    match column {
        1 | 2 => prop_oneof![4 => is, 2 => unlike, 2 => within, 1 => none].boxed(),
        6 => prop_oneof![4 => constant(6).prop_map(Test::Has), 1 => none].boxed(),
        _ => prop_oneof![2 => is, 3 => compare, 3 => range, 1 => within, 1 => none].boxed(),
    }
}

fn row() -> impl Strategy<Value = Vec<Vec<(u8, Test)>>> {
    let cell = |column: usize| {
        prop_oneof![
            3 => Just(Vec::new()),
            4 => prop::collection::vec((Just(0_u8), test(column)), 1..3),
            1 => prop::collection::vec((Just(1_u8), test(column)), 1..3),
        ]
    };
    (0..types().len()).map(cell).collect::<Vec<_>>()
}

fn rows_of(rows: Vec<Vec<Vec<(u8, Test)>>>) -> Vec<TableRow> {
    let cell = |tests: Vec<(u8, Test)>| match tests.first().map(|(kind, _)| *kind) {
        None => Cell::Any,
        Some(0) => Cell::Tests(tests.into_iter().map(|(_, test)| test).collect()),
        Some(_) => Cell::Not(tests.into_iter().map(|(_, test)| test).collect()),
    };
    rows.into_iter()
        .map(|cells| TableRow {
            cells: cells.into_iter().map(cell).collect(),
            answers: Vec::new(),
            file: "rules/t.toml".into(),
            line: 1,
        })
        .collect()
}

fn by_index(rows: &[TableRow], values: &[Value], calendar: &Calendar) -> Option<Vec<usize>> {
    let index = Index::of(&types(), rows, calendar);
    let mut found = Vec::new();
    let whole = index.visit(values, calendar, |row, loose| {
        let passes = |at: &usize| rows[row].cells[*at].passes(&values[*at], calendar);
        if loose.iter().all(passes) {
            found.push(row);
        }
        Ok::<bool, ()>(true)
    });
    (whole == Ok(true)).then_some(found)
}

proptest! {
    #[test]
    fn the_index_finds_what_asking_every_row_finds(
        rows in prop::collection::vec(row(), 0..90).prop_map(rows_of),
        asked in prop::collection::vec((0..types().len()).map(value).collect::<Vec<_>>(), 1..12),
    ) {
        let calendar = Calendar::default();
        for values in asked {
            let passes = |row: &TableRow| {
                row.cells.iter().zip(&values).all(|(cell, value)| cell.passes(value, &calendar))
            };
            let by_asking: Vec<usize> =
                rows.iter().enumerate().filter(|(_, row)| passes(row)).map(|(at, _)| at).collect();
            if let Some(by_index) = by_index(&rows, &values, &calendar) {
                prop_assert_eq!(&by_index, &by_asking, "{:?}", values);
            } else {
                // Only a value of another shape sends us past the index.
                prop_assert!(values.iter().enumerate().any(|(at, value)| at < 6 && !value.is_none() && !fits(at, value)));
            }
        }
    }

    #[test]
    fn many_rows_are_found_as_few_are(
        keys in prop::collection::vec((0_i64..400, 0_i64..400), 300..2_600),
        asked in prop::collection::vec(-2_i64..404, 1..20),
    ) {
        let calendar = Calendar::default();
        let cells = |(low, high): (i64, i64)| {
            let range = Test::Range(Bound::Included(Value::int(low.min(high))), Bound::Excluded(Value::int(low.max(high))));
            vec![Cell::Tests(vec![range]), Cell::Tests(vec![Test::Is(Value::text(format!("{}", low % 7)))])]
        };
        let row = |key| TableRow { cells: cells(key), answers: Vec::new(), file: "t".into(), line: 1 };
        let rows: Vec<TableRow> = keys.into_iter().map(row).collect();
        let index = Index::of(&[Type::Number, Type::Text], &rows, &calendar);
        for n in asked {
            let values = [Value::int(n), Value::text(format!("{}", n.rem_euclid(7)))];
            let passes = |row: &TableRow| row.cells.iter().zip(&values).all(|(cell, value)| cell.passes(value, &calendar));
            let by_asking: Vec<usize> = (0..rows.len()).filter(|at| passes(&rows[*at])).collect();
            let mut found = Vec::new();
            let whole = index.visit(&values, &calendar, |row, _| { found.push(row); Ok::<bool, ()>(true) });
            prop_assert_eq!(whole, Ok(true));
            prop_assert_eq!(found, by_asking);
        }
    }
}

#[test]
fn every_segment_holds_its_sample() {
    let calendar = Calendar::default();
    let is = |text: &str| Cell::Tests(vec![Test::Is(Value::Number(text.parse().unwrap()))]);
    let cells = [is("1"), is("1.5"), is("1.500000001"), is("-3")];
    let partition = Partition::of(&Type::Money, cells.iter(), &calendar).unwrap();
    assert_eq!(partition.count(), 10);
    for segment in 0..partition.count() {
        let Sample::Value(value) = partition.sample(segment) else { panic!("segment {segment} is empty") };
        assert_eq!(partition.segment(&value, &calendar), Some(segment), "{value}");
    }
    let day = |day| Cell::Tests(vec![Test::Is(Value::Date(Date::constant(2026, 2, day)))]);
    let partition = Partition::of(&Type::Date, [day(1), day(2), day(4)].iter(), &calendar).unwrap();
    let empty: Vec<u32> = (0..partition.count()).filter(|at| partition.sample(*at) == Sample::Empty).collect();
    assert_eq!(empty, [2], "no day lies between two days that follow each other");
}
