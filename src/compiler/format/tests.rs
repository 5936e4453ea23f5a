//! What the canonical form is, and that it means the same.

use super::*;
use crate::compiler::syntax::{Kind, Node, Table};

fn formatted(text: &str) -> String {
    format("rules/x.toml", text).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let once = formatted(text);
    assert_eq!(once, expected, "\n{once}");
    assert_eq!(formatted(&once), once, "it is not canonical");
}

#[test]
fn spaces_are_one_but_neighbours_stay_aligned() {
    becomes(
        "title='销售'\nfrom  = 'a'\nto    = 'b'\nwhen=\"x\"\n\n\n\nlast =1\n",
        "title = \"销售\"\nfrom = \"a\"\nto   = \"b\"\nwhen = \"x\"\n\nlast = 1\n",
    );
}

#[test]
fn alignment_counts_han_characters_as_two_columns() {
    becomes("\"华东\"   = 1\n\"ab\"     = 2\n", "\"华东\" = 1\n\"ab\"   = 2\n");
}

#[test]
fn tables_below_each_other_keep_their_columns() {
    becomes(
        "a   = { name='林国栋', unit = 'x' }\n# more\nbcd = { name='周',     unit = 'sales', of = 1 }\n",
        "a   = { name = \"林国栋\", unit = \"x\" }\n# more\nbcd = { name = \"周\",     unit = \"sales\", of = 1 }\n",
    );
    becomes(
        "x = [\n{ a = 1,   b = 2 },\n{ a = 100, b = 3 },\n]\n",
        "x = [\n  { a = 1,   b = 2 },\n  { a = 100, b = 3 },\n]\n",
    );
    becomes("who  = 1\non_deadline = 2\nwhen = 3\n", "who  = 1\non_deadline = 2\nwhen = 3\n");
}

#[test]
fn a_blank_line_stands_before_a_table_and_its_comment() {
    becomes("\n\na = 1\n# about b\n[b]\n\nc = 1\n[d]\n[e]\n", "a = 1\n\n# about b\n[b]\nc = 1\n\n[d]\n[e]\n");
}

#[test]
fn a_long_list_is_broken_and_a_broken_one_stays_so() {
    let long = format!("x = [{}]\n", ["\"abcdefghij\""; 12].join(","));
    let expected = format!("x = [\n{}]\n", "  \"abcdefghij\",\n".repeat(12));
    becomes(&long, &expected);
    becomes("x = [ 1, # one\n 2 ]\n", "x = [\n  1,  # one\n  2,\n]\n");
    becomes("x = [1,2 , 3,]\n", "x = [1, 2, 3]\n");
    becomes("x = {a=1,b={}}\n", "x = { a = 1, b = {} }\n");
}

#[test]
fn rows_of_cells_stand_in_columns() {
    becomes(
        "rows = [\n  ['A', '< 30', 2_000, '月结'],\n ['A, B','[30..60)',1, 'x' ],\n]\n",
        "rows = [\n  [\"A\",    \"< 30\",     2_000, \"月结\"],\n  [\"A, B\", \"[30..60)\", 1,     \"x\"],\n]\n",
    );
}

#[test]
fn comments_stay_where_they_are_said() {
    becomes(
        "# top\n\n[a]   # about a\nb=1   # about b\nlong_key = \"long value\" # c\nx = [\n # first\n 1,\n\n # second\n 2, # two\n # last\n]# d\n",
        "# top\n\n[a]   # about a\nb = 1 # about b\nlong_key = \"long value\" # c\nx = [\n  # first\n  1,\n\n  # second\n  2,  # two\n  # last\n]  # d\n",
    );
}

#[test]
fn bare_chinese_keys_are_quoted_and_windows_lines_become_plain() {
    becomes("\u{feff}[kpi.回款率]\r\ntitle = 'x'\r\n", "[kpi.\"回款率\"]\ntitle = \"x\"\n");
}

