//! Expressions and templates of the files: compiled by `script`, their problems mapped back to where they stand.

use super::{
    Cx,
    findings::{self, Draft},
    source::Span,
    syntax::{Kind, Node, Text},
    texts,
};
use crate::{
    model::{Type, number, time::Duration},
    script::{self, Expect, Expr, Problem, Scope, Template},
};

/// A condition.
pub(super) fn condition(cx: &Cx<'_>, scope: &Scope<'_>, node: &Node, key: &str) -> Option<Expr> {
    formula(cx, scope, node, key, Expect::Condition)
}

/// A formula: text, or a number, date or truth value that stands for itself.
pub(super) fn formula(cx: &Cx<'_>, scope: &Scope<'_>, node: &Node, key: &str, expect: Expect) -> Option<Expr> {
    match &node.kind {
        Kind::Text(text) => match &expect {
            // `min = "2026-01-01"`, `sla = "5bd"`: bare, without the quotes of an expression.
            Expect::Of(Type::Duration) if Duration::parse(text).is_ok() => bare(cx, scope, node.span, text, expect),
            Expect::Of(Type::Date) if crate::model::time::parse_date(text).is_ok() => {
                bare(cx, scope, node.span, text, expect)
            }
            Expect::Of(Type::Duration) if looks_like_a_duration(text) => {
                if let Err(error) = Duration::parse(text) {
                    cx.report(findings::unreadable(node.span, error.said()));
                }
                None
            }
            _ => expression(cx, scope, &Text::new(text, node.span), 0, expect),
        },
        Kind::Number(_) => {
            let n = cx.number(node, key)?;
            run(cx, scope, node.span, &number::plain(n), expect)
        }
        Kind::Bool(value) => run(cx, scope, node.span, if *value { "true" } else { "false" }, expect),
        Kind::Date(at) => bare(cx, scope, node.span, &at.to_string(), expect),
        Kind::List(_) | Kind::Table(_) => cx.wrong(node, key, "a formula, as text"),
    }
}

/// A length of time: bare, or a formula that gives one.
pub(super) fn duration(cx: &Cx<'_>, scope: &Scope<'_>, node: &Node, key: &str) -> Option<Expr> {
    formula(cx, scope, node, key, Expect::Of(Type::Duration))
}

/// The expression in a text, behind its first `skip` characters.
pub(super) fn expression(cx: &Cx<'_>, scope: &Scope<'_>, text: &Text, skip: usize, expect: Expect) -> Option<Expr> {
    expression_within(cx, scope, text, text, skip, expect)
}

/// The same where only the beginning of the text, `part`, is meant.
pub(super) fn expression_within(
    cx: &Cx<'_>,
    scope: &Scope<'_>,
    text: &Text,
    part: &Text,
    skip: usize,
    expect: Expect,
) -> Option<Expr> {
    let inner: String = part.chars().skip(skip).collect();
    cx.mention(&inner);
    match script::compile(&inner, scope, expect) {
        Ok(expr) => {
            report(cx, text, skip, expr.warnings().to_vec());
            Some(expr.placed(cx.place(cx.quoting(text).span(skip, skip), &inner)))
        }
        Err(problems) => {
            report(cx, text, skip, problems);
            None
        }
    }
}

/// A template.
pub(super) fn template(cx: &Cx<'_>, scope: &Scope<'_>, node: &Node, key: &str) -> Option<Template> {
    let text = texts::said(cx, cx.text(node, key)?)?;
    cx.mention(&text);
    match Template::compile(&text, scope) {
        Ok(template) => {
            template.expressions().for_each(|expr| report(cx, &text, 0, expr.warnings().to_vec()));
            Some(template.placed(&cx.place(text.span, &text)))
        }
        Err(problems) => {
            report(cx, &text, 0, problems);
            None
        }
    }
}

/// An expression that other keys make up: its problems are about the whole.
pub(super) fn made(cx: &Cx<'_>, scope: &Scope<'_>, span: Span, text: &str, expect: Expect) -> Option<Expr> {
    cx.mention(text);
    run(cx, scope, span, text, expect)
}

/// A value that stands for itself, as an expression.
pub(super) fn literal(cx: &Cx<'_>, scope: &Scope<'_>, node: &Node, key: &str, expect: Expect) -> Option<Expr> {
    match &node.kind {
        Kind::Text(text) => bare(cx, scope, node.span, text, expect),
        _ => formula(cx, scope, node, key, expect),
    }
}

fn bare(cx: &Cx<'_>, scope: &Scope<'_>, span: Span, text: &str, expect: Expect) -> Option<Expr> {
    run(cx, scope, span, &format!("'{}'", text.replace('\'', "''")), expect)
}

/// An expression that is not written as it is compiled: its problems are about the whole.
fn run(cx: &Cx<'_>, scope: &Scope<'_>, span: Span, text: &str, expect: Expect) -> Option<Expr> {
    match script::compile(text, scope, expect) {
        Ok(expr) => Some(expr.placed(cx.place(span, text))),
        Err(problems) => {
            problems.into_iter().for_each(|problem| cx.report(draft(problem, |_, _| span)));
            None
        }
    }
}

fn looks_like_a_duration(text: &str) -> bool {
    let digits = text.chars().take_while(|c| c.is_ascii_digit()).count();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
    digits > 0 && !unit.is_empty() && unit.chars().all(char::is_alphabetic)
}

fn report(cx: &Cx<'_>, text: &Text, skip: usize, problems: Vec<Problem>) {
    let quoting = cx.quoting(text);
    for problem in problems {
        cx.report(draft(problem, |start, end| quoting.span(start + skip, end + skip)));
    }
}

fn draft(problem: Problem, span: impl Fn(usize, usize) -> Span) -> Draft {
    let span = span(problem.start, problem.end);
    let mut draft = findings::of_problem(problem.kind, span, problem.message);
    draft.hint = problem.hint;
    draft.fix = problem.fix.map(|fix| (span, fix));
    draft.instead = problem.instead;
    draft
}

/// The names an expression says: words outside quotes that follow no dot, and whether each is called.
pub(super) fn words(text: &str) -> Vec<(&str, bool)> {
    let is_word = |c: char| c == '_' || c.is_alphanumeric();
    let mut all = Vec::new();
    let mut quote: Option<char> = None;
    let mut begin: Option<usize> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if quote.is_none() && is_word(c) {
            begin.get_or_insert(at);
            continue;
        }
        if let Some(start) = begin.take() {
            if before != '.' {
                let called = text[at..].trim_start().starts_with('(');
                all.push((&text[start..at], called));
            }
            before = ' ';
        }
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '\'' | '"') => quote = Some(c),
            None => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_and_calls_are_told_apart() {
        assert_eq!(words("score(a.b, 'c') + score"), [("score", true), ("a", false), ("score", false)]);
    }
}
