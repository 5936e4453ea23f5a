//! What script functions can and cannot do.

use std::time::{Duration, Instant};

use crate::{
    model::Value,
    script::{Bounds, FaultKind, Functions, fixture::n},
};

fn functions(source: &str) -> Functions {
    let bounds = Bounds { time: Duration::from_millis(50), ..Bounds::default() };
    Functions::compile(&[("rules/a.rhai", source)], bounds).unwrap_or_else(|p| panic!("{p:?}"))
}

#[test]
fn whole_numbers_divide_exactly() {
    let f =
        functions("fn a(n) { 7 / 2 + n } fn b() { let x = 7; x /= 2; x } fn c() { [1, 2].len() / 4 } fn d() { 1 / 0 }");
    assert_eq!(f.call("a", &[n("1")]).unwrap(), n("4.5"));
    assert_eq!(f.call("b", &[]).unwrap(), n("3.5"));
    assert_eq!(f.call("c", &[]).unwrap(), n("0.5"));
    let fault = f.call("d", &[]).unwrap_err();
    assert_eq!(fault.0.kind, FaultKind::Script);
    assert!(fault.0.message.contains("division by zero"), "{fault}");
    assert_eq!(f.arity("a"), Some(1));
}

#[test]
fn values_come_and_go() {
    let f = functions("fn same(x) { x } fn nothing() { } fn map() { #{a: 1} } fn 提成(金额) { 金额 * 0.1 }");
    let values = [
        Value::None,
        Value::Bool(true),
        n("1.50"),
        Value::text("中文"),
        Value::List([n("1"), Value::text("x")].into()),
    ];
    for value in values {
        assert_eq!(f.call("same", std::slice::from_ref(&value)).unwrap(), value);
    }
    assert_eq!(f.call("nothing", &[]).unwrap(), Value::None);
    assert_eq!(f.call("提成", &[n("50")]).unwrap(), n("5"));
    assert_eq!(f.call("map", &[]).unwrap_err().0.kind, FaultKind::Script);
    assert_eq!(f.call("absent", &[]).unwrap_err().0.kind, FaultKind::Missing);
    assert_eq!(f.call("same", &[]).unwrap_err().0.kind, FaultKind::Script);
}

#[test]
fn nothing_goes_on_for_ever() {
    let f = functions(
        "fn a() { loop { } }
         fn b() { b() }
         fn c() { let t = \"x\"; loop { t += t; } }
         fn d() { let v = []; v.pad(9999, 1); let n = 0; loop { v.filter(|x| x > 0); n += 1; } }
         fn e() { let v = []; loop { v.push(v); } }
         fn g() { let v = []; v.pad(1000000000, 1); }",
    );
    for name in ["a", "b", "c", "d", "e", "g"] {
        let start = Instant::now();
        let fault = f.call(name, &[]).unwrap_err();
        assert_eq!(fault.0.kind, FaultKind::Script, "{name}");
        assert!(fault.0.message.contains("rules/a.rhai"), "{fault}");
        assert!(start.elapsed() < Duration::from_secs(2), "{name}");
    }
    // One call that was stopped leaves nothing behind for the next.
    assert!(functions("fn ok() { 1 }").call("ok", &[]).is_ok());
}

#[test]
fn nothing_outside_is_within_reach() {
    for body in ["sleep(1)", "timestamp()", "rand()", "exit()"] {
        let source = format!("fn f() {{ {body} }}");
        let f = functions(&source);
        assert_eq!(f.call("f", &[]).unwrap_err().0.kind, FaultKind::Script, "{body}");
    }
    for body in ["eval(\"1\")", "print(1)", "debug(1)", "import \"x\"", "unknown_name"] {
        let source = format!("fn f() {{ {body} }}");
        assert!(Functions::compile(&[("a", &source)], Bounds::default()).is_err(), "{body}");
    }
}

#[test]
fn only_functions_stand_in_a_file() {
    let files = [
        ("a.rhai", "fn f() { 1 }\n\nlet 乙 = 2;"),
        ("b.rhai", "fn f() { 1 }"),
        ("c.rhai", "fn g( { }"),
        ("d.rhai", "fn round(x) { x }"),
    ];
    let problems = Functions::compile(&files, Bounds::default()).unwrap_err();
    let places: Vec<(&str, usize)> = problems.iter().map(|(f, p)| (&**f, p.start)).collect();
    assert_eq!(places, [("a.rhai", 14), ("c.rhai", 6), ("d.rhai", 3)]);
    let twice = [files[1], ("e.rhai", "fn f() { 2 }")];
    let problems = Functions::compile(&twice, Bounds::default()).unwrap_err();
    assert!(problems[0].1.message.contains("b.rhai"));
}
