//! How long a guard takes: `cargo test --release --lib guard_timing -- --ignored --nocapture`.

use std::{hint::black_box, time::Instant};

use crate::{
    model::Value,
    script::{
        Expect,
        fixture::{World, n},
    },
};

const GUARD: &str = r#"amount > 500000 && discount > 0.15 || grade == "D" && days_overdue > 30"#;

#[test]
#[ignore = "a measurement, not a claim"]
fn guard_timing() {
    let world = World::new();
    let expr = world.compile(GUARD, Expect::Condition).unwrap();
    let with =
        [("amount", n("600000.00")), ("discount", n("0.12")), ("grade", Value::text("D")), ("days_overdue", n("45"))];
    let record = world.record("deal", "D-1", &with);
    let frame = world.frame(&record);
    report("lowered", || {
        let _ = black_box(black_box(&expr).holds(black_box(&frame)));
    });
    let limits = ["500000", "0.15", "30"].map(|n| n.parse::<rust_decimal::Decimal>().unwrap());
    let slots = ["amount", "discount", "grade", "days_overdue"].map(|name| world.layouts["deal"].slot(name).unwrap());
    report("native", || {
        let at = |i: usize| black_box(&record).fields.at(slots[i]);
        let over = |i: usize, limit: usize| match at(i) {
            Value::Number(n) => *n > limits[limit],
            _ => false,
        };
        let is_d = matches!(at(2), Value::Text(t) if &**t == "D");
        black_box(over(0, 0) && over(1, 1) || is_d && over(3, 2));
    });
}

fn report(what: &str, run: impl Fn()) {
    let mut all: Vec<f64> = Vec::new();
    for _ in 0..15 {
        let rounds = 200_000u32;
        let start = Instant::now();
        for _ in 0..rounds {
            run();
        }
        all.push(start.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
    all.sort_by(f64::total_cmp);
    println!("{what}: median {:.1} ns, least {:.1} ns", all[7], all[0]);
}
