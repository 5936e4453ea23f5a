//! Decisions: twenty guards over generated deals, exact decimals throughout; then tables.

use std::time::Instant;

use rust_decimal::Decimal;

use super::{Figure, Size, broke, policy};
use crate::{
    compiler,
    desk::{Clock, State},
    model::{Actor, Id, Record, Value, record::Fields, time::Timestamp},
    policy::Policy,
    script::{Expect, Expr},
    server::Problem,
    store,
};

/// Twenty guards like a sales policy's, over the fields of a deal.
const GUARDS: [&str; 20] = [
    "amount > 500000 && discount > 0.15 || grade == 'D' && days_overdue > 30",
    "amount > 1000000",
    "discount > 0.25",
    "credit_used > credit_limit",
    "credit_used + amount > credit_limit * 1.1",
    "days_overdue > 60",
    "grade == 'A' && amount > 2000000",
    "region in ['export', 'island'] && amount > 50000",
    "channel == 'partner' && discount > 0.10",
    "amount * (1 - discount) < 10000",
    "grade in ['C', 'D'] && credit_used > 500000",
    "product_line == 'pl03' && discount > 0.2",
    "days_overdue > 0 && credit_used > credit_limit * 0.8",
    "amount >= 100000 && amount < 500000 && discount <= 0.05",
    "not(grade == 'A') && days_overdue > 90",
    "channel == 'online' && amount > 20000 || channel == 'tender' && amount > 300000",
    "region == 'coast' && discount > 0.08 && amount > 80000",
    "credit_limit - credit_used < amount",
    "grade == 'B' && (amount > 750000 || discount > 0.18)",
    "amount > 300000 && discount > 0.10 && days_overdue > 15 && grade != 'A'",
];

pub(super) fn measure(size: Size, keep: &mut impl FnMut(Figure)) -> Result<(), Problem> {
    let policy = std::sync::Arc::new(policy()?);
    let guards: Vec<Expr> = GUARDS
        .iter()
        .map(|text| compiler::expression(&policy, "deal", text, Expect::Condition))
        .collect::<Result<_, _>>()
        .map_err(|problems| broke(format!("{problems:?}")))?;
    let deals = deals(&policy, size.deals);
    let opened = store::open("memory:", store::Options::default()).map_err(broke)?;
    let now = Clock::system().now();
    let state = State::new(opened.store, policy.clone(), now);
    let glass = state.glass();

    let start = Instant::now();
    let mut held = 0_usize;
    for deal in &deals {
        let frame = glass.frame(Some(deal), &[], now);
        for guard in &guards {
            held += usize::from(guard.holds(&frame).map_err(broke)? == Some(true));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let native = native(&deals);
    if native.1 != held {
        return Err(broke(format!("{held} guards held, native code says {}", native.1)));
    }
    keep(Figure {
        name: "deals through 20 guards",
        value: deals.len() as f64 / seconds,
        unit: "per second",
        beside: Some("native closures over the same decimals"),
        ratio: Some(deals.len() as f64 / seconds / native.0),
    });

    super::tables::measure(&policy, &state, &deals, keep)
}

/// Seeded deals: the same on every machine.
fn deals(policy: &Policy, many: usize) -> Vec<Record> {
    let mut dice = 0x2545_F491_4F6C_DD1D_u64;
    let mut roll = |sides: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % sides
    };
    let pick = |n: u64, of: &[&str]| Value::text(of[n as usize % of.len()]);
    let layout = policy.layout("deal").cloned().unwrap_or_default();
    (0..many)
        .map(|n| {
            let limit = [100_000_i64, 250_000, 500_000, 1_000_000, 2_000_000][roll(5) as usize];
            let mut fields = Fields::empty(layout.clone());
            let mut set = |name: &str, value: Value| fields.set(&Id::from(name), value);
            set("amount", Value::Number(Decimal::new(roll(1 << 27) as i64 + 100_000, 2)));
            set("discount", Value::Number(Decimal::new(roll(4_000) as i64, 4)));
            set("region", pick(roll(8), &["north", "south", "east", "west", "central", "coast", "island", "export"]));
            set("product_line", Value::text(format!("pl{:02}", roll(12))));
            set("grade", pick(roll(4), &["A", "B", "C", "D"]));
            set("channel", pick(roll(5), &["direct", "partner", "distributor", "online", "tender"]));
            set("credit_limit", Value::int(limit));
            set("credit_used", Value::Number(Decimal::new(roll(limit as u64 * 110) as i64, 2)));
            set("days_overdue", Value::int(if roll(10) < 7 { 0 } else { roll(120) as i64 + 1 }));
            let id = Id::from(format!("D-{n}"));
            Record::new(id, "deal".into(), 1, Timestamp::UNIX_EPOCH, Actor::Policy, fields)
        })
        .collect()
}

struct Deal<'d> {
    amount: Decimal,
    discount: Decimal,
    used: Decimal,
    limit: Decimal,
    overdue: Decimal,
    grade: &'d str,
    region: &'d str,
    channel: &'d str,
    line: &'d str,
}

