//! Cells on the left of a table: tests.
//!
//! `-` | test {`,` test} | not(tests) | `=expression`. A test is a literal, a comparison, a range, `none`, `in list` or
//! `has x`. Literals follow the column's type.

use crate::{
    compiler::{
        findings, formula,
        site::Site,
        syntax::{Kind, Node},
        value,
    },
    model::{Type, Value},
    policy::{Bound, Cell, CompareOp, Test},
    said,
    script::Expect,
};

/// The cell a node says.
pub(in crate::compiler) fn read(site: Site<'_>, node: &Node, ty: &Type) -> Option<Cell> {
    let cx = site.cx;
    let Some(text) = node.text() else {
        // A bare number, date or truth value is itself.
        return value::typed(cx, site.names, node, ty, "a cell").map(|value| Cell::Tests(vec![Test::Is(value)]));
    };
    let cell = text.trim();
    if cell.starts_with('=') {
        let skip = text.chars().take_while(|c| *c != '=').count() + 1;
        let expr = formula::expression(cx, &site.scope, &text, skip, Expect::Condition)?;
        super::decisions::no_figures(cx, node, &expr);
        return Some(Cell::Formula(Box::new(expr)));
    }
    let column = Column { site, node, ty };
    match cell {
        "-" => Some(Cell::Any),
        "" => column.wrong(("a cell that tests nothing is written `-`", "不作判断的单元格写 `-`")),
        _ => match cell.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
            Some(inner) => Some(Cell::Not(column.tests(inner)?)),
            None => Some(Cell::Tests(column.tests(cell)?)),
        },
    }
}

#[derive(Clone, Copy)]
struct Column<'a, 'n> {
    site: Site<'a>,
    node: &'n Node,
    ty: &'n Type,
}

impl Column<'_, '_> {
    fn wrong<T>(&self, message: impl Into<crate::model::Said>) -> Option<T> {
        self.site.cx.report(findings::bad_cell(self.node.span, message));
        None
    }

    fn tests(&self, text: &str) -> Option<Vec<Test>> {
        split(text).into_iter().map(|test| self.test(test.trim())).collect()
    }

    fn test(&self, test: &str) -> Option<Test> {
        match test {
            "" => return self.wrong(("a test is missing between two commas", "两个逗号之间缺少判断")),
            "none" => return Some(Test::IsNone),
            "-" => {
                return self.wrong((
                    "`-` stands alone: with other tests it would be true of everything",
                    "`-` 只能单独写：与其他判断并列就永远成立了",
                ));
            }
            _ => {}
        }
        if let Some(list) = word(test, "in") {
            return self.list(list);
        }
        if let Some(one) = word(test, "has") {
            let Type::List(of) = self.ty else {
                let word = self.ty.word();
                return self.wrong(said!(
                    "`has` asks a list for one of its values, and this column is of type {word}",
                    "`has` 用于列表，而本列的类型是 {word}"
                ));
            };
            return Some(Test::Has(Column { ty: of, ..*self }.literal(one)?));
        }
        let operators = [
            ("<=", CompareOp::LessOrEqual),
            (">=", CompareOp::GreaterOrEqual),
            ("!=", CompareOp::Not),
            ("<", CompareOp::Less),
            (">", CompareOp::Greater),
        ];
        for (sign, op) in operators {
            if let Some(rest) = test.strip_prefix(sign) {
                return Some(Test::Compare(op, self.ordered(rest, op)?));
            }
        }
        if test.starts_with(['[', '(']) && test.contains("..") {
            return self.range(test);
        }
        Some(Test::Is(self.literal(test)?))
    }

