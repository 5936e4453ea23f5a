//! The proofs agree with trying everything: on small tables every kind of input can be tried.

use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::{
    compiler::{Finding, Severity, testing},
    model::{Value, time::Calendar},
    policy::{Policy, Table},
};

/// A cell of each of three columns: a choice of three, a number, a truth value.
fn cell(column: usize) -> BoxedStrategy<String> {
    let number = || 0_u8..6;
    let of: BoxedStrategy<String> = match column {
        0 => prop::sample::select(vec!["A", "B", "A, C", "not(B)", "!= C", "none", "A, none"])
            .prop_map(String::from)
            .boxed(),
        1 => prop_oneof![
            number().prop_map(|n| n.to_string()),
            number().prop_map(|n| format!("< {n}")),
            number().prop_map(|n| format!(">= {n}")),
            (number(), 0_u8..3).prop_map(|(n, more)| format!("[{n}..{})", n + more + 1)),
            (number(), 0_u8..3).prop_map(|(n, more)| format!("({n}..{}]", n + more + 1)),
            number().prop_map(|n| format!("not({n})")),
        ]
        .boxed(),
        _ => prop::sample::select(vec!["true", "false", "not(true)"]).prop_map(String::from).boxed(),
    };
    prop_oneof![2 => Just("-".to_owned()), 5 => of].boxed()
}

fn table() -> impl Strategy<Value = String> {
    let row = (cell(0), cell(1), cell(2), 0_u8..3).prop_map(|(a, b, c, level)| {
        let level = ["low", "middle", "high"][level as usize];
        format!("  [\"{a}\", \"{b}\", \"{c}\", \"{level}\"],\n")
    });
    let hit = prop::sample::select(vec!["unique", "first", "any", "priority"]);
    (hit, prop::collection::vec(row, 1..7)).prop_map(|(hit, rows)| {
        format!(
            "# file: rules/t.toml\n[type.g]\ntype = \"choice\"\nvalues = [\"A\", \"B\", \"C\"]\n[table.t]\nhit = \"{hit}\"\n\
             in = {{ g = \"g\", n = \"number\", b = \"bool\" }}\n\
             out = {{ level = {{ type = \"choice\", values = [\"high\", \"middle\", \"low\"] }} }}\nrows = [\n{}]\n",
            rows.concat()
        )
    })
}

/// Every kind of input: all values, halves between the numbers, and none.
fn inputs() -> Vec<[Value; 3]> {
    let mut all = Vec::new();
    for g in ["A", "B", "C", ""] {
        for n in -3..21 {
            for b in [Some(true), Some(false), None] {
                let g = if g.is_empty() { Value::None } else { Value::text(g) };
                let n = if n == 20 { Value::None } else { Value::Number(Decimal::new(n * 5, 1)) };
                all.push([g, n, b.map_or(Value::None, Value::Bool)]);
            }
        }
    }
    all
}

fn matching(table: &Table, input: &[Value; 3], calendar: &Calendar) -> Vec<usize> {
    let passes =
        |row: &usize| table.rows[*row].cells.iter().zip(input).all(|(cell, value)| cell.passes(value, calendar));
    (0..table.rows.len()).filter(passes).collect()
}

/// The rows (by line) a finding of that code points at.
fn told(found: &[Finding], code: &str) -> Vec<u32> {
    found.iter().filter(|finding| finding.code.to_string() == code).map(|finding| finding.line).collect()
}

/// `g = A, n = 4.5, b = true` of a message, as an input.
fn example(message: &str) -> [Value; 3] {
    let mut input = [Value::None, Value::None, Value::None];
    for part in message.split([',', ';']) {
        let words: Vec<&str> = part.split_whitespace().collect();
        if let [.., name, "=", value] = words[..] {
            let at = ["g", "n", "b"].iter().position(|known| *known == name).unwrap();
            input[at] = match (at, value) {
                (_, "none") => Value::None,
                (0, text) => Value::text(text),
                (1, number) => Value::Number(number.parse().unwrap()),
                (_, truth) => Value::Bool(truth == "true"),
            };
        }
    }
    input
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn proofs_agree_with_trying_everything(text in table()) {
        let compiled = testing::compiled(&text);
        let found = &compiled.findings;
        let errors = found.iter().filter(|f| f.severity == Severity::Error && f.code.name != "overlapping-rows");
        prop_assume!(errors.count() == 0);
        // A table that clashes does not compile; its rows do as a `collect` table.
        let hit = text.split("hit = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let plain = testing::compiled(&text.replace(&format!("hit = \"{hit}\""), "hit = \"collect\""));
        let policy: &Policy = plain.policy.as_ref().unwrap();
        let (table, calendar) = (&policy.tables["t"], &policy.calendar);
        let all: Vec<([Value; 3], Vec<usize>)> =
            inputs().into_iter().map(|input| { let rows = matching(table, &input, calendar); (input, rows) }).collect();
        let line = |row: usize| table.rows[row].line;
        let answer = |row: usize| format!("{:?}", table.rows[row].answers);
        let rank = |row: usize| ["high", "middle", "low"].iter().position(|level| answer(row).contains(level)).unwrap();

        let free = all.iter().any(|(input, rows)| rows.is_empty() && !input.iter().any(Value::is_none));
        let gaps: Vec<&Finding> = found.iter().filter(|f| f.code.to_string() == "W0502").collect();
        prop_assert_eq!(!gaps.is_empty(), free, "{}", text);
        for gap in gaps {
            let input = example(&gap.message);
            prop_assert!(matching(table, &input, calendar).is_empty(), "{}: {}", gap.message, text);
        }

        let clashing = |a: usize, b: usize| match hit.as_str() {
            "unique" => true,
            "any" => answer(a) != answer(b),
            _ => false,
        };
        let clashes: Vec<u32> = (0..table.rows.len())
            .filter(|row| all.iter().any(|(_, rows)| rows.contains(row) && rows.iter().any(|other| other < row && clashing(*other, *row))))
            .map(line)
            .collect();
        prop_assert_eq!(told(found, "E0505"), clashes, "{}", text);
        for clash in found.iter().filter(|f| f.code.to_string() == "E0505") {
            let rows = matching(table, &example(&clash.message), calendar);
            prop_assert!(rows.len() > 1, "{}: {}", clash.message, text);
        }

        let first = |rows: &[usize]| -> Vec<usize> {
            match hit.as_str() {
                "first" => rows.first().copied().into_iter().collect(),
                // Of rows that agree the first is the one that answers.
                "any" => rows.iter().copied().filter(|row| !rows.iter().any(|b| b < row && answer(*b) == answer(*row))).collect(),
                "priority" => rows.iter().copied().min_by_key(|row| (rank(*row), *row)).into_iter().collect(),
                _ => rows.to_vec(),
            }
        };
        let dead: Vec<u32> = (0..table.rows.len())
            .filter(|row| !all.iter().any(|(_, rows)| first(rows).contains(row)))
            .map(line)
            .collect();
        prop_assert_eq!(told(found, "W0501"), dead, "{}", text);
    }
}
