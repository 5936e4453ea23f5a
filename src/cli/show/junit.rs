//! What came of scenarios as the XML that CI systems read: a suite for each file, a case for each scenario.

use serde_json::Value as Json;

use super::json::{count, list, text};
use crate::report::markup::escaped;

/// The whole document.
pub(in crate::cli) fn report(data: &Json) -> String {
    let mut files: Vec<(&str, Vec<&Json>)> = Vec::new();
    for scenario in list(data, "scenarios") {
        match files.last_mut().filter(|(file, _)| *file == text(scenario, "file")) {
            Some((_, all)) => all.push(scenario),
            None => files.push((text(scenario, "file"), vec![scenario])),
        }
    }
    let all = count(data, "passed") + count(data, "failed");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites name=\"salesflow\" tests=\"{all}\" failures=\"{}\" time=\"{}\">\n",
        count(data, "failed"),
        seconds(data)
    ));
    for (file, scenarios) in files {
        let failed = scenarios.iter().filter(|one| one["failure"].is_object()).count();
        let time: f64 = scenarios.iter().filter_map(|one| one["seconds"].as_f64()).sum();
        let name = escaped(file);
        let many = scenarios.len();
        out.push_str(&format!(
            "  <testsuite name=\"{name}\" tests=\"{many}\" failures=\"{failed}\" time=\"{time:.3}\">\n"
        ));
        scenarios.iter().for_each(|scenario| out.push_str(&case(&name, scenario)));
        out.push_str("  </testsuite>\n");
    }
    for finding in list(data, "findings") {
        let (file, line) = (escaped(text(finding, "file")), count(finding, "line"));
        out.push_str(&format!(
            "  <testsuite name=\"{file}\" tests=\"1\" errors=\"1\">\n    <testcase name=\"{}\" classname=\"{file}\">\n      \
             <error message=\"{file}:{line}: {}\"/>\n    </testcase>\n  </testsuite>\n",
            escaped(text(finding, "code")),
            escaped(text(finding, "message")),
        ));
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(file: &str, scenario: &Json) -> String {
    let head = format!(
        "    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\" line=\"{}\" time=\"{}\"",
        escaped(text(scenario, "name")),
        count(scenario, "line"),
        seconds(scenario)
    );
    let failure = &scenario["failure"];
    if !failure.is_object() {
        return format!("{head}/>\n");
    }
    let mut told = format!("{}:{} {}\n", text(failure, "file"), count(failure, "line"), text(failure, "step"));
    for wrong in list(failure, "wrong") {
        let (what, expected, is) = (text(wrong, "what"), text(wrong, "expected"), text(wrong, "is"));
        told.push_str(&format!("{what}: expected {expected}, is {is}\n"));
    }
    if failure["refusal"].is_object() {
        told.push_str(&format!("{}\n", failure["refusal"]));
    }
    for pair in list(failure, "state") {
        let (name, value) = (pair[0].as_str().unwrap_or_default(), pair[1].as_str().unwrap_or_default());
        told.push_str(&format!("  {name} = {value}\n"));
    }
    let message = escaped(text(failure, "message"));
    format!("{head}>\n      <failure message=\"{message}\">{}</failure>\n    </testcase>\n", escaped(&told))
}

fn seconds(json: &Json) -> String {
    format!("{:.3}", json["seconds"].as_f64().unwrap_or_default())
}
