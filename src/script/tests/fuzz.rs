//! No text makes anything panic.

use proptest::prelude::*;

use crate::script::{Expect, Functions, Scope, Template, fixture::World};

const WORDS: &[&str] = &[
    "amount",
    "grade",
    "金额",
    "customer",
    ".",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "''",
    "a",
    "1",
    "0.5",
    "-",
    "+",
    "*",
    "/",
    "%",
    "<",
    ">",
    "==",
    "!=",
    "&&",
    "||",
    "!",
    "not(",
    "and",
    "or",
    "in",
    "if",
    "else",
    " ",
    ",",
    "??",
    "none",
    "sum",
    "children",
    "'contract'",
    "'15d'",
    "due",
    "now",
    "round",
    "matches",
    "'('",
    "stage",
    "'won'",
    "＞",
    "min",
    "pick",
    "1e5",
    "99999999999999999999999999999999",
    "\n",
    "=",
    "?",
    "`",
    "$",
    "#{",
    "//",
    "..",
    ";",
    "|",
    "&",
    "\u{0}",
    "😀",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_is_answered(text in any::<String>()) {
        let world = World::new();
        let _ = world.compile(&text, Expect::Condition);
        let _ = Template::compile(&text, &Scope::on(&world, "deal"));
        let _ = Functions::compile(&[("f", &text)], Default::default());
    }

    #[test]
    fn words_in_any_order_are_answered(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..24),
        blank in any::<bool>(),
    ) {
        let world = World::new();
        let text = words.join(if blank { " " } else { "" });
        let length = text.chars().count();
        match world.compile(&text, Expect::Any) {
            Ok(expr) => {
                let record = world.record("deal", "D-1", &[]);
                let frame = world.frame(&record);
                prop_assert_eq!(expr.value(&frame), expr.slow(&frame));
                let _ = expr.explain(&frame);
            }
            Err(problems) => for p in problems {
                prop_assert!(p.start <= p.end && p.end <= length, "{:?} of `{}`", p, text);
            }
        }
    }
}