    fn range(&self, test: &str) -> Option<Test> {
        let begins = test.starts_with('[');
        let ends = test.ends_with(']');
        if !ends && !test.ends_with(')') {
            return self.wrong(said!(
                "`{test}` has no end: write `[1..10]` or `[1..10)`",
                "`{test}` 没有结尾：请写 `[1..10]` 或 `[1..10)`"
            ));
        }
        let inner = test.get(1..test.len() - 1).unwrap_or_default();
        let Some((low, high)) = inner.split_once("..") else {
            return self.wrong(said!(
                "`{test}` is no range: write `[1..10]` or `[1..10)`",
                "`{test}` 不是区间：请写 `[1..10]` 或 `[1..10)`"
            ));
        };
        let bound = |text: &str, included: bool| {
            let text = text.trim();
            if text.is_empty() {
                return Some(Bound::Open);
            }
            let value = self.ordered(text, CompareOp::Less)?;
            Some(if included { Bound::Included(value) } else { Bound::Excluded(value) })
        };
        let (low, high) = (bound(low, begins)?, bound(high, ends)?);
        if let (Bound::Included(a) | Bound::Excluded(a), Bound::Included(b) | Bound::Excluded(b)) = (&low, &high)
            && a.compare(b, &self.site.names.calendar) == Some(std::cmp::Ordering::Greater)
        {
            return self.wrong(said!("`{test}` is empty: it ends before it begins", "`{test}` 是空区间：结束小于开始"));
        }
        Some(Test::Range(low, high))
    }

    /// `in vips`: the values in the first column of that list.
    fn list(&self, name: &str) -> Option<Test> {
        let names = self.site.names;
        let Some(list) = names.lists.get(name) else {
            let known = names.lists.keys().map(|id| &**id);
            self.site.cx.report(findings::unknown_list(self.node.span, name, known));
            return None;
        };
        self.site.cx.mention(name);
        let (of, word) = (list.columns.first().map(|(_, ty)| ty), self.ty.word());
        let number = |ty: &Type| ty.is_numeric();
        let text = |ty: &Type| {
            matches!(ty, Type::Text | Type::Choice(_) | Type::Person | Type::Unit | Type::Role | Type::Ref(_))
        };
        let alike = |of: &Type| of == self.ty || number(of) && number(self.ty) || text(of) && text(self.ty);
        if !of.is_some_and(|of| alike(of) || *of == Type::Any || *self.ty == Type::Any) {
            return self.wrong(said!(
                "the first column of list `{name}` holds no values of type {word}",
                "名单 `{name}` 的第一列不是 {word} 类型"
            ));
        }
        let values: Vec<Value> = list.first_column().into_iter().filter(|value| !value.is_none()).collect();
        Some(Test::In(name.into(), values.into()))
    }

    /// A literal that has an order.
    fn ordered(&self, text: &str, op: CompareOp) -> Option<Value> {
        let ordered = !matches!(
            self.ty,
            Type::Text | Type::Choice(_) | Type::Bool | Type::Person | Type::Unit | Type::Role | Type::Ref(_)
        );
        if op != CompareOp::Not && !ordered {
            let ty = self.ty.said();
            return self.wrong(said!("values of type {ty} have no order", "{ty}类型的值没有大小之分"; ty));
        }
        self.literal(text)
    }

    fn literal(&self, text: &str) -> Option<Value> {
        let text = text.trim();
        let quoted = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        let plain = quoted('\'').or_else(|| quoted('"')).unwrap_or(text);
        let kind = match (self.ty, plain) {
            (Type::Bool, "true") => Kind::Bool(true),
            (Type::Bool, "false") => Kind::Bool(false),
            (Type::Number | Type::Money | Type::Percent, _) if crate::model::number::parse(plain).is_none() => {
                return self.wrong(said!("`{plain}` is no number", "`{plain}` 不是数字"));
            }
            _ => Kind::Text(plain.to_owned()),
        };
        let node = Node { span: self.node.span, kind };
        value::typed(self.site.cx, self.site.names, &node, self.ty, "a cell")
    }
}

/// What follows a word that begins a test.
fn word<'t>(test: &'t str, word: &str) -> Option<&'t str> {
    test.strip_prefix(word)?.strip_prefix(char::is_whitespace).map(str::trim)
}

/// The tests of a cell: commas outside quotes, brackets and numbers part them.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    let mut quote: Option<char> = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '[' | '(') => depth += 1,
            (None, ']' | ')') => depth = depth.saturating_sub(1),
            (None, ',' | '，' | '、') if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn commas_part_tests_outside_quotes_and_brackets() {
        assert_eq!(split("A, B"), ["A", " B"]);
        assert_eq!(split("甲、乙，丙"), ["甲", "乙", "丙"]);
        assert_eq!(split("'a, b', c"), ["'a, b'", " c"]);
        assert_eq!(split("[1..2), 3"), ["[1..2)", " 3"]);
        assert_eq!(split(""), [""]);
    }
}
