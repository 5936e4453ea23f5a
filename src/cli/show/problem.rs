//! A no, told to people: one clear sentence, then what would be right, then the details for those who ask.

use serde_json::Value as Json;

use super::{
    json::{joined, list, text, value},
    paint::{bad, dim, strong, typed},
};
use crate::server::Problem;

/// The sentence, what would help, and with `verbose` all that is known.
pub(in crate::cli) fn problem(problem: &Problem, verbose: bool) -> String {
    with_findings(problem, None, verbose)
}

/// The same; `drawn`: its findings with the lines they are about, where those are at hand.
pub(in crate::cli) fn with_findings(problem: &Problem, drawn: Option<&str>, verbose: bool) -> String {
    let mut out = format!("{} {}\n", bad(&strong("error:")), problem.message);
    for part in list(&problem.details, "parts") {
        condition(part, &mut out);
    }
    match drawn {
        Some(drawn) => out.push_str(drawn),
        None => list(&problem.details, "findings").iter().for_each(|it| out.push_str(&finding(it))),
    }
    if let Some(help) = help(problem) {
        out.push_str(&format!("  {} {help}\n", dim("help:")));
    }
    if verbose {
        out.push_str(&dim(&format!("  code {}, exit {}\n", problem.code, problem.exit())));
        let plain = problem.details.as_object().is_some_and(|map| map.is_empty());
        if !plain && !problem.details.is_null() {
            let details = serde_json::to_string_pretty(&problem.details).unwrap_or_default();
            out.push_str(&dim(&details));
            out.push('\n');
        }
    }
    out
}

/// A condition: whether it holds, what it saw, how far it is from holding.
pub(in crate::cli) fn condition(part: &Json, out: &mut String) {
    let mark = match part["holds"].as_bool() {
        Some(true) => super::paint::good("✓"),
        Some(false) => bad("✗"),
        None => super::paint::care("?"),
    };
    out.push_str(&format!("  {mark} {}", text(part, "text")));
    let seen: Vec<String> = match part["seen"].as_object() {
        Some(seen) => seen.iter().map(|(name, seen)| format!("{name} = {}", shown(seen))).collect(),
        None => Vec::new(),
    };
    if !seen.is_empty() {
        out.push_str(&dim(&format!("   {}", seen.join(", "))));
    }
    let distance = text(part, "distance");
    if !distance.is_empty() {
        out.push_str(&format!("   {distance}"));
    }
    let blank = joined(&part["blank"]);
    if !blank.is_empty() {
        out.push_str(&format!("   {blank} is empty"));
    }
    out.push('\n');
}

fn shown(seen: &Json) -> String {
    match seen {
        Json::Null => "empty".to_owned(),
        seen => value(seen),
    }
}

/// A finding without its text: for a policy that lies elsewhere than the findings were made.
pub(in crate::cli) fn finding(finding: &Json) -> String {
    let severity = text(finding, "severity");
    let severity = match severity {
        "warning" => super::paint::care(severity),
        _ => bad(severity),
    };
    let mut out = format!("{severity}[{}]: {}\n", text(finding, "code"), text(finding, "message"));
    let at = format!("{}:{}:{}", text(finding, "file"), finding["line"], finding["column"]);
    out.push_str(&format!("  {} {at}\n", dim("-->")));
    let hint = text(finding, "hint");
    if !hint.is_empty() {
        out.push_str(&format!("  {} {hint}\n", dim("help:")));
    }
    out
}

/// What would be right.
fn help(problem: &Problem) -> Option<String> {
    let details = &problem.details;
    let fields = list(details, "fields");
    Some(match problem.code.as_str() {
        "missing_fields" if !fields.is_empty() => {
            let words: Vec<String> = fields.iter().map(|field| given(&value(field))).collect();
            format!("give {}", typed(&words.join(" ")))
        }
        "not_found" if !list(details, "transitions").is_empty() => {
            format!("it has {}", typed(&joined(&details["transitions"])))
        }
        "not_found" if !list(details, "workflows").is_empty() => {
            format!("the workflows are {}", joined(&details["workflows"]))
        }
        "not_permitted" if details["who"].is_array() || details["who"].is_string() => {
            format!("those who may: {}", joined(&details["who"]))
        }
        "conflict" if details["expected"].is_u64() && details["version"].is_u64() => {
            format!("look at it again with `show`; it is at version {} now", details["version"])
        }
        "policy_invalid" => format!("{} tells what a code means", typed("salesflow explain CODE")),
        _ => return None,
    })
}

/// How a missing field is given: one kept with the move is given the same way, a comment by its option.
fn given(field: &str) -> String {
    match field.strip_prefix("ask.").unwrap_or(field) {
        "comment" => "--comment \"…\"".to_owned(),
        "override" => "--override \"…\"".to_owned(),
        field => format!("{field}=…"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::show::plain;

    fn told(code: &str, message: &str, details: Json) -> String {
        plain(&problem(&Problem { code: code.into(), message: message.into(), details }, false))
    }

    #[test]
    fn missing_fields_say_how_to_give_them() {
        assert_eq!(
            told("missing_fields", "deal needs title, amount", json!({"fields": ["title", "amount"]})),
            "error: deal needs title, amount\n  help: give title=… amount=…\n"
        );
    }

    #[test]
    fn a_guard_shows_what_it_saw() {
        let part = json!({"text": "amount > 5000", "holds": false, "seen": {"amount": "2000"}, "distance": "3000 short", "blank": []});
        assert_eq!(
            told("guard", "only large deals", json!({"condition": "amount > 5000", "parts": [part]})),
            "error: only large deals\n  ✗ amount > 5000   amount = 2000   3000 short\n"
        );
    }

    #[test]
    fn findings_are_named_with_their_places() {
        let finding = json!({"code": "E0204", "severity": "error", "message": "no stage is called `x`", "file": "workflows/deal.toml",
            "line": 3, "column": 8, "hint": "did you mean `y`?"});
        let told = told("policy_invalid", "the policy has 1 error", json!({"findings": [finding]}));
        assert!(
            told.contains("error[E0204]: no stage is called `x`\n  --> workflows/deal.toml:3:8\n  help: did you mean"),
            "{told}"
        );
    }
}
