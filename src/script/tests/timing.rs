//! How long a guard takes: `cargo test --release --lib guard_timing -- --ignored --nocapture`.

use std::{hint::black_box, time::Instant};

use crate::script::{
    Expect,
    fixture::{World, n},
};

const GUARD: &str = r#"amount > 500000 && discount > 0.15 || grade == "D" && days_overdue > 30"#;

#[test]
#[ignore = "a measurement, not a claim"]
fn guard_timing() {
    let world = World::new();
    let expr = world.compile(GUARD, Expect::Condition).unwrap();
    let with = [
        ("amount", n("600000.00")),
        ("discount", n("0.12")),
        ("grade", crate::model::Value::text("D")),
        ("days_overdue", n("45")),
    ];
    let record = world.record("deal", "D-1", &with);
    let frame = world.frame(&record);
    let mut best = f64::MAX;
    let mut all = Vec::new();
    for _ in 0..15 {
        let rounds = 200_000u32;
        let start = Instant::now();
        for _ in 0..rounds {
            let _ = black_box(black_box(&expr).holds(black_box(&frame)));
        }
        let each = start.elapsed().as_nanos() as f64 / f64::from(rounds);
        best = best.min(each);
        all.push(each);
    }
    all.sort_by(f64::total_cmp);
    println!("{GUARD}: median {:.1} ns, least {best:.1} ns", all[7]);
}
