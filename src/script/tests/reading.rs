//! How the text of an expression is read, and where its problems stand.

use crate::script::{ProblemKind, fixture::World, syntax};

fn problem(text: &str) -> (usize, usize, String, Option<String>) {
    match syntax::read(text) {
        Ok(syn) => panic!("`{text}` reads as {syn:?}"),
        Err(problems) => {
            let p = &problems[0];
            (p.start, p.end, p.message.to_string(), p.fix.clone())
        }
    }
}

#[test]
fn text_is_raw_in_either_quotes() {
    let world = World::new();
    let value = |text: &str| world.value(text, &[]).unwrap().to_string();
    assert_eq!(value("'it''s'"), "it's");
    assert_eq!(value(r#""say 'hi' \n""#), r"say 'hi' \n");
    assert_eq!(value("'a'"), "a");
    assert_eq!(value("''"), "");
    assert_eq!(value("'中文'"), "中文");
}

#[test]
fn reserved_words_are_fine_as_names() {
    let world = World::new();
    let with = [("case", crate::model::Value::text("x"))];
    let value = world.value("case == 'x' and not(case == 'y')", &with);
    assert_eq!(value.unwrap().to_string(), "true");
    for word in [
        "package", "default", "new", "is", "var", "shared", "static", "match", "let", "fn", "this", "print", "eval",
        "Fn", "switch", "return", "throw", "for", "while", "import",
    ] {
        let found = world.problem(word);
        assert_eq!(found.kind, ProblemKind::UnknownName, "{word}");
        assert_eq!((found.start, found.end), (0, word.len()));
        assert!(syntax::read(&format!("{word}(1).{word} > {word}.{word}")).is_ok());
    }
}

#[test]
fn full_width_signs_are_told_with_what_to_write() {
    assert_eq!(problem("amount ＞ 5"), (7, 8, "`＞` is a full-width sign".into(), Some(">".into())));
    assert_eq!(problem("金额，5").3.as_deref(), Some(","));
    assert_eq!(problem("a１ > 2").3.as_deref(), Some("1"));
    assert_eq!(problem("客户 == “甲”").0, 6);
    // Inside text they are text.
    assert!(syntax::read("title == '（甲）＞'").is_ok());
}

#[test]
fn what_is_no_expression_is_told_where_it_stands() {
    let cases: &[(&str, usize, usize)] = &[
        ("金额 = 5", 3, 4),
        ("let x = 1", 6, 7),
        ("a < b < c", 0, 7),
        ("a == b == c", 0, 9),
        ("a[0]", 1, 2),
        ("a.len()", 2, 5),
        ("#{a: 1}", 0, 2),
        ("`x ${a}`", 0, 1),
        ("a ** 2", 2, 4),
        ("1..3", 1, 3),
        (".5 + 1", 0, 2),
        ("5. + 1", 0, 2),
        ("5bd", 0, 3),
        ("a // b", 2, 4),
        ("a ? b : c", 2, 3),
        ("not a", 0, 3),
        ("a +", 2, 3),
        ("f(a", 2, 3),
        ("if a { 1 }", 0, 2),
        ("", 0, 0),
        ("()", 0, 1),
        ("|x| x + 1", 0, 1),
        ("a; b", 1, 2),
        ("'abc", 0, 4),
    ];
    for (text, start, end) in cases {
        let (s, e, message, _) = problem(text);
        assert_eq!((s, e), (*start, *end), "`{text}`: {message}");
    }
}

#[test]
fn parts_know_their_characters() {
    let text = "(甲 + 1) * f(乙, 'x') > if a { (b) } else { -2 }";
    let syn = syntax::read(text).unwrap();
    let chars: Vec<char> = text.chars().collect();
    let slice = |s: &syntax::Syn| chars[s.start..s.end].iter().collect::<String>();
    assert_eq!(slice(&syn), text);
    let syntax::Form::Binary(_, left, right) = &syn.form else { panic!() };
    assert_eq!(slice(left), "(甲 + 1) * f(乙, 'x')");
    assert_eq!(slice(right), "if a { (b) } else { -2 }");
    let syntax::Form::Binary(_, sum, call) = &left.form else { panic!() };
    assert_eq!(slice(sum), "甲 + 1");
    assert_eq!(slice(call), "f(乙, 'x')");
    for text in ["((a)) && (b || (c))", "a.b.c", "-(1)", "!(a)", "(a) in [(b)]", "- - 5"] {
        let syn = syntax::read(text).unwrap();
        assert_eq!((syn.start, syn.end), (0, text.len()), "{text}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = format!("{}1{}", "(".repeat(500), ")".repeat(500));
    assert!(problem(&deep).2.contains("nests deeper"));
    assert!(problem(&"a + ".repeat(2000)).2.contains("bytes"));
}

#[test]
fn a_percent_sign_is_told_what_it_means() {
    let problems = syntax::read("discount > 15%").unwrap_err();
    assert_eq!(problems[0].hint.as_deref(), Some("a percentage is a fraction: 0.15"));
}

#[test]
fn long_and_deep_expressions_are_read() {
    let world = World::new();
    let read = |text: String| {
        let answer = world.compile(&text, crate::script::Expect::Any);
        answer.map(|expr| expr.text().len()).map_err(|p| p[0].to_string())
    };
    assert!(read(vec!["(score)"; 50].join(" + ")).is_ok());
    assert!(read(vec!["score > 1"; 50].join(" && ")).is_ok());
    assert!(read(vec!["(score > 1)"; 50].join(" || ")).is_ok());
    assert!(read(format!("title in [{}]", vec!["'abcd'"; 400].join(", "))).is_ok());
    assert!(read(format!("{}score{}", "min(1, ".repeat(25), ")".repeat(25))).is_ok());
    // Beyond the bounds it is an answer too.
    for n in [60, 100, 400] {
        let _ = read(vec!["(1)"; n].join(" + "));
        let _ = read(vec!["urgent"; n].join(" or "));
        let _ = read(format!("{}1{}", "min(".repeat(n), ")".repeat(n)));
        let _ = read(format!("{}1{}", "if urgent { ".repeat(n), " } else { 2 }".repeat(n)));
        let _ = read(format!("{}urgent", "!".repeat(n)));
        let _ = read(format!("customer{}", ".group".repeat(n)));
    }
}

#[test]
fn what_is_compiled_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<crate::script::Expr>();
    shared::<crate::script::Template>();
    shared::<crate::script::Functions>();
}
