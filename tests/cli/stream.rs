//! Streams: `run` answers in order, `export` writes rows.

use std::{
    io::{BufRead, BufReader, Write},
    process::Stdio,
};

use serde_json::{Value as Json, json};

use crate::{House, NOW};

fn lines(text: &str) -> Vec<Json> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn answers_come_in_the_order_of_the_lines() {
    let house = House::minimal();
    let input: String = (1..=300)
        .map(|n| match n % 100 {
            0 => "\n{ no json\n\n".to_owned(),
            50 => json!({"new": "deal", "as": "ana"}).to_string() + "\n",
            _ => {
                json!({"new": "deal", "as": "ana", "with": {"title": format!("n{n}"), "amount": n}}).to_string() + "\n"
            }
        })
        .collect();
    let said = house.says_at(NOW, &["run", "-"], &input);
    assert_eq!(said.code, 0, "{}", said.err);
    let answers = lines(&said.out);
    assert_eq!(answers.len(), 300);
    for (n, answer) in (1..=300).zip(&answers) {
        match n % 100 {
            0 => assert_eq!(answer["error"]["code"], "usage", "{n}"),
            50 => assert_eq!(answer["error"]["code"], "missing_fields", "{n}"),
            _ => assert_eq!(answer["data"]["fields"]["title"], format!("n{n}"), "{n}"),
        }
    }
    assert!(said.out.starts_with("{\"ok\":true,\"data\":"));
}

#[test]
fn a_command_is_answered_before_the_next_is_typed() {
    let house = House::minimal();
    let mut child = house.program().args(["run", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for n in 1..=3 {
        writeln!(input, "{}", json!({"new": "deal", "as": "ana", "with": {"title": "A", "amount": n}})).unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(lines(&line)[0]["data"]["id"], format!("DEAL-00000{n}"));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_file_is_read_like_a_stream() {
    let house = House::minimal();
    house.write("commands.jsonl", "{\"new\":\"deal\",\"as\":\"ana\",\"with\":{\"title\":\"A\",\"amount\":1}}");
    assert_eq!(lines(&house.says(&["run", "commands.jsonl"]).out).len(), 1);
    assert_eq!(house.says(&["run", "nothing.jsonl"]).code, 4);
}

#[test]
fn rows_are_written_as_lines_and_as_csv() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=新线, \"A\"", "amount=1200.5", "--as", "ana"]);
    let rows = lines(&house.says(&["export", "deal"]).out);
    assert_eq!((rows.len(), &rows[0]["id"]), (1, &json!("DEAL-000001")));
    let csv = house.says(&["export", "deal", "--format", "csv"]);
    assert!(csv.code == 0 && csv.out.starts_with("id,") && csv.out.contains("\"新线, \"\"A\"\"\""), "{}", csv.out);
    assert_eq!(house.says(&["export", "deal", "-o", "deals.csv"]).out, "wrote 1 row to deals.csv\n");
    assert_eq!(house.read("deals.csv"), format!("\u{feff}{}", csv.out));
    let events = lines(&house.says(&["export"]).out);
    assert_eq!(events[0]["kind"], "policy_taken");
    assert_eq!(house.says(&["export", "nothing"]).code, 4);
    assert!(!house.path().join("x.csv.part").exists());
}
