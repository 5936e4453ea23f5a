//! The command line as people and programs meet it: the built program, in folders of its own, at a fixed moment.
//!
//! Rules are proved elsewhere; here the wiring, the words and the shapes are.

mod check;
mod codes;
mod conditions;
mod daemon;
mod help;
mod import;
mod languages;
mod policy;
mod records;
mod report;
mod results;
mod scenarios;
mod stream;
mod targets;
mod tutorial;
mod upkeep;

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use serde_json::Value as Json;
use tempfile::TempDir;

/// The moment all tests run at, but for those that say otherwise: a Monday morning.
const NOW: &str = "2026-03-02T09:00:00Z";

/// A folder with a policy in it.
struct House {
    dir: TempDir,
}

/// What the program answered.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl House {
    /// An empty folder.
    fn bare() -> House {
        House { dir: TempDir::new().unwrap() }
    }

    /// A folder that `init` has filled.
    fn of(example: &str) -> House {
        let house = House::bare();
        let said = house.says(&["init", "--example", example]);
        assert_eq!(said.code, 0, "{}", said.err);
        house
    }

    /// The smallest whole policy.
    fn minimal() -> House {
        House::of("minimal")
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// The program in this folder, without the clock's and the environment's whims.
    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_salesflow"));
        command
            .current_dir(self.path())
            .env_remove("SALESFLOW_ACTOR")
            .env("NO_COLOR", "1")
            .env("COLUMNS", "120")
            .env("SALESFLOW_LANG", "en");
        command
    }

    /// Runs it at [`NOW`].
    fn says(&self, args: &[&str]) -> Said {
        self.says_at(NOW, args, "")
    }

    /// Runs it at a moment, with something on its standard input.
    fn says_at(&self, now: &str, args: &[&str], input: &str) -> Said {
        let mut command = self.program();
        command.args(["--now", now]).args(args);
        said(&mut command, input)
    }

    /// Runs it under `--json`: the one document, which must be the only thing on standard output.
    fn json(&self, args: &[&str]) -> Json {
        let said = self.says(&[&["--json"], args].concat());
        let json: Json = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out));
        assert_eq!(json["ok"], said.code == 0, "{}", said.out);
        assert_eq!(said.out.lines().count(), 1);
        json
    }

    /// The same, for what must be done: its data.
    fn data(&self, args: &[&str]) -> Json {
        let json = self.json(args);
        assert_eq!(json["ok"], true, "{json}");
        json["data"].clone()
    }

    /// Commands one after another, as they look on a screen.
    fn transcript(&self, lines: &[&[&str]]) -> String {
        let mut all = String::new();
        for line in lines {
            let said = self.says(line);
            all.push_str(&format!("$ salesflow {}\n{}{}", typed(line), said.out, said.err));
            if said.code != 0 {
                all.push_str(&format!("[exit {}]\n", said.code));
            }
            all.push('\n');
        }
        self.redacted(&all)
    }

    /// The text without what differs from run to run.
    fn redacted(&self, text: &str) -> String {
        let real = self.path().canonicalize().unwrap();
        let text = text.replace(&*real.to_string_lossy(), "[DIR]");
        text.replace(&*self.path().to_string_lossy(), "[DIR]")
    }
}

fn said(command: &mut Command, input: &str) -> Said {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
}

fn typed(line: &[&str]) -> String {
    let word = |word: &&str| match word.contains([' ', '"', '>']) {
        true => format!("'{word}'"),
        false => (*word).to_owned(),
    };
    line.iter().map(word).collect::<Vec<_>>().join(" ")
}
