//! Findings as SARIF 2.1.0, the form in which code scanning of GitHub and others reads them.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::{
    compiler::{Finding, Page, Severity, Sources, findings::Fix, pages},
    model::Lang,
    said,
};

/// A SARIF log of one run. `prefix` leads from the repository's root to the policy folder: `policy/`, or nothing.
pub fn sarif(findings: &[Finding], sources: &Sources, prefix: &str, lang: Lang) -> Json {
    let pages: Vec<&Page> = pages().collect();
    let rules: Vec<Json> = pages.iter().map(|page| rule(page, lang)).collect();
    let mut seen = BTreeMap::new();
    let results: Vec<Json> = findings
        .iter()
        .map(|finding| {
            let rule = pages.iter().position(|page| page.code == finding.code);
            result(finding, rule, fingerprint(finding, sources, &mut seen), prefix, lang)
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "salesflow",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "language": match lang { Lang::En => "en", Lang::Zh => "zh-Hans" },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(page: &Page, lang: Lang) -> Json {
    let about = page.told(lang);
    let first = about.split_inclusive(['.', '。']).next().unwrap_or(about).trim();
    let (found, mended) = (said!("Found in", "会在这里发现"), said!("Mended", "改正后"));
    let (found, mended) = (found.text(lang), mended.text(lang));
    let (bad, good) = (page.bad.trim(), page.good.trim());
    json!({
        "id": page.code.to_string(),
        "name": pascal(page.code.name),
        "shortDescription": { "text": first },
        "fullDescription": { "text": about },
        "help": {
            "text": format!("{about}\n\n{found}:\n{bad}\n\n{mended}:\n{good}"),
            "markdown": format!("{about}\n\n**{found}**\n```toml\n{bad}\n```\n\n**{mended}**\n```toml\n{good}\n```"),
        },
        "defaultConfiguration": { "level": level(page.code.severity) },
        "properties": { "tags": ["policy"], "problem.severity": level(page.code.severity) },
    })
}

/// `unknown-stage` as a rule's name is written: `UnknownStage`.
fn pascal(name: &str) -> String {
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    name.split('-').map(capital).collect::<Vec<String>>().concat()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(finding: &Finding, rule: Option<usize>, fingerprint: String, prefix: &str, lang: Lang) -> Json {
    let mut message = finding.message.text(lang).to_owned();
    if let Some(hint) = &finding.hint {
        message.push_str(&format!("\n{}", hint.text(lang)));
    }
    let region = |at: (u32, u32), to: (u32, u32)| json!({ "startLine": at.0, "startColumn": at.1, "endLine": to.0, "endColumn": to.1 });
    let physical = |file: &str, region: Json| {
        json!({
            "artifactLocation": { "uri": uri(prefix, file), "uriBaseId": "%SRCROOT%" },
            "region": region,
        })
    };
    let here = region((finding.line, finding.column), (finding.end_line, finding.end_column));
    let related = finding.labels.iter().enumerate().map(|(id, label)| {
        let there = region((label.line, label.column), (label.end_line, label.end_column));
        json!({
            "id": id,
            "message": { "text": label.message.text(lang) },
            "physicalLocation": physical(&label.file, there),
        })
    });
    let mut result = json!({
        "ruleId": finding.code.to_string(),
        "level": level(finding.severity),
        "message": { "text": message },
        "locations": [{ "physicalLocation": physical(&finding.file, here) }],
        "relatedLocations": related.collect::<Vec<Json>>(),
        "partialFingerprints": { "salesflowFinding/v1": fingerprint },
    });
    if let Some(rule) = rule {
        result["ruleIndex"] = rule.into();
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([mend(fix, &finding.file, prefix, lang)]);
    }
    result
}

fn mend(fix: &Fix, file: &str, prefix: &str, lang: Lang) -> Json {
    let with = &fix.replacement;
    let words = match with.is_empty() {
        true => said!("take it out", "删掉"),
        false => said!("write `{with}`", "写成 `{with}`"),
    };
    json!({
        "description": { "text": words.text(lang) },
        "artifactChanges": [{
            "artifactLocation": { "uri": uri(prefix, file), "uriBaseId": "%SRCROOT%" },
            "replacements": [{
                "deletedRegion": {
                    "startLine": fix.line, "startColumn": fix.column,
                    "endLine": fix.end_line, "endColumn": fix.end_column,
                },
                "insertedContent": { "text": with },
            }],
        }],
    })
}

/// What stays the same when lines are moved: the code, the file and the line's text, counted where they are alike.
fn fingerprint(finding: &Finding, sources: &Sources, seen: &mut BTreeMap<String, u32>) -> String {
    let text = sources.text(&finding.file).map_or("", String::as_str);
    let line = text.lines().nth((finding.line as usize).saturating_sub(1)).unwrap_or_default().trim();
    let mut hasher = blake3::Hasher::new();
    for part in [finding.code.name, &finding.file, line] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let hash: String = hasher.finalize().to_hex().chars().take(32).collect();
    let count = seen.entry(hash.clone()).or_default();
    *count += 1;
    format!("{hash}:{count}")
}

/// A path as a relative URI.
fn uri(prefix: &str, file: &str) -> String {
    let mut uri = String::new();
    for byte in prefix.bytes().chain(file.bytes()) {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compiler::testing;

    const BAD: &str = r#"
[field]
amount = { type = "mony" }
[stage.open]
start = true
[stage.fresh]
start = true
[stage.won]
end = "won"
"#;

    /// What code scanning asks of a log, as its documentation lists it.
    fn is_sound(log: &Json, sources: &Sources) {
        assert_eq!(log["version"], "2.1.0");
        assert!(log["$schema"].as_str().unwrap().contains("sarif-2.1.0"));
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: std::collections::BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), rules.len(), "a rule stands once");
        for rule in rules {
            for text in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
                assert!(!rule.pointer(text).unwrap().as_str().unwrap().is_empty(), "{text} of {rule}");
            }
            assert!(rule["shortDescription"]["text"].as_str().unwrap().chars().count() <= 1024);
            assert!(matches!(rule["defaultConfiguration"]["level"].as_str(), Some("error" | "warning")));
            assert!(rule["name"].as_str().unwrap().chars().all(char::is_alphanumeric));
        }
        for result in run["results"].as_array().unwrap() {
            let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            assert!(result["partialFingerprints"]["salesflowFinding/v1"].is_string());
            let places =
                result["locations"].as_array().unwrap().iter().chain(result["relatedLocations"].as_array().unwrap());
            let mut count = 0;
            for place in places {
                let physical = &place["physicalLocation"];
                let file = physical["artifactLocation"]["uri"].as_str().unwrap().strip_prefix("policy/").unwrap();
                // A manifest that is missing is found in its first line.
                let lines = sources.text(file).map_or(1, |text| text.lines().count() as u64 + 1);
                let n = |key: &str| physical["region"][key].as_u64().unwrap();
                assert!(n("startLine") >= 1 && n("endLine") >= n("startLine") && n("endLine") <= lines, "{place}");
                assert!(n("startColumn") >= 1 && (n("endLine") > n("startLine") || n("endColumn") >= n("startColumn")));
                count += 1;
            }
            assert!(count >= 1, "a result stands somewhere");
            for fix in result["fixes"].as_array().into_iter().flatten() {
                let replacement = &fix["artifactChanges"][0]["replacements"][0];
                assert!(replacement["insertedContent"]["text"].is_string() && replacement["deletedRegion"].is_object());
            }
        }
    }

    #[test]
    fn code_scanning_takes_the_log_of_any_finding() {
        for page in pages() {
            let found = testing::compiled(page.bad);
            is_sound(&sarif(&found.findings, &found.sources, "policy/", Lang::En), &found.sources);
            is_sound(&sarif(&found.findings, &found.sources, "policy/", Lang::Zh), &found.sources);
        }
    }

    #[test]
    fn a_result_has_its_place_its_kin_and_its_mend() {
        let found = testing::compiled(BAD);
        let log = sarif(&found.findings, &found.sources, "", Lang::En);
        let results = log["runs"][0]["results"].as_array().unwrap();
        let of = |code: &str| results.iter().find(|result| result["ruleId"] == code).unwrap();
        assert_eq!(of("E0211")["relatedLocations"][0]["message"]["text"], "the start");
        assert_eq!(of("E0211")["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 4);
        let unknown = of("E0207");
        let place = &unknown["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "workflows/deal.toml");
        assert_eq!(unknown["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "money");
    }

    #[test]
    fn the_same_finding_is_known_again_when_lines_move() {
        let marks = |text: &str| -> Vec<String> {
            let found = testing::compiled(text);
            let log = sarif(&found.findings, &found.sources, "", Lang::En);
            let results = log["runs"][0]["results"].as_array().unwrap().clone();
            results.iter().map(|result| result["partialFingerprints"]["salesflowFinding/v1"].to_string()).collect()
        };
        assert_eq!(marks(BAD), marks(&format!("\n\n# moved\n{BAD}")));
        let mut once = marks(BAD);
        once.sort();
        once.dedup();
        assert_eq!(once.len(), marks(BAD).len());
    }

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("销售 1/", "workflows/a.toml"), "%E9%94%80%E5%94%AE%201/workflows/a.toml");
    }
}
