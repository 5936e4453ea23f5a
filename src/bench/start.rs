//! One call of the command line with a store of its own: the whole process, from start to exit.

use std::{
    path::Path,
    process::{Command as Process, Stdio},
    time::Instant,
};

use super::{Figure, Scratch, broke, failed, files, median};
use crate::server::Problem;

/// Records in the store the call opens.
const RECORDS: usize = 1_000;
/// Calls that are timed.
const CALLS: usize = 15;

pub(super) fn measure(scratch: &Scratch, program: &Path, keep: &mut impl FnMut(Figure)) -> Result<(), Problem> {
    let folder = scratch.at("start");
    for (path, text) in files() {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, text))
            .map_err(|error| failed(&path, &error))?;
    }
    let commands: String = (0..RECORDS)
        .map(|n| format!("{{\"new\":\"deal\",\"with\":{{\"title\":\"deal {n}\",\"amount\":\"1200\"}}}}\n"))
        .collect();
    let lines = folder.join("commands.ndjson");
    std::fs::write(&lines, commands).map_err(|error| failed(&lines, &error))?;
    call(program, &folder, &["run", &lines.to_string_lossy(), "--as", "ann", "--json"])?;
    let reading: &[&str] = &["show", "D-0000500", "--json"];
    let writing: &[&str] = &["set", "D-0000500", "amount=1300", "--as", "ann", "--json"];
    for (name, arguments) in [("one call that reads", reading), ("one call that writes", writing)] {
        let mut times = Vec::with_capacity(CALLS);
        for n in 0..CALLS {
            let amount = format!("amount={}", 2_000 + n);
            let mut arguments = arguments.to_vec();
            if arguments[0] == "set" {
                arguments[2] = &amount;
            }
            let start = Instant::now();
            call(program, &folder, &arguments)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        keep(Figure { name, value: median(times), unit: "ms", beside: None, ratio: None });
    }
    Ok(())
}

fn call(program: &Path, folder: &Path, arguments: &[&str]) -> Result<(), Problem> {
    let status = Process::new(program)
        .args(arguments)
        .arg("--policy")
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| failed(program, &error))?;
    if status.success() { Ok(()) } else { Err(broke(format!("`{}` ended with {status}", arguments.join(" ")))) }
}
