//! What is refused is told in the language of who asked; codes and details are the same in every language.

use serde_json::{Value as Json, json};

use crate::{House, NOW};

/// The `error` of a refused command, in a language.
fn refused(house: &House, lang: &str, args: &[&str]) -> Json {
    let mut answer = house.json(&[&["--lang", lang], args].concat());
    assert_eq!(answer["ok"], false, "{answer}");
    answer["error"].take()
}

#[test]
fn a_refusal_is_told_in_the_language_of_who_asked() {
    let house = House::minimal();
    house.data(&["new", "deal", "title=A", "amount=2000", "--as", "ana"]);
    let all: [(&[&str], &str, &str); 4] = [
        (&["new", "deal", "amount=5", "--as", "ana"], "missing_fields", "要先填写"),
        (&["set", "DEAL-000001", "amount=much", "--as", "ana"], "invalid_value", "不是金额"),
        (&["move", "DEAL-000009", "win", "--as", "ana"], "not_found", "没有记录 `DEAL-000009`"),
        (&["move", "DEAL-000001", "fly", "--as", "ana"], "not_found", "没有流转 `fly`"),
    ];
    for (args, code, words) in all {
        let (en, zh) = (refused(&house, "en", args), refused(&house, "zh", args));
        assert_eq!((&en["code"], &zh["code"]), (&json!(code), &json!(code)));
        assert_eq!(en["details"], zh["details"]);
        assert!(zh["message"].as_str().unwrap().contains(words), "{zh}");
        assert!(en["message"].as_str().unwrap().is_ascii(), "{en}");
    }
    let people = house.says(&["--lang", "zh", "move", "DEAL-000009", "win", "--as", "ana"]);
    assert!(people.err.contains("没有记录 `DEAL-000009`"), "{}", people.err);
}

#[test]
fn a_stream_and_a_usage_are_answered_in_it_too() {
    let house = House::minimal();
    let input = "{\"new\": \"deal\", \"as\": \"ana\"}\n{ no json\n{\"fly\": \"x\", \"as\": \"ana\"}\n";
    let said = house.says_at(NOW, &["--lang", "zh", "run", "-"], input);
    let answers: Vec<Json> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<(&str, &str)> = answers
        .iter()
        .map(|answer| (answer["error"]["code"].as_str().unwrap(), answer["error"]["message"].as_str().unwrap()))
        .collect();
    for ((code, message), (expected, words)) in told.iter().zip([
        ("missing_fields", "要先填写"),
        ("usage", "一行是一个 JSON 对象"),
        ("usage", "命令以下列之一开头"),
    ]) {
        assert_eq!(*code, expected);
        assert!(message.contains(words), "{message}");
    }
    assert_eq!(told.len(), 3, "{}", said.out);
}
