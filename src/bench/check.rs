//! `check` of a large policy: a thousand workflows in a megabyte of text, read from their folder, compiled and proved;
//! beside the reading of the same files alone.

use std::time::Instant;

use super::{Figure, Scratch, Size, broke, files, median, written};
use crate::{compiler::Finding, desk::Folder, server::Problem};

/// Rounds that are timed.
const ROUNDS: usize = 5;

pub(super) fn measure(size: Size, scratch: &Scratch, keep: &mut impl FnMut(Figure)) -> Result<(), Problem> {
    let root = scratch.at("check");
    let all = many(size.checked);
    written(&root, &all)?;
    let folder = Folder::at(&root);
    let (mut reading, mut checking) = (Vec::new(), Vec::new());
    let mut before: Option<Vec<Finding>> = None;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        folder.read_with_tests().map_err(broke)?;
        reading.push(start.elapsed().as_secs_f64() * 1e3);
        let start = Instant::now();
        let compiled = folder.compile_with_tests().map_err(broke)?;
        // Until everything found is there: the policy's memory is given back after that.
        checking.push(start.elapsed().as_secs_f64() * 1e3);
        let findings = compiled.findings;
        if before.as_ref().is_some_and(|before| *before != findings) {
            return Err(broke("two checks of the same files do not find the same"));
        }
        before = Some(findings);
    }
    let bytes: usize = all.iter().map(|(_, text)| text.len()).sum();
    let (read, value) = (median(reading), median(checking));
    keep(Figure {
        name: "size of the policy that is checked",
        value: bytes as f64 / 1e6,
        unit: "MB",
        beside: None,
        ratio: None,
    });
    keep(Figure {
        name: "check of that policy",
        value,
        unit: "ms",
        beside: Some("reading its files alone"),
        ratio: Some(value / read),
    });
    Ok(())
}

/// The policy of the benchmark with so many workflows.
pub(super) fn many(workflows: usize) -> Vec<(String, String)> {
    let mut all = files();
    let deal = all.iter().find(|(path, _)| path == "workflows/deal.toml").map(|(_, text)| text.clone());
    let deal = deal.unwrap_or_default();
    // The copies close without the chain, which would be read once more for each of them.
    let deal = deal.replace("approval = \"deal\"\nmeanwhile = \"review\"\n", "").replace("[stage.review]\n", "");
    all.extend(
        (1..workflows)
            .map(|n| (format!("workflows/deal{n}.toml"), deal.replace("D-{seq:7}", &format!("D{n}-{{seq:7}}")))),
    );
    all
}
