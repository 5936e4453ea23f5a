//! The tutorial, typed as a newcomer would: what the page shows is what one sees.

use std::{fs, path::Path, process::Command};

const PAGE: &str = include_str!("../../docs/tutorial.md");

/// A fenced block: what stands behind the fence, and the text within.
fn blocks() -> Vec<(&'static str, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in PAGE.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => open = Some((info, String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, text))) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    blocks
}

/// Durations differ from run to run.
fn steady(text: &str) -> String {
    let durations = regex::Regex::new(r"\d+(\.\d+)? m?s\b").unwrap();
    let text = durations.replace_all(text, "… ms");
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn run(folder: &Path, line: &str) -> String {
    let command = line.replace("salesflow", &format!("'{}'", env!("CARGO_BIN_EXE_salesflow")));
    let output = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("SALESFLOW_LANG", "en")
        .env_remove("SALESFLOW_ACTOR")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Runs each line behind `$` and puts what it says below.
fn transcript(folder: &Path, text: &str) -> String {
    let mut seen = String::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
        let inside = folder.join("bakery");
        let at = if inside.is_dir() { &inside } else { folder };
        seen.push_str(&format!("$ {line}\n{}\n", steady(&run(at, line))));
    }
    seen
}

#[test]
fn what_the_tutorial_shows_is_what_one_sees() {
    let folder = tempfile::tempdir().unwrap();
    for (info, text) in blocks() {
        match info.split_once(' ').unwrap_or((info, "")) {
            ("toml", path) => {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, text).unwrap();
                // "Delete `workflows/deal.toml` and its scenario `tests/deal.toml`, and write".
                for gone in ["workflows/deal.toml", "tests/deal.toml"] {
                    let _ = fs::remove_file(folder.path().join("bakery").join(gone));
                }
            }
            ("change", path) => {
                let path = folder.path().join(path);
                let before = fs::read_to_string(&path).unwrap();
                let (old, new) = text.split_once('\n').unwrap();
                assert!(before.contains(old), "{info}: {old}");
                fs::write(&path, before.replacen(old, new.trim_end(), 1)).unwrap();
            }
            ("console", _) => assert_eq!(transcript(folder.path(), &text).trim(), steady(&text)),
            other => panic!("a block of no known kind: {other:?}"),
        }
    }
}
