//! `kill -9` in the middle of `run` and of `import`: nothing acknowledged is lost, nothing is half done.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

const KILLS: usize = 15;

fn salesflow(policy: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_salesflow"));
    command.arg("--policy").arg(policy).env_remove("SALESFLOW_ACTOR");
    command
}

fn answer(policy: &Path, arguments: &[&str]) -> Value {
    let output = salesflow(policy).args(arguments).arg("--json").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr)))
}

fn verified(policy: &Path) {
    let answer = answer(policy, &["verify"]);
    assert_eq!(answer["data"]["problems"], json!([]), "{answer}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, name) = (entry.path(), entry.file_name());
        if name == "data" {
            continue;
        }
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => drop(fs::copy(path, to.join(name)).unwrap()),
        }
    }
}

fn example(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let policy = folder.path().join("policy");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name), &policy);
    (folder, policy)
}

/// Moments to strike at, spread over the run by a fixed sequence.
fn moments(from_ms: u64, spread_ms: u64) -> impl Iterator<Item = Duration> {
    let mut dice = 0x9E37_79B9_7F4A_7C15_u64;
    (0..KILLS).map(move |_| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        Duration::from_millis(from_ms + dice % spread_ms)
    })
}

/// Feeds `run` with records that are made and moved, until it dies; what it has acknowledged is collected.
fn feed(mut child: Child, round: usize, acknowledged: &Arc<Mutex<Vec<Value>>>, seen: &Arc<AtomicUsize>) -> Child {
    let mut input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    thread::spawn(move || {
        for n in 0.. {
            let title = format!("round {round} deal {n}");
            let key = format!("{round}-{n}");
            let line = json!({ "new": "deal", "as": "ana", "idempotency_key": key,
                "with": { "title": title, "amount": "12000" } });
            if writeln!(input, "{line}").is_err() {
                return;
            }
        }
    });
    let (acknowledged, seen) = (acknowledged.clone(), seen.clone());
    thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            // The last line may be torn by the kill: it was never acknowledged.
            if let Ok(answer) = serde_json::from_str::<Value>(&line) {
                acknowledged.lock().unwrap().push(answer);
                seen.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    child
}

#[test]
fn what_run_has_acknowledged_survives_kill() {
    let (_folder, policy) = example("minimal");
    let mut all: BTreeSet<String> = BTreeSet::new();
    for (round, moment) in moments(0, 120).enumerate() {
        let child = salesflow(&policy)
            .args(["run", "-", "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::new(AtomicUsize::new(0));
        let mut child = feed(child, round, &acknowledged, &seen);
        // Strike once it is at work, not while it starts.
        let start = Instant::now();
        while seen.load(Ordering::Relaxed) == 0 && start.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(1));
        }
        thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        thread::sleep(Duration::from_millis(20));
        let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
        assert!(!acknowledged.is_empty(), "round {round} acknowledged nothing");
        for answer in &acknowledged {
            assert_eq!(answer["ok"], json!(true), "{answer}");
            all.insert(answer["data"]["id"].as_str().unwrap().to_owned());
        }
        verified(&policy);
    }
    let listed = answer(&policy, &["list", "deal", "--limit", "1000000"]);
    let there: BTreeSet<String> = listed["data"]["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["id"].as_str().unwrap().to_owned())
        .collect();
    let lost: Vec<&String> = all.difference(&there).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged records are lost: {lost:?}", lost.len(), all.len());
}

/// The sample's rows again and again under other ids, so that an import is long enough to be struck; how many.
fn many_times(sample: &Path, into: &Path) -> usize {
    let text = fs::read_to_string(sample).unwrap();
    let (heading, rows) = text.split_once('\n').unwrap();
    let mut all = format!("{heading}\n");
    for n in 0..10 {
        for row in rows.lines() {
            all.push_str(&format!("{n}{}\n", &row[1..]));
        }
    }
    fs::write(into, &all).unwrap();
    all.lines().count() - 1
}

#[test]
fn an_import_that_is_killed_is_finished_by_the_next() {
    let (_folder, policy) = example("crm-pipeline");
    let sample = policy.join("sample");
    for (file, workflow) in [("accounts.csv", "account"), ("products.csv", "product")] {
        let rows = sample.join(file);
        let map = policy.join("import").join(file.replace(".csv", ".toml"));
        let done = answer(
            &policy,
            &[
                "import",
                rows.to_str().unwrap(),
                "--workflow",
                workflow,
                "--map",
                map.to_str().unwrap(),
                "--as",
                "robin.ellery",
            ],
        );
        assert_eq!(done["ok"], json!(true), "{done}");
    }
    let pipeline = policy.join("many.csv");
    let rows = many_times(&sample.join("sales_pipeline.csv"), &pipeline);
    let map = policy.join("import/opportunities.toml");
    let arguments = [
        "import",
        pipeline.to_str().unwrap(),
        "--workflow",
        "opportunity",
        "--map",
        map.to_str().unwrap(),
        "--as",
        "robin.ellery",
    ];
    for moment in moments(150, 500) {
        let mut child = salesflow(&policy).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(moment);
        child.kill().unwrap();
        child.wait().unwrap();
        verified(&policy);
        // Half done would be a record that was made and not moved to where its row says it stands.
        let half = answer(&policy, &["list", "opportunity", "--limit", "100000"]);
        for record in half["data"]["records"].as_array().unwrap() {
            let closed = !record["outcome"].is_null();
            let valued = !record["fields"]["close_value"].is_null();
            assert_eq!(closed, valued, "{record}");
        }
    }
    let done = answer(&policy, &arguments);
    assert_eq!(done["ok"], json!(true), "{done}");
    assert_eq!(done["data"]["files"][0]["rejected"], json!(0), "{done}");
    let listed = answer(&policy, &["list", "opportunity", "--limit", "100000"]);
    assert_eq!(listed["data"]["records"].as_array().unwrap().len(), rows);
    verified(&policy);
}
