//! Target trees: how a target is split over dimensions and time, and whether the parts make the whole.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{Dimensions, scorecards::weigh, targets};
use crate::{
    compiler::{
        Cx, findings,
        names::{Definition, Names},
        places,
        syntax::{Reader, Table},
        value,
    },
    model::{
        Id, Type,
        time::{Grain, Period},
    },
    policy::{Branch, Share, Split, Target, Tree},
    said,
};

/// The trees of all targets that are split.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    targets: &IndexMap<Id, Target>,
    known: &Dimensions,
) -> IndexMap<Id, Tree> {
    let mut trees = IndexMap::new();
    for (id, definition) in &names.targets {
        if ["split", "round", "part"].iter().all(|key| definition.table.get(key).is_none()) {
            continue;
        }
        let tree = one(cx, names, definition, targets.get(id), known);
        trees.insert(id.clone(), tree);
    }
    trees
}

fn one<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    definition: &Definition<'a>,
    target: Option<&Target>,
    known: &Dimensions,
) -> Tree {
    let reader = Reader::quiet(cx, definition.table, places::TARGET);
    let round = reader.get("round").and_then(|node| cx.number(node, "round"));
    if round.is_some_and(|round| round <= Decimal::ZERO) {
        cx.report(findings::unreadable(
            reader.key_span("round"),
            said!("`round` is a step above 0, like 10_000", "`round` 是大于 0 的取整单位，如 10_000"),
        ));
    }
    let dimensions = target.and_then(|target| known.get(&target.kpi));
    let splitting = Splitting { cx, names, kpi: target.map(|target| &target.kpi), dimensions };
    Tree { target: definition.id(), round, root: splitting.branch(&reader, 0, None) }
}

struct Splitting<'a, 't> {
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    kpi: Option<&'t Id>,
    dimensions: Option<&'t IndexMap<Id, Type>>,
}

/// Deeper trees nobody reads.
const DEPTH_MAX: usize = 16;

impl<'a> Splitting<'a, '_> {
    fn branch(&self, reader: &Reader<'a>, depth: usize, inherited: Option<&[Split]>) -> Branch {
        let mut splits: Vec<Split> = Vec::new();
        for table in reader.tables("split") {
            if let Some(split) = self.split(table) {
                if let Some(twice) = splits.iter().find(|other| other.by == split.by) {
                    self.cx.report(findings::unreadable(table.span, {
                        let by = &twice.by;
                        said!("it is split by `{by}` already", "已按 `{by}` 分解过")
                    }));
                }
                splits.push(split);
            }
        }
        // The parts of a node are the values of the first dimension it is split by.
        let by = splits.first().or_else(|| inherited.and_then(|splits| splits.get(1))).map(|split| split.by.clone());
        let mut parts = IndexMap::new();
        if depth < DEPTH_MAX {
            for (key, table) in reader.named("part") {
                let part = Reader::open(self.cx, table, places::TARGET_PART);
                if let Some(by) = &by {
                    self.value(by, &key.name, key.span);
                }
                let mut branch = self.branch(&part, depth + 1, Some(&splits));
                branch.value = part.get("value").and_then(|node| targets::amount(self.cx, node));
                parts.insert(Id::from(&*key.name), branch);
            }
        }
        Branch { value: None, splits, parts }
    }

    fn split(&self, table: &'a Table) -> Option<Split> {
        let reader = Reader::open(self.cx, table, places::SPLIT);
        let by = reader.needed_text("by", table.span)?;
        let is_grain = Grain::parse(&by).is_ok();
        if let (false, Some(known), Some(kpi)) = (is_grain, self.dimensions, self.kpi) {
            targets::dimension(self.cx, &by, kpi, known)?;
        }
        let by = Id::from(&*by.value);
        let ways = ["shares", "shares_from", "like", "even"];
        let share = match ways.into_iter().filter(|key| reader.has(key)).collect::<Vec<_>>().as_slice() {
            ["shares"] => Share::Written(self.shares(&reader, &by, is_grain)),
            ["shares_from"] => Share::File(reader.text("shares_from")?.value),
            ["like"] => Share::Like(self.like(&reader)?),
            ["even"] => Share::Even,
            [] => {
                reader.missing("shares", table.span);
                return None;
            }
            several => {
                let several = several.join(" + ");
                let message =
                    said!("a split has one way to share, not {several}", "一次分解只有一种分法，不能同时用 {several}");
                self.cx.report(findings::unreadable(table.span, message));
                return None;
            }
        };
        Some(Split { by, share })
    }

    fn shares(&self, reader: &Reader<'a>, by: &Id, is_grain: bool) -> Vec<(Id, Decimal)> {
        let mut shares = Vec::new();
        let pairs = reader.pairs("shares");
        for (key, node) in pairs {
            if !is_grain {
                self.value(by, &key.name, key.span);
            }
            shares.extend(self.cx.number(node, &key.name).map(|n| (Id::from(&*key.name), n)));
        }
        if shares.len() == pairs.len() && !shares.is_empty() {
            weigh(self.cx, reader.key_span("shares"), ("the shares", "各份额"), shares.iter().map(|(_, n)| *n));
        }
        shares
    }

    fn like(&self, reader: &Reader<'a>) -> Option<Period> {
        targets::period(self.cx, self.names, &reader.text("like")?)
    }

    /// Whether a part is a value its dimension can have.
    fn value(&self, by: &Id, part: &str, span: crate::compiler::source::Span) {
        let ty = self.dimensions.and_then(|known| known.get(by));
        if let Some(ty @ (Type::Choice(_) | Type::Person | Type::Unit | Type::Role)) = ty {
            let node = crate::compiler::syntax::Node::text_at(part, span);
            value::typed(self.cx, self.names, &node, ty, by);
        }
    }
}
