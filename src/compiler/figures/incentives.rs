//! `[incentive.x]`: commission by tiers, shared pools, what is taken back.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::targets;
use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        places,
        site::Site,
        syntax::{Node, Reader, Table},
    },
    model::{Id, Type, time::Grain},
    policy::{Clawback, Incentive, Paid, Reward, locals},
    said,
    script::{Expect, Local},
};

/// All incentives, in file order.
pub(in crate::compiler) fn compile<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>) -> IndexMap<Id, Incentive> {
    let all = names.incentives.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition)?))).collect()
}

fn one<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, definition: &Definition<'a>) -> Option<Incentive> {
    let reader = Reader::open(cx, definition.table, places::INCENTIVE);
    let id = definition.id();
    let key = definition.key.span;
    let bare = Site::bare(cx, names);
    let paid = match reader.get("for").and_then(Node::text) {
        Some(text) if &*text == "unit" => Some(Paid::Units),
        _ if reader.has("for") => Some(Paid::People(bare.people(&reader, "for"))),
        _ => {
            reader.missing("for", key);
            None
        }
    };
    let period = reader.has("period").then(|| targets::grain(&reader, key)).flatten();
    let figure = |name: &str| reader.text(name).and_then(|text| targets::figure(cx, names, &text));
    let attained = figure("attained");
    let amount = reward(cx, names, &reader, definition, &attained);
    let locals = locals::score(Type::Money);
    let site = bare.with(&locals).for_figures();
    let factor = site.formula(&reader, "factor", Expect::Number);
    if let (Some(node), None) = (reader.get("factor"), reader.get("attained"))
        && node.text().is_some_and(|text| text.contains("attainment"))
    {
        reader.missing("attained", key);
    }
    let approval = reader.text("approval").and_then(|text| names.chain(cx, &text));
    Some(Incentive {
        title: names.title(&reader, &id),
        when: site.condition(&reader, "when"),
        cap: site.formula(&reader, "cap", Expect::Number),
        clawback: reader.table("clawback").and_then(|table| clawback(cx, names, table)),
        paid: paid?,
        period: period.unwrap_or(Grain::Month),
        amount: amount?,
        attained,
        factor,
        approval,
        filter: site.condition(&reader, "where"),
        close: targets::rhythm(&reader, "close"),
        id,
    })
}

/// `base` and `tiers`, or `pool` and `share`.
fn reward<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    reader: &Reader<'a>,
    definition: &Definition<'a>,
    attained: &Option<Id>,
) -> Option<Reward> {
    let figure = |name: &str| reader.text(name).and_then(|text| targets::figure(cx, names, &text));
    match (reader.has("base") || reader.has("tiers") || reader.has("rate"), reader.has("pool") || reader.has("share")) {
        (true, false) => {
            if !reader.has("base") {
                reader.missing("base", definition.key.span);
            }
            let tiers = match (reader.has("tiers"), reader.get("rate")) {
                (false, Some(node)) => cx.number(node, "rate").map(|rate| vec![(Decimal::ZERO, rate)]),
                (false, None) => {
                    reader.missing("tiers", definition.key.span);
                    None
                }
                (true, None) => tiers(cx, reader),
                (true, Some(node)) => {
                    let message = said!(
                        "`rate` is one rate for all, `tiers` are several",
                        "`rate` 是单一比率，`tiers` 是分档比率，二者选一"
                    );
                    cx.report(findings::unreadable(node.span, message));
                    None
                }
            };
            Some(Reward::Tiers { base: figure("base")?, tiers: tiers? })
        }
        (false, true) => {
            for name in ["pool", "share"].into_iter().filter(|name| !reader.has(name)) {
                reader.missing(name, definition.key.span);
            }
            let own =
                locals::score(attained.as_ref().and_then(|id| names.figures.get(id)).cloned().unwrap_or(Type::Money));
            let figures: Vec<Id> = names.figures.keys().cloned().collect();
            let named = figures
                .iter()
                .map(|id| Local { path: id.clone(), ty: names.figures.get(id).cloned().unwrap_or(Type::Any) });
            let locals: Vec<Local> = own.into_iter().chain(named).collect();
            let pool = Site::bare(cx, names).with(&locals).for_figures().formula(reader, "pool", Expect::Number);
            let share = figure("share");
            Some(Reward::Pool { pool: pool?, figures, share: share? })
        }
        (true, true) => {
            let message = said!(
                "an incentive is a commission (`base`, `tiers`) or a shared pool (`pool`, `share`), not both",
                "激励要么是提成（`base`、`tiers`），要么是分配的奖金池（`pool`、`share`），不能兼有"
            );
            cx.report(findings::unreadable(definition.key.span, message));
            None
        }
        (false, false) => {
            reader.missing("base", definition.key.span);
            None
        }
    }
}

/// `[[0, 0.01], [100_000, 0.02]]`: amounts rise from 0.
fn tiers(cx: &Cx<'_>, reader: &Reader<'_>) -> Option<Vec<(Decimal, Decimal)>> {
    let node = reader.get("tiers")?;
    let mut tiers: Vec<(Decimal, Decimal)> = Vec::new();
    for tier in node.entries() {
        let [from, rate] = tier.entries() else {
            return cx.wrong(tier, "tiers", "an amount and a rate");
        };
        let (from_n, rate_n) = (cx.number(from, "tiers")?, cx.number(rate, "tiers")?);
        match tiers.last() {
            None if !from_n.is_zero() => cx.report(findings::bad_tiers(from.span, None)),
            Some((before, _)) if from_n <= *before => cx.report(findings::bad_tiers(from.span, Some(*before))),
            _ => {}
        }
        if rate_n > Decimal::ONE {
            cx.report(findings::bad_rate(rate.span, rate_n));
        }
        tiers.push((from_n, rate_n));
    }
    Some(tiers)
}

fn clawback<'a>(cx: &'a Cx<'a>, names: &'a Names<'a>, table: &'a Table) -> Option<Clawback> {
    let reader = Reader::open(cx, table, places::CLAWBACK);
    let of = reader.needed_text("of", table.span).and_then(|text| targets::figure(cx, names, &text));
    let rate = match reader.get("rate").and_then(Node::text) {
        Some(text) if &*text == "original" => None,
        _ => Site::bare(cx, names).for_figures().formula(&reader, "rate", Expect::Number),
    };
    Some(Clawback { of: of?, through: reader.text("through").map(|text| Id::from(&*text.value)), rate })
}
