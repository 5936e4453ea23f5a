//! What the compiler says no to, and where.

use crate::{
    model::Type,
    script::{Expect, ProblemKind, Severity, fixture::World},
};

#[track_caller]
fn check(cases: &[(&str, ProblemKind, &str)]) {
    let world = World::new();
    for (text, kind, at) in cases {
        let p = world.problem(text);
        assert_eq!(p.kind, *kind, "`{text}`: {}", p.message);
        let chars: Vec<char> = text.chars().collect();
        let slice: String = chars[p.start..p.end].iter().collect();
        assert_eq!(slice, *at, "`{text}`: {}", p.message);
    }
}

#[test]
fn units_must_go_together() {
    use ProblemKind::{TypeMismatch, Unit};
    check(&[
        ("1 + amount + discount", Unit, "1 + amount + discount"),
        ("amount * cost", Unit, "amount * cost"),
        ("due + 5", Unit, "due + 5"),
        ("title < 5", TypeMismatch, "title < 5"),
        ("amount > discount", Unit, "amount > discount"),
        ("grade < 'B'", TypeMismatch, "grade < 'B'"),
        ("urgent + 1", TypeMismatch, "urgent + 1"),
        ("credit_terms('A') + 1", TypeMismatch, "credit_terms('A') + 1"),
        ("waited * 2", TypeMismatch, "waited * 2"),
        ("due > '3d'", ProblemKind::BadLiteral, "'3d'"),
        ("waited > 3", TypeMismatch, "waited > 3"),
        ("amount && urgent", TypeMismatch, "amount"),
        ("score < none", TypeMismatch, "score < none"),
        ("max(amount, discount)", Unit, "discount"),
        ("amount > '5'", TypeMismatch, "'5'"),
        ("'x' in title", TypeMismatch, "title"),
        ("[1, 'a']", TypeMismatch, "'a'"),
    ]);
}

#[test]
fn units_are_carried_along() {
    let world = World::new();
    let cases = [
        ("amount * discount", "money"),
        ("amount / cost", "number"),
        ("3 * amount", "money"),
        ("1 - discount", "percent"),
        ("due - due", "duration"),
        ("due + '15d'", "date"),
        ("due + '4h'", "datetime"),
        ("due + waited", "datetime"),
        ("due + days(score)", "date"),
        ("pick(urgent, amount, 0)", "money"),
        ("min(amount, 5)", "money"),
        ("round(discount, 2)", "percent"),
        ("customer", "ref of customer"),
        ("children('contract')", "rows of contract"),
        ("sum(children('contract'), value * rate)", "money"),
        ("distinct(children('contract'), rate)", "list of percent"),
        ("half(1)", "any"),
        ("if urgent { none } else { due }", "date"),
    ];
    for (text, word) in cases {
        let expr = world.compile(text, Expect::Any).unwrap_or_else(|p| panic!("{text}: {}", p[0]));
        assert_eq!(expr.ty().word(), word, "`{text}`");
    }
}

#[test]
fn names_and_literals_that_do_not_exist_are_told() {
    use ProblemKind::{Arguments, BadLiteral, NotYet, UnknownFunction, UnknownName, UnknownValue};
    check(&[
        ("amont > 5", UnknownName, "amont"),
        ("customer.grad == 'A'", UnknownName, "grad"),
        ("owner.colour", UnknownName, "colour"),
        ("grade == 'C'", UnknownValue, "'C'"),
        ("stage == 'wn'", UnknownValue, "'wn'"),
        ("stage in ['won', 'propsal']", UnknownValue, "'propsal'"),
        ("owner == 'nobody'", UnknownValue, "'nobody'"),
        ("has_role(owner, 'reb')", UnknownValue, "'reb'"),
        ("people('role:x@east')", UnknownValue, "'role:x@east'"),
        ("entered('wonn')", UnknownValue, "'wonn'"),
        ("children('contrat')", UnknownValue, "'contrat'"),
        ("due < '2026-02-30'", BadLiteral, "'2026-02-30'"),
        ("matches(title, '(')", BadLiteral, "'('"),
        ("金额 > 0 && sume(tags)", UnknownFunction, "sume"),
        ("round()", Arguments, "round()"),
        ("credit_terms('A').limt", UnknownName, "limt"),
        ("setting.bg_deal", UnknownName, "bg_deal"),
        ("forecast('x')", NotYet, "forecast"),
        ("old.amount", UnknownName, "old"),
        ("count(children('contract'), cost > 5)", UnknownName, "cost"),
        ("half(1, 2)", Arguments, "half(1, 2)"),
    ]);
    let world = World::new();
    assert_eq!(world.problem("stage == 'wn'").hint.as_deref(), Some("did you mean `won`?"));
    assert_eq!(
        world.problem("count(children('contract'), cost > 5)").hint.as_deref(),
        Some("did you mean `record.cost`?")
    );
    assert_eq!(world.problem("grade == A").hint.as_deref(), Some("text stands in quotes: 'A'"));
}

#[test]
fn all_problems_come_at_once_and_none_twice() {
    let world = World::new();
    let text = "amont > 5 && grade == 'C' || f(min(min(dut, 1), amount * cost)) > 1";
    let problems = world.compile(text, Expect::Condition).unwrap_err();
    let places: Vec<usize> = problems.iter().map(|p| p.start).collect();
    assert_eq!(places.len(), 3, "{problems:?}");
    let deep = format!("{}x, 1{}", "min(".repeat(30), ", 1)".repeat(30));
    assert_eq!(world.compile(&deep, Expect::Any).unwrap_err().len(), 1);
}

#[test]
fn a_percentage_above_one_is_a_warning() {
    let world = World::new();
    let expr = world.compile("discount > 15", Expect::Condition).unwrap();
    let [warning] = expr.warnings() else { panic!() };
    assert_eq!(warning.severity, Severity::Warning);
    assert_eq!((warning.start, warning.end), (11, 13));
    assert_eq!(warning.fix.as_deref(), Some("0.15"));
}

#[test]
fn the_place_says_what_is_wanted() {
    let world = World::new();
    let ok = |text: &str, expect: Expect| world.compile(text, expect).is_ok();
    assert!(ok("'2026-03-01'", Expect::Of(Type::Date)));
    assert!(ok("now", Expect::Of(Type::Date)));
    assert!(ok("if urgent { '3d' } else { '5bd' }", Expect::Of(Type::Duration)));
    assert!(ok("half(2)", Expect::Of(Type::Money)));
    assert!(ok("amount", Expect::Number));
    assert!(!ok("discount", Expect::Of(Type::Money)));
    assert!(!ok("title", Expect::Number));
    assert!(!ok("amount", Expect::Condition));
    assert!(ok("manager_of(owner)", Expect::People));
    assert!(ok("['li', 'wang']", Expect::People));
    assert!(!ok("amount", Expect::People));
    assert!(!ok("'role:x'", Expect::People));
    let constant = world.compile("2 * 3", Expect::Any).unwrap();
    assert_eq!(constant.constant(), Some(&crate::script::fixture::n("6")));
}

#[test]
fn every_function_tells_its_own_example() {
    for function in crate::script::functions::all() {
        assert!(!function.docs.is_empty() && !function.example.is_empty(), "{}", function.name);
        assert!(crate::script::syntax::read(function.example).is_ok(), "{}", function.example);
        assert!(function.example.contains(function.name), "{}", function.name);
    }
}