/// The same guards as a programmer would write them, through function pointers: deals a second, and how many held.
fn native(deals: &[Record]) -> (f64, usize) {
    let number = |deal: &Record, name: &str| deal.fields.get(name).and_then(Value::as_number).unwrap_or_default();
    let plain: Vec<Deal<'_>> = deals
        .iter()
        .map(|deal| {
            let text = |name: &str| deal.fields.get(name).and_then(Value::as_text).map_or("", |text| &**text);
            Deal {
                amount: number(deal, "amount"),
                discount: number(deal, "discount"),
                used: number(deal, "credit_used"),
                limit: number(deal, "credit_limit"),
                overdue: number(deal, "days_overdue"),
                grade: text("grade"),
                region: text("region"),
                channel: text("channel"),
                line: text("product_line"),
            }
        })
        .collect();
    let d = |units: i64, scale: u32| Decimal::new(units, scale);
    type Guard = Box<dyn Fn(&Deal<'_>) -> bool>;
    let [k10, k20, k50, k80, k100, k300, k500, k750, m1, m2] =
        [10_000, 20_000, 50_000, 80_000, 100_000, 300_000, 500_000, 750_000, 1_000_000, 2_000_000].map(|n| d(n, 0));
    let [p05, p08, p10, p15, p18, p20, p25, p80] = [5, 8, 10, 15, 18, 20, 25, 80].map(|n| d(n, 2));
    let [n0, n15, n30, n60, n90] = [0, 15, 30, 60, 90].map(|n| d(n, 0));
    let f110 = d(11, 1);
    let guards: [Guard; 20] = [
        Box::new(move |x| x.amount > k500 && x.discount > p15 || x.grade == "D" && x.overdue > n30),
        Box::new(move |x| x.amount > m1),
        Box::new(move |x| x.discount > p25),
        Box::new(|x| x.used > x.limit),
        Box::new(move |x| x.used + x.amount > x.limit * f110),
        Box::new(move |x| x.overdue > n60),
        Box::new(move |x| x.grade == "A" && x.amount > m2),
        Box::new(move |x| ["export", "island"].contains(&x.region) && x.amount > k50),
        Box::new(move |x| x.channel == "partner" && x.discount > p10),
        Box::new(move |x| x.amount * (Decimal::ONE - x.discount) < k10),
        Box::new(move |x| ["C", "D"].contains(&x.grade) && x.used > k500),
        Box::new(move |x| x.line == "pl03" && x.discount > p20),
        Box::new(move |x| x.overdue > n0 && x.used > x.limit * p80),
        Box::new(move |x| x.amount >= k100 && x.amount < k500 && x.discount <= p05),
        Box::new(move |x| x.grade != "A" && x.overdue > n90),
        Box::new(move |x| x.channel == "online" && x.amount > k20 || x.channel == "tender" && x.amount > k300),
        Box::new(move |x| x.region == "coast" && x.discount > p08 && x.amount > k80),
        Box::new(|x| x.limit - x.used < x.amount),
        Box::new(move |x| x.grade == "B" && (x.amount > k750 || x.discount > p18)),
        Box::new(move |x| x.amount > k300 && x.discount > p10 && x.overdue > n15 && x.grade != "A"),
    ];
    let start = Instant::now();
    let held = plain.iter().map(|deal| guards.iter().filter(|guard| std::hint::black_box(guard(deal))).count()).sum();
    (plain.len() as f64 / start.elapsed().as_secs_f64(), held)
}
