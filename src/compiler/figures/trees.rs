//! Target trees: how a target is split over dimensions and time, and whether the parts make the whole.

use indexmap::IndexMap;
use rust_decimal::Decimal;

use super::{Dimensions, scorecards::weigh, targets};
use crate::{
    compiler::{
        Cx, data, findings,
        names::{Definition, Names},
        places,
        source::Span,
        syntax::{Node, Reader, Table, Text},
        value,
    },
    figures::{self, Additive},
    model::{
        Id, Type, Value, number,
        time::{Grain, Period},
    },
    policy::{Branch, Kpi, Measure, Share, Split, Target, Tree},
    said,
};

/// What figures there are.
#[derive(Clone, Copy)]
pub(in crate::compiler) struct Known<'k> {
    pub measures: &'k IndexMap<Id, Measure>,
    pub kpis: &'k IndexMap<Id, Kpi>,
    pub dimensions: &'k Dimensions,
}

/// The trees of all targets that are split.
pub(in crate::compiler) fn compile<'a>(
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    targets: &IndexMap<Id, Target>,
    known: Known<'_>,
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
    known: Known<'_>,
) -> Tree {
    let reader = Reader::quiet(cx, definition.table, places::TARGET);
    let dimensions = target.and_then(|target| known.dimensions.get(&target.kpi));
    let adds = target.map(|target| figures::additive(known.measures, known.kpis, &target.kpi));
    let splitting = Splitting { cx, names, target, dimensions, adds };
    let mut root = splitting.branch(&reader, 0, &[]);
    root.value = target.map(|target| target.value);
    splitting.makes_whole(&root, &reader);
    root.value = None;
    Tree { target: definition.id(), root }
}

struct Splitting<'a, 't> {
    cx: &'a Cx<'a>,
    names: &'a Names<'a>,
    target: Option<&'t Target>,
    dimensions: Option<&'t IndexMap<Id, Type>>,
    adds: Option<Additive>,
}

/// Deeper trees nobody reads.
const DEPTH_MAX: usize = 16;

