//! The closures and the slow evaluator say the same, faults included.

use proptest::prelude::*;

use crate::{
    model::Value,
    script::{
        Expect,
        fixture::{World, at, day, n},
    },
};

fn number() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(&["score", "days_overdue", "count(tags)", "month(due)", "half(4)"][..])
            .prop_map(str::to_owned),
        prop::sample::select(&["0", "1", "2.5", "30", "79228162514264337593543950335"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(&["+", "-", "*", "/", "%"][..]), inner.clone())
                .prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} ?? {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("min({a}, {b})")),
            inner.clone().prop_map(|a| format!("round({a}, 1)")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("if urgent {{ {a} }} else {{ {b} }}")),
            inner.prop_map(|a| format!("sum([1, 2], line * {a})")),
        ]
    })
}

fn condition() -> impl Strategy<Value = String> {
    let compare = prop::sample::select(&["==", "!=", "<", "<=", ">", ">="][..]);
    let equal = prop::sample::select(&["==", "!="][..]);
    let leaf = prop_oneof![
        (number(), compare.clone(), number()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (compare.clone(), prop::sample::select(&["500000", "cost", "margin", "amount * 2"][..]))
            .prop_map(|(op, b)| format!("amount {op} {b}")),
        (compare.clone(), prop::sample::select(&["5 ", "0.3"][..])).prop_map(|(op, a)| format!("{a} {op} score")),
        (equal, prop::sample::select(&["grade", "title", "pick(urgent, grade, 'B')"][..]))
            .prop_map(|(op, a)| format!("{a} {op} 'A'")),
        (compare, prop::sample::select(&["'2026-03-05'", "today", "now", "signed_at"][..]))
            .prop_map(|(op, b)| format!("due {op} {b}")),
        prop::sample::select(
            &[
                "urgent",
                "grade in ['A', 'D']",
                "title in ['A', 'x']",
                "score in [1, days_overdue]",
                "title == none",
                "score != none",
                "amount == none",
                "stage == 'proposal'",
                "stage in ['won', 'lost']",
                "customer.grade == 'A'",
                "is_blank(title)",
                "'x' in tags",
                "contains(title, 'A')",
                "matches(title, '[A-C]')",
                "any(tags, line == title)",
                "due + '5bd' > signed_at",
                "now - signed_at > '3d'",
                "waited > '2h'",
                "true",
                "owner == actor",
                "owner.region == '华东'",
                "grade_of(score) == grade",
            ][..]
        )
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a} or {b} or {c})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("if {a} {{ {b} }} else {{ {c} }}")),
        ]
    })
}

fn value(all: Vec<Value>) -> impl Strategy<Value = Value> {
    prop_oneof![1 => Just(Value::None), 3 => prop::sample::select(all)]
}

fn record() -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    let numbers = || value(["0", "1", "2.50", "600000", "-3"].map(n).to_vec());
    let texts = || value(["A", "D", "x", ""].map(Value::text).to_vec());
    (
        (numbers(), numbers(), numbers(), numbers()),
        (texts(), value(["A", "B", "D"].map(Value::text).to_vec())),
        value(vec![day(2026, 3, 5), day(2026, 1, 31)]),
        value(vec![Value::Moment(at("2026-03-02T02:00:00Z"))]),
        value(vec![Value::Bool(true), Value::Bool(false)]),
        value(vec![Value::List([Value::text("x"), Value::None, Value::text("A")].into())]),
        value(vec![Value::text("K-1"), Value::text("K-9"), Value::text("li")]),
    )
        .prop_map(|((a, b, c, d), (title, grade), due, signed, urgent, tags, id)| {
            vec![
                ("amount", a),
                ("cost", b),
                ("score", c),
                ("days_overdue", d),
                ("title", title),
                ("grade", grade),
                ("due", due),
                ("signed_at", signed),
                ("urgent", urgent),
                ("tags", tags),
                ("customer", id.clone()),
                ("owner", id),
            ]
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn closures_and_the_slow_evaluator_agree(text in condition(), with in record()) {
        let mut world = World::new();
        let customer = world.record("customer", "K-1", &[("grade", Value::text("A"))]);
        world.add(customer);
        let expr = match world.compile(&text, Expect::Condition) {
            Ok(expr) => expr,
            Err(problems) => return Err(TestCaseError::fail(format!("{text}: {}", problems[0]))),
        };
        let record = world.record("deal", "D-1", &with);
        let frame = world.frame(&record);
        prop_assert_eq!(expr.value(&frame), expr.slow(&frame), "{}", text);
        if let Ok(parts) = expr.explain(&frame) {
            // All conditions hold where the whole does.
            let whole = expr.holds(&frame).ok().flatten();
            let all = parts.iter().all(|part| part.holds == Some(true));
            prop_assert_eq!(whole == Some(true), all);
        }
    }

    #[test]
    fn numbers_agree(text in number(), with in record()) {
        let world = World::new();
        let expr = match world.compile(&text, Expect::Number) {
            Ok(expr) => expr,
            Err(problems) => return Err(TestCaseError::fail(format!("{text}: {}", problems[0]))),
        };
        let record = world.record("deal", "D-1", &with);
        let frame = world.frame(&record);
        prop_assert_eq!(expr.value(&frame), expr.slow(&frame), "{}", text);
    }
}
