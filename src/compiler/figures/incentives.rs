//! `[incentive.x]`: commission by tiers, shared pools, what is taken back.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{
    Dimensions,
    counted::{Whose, counted, over},
    kpis, targets,
};
use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        places,
        site::Site,
        syntax::{Node, Reader, Table},
    },
    model::{Id, Type, time::Grain},
    policy::{Clawback, Counted, Incentive, Paid, Reward, locals},
    said,
    script::{Expect, Local},
};

/// All incentives, in file order.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    dimensions: &Dimensions,
) -> IndexMap<Id, Incentive> {
    let all = names.incentives.iter();
    all.filter_map(|(id, definition)| Some((id.clone(), one(cx, names, definition, dimensions)?))).collect()
}

fn one<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    definition: &Definition<'a>,
    dimensions: &Dimensions,
) -> Option<Incentive> {
    super::is_own_kind(cx, names, definition.key);
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
    // A team's own figures say whether there is a pool; a person's what they get.
    let whose = if matches!(paid, Some(Paid::Units)) { Whose::Unit } else { Whose::Person };
    let attained = reader.text("attained").and_then(|text| counted(cx, names, &text, &whose, dimensions));
    let amount = reward(cx, names, &reader, definition, (&attained, dimensions));
    if let (Some(Paid::Units), Some(Reward::Tiers { .. })) | (Some(Paid::People(_)), Some(Reward::Pool { .. })) =
        (&paid, &amount)
    {
        let message = said!(
            "a pool is shared by the people of a unit (`for = \"unit\"`), tiers are each person's own",
            "奖金池由部门成员分配（`for = \"unit\"`），分档提成按个人计算"
        );
        cx.report(findings::unreadable(reader.key_span("for"), message));
    }
    let considered = locals::person();
    let locals = locals::score(Type::Money);
    let site = bare.with(&locals).for_figures();
    let factor = site.formula(&reader, "factor", Expect::Number);
    if let (Some(node), None) = (reader.get("factor"), reader.get("attained"))
        && node.text().is_some_and(|text| text.contains("attainment"))
    {
        reader.missing("attained", key);
    }
    let base = match &amount {
        Some(Reward::Tiers { base, .. }) => Some(base),
        _ => None,
    };
    let approval = reader.text("approval").and_then(|text| names.chain(cx, &text));
    Some(Incentive {
        title: names.title(&reader, &id),
        when: site.condition(&reader, "when"),
        cap: site.formula(&reader, "cap", Expect::Number),
        clawback: reader.table("clawback").and_then(|table| clawback(cx, names, table, base, dimensions)),
        paid: paid?,
        period: period.unwrap_or(Grain::Month),
        amount: amount?,
        attained,
        factor,
        approval,
        filter: bare.with(&considered).condition(&reader, "where"),
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
    (attained, dimensions): (&Option<Counted>, &Dimensions),
) -> Option<Reward> {
    let figure = |name: &str| reader.text(name).and_then(|text| counted(cx, names, &text, &Whose::Person, dimensions));
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
            let of = attained.as_ref().and_then(|counted| names.figures.get(&counted.figure));
            let own = locals::score(of.cloned().unwrap_or(Type::Money));
            let text = reader.text("pool").map(|text| text.value).unwrap_or_default();
            let figures: Vec<Counted> = kpis::named_in(&text, names)
                .into_iter()
                .filter_map(|figure| {
                    let by = over(dimensions.get(&figure)?, &Whose::Unit)?;
                    Some(Counted { figure, by })
                })
                .collect();
            let named = figures.iter().map(|counted| Local {
                path: counted.figure.clone(),
                ty: names.figures.get(&counted.figure).cloned().unwrap_or(Type::Any),
            });
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

fn clawback<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    table: &'a Table,
    base: Option<&Counted>,
    dimensions: &Dimensions,
) -> Option<Clawback> {
    let reader = Reader::open(cx, table, places::CLAWBACK);
    let Some(base) = base else {
        let message = said!("only a commission (`base`, `tiers`) is taken back", "只有提成（`base`、`tiers`）可以追回");
        cx.report(findings::unreadable(table.span, message));
        return None;
    };
    let of = reader.needed_text("of", table.span);
    let of = of.and_then(|text| counted(cx, names, &text, &Whose::Person, dimensions));
    // What came back is matched with what was paid on: both are cut by it.
    let through = reader.text("through");
    if let (Some(text), Some(of)) = (&through, &of) {
        for figure in [&of.figure, &base.figure] {
            let known = dimensions.get(figure);
            known.and_then(|known| targets::dimension(cx, text, figure, known));
        }
    }
    let rate = match reader.get("rate").and_then(Node::text) {
        Some(text) if &*text == "original" => None,
        _ => Site::bare(cx, names).for_figures().formula(&reader, "rate", Expect::Number),
    };
    if rate.is_none() && through.is_none() && reader.get("rate").is_none_or(|node| node.text().is_some()) {
        reader.missing("through", table.span);
    }
    Some(Clawback { of: of?, through: through.map(|text| Id::from(&*text.value)), rate })
}