impl<'a> Splitting<'a, '_> {
    /// A node; `above`: the levels above that go on below it.
    fn branch(&self, reader: &Reader<'a>, depth: usize, above: &[Id]) -> Branch {
        let round = reader.get("round").and_then(|node| self.cx.number(node, "round"));
        if round.is_some_and(|round| round <= Decimal::ZERO) {
            self.cx.report(findings::unreadable(
                reader.key_span("round"),
                said!("`round` is a step above 0, like 10_000", "`round` 是大于 0 的取整单位，如 10_000"),
            ));
        }
        let mut splits: Vec<Split> = Vec::new();
        for table in reader.tables("split") {
            if let Some(split) = self.split(table, reader.has("part")) {
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
        let own: Vec<Id> = splits.iter().map(|split| split.by.clone()).collect();
        let levels = if own.is_empty() { above } else { &own };
        let mut parts = Vec::new();
        if depth < DEPTH_MAX {
            for (key, table) in reader.named("part") {
                let Some((by, below)) = levels.split_first() else {
                    if !reader.has("split") {
                        let message = said!(
                            "nothing splits this, so that it has no part `{}`",
                            "此处没有分解，因此没有 `{}` 这一部分",
                            key.name
                        );
                        self.cx.report(findings::unreadable(key.span, message));
                    }
                    continue;
                };
                let value = self.part(by, &Text::new(&key.name, key.span));
                let part = Reader::open(self.cx, table, places::TARGET_PART);
                let mut branch = self.branch(&part, depth + 1, below);
                branch.value = part.get("value").and_then(|node| targets::amount(self.cx, node));
                self.makes_whole(&branch, &part);
                parts.extend(value.map(|value| (value, branch)));
            }
        }
        Branch { value: None, round, splits, parts }
    }

    fn split(&self, table: &'a Table, has_parts: bool) -> Option<Split> {
        let reader = Reader::open(self.cx, table, places::SPLIT);
        let by = reader.needed_text("by", table.span)?;
        let grain = Grain::parse(&by).ok();
        if let (None, Some(known), Some(target)) = (grain, self.dimensions, self.target) {
            targets::dimension(self.cx, &by, &target.kpi, known)?;
        }
        self.adds_up(&by, grain);
        let id = Id::from(&*by.value);
        let ways = ["shares", "shares_from", "like", "even"];
        let share = match ways.into_iter().filter(|key| reader.has(key)).collect::<Vec<_>>().as_slice() {
            ["shares"] => Share::Written(self.shares(&reader, &id)),
            ["shares_from"] => Share::Written(self.shares_from(&reader.text("shares_from")?, &id)?),
            ["like"] => Share::Like(self.like(&reader)?),
            ["even"] => {
                self.even(&reader, &id, grain, has_parts);
                Share::Even
            }
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
        Some(Split { by: id, share })
    }

    /// What does not add up can't be split.
    fn adds_up(&self, by: &Text, grain: Option<Grain>) {
        let (Some(adds), Some(target)) = (self.adds, self.target) else { return };
        let kpi = &target.kpi;
        let message = match grain {
            _ if !adds.over_series => said!(
                "`{kpi}` is a mean or a ratio: its parts do not add up, each has a target of its own",
                "`{kpi}` 是平均值或比率：各部分不能相加，请分别设目标"
            ),
            Some(_) if !adds.over_time => said!(
                "`{kpi}` is a stock: it aims at the same all the time, and is not split by time",
                "`{kpi}` 是存量：整个期间目标相同，不能按时间分解"
            ),
            _ => return,
        };
        self.cx.report(findings::unreadable(by.span, message));
    }

    fn even(&self, reader: &Reader<'a>, by: &Id, grain: Option<Grain>, has_parts: bool) {
        if reader.bool("even") == Some(false) {
            let message = said!("`even` is true, or another way to share", "`even` 写 true，或改用其他分法");
            self.cx.report(findings::unreadable(reader.key_span("even"), message));
        }
        let ty = self.dimensions.and_then(|known| known.get(by));
        let is_open = ty.is_some_and(|ty| !matches!(ty, Type::Choice(_)));
        if grain.is_none() && is_open && !has_parts {
            let message = said!(
                "which values `{by}` has is not known beforehand: write the parts, or `shares`",
                "`{by}` 有哪些取值事先不知道：请写出各部分，或用 `shares`"
            );
            self.cx.report(findings::unreadable(reader.key_span("even"), message));
        }
    }

    fn shares(&self, reader: &Reader<'a>, by: &Id) -> Vec<(Value, Decimal)> {
        let mut shares = Vec::new();
        let pairs = reader.pairs("shares");
        for (key, node) in pairs {
            let part = self.part(by, &Text::new(&key.name, key.span));
            let number = self.cx.number(node, &key.name);
            shares.extend(part.zip(number));
        }
        if self.are_shares(reader.key_span("shares"), &shares) && shares.len() == pairs.len() && !shares.is_empty() {
            weigh(self.cx, reader.key_span("shares"), ("the shares", "各份额"), shares.iter().map(|(_, n)| *n));
        }
        shares
    }

    /// Whether each is a share of one.
    fn are_shares(&self, span: Span, shares: &[(Value, Decimal)]) -> bool {
        let wrong = shares.iter().find(|(_, share)| *share < Decimal::ZERO || *share > Decimal::ONE);
        if let Some((part, share)) = wrong {
            let share = number::plain(*share);
            let message = said!(
                "the share of `{part}` lies between 0 and 1, not at {share}",
                "`{part}` 的份额应在 0 与 1 之间，而不是 {share}"
            );
            self.cx.report(findings::unreadable(span, message));
        }
        wrong.is_none()
    }

    /// The rows of a file: the part, and its `share` or `amount`.
    fn shares_from(&self, name: &Text, by: &Id) -> Option<Vec<(Value, Decimal)>> {
        let rows = data::rows(self.cx, name.span.file, name)?;
        let part = rows.column(by).unwrap_or(0);
        let Some((column, is_share)) =
            rows.column("share").map(|at| (at, true)).or(rows.column("amount").map(|at| (at, false)))
        else {
            let message = said!("the file has no column `share` or `amount`", "文件中没有 `share` 或 `amount` 列");
            self.cx.report(findings::unreadable(rows.heading_span(), message));
            return None;
        };
        let mut shares: Vec<(Value, Decimal)> = Vec::new();
        for row in &rows.rows {
            let (Some(part), Some(cell)) = (row.get(part), row.get(column)) else { continue };
            let number = number::parse(&cell.value).filter(|n| *n >= Decimal::ZERO);
            if number.is_none() {
                let message = said!("`{}` is no share", "`{}` 不是份额", cell.value);
                self.cx.report(findings::unreadable(cell.span, message));
            }
            shares.extend(self.part(by, part).zip(number));
        }
        let span = rows.heading_span();
        if is_share && self.are_shares(span, &shares) && shares.len() == rows.rows.len() {
            weigh(self.cx, span, ("the shares", "各份额"), shares.iter().map(|(_, n)| *n));
        }
        Some(shares)
    }

    fn like(&self, reader: &Reader<'a>) -> Option<Period> {
        if self.adds.is_some_and(|adds| !adds.over_time) {
            let message = said!(
                "what a stock was is not known afterwards: write the shares",
                "存量过去的数事后无从得知：请写出份额"
            );
            self.cx.report(findings::unreadable(reader.key_span("like"), message));
        }
        targets::period(self.cx, self.names, &reader.text("like")?)
    }

    /// A part by its name: a value its dimension can have, a piece of the target's period.
    fn part(&self, by: &Id, part: &Text) -> Option<Value> {
        if let Ok(grain) = Grain::parse(by) {
            let Some(target) = self.target else { return Some(Value::text(&part.value)) };
            let pieces = target.period.split(grain, self.names.calendar.fiscal_year_starts());
            let is_it = |(place, piece): (usize, &Period)| figures::is_called(piece, Some(place), &part.value);
            if !pieces.iter().enumerate().any(is_it) {
                let (whole, first) = (target.period, pieces.first().map(Period::name).unwrap_or_default());
                let message = said!(
                    "`{part}` is no {by} of {whole}: they are called {first} …",
                    "`{part}` 不是 {whole} 中的一段：应写作 {first} …"
                );
                self.cx.report(findings::unreadable(part.span, message));
            }
            return Some(Value::text(&part.value));
        }
        let ty = self.dimensions.and_then(|known| known.get(by)).unwrap_or(&Type::Any);
        let node = Node::text_at(&part.value, part.span);
        value::typed(self.cx, self.names, &node, ty, by)
    }

    /// Whether the parts of a node whose value is known can add up to it.
    fn makes_whole(&self, branch: &Branch, reader: &Reader<'a>) {
        let Some(whole) = branch.value.filter(|_| !branch.parts.is_empty()) else { return };
        let mut fixed = branch.parts.iter().filter_map(|(_, part)| part.value);
        let Some(sum) = fixed.try_fold(Decimal::ZERO, |sum: Decimal, one| sum.checked_add(one)) else { return };
        let is_fixed = |value: &Value| branch.parts.iter().any(|(part, it)| part == value && it.value.is_some());
        let all = match branch.splits.first().map(|split| &split.share) {
            Some(Share::Written(shares)) => shares.iter().all(|(value, share)| share.is_zero() || is_fixed(value)),
            _ => false,
        };
        if sum > whole || all && sum < whole {
            let (sum, whole) = (number::plain(sum), number::plain(whole));
            let message = said!("the parts make {sum}, the whole is {whole}", "各部分合计 {sum}，而总数是 {whole}");
            self.cx.report(findings::unreadable(self.span_of_parts(reader), message));
        }
    }

    fn span_of_parts(&self, reader: &Reader<'a>) -> Span {
        reader.named("part").into_iter().next().map_or_else(|| reader.span(), |(key, _)| key.span)
    }
}

#[cfg(test)]
mod tests {
    use crate::compiler::testing::check;

    const WON: &str = "# file: rules/figures.toml\n[measure.won]\nof = \"deal\"\nwhere = \"outcome == 'won'\"\nvalue = \"sum(amount)\"\n\
        at = \"entered('won')\"\nby = [\"region\", \"owner\"]\n[measure.open]\nof = \"deal\"\nvalue = \"count\"\nby = [\"region\"]\n\
        [kpi.rate]\nformula = \"won / open\"\nshown_as = \"percent\"\n# file: rules/targets.toml\n";

    fn shows(targets: &str) {
        check(&format!("{WON}{targets}"));
    }

    #[test]
    fn what_does_not_add_up_is_not_split() {
        shows(
            r#"
[target.open]
kpi = "open"
period = "2026"
value = 10
split = [{ by = "region", even = true }, { by = "month", even = true }]
#                                               ^^^^^^^ E0102 `open` is a stock: it aims at the same all the time, and is not split by time
[target.rate]
kpi = "rate"
period = "2026"
value = 0.5
split = [{ by = "region", shares = { east = 0.5, west = 0.5 } }]
#               ^^^^^^^^ E0102 `rate` is a mean or a ratio: its parts do not add up, each has a target of its own
"#,
        );
    }

    #[test]
    fn parts_are_pieces_of_the_period_and_values_of_the_dimension() {
        shows(
            r#"
[target.year]
kpi = "won"
period = "2026"
value = 100
split = [{ by = "quarter", shares = { Q1 = 0.5, Q5 = 0.5 } }, { by = "owner", even = true }]
#                                               ^^ E0102 `Q5` is no quarter of 2026: they are called 2026-Q1 …
#                                                                             ^^^^ E0102 which values `owner` has is not known beforehand: write the parts, or `shares`
"#,
        );
    }

    #[test]
    fn a_share_lies_between_nothing_and_all() {
        shows(
            r#"
[target.year]
kpi = "won"
period = "2026"
value = 100
split = [{ by = "region", shares = { east = 1.5, west = -0.5 } }]
#                         ^^^^^^ E0102 the share of `east` lies between 0 and 1, not at 1.5
"#,
        );
    }

    #[test]
    fn written_parts_fit_into_the_whole() {
        shows(
            r#"
[target.year]
kpi = "won"
period = "2026"
value = 100
split = [{ by = "region", shares = { east = 0.5, west = 0.5 } }]
[target.year.part.east]
#                 ^^^^ E0102 the parts make 120, the whole is 100
value = 120
[target.half]
kpi = "won"
period = "2026-Q1"
value = 100
[target.half.part.east]
#                 ^^^^ E0102 nothing splits this, so that it has no part `east`
value = 12
"#,
        );
    }

    #[test]
    fn shares_come_from_a_file_of_rows() {
        shows(
            r#"
[target.year]
kpi = "won"
period = "2026"
value = 100
split = [{ by = "owner", shares_from = "owners.csv" }]
# file: rules/owners.csv
owner,share
ana,0.5
bo,half
#  ^^^^ E0102 `half` is no share
"#,
        );
    }

    #[test]
    fn an_adjustment_names_what_there_is() {
        shows(
            r#"
[target.year]
kpi = "won"
period = "2026"
value = 100
[schedule.raise]
every = "month day 1"
adjust = [{ target = "yaer", value = 1 }, { target = "year", by = { office = "x" }, period = "soon", value = 1 }]
#                    ^^^^^^ E0608 there is no target `yaer`; did you mean `year`?
#                                                                   ^^^^^^ E0602 `won` has no dimension `office`; there are `region`, `owner`
#                                                                                            ^^^^^^ E0102 `soon` is not a period: write 2026, 2026-Q1, 2026-03, 2026-W10, 2026-03-05, a..b, today, `this month`, `previous quarter`, `last 3mo` or all
"#,
        );
    }
}
