//! The house stands as it was drawn: imports only point down, and the pure floors touch nothing of the world.

use std::{
    fs,
    path::{Path, PathBuf},
};

const FLOORS: [(&str, u8); 15] = [
    ("model", 1),
    ("script", 2),
    ("policy", 3),
    ("store", 3),
    ("engine", 4),
    ("figures", 4),
    ("compiler", 5),
    ("desk", 6),
    ("exchange", 6),
    ("scenario", 6),
    ("cli", 7),
    ("server", 7),
    ("report", 7),
    ("lsp", 7),
    ("bench", 7),
];

const PURE: [&str; 6] = ["model", "script", "policy", "engine", "figures", "compiler"];

/// What a pure floor never names. Maps without an order would let a run differ from its replay.
const WORLD: [&str; 13] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "Timestamp::now",
    "Zoned::now",
    "HashMap",
    "HashSet",
    "println!",
    "thread_rng",
];

/// The exceptions, and why they are: a script's time limit has to look at a clock, which never gives a value; and large
/// policies are compiled by two threads, in such a way that nothing found depends on which of them is the faster.
const EXCEPTIONS: [(&str, &str); 2] = [("script/clock.rs", "Instant"), ("compiler/lanes.rs", "std::thread")];

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn files(below: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(below).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Each source line that is code the product runs: comments and test modules at a file's end are left out.
fn code() -> Vec<(String, usize, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files(&src, &mut paths);
    paths.sort();
    let mut lines = Vec::new();
    for path in paths {
        let name = path.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        let is_test = name.split('/').any(|part| {
            let part = part.trim_end_matches(".rs");
            matches!(part, "tests" | "test" | "testing" | "fixture")
        });
        if is_test {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for (n, line) in text.lines().enumerate() {
            if line.trim_start().starts_with("#[cfg(test)]")
                && text.lines().nth(n + 1).is_some_and(|l| l.ends_with('{'))
            {
                break;
            }
            let code = line.split("//").next().unwrap_or_default();
            lines.push((name.clone(), n + 1, code.to_owned()));
        }
    }
    assert!(lines.len() > 5_000, "the house has been looked for in the wrong place");
    lines
}

#[test]
fn imports_only_point_down() {
    let mut up = Vec::new();
    for (file, line, code) in code() {
        let Some(mine) = file.split('/').next().and_then(|room| floor(room.trim_end_matches(".rs"))) else {
            continue;
        };
        for reference in code.match_indices("crate::").map(|(at, _)| &code[at + 7..]) {
            let names: Vec<&str> = match reference.strip_prefix('{') {
                Some(group) => {
                    group.split(',').map(|part| part.trim().split("::").next().unwrap_or_default()).collect()
                }
                None => vec![reference.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()],
            };
            for room in names {
                if floor(room).is_some_and(|theirs| theirs > mine) {
                    up.push(format!("{file}:{line} reaches up to {room}"));
                }
            }
        }
    }
    assert!(up.is_empty(), "{}", up.join("\n"));
}

#[test]
fn the_pure_floors_touch_nothing_of_the_world() {
    let mut touched = Vec::new();
    for (file, line, code) in code() {
        let room = file.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        if !PURE.contains(&room) {
            continue;
        }
        for word in WORLD.iter().filter(|word| code.contains(**word)) {
            if !EXCEPTIONS.contains(&(file.as_str(), word)) {
                touched.push(format!("{file}:{line} {word}"));
            }
        }
    }
    assert!(touched.is_empty(), "{} places:\n{}", touched.len(), touched.join("\n"));
}
