//! What came of scenarios: a line for each file, failures in full.

use serde_json::Value as Json;

use super::{
    json::{count, counted, list, text},
    paint::{bad, care, dim, good, strong},
};

/// What came of all scenarios.
pub(in crate::cli) fn report(data: &Json) -> String {
    let scenarios = list(data, "scenarios");
    let mut out = String::new();
    let mut files: Vec<(&str, Vec<&Json>)> = Vec::new();
    for scenario in scenarios {
        match files.last_mut().filter(|(file, _)| *file == text(scenario, "file")) {
            Some((_, all)) => all.push(scenario),
            None => files.push((text(scenario, "file"), vec![scenario])),
        }
    }
    for (file, all) in &files {
        out.push_str(&line(file, all));
    }
    for scenario in scenarios.iter().filter(|scenario| !passed(scenario)) {
        out.push('\n');
        out.push_str(&failed(scenario));
    }
    if !files.is_empty() {
        out.push('\n');
    }
    out.push_str(&total(data, files.len()));
    if data["coverage"].is_object() {
        out.push_str(&coverage(&data["coverage"]));
    }
    out
}

/// What of the policy has been exercised, and what has not.
fn coverage(coverage: &Json) -> String {
    let mut out = format!("\n{} of the policy exercised\n", strong(&percent(&coverage["percent"])));
    for kind in list(coverage, "kinds") {
        let (seen, all) = (count(kind, "seen"), count(kind, "all"));
        let mark = if seen == all { good("✓") } else { care("·") };
        out.push_str(&format!("  {mark} {} {}\n", text(kind, "kind"), dim(&format!("{seen} of {all}"))));
    }
    let missing = list(coverage, "missing");
    if !missing.is_empty() {
        out.push_str("nothing exercises\n");
    }
    for part in missing {
        let place = format!("{}:{}", text(part, "file"), count(part, "line"));
        out.push_str(&format!("  {} {} {}\n", strong(text(part, "id")), text(part, "kind"), dim(&place)));
    }
    out
}

/// Which changes of the policy no scenario has noticed.
pub(in crate::cli) fn mutation(mutation: &Json) -> String {
    let survived = list(mutation, "survived");
    let mut out = String::from("\n");
    for one in survived {
        let place = format!("{}:{}:{}", text(one, "file"), count(one, "line"), count(one, "column"));
        out.push_str(&format!("{} {} {}\n", bad("✗"), strong(&place), text(one, "what")));
        out.push_str(&format!("    {} → {}\n", text(one, "was"), strong(text(one, "now"))));
    }
    let score = percent(&mutation["score"]);
    let tone = if survived.is_empty() { good(&score) } else { care(&score) };
    let (noticed, seconds) = (count(mutation, "noticed"), mutation["seconds"].as_f64().unwrap_or_default());
    out.push_str(&format!(
        "{tone} of the changes noticed {}\n",
        dim(&format!(
            "· {noticed} noticed, {} survived, {} no policy · {}",
            survived.len(),
            count(mutation, "invalid"),
            time(seconds)
        ))
    ));
    match count(mutation, "untried") {
        0 => {}
        untried => out.push_str(&format!("{} {} not tried: no time left\n", care("!"), counted(untried, "change"))),
    }
    out
}

fn percent(json: &Json) -> String {
    format!("{} %", json.as_f64().unwrap_or_default())
}

fn passed(scenario: &Json) -> bool {
    scenario["passed"].as_bool().unwrap_or_default()
}

fn line(file: &str, all: &[&Json]) -> String {
    let good_ones = all.iter().filter(|scenario| passed(scenario)).count() as u64;
    let bad_ones = all.len() as u64 - good_ones;
    let time = time(all.iter().map(|scenario| scenario["seconds"].as_f64().unwrap_or_default()).sum());
    match bad_ones {
        0 => format!("{} {file} {}\n", good("✓"), dim(&format!("· {} · {time}", counted(good_ones, "scenario")))),
        _ => format!(
            "{} {file} · {good_ones} passed, {} {}\n",
            bad("✗"),
            bad(&format!("{bad_ones} failed")),
            dim(&format!("· {time}"))
        ),
    }
}

/// A failed scenario: where, what was expected, what is, how the record stands.
fn failed(scenario: &Json) -> String {
    let failure = &scenario["failure"];
    let mut out = format!("{} {}\n", bad("✗"), strong(text(scenario, "name")));
    let place = format!("{}:{}", text(failure, "file"), count(failure, "line"));
    out.push_str(&format!("  {}\n  {}\n\n", strong(&place), dim(text(failure, "step"))));
    out.push_str(&format!("  {}\n", text(failure, "message")));
    for wrong in list(failure, "wrong") {
        out.push_str(&format!("  {}\n", text(wrong, "what")));
        out.push_str(&format!("    expected  {}\n", good(text(wrong, "expected"))));
        out.push_str(&format!("    is        {}\n", bad(text(wrong, "is"))));
    }
    if failure["refusal"].is_object() {
        let refusal = &failure["refusal"];
        out.push_str(&format!("  refused as {}: {}\n", strong(text(refusal, "code")), text(refusal, "message")));
        for (name, value) in refusal["details"].as_object().into_iter().flatten() {
            out.push_str(&format!(
                "    {name}  {}\n",
                dim(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            ));
        }
    }
    if let Some(order) = failure["order"].as_str() {
        out.push_str(&format!("  in this order: {order}\n"));
    }
    let state = list(failure, "state");
    if !state.is_empty() {
        out.push_str("  as it stands\n");
        let width = state.iter().filter_map(|pair| pair[0].as_str()).map(unicode_width::UnicodeWidthStr::width).max();
        for pair in state {
            let (name, value) = (pair[0].as_str().unwrap_or_default(), pair[1].as_str().unwrap_or_default());
            let pad = width.unwrap_or_default().saturating_sub(unicode_width::UnicodeWidthStr::width(name));
            out.push_str(&format!("    {name}{}  {value}\n", " ".repeat(pad)));
        }
    }
    out
}

fn total(data: &Json, files: usize) -> String {
    let (good_ones, bad_ones) = (count(data, "passed"), count(data, "failed"));
    if good_ones + bad_ones == 0 {
        return format!("{}\n", dim("no scenarios: write some in tests/*.toml"));
    }
    let time = time(data["seconds"].as_f64().unwrap_or_default());
    let of =
        dim(&format!("· {} in {} · {time}", counted(good_ones + bad_ones, "scenario"), counted(files as u64, "file")));
    match bad_ones {
        0 => format!("{} {of}\n", good(&format!("{good_ones} passed"))),
        _ => format!("{}, {good_ones} passed {of}\n", bad(&format!("{bad_ones} failed"))),
    }
}

fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => format!("{:.0} ms", s * 1_000.0),
        s => format!("{s:.1} s"),
    }
}