#[test]
fn what_is_no_toml_is_a_finding() {
    let findings = format("rules/x.toml", "a = 'x'\nb = \n").unwrap_err();
    assert_eq!((findings[0].file.as_str(), findings[0].line), ("rules/x.toml", 2));
}

fn same(a: &Table, b: &Table) -> bool {
    a.entries.len() == b.entries.len()
        && a.entries.iter().zip(&b.entries).all(|((k, v), (l, w))| k.name == l.name && same_value(v, w))
}

fn same_value(a: &Node, b: &Node) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Text(a), Kind::Text(b)) => a == b,
        (Kind::Number(a), Kind::Number(b)) => a == b,
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Date(a), Kind::Date(b)) => a == b,
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_value(a, b)),
        (Kind::Table(a), Kind::Table(b)) => same(a, b),
        _ => false,
    }
}

/// The comments of a text, in order.
fn comments(text: &str) -> Vec<String> {
    let tokens = toml_parser::Source::new(text).lex().into_vec();
    let comments = tokens.iter().filter(|token| token.kind() == toml_parser::lexer::TokenKind::Comment);
    comments.map(|token| text[token.span().start()..token.span().end()].trim_end().to_owned()).collect()
}

#[track_caller]
fn keeps_its_meaning(text: &str) {
    let syntax::Parsed { root: before, drafts: errors, .. } = syntax::parse(0, text);
    if !errors.is_empty() {
        return;
    }
    let once = formatted(text);
    let syntax::Parsed { root: after, drafts: errors, .. } = syntax::parse(0, &once);
    assert!(errors.is_empty(), "{text}\nbecame\n{once}");
    assert!(same(&before, &after), "{text}\nbecame\n{once}");
    assert_eq!(comments(text), comments(&once), "{text}\nbecame\n{once}");
    assert_eq!(formatted(&once), once, "{text}\nis not canonical after one round");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"));
    assert!(!once.contains('\r') && !once.contains("\n\n\n"));
}

const LANGUAGE: &str = include_str!("../tests/language.txt");

#[test]
fn every_shipped_example_keeps_its_meaning_and_its_comments() {
    keeps_its_meaning(include_str!("../../../salesflow.toml"));
    keeps_its_meaning(include_str!("../../../org.toml"));
    keeps_its_meaning(include_str!("../../../examples/crm-pipeline/workflows/opportunity.toml"));
    keeps_its_meaning(include_str!("../../../examples/minimal/workflows/deal.toml"));
    LANGUAGE.split("# file: ").skip(1).for_each(keeps_its_meaning);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() })]

    /// Whatever is cut out, doubled or put in: what still is TOML keeps its meaning.
    #[test]
    fn mutated_texts_keep_their_meaning(
        from in 0usize..20_000,
        length in 0usize..400,
        cut in 0usize..400,
        put in proptest::sample::select(vec![
            "", "\n", " ", "#", "# x\n", "\n\n\n", ",", "\t", "'", "\"", "[a]\n", "{ }", "[ ]", "\r\n", "\"\"\"\n a\"\"\"",
            "k = [\n1, # y\n\n2]\n", "é", "华 = 1\n", "x.y = { a = 1, \"b c\" = [ {} ] }\n", "'''\n'''", "[[z]]\n",
        ]),
    ) {
        let chars: Vec<char> = LANGUAGE.chars().skip(from).take(length + cut).collect();
        let (head, tail) = chars.split_at(cut.min(chars.len()));
        // From the start of a line, so that more of them are TOML.
        let tail: String = tail.iter().collect();
        let tail = tail.split_once('\n').map_or("", |(_, tail)| tail);
        let head: String = head.iter().collect();
        let head = head.split_once('\n').map_or("", |(_, head)| head);
        let head = head.rsplit_once('\n').map_or("", |(head, _)| head);
        keeps_its_meaning(&format!("{head}\n{put}{tail}"));
    }
}
