//! Reload: a file of a policy of many workflows is saved; how long until the new rules are in force, and how long a
//! command waits meanwhile.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use super::{Figure, Scratch, Size, broke, check, failed, median, written};
use crate::{
    compiler,
    desk::{Clock, Desk, Folder, watch},
    server::Problem,
    store,
};

/// Edits that are timed.
const EDITS: usize = 7;
/// After this long an edit is taken for lost.
const LOST: Duration = Duration::from_secs(10);

pub(super) fn measure(size: Size, scratch: &Scratch, keep: &mut impl FnMut(Figure)) -> Result<(), Problem> {
    let root = scratch.at("reload");
    written(&root, &check::many(size.workflows))?;
    let folder = Folder::at(&root);
    let compiled = folder.compile().map_err(broke)?;
    let fingerprint = compiled.sources.fingerprint();
    let policy =
        compiled.policy.ok_or_else(|| broke(compiler::render(&compiled.findings, &compiled.sources, false)))?;
    let opened = store::open("memory:", store::Options::default()).map_err(broke)?;
    let desk = Arc::new(Desk::open(opened, policy, Clock::system()).map_err(broke)?);

    let taken = desk.clone();
    let longest = Arc::new(std::sync::Mutex::new(0.0_f64));
    let waited = longest.clone();
    let watching = watch(folder, fingerprint, move |sources| {
        if let Ok(sources) = sources
            && let Some(policy) = compiler::compile(&sources).policy
        {
            let start = Instant::now();
            let _shown_by_the_version = taken.take_policy(policy);
            let ms = start.elapsed().as_secs_f64() * 1e3;
            let mut longest = waited.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            *longest = longest.max(ms);
        }
    });
    thread::sleep(Duration::from_millis(300));
    let edited = root.join("workflows/deal.toml");
    let text = fs::read_to_string(&edited).map_err(|error| failed(&edited, &error))?;
    let lost = AtomicBool::new(false);
    let mut times = Vec::with_capacity(EDITS);
    for n in 0..EDITS {
        let version = desk.policy().version;
        let new = text.replace("days_overdue < 90", &format!("days_overdue < {}", 91 + n));
        fs::write(&edited, new).map_err(|error| failed(&edited, &error))?;
        let start = Instant::now();
        while desk.policy().version == version {
            if start.elapsed() > LOST {
                lost.store(true, Ordering::Relaxed);
                break;
            }
            thread::sleep(Duration::from_micros(200));
        }
        times.push(start.elapsed().as_secs_f64() * 1e3);
        thread::sleep(Duration::from_millis(50));
    }
    drop(watching);
    if lost.load(Ordering::Relaxed) {
        return Err(broke("an edit was not noticed within ten seconds"));
    }
    keep(Figure { name: "saved until in force", value: median(times), unit: "ms", beside: None, ratio: None });
    let longest = *longest.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    keep(Figure { name: "longest a command waits for a swap", value: longest, unit: "ms", beside: None, ratio: None });
    desk.close().map_err(broke)
}
