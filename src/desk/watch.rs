//! The watch on a policy folder: notices that its files are no longer what they were, whatever way they changed.
//!
//! What the operating system tells is only a hint to look again: the whole folder is read and hashed, so atomic renames,
//! swapped links, deletions, a `git checkout` and lost hints all come to the same. Now and then we look without a hint.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Folder;
use crate::compiler::Sources;

/// Silence after a hint before we look: editors write in several strokes.
const QUIET: Duration = Duration::from_millis(25);
/// However restless, we look after this long.
const RESTLESS_MAX: Duration = Duration::from_millis(250);
/// We look this often without any hint: network folders give none.
const UNHINTED: Duration = Duration::from_secs(5);

/// A watch; dropping it ends it.
pub struct Watch {
    stop: Sender<Hint>,
    thread: Option<JoinHandle<()>>,
}

enum Hint {
    Look,
    Stop,
}

/// Watches a folder and hands over its files whenever their texts differ from those last seen. A folder that cannot be
/// read is handed over as the error, once.
pub fn watch(
    folder: Folder,
    seen: String,
    mut changed: impl FnMut(std::io::Result<Sources>) + Send + 'static,
) -> Watch {
    let (stop, hints) = mpsc::channel();
    let tell = stop.clone();
    let thread = std::thread::spawn(move || {
        let mut seen = Ok(seen);
        let mut eyes = Eyes::open(&folder, tell);
        while wait(&hints) {
            eyes.keep_open(&folder);
            let now = folder.read();
            let print = now.as_ref().map(Sources::fingerprint).map_err(ToString::to_string);
            if print != seen {
                seen = print;
                changed(now);
            }
        }
    });
    Watch { stop, thread: Some(thread) }
}

/// Waits until it is time to look; false: it is time to stop.
fn wait(hints: &Receiver<Hint>) -> bool {
    match hints.recv_timeout(UNHINTED) {
        Ok(Hint::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        Err(RecvTimeoutError::Timeout) => return true,
        Ok(Hint::Look) => {}
    }
    let first = Instant::now();
    while first.elapsed() < RESTLESS_MAX {
        match hints.recv_timeout(QUIET) {
            Ok(Hint::Look) => {}
            Ok(Hint::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    true
}

/// The operating system's watches: on the folder, the one above it (it may be swapped itself) and those below.
struct Eyes {
    watcher: Option<RecommendedWatcher>,
    on: BTreeSet<(PathBuf, u64)>,
    tell: Sender<Hint>,
}

impl Eyes {
    fn open(folder: &Folder, tell: Sender<Hint>) -> Eyes {
        let mut eyes = Eyes { watcher: None, on: BTreeSet::new(), tell };
        eyes.keep_open(folder);
        eyes
    }

    /// Renews the watches where a folder has come, gone or been replaced.
    fn keep_open(&mut self, folder: &Folder) {
        let root = folder.root();
        let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty());
        let below = ["org", "workflows", "rules"].map(|name| root.join(name));
        let all = parent.into_iter().map(Path::to_path_buf).chain([root.to_path_buf()]).chain(below);
        let on: BTreeSet<(PathBuf, u64)> = all.filter_map(|path| identity(&path).map(|id| (path, id))).collect();
        if on == self.on && self.watcher.is_some() {
            return;
        }
        let tell = self.tell.clone();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Reading a file is an event too: ours would wake us for ever.
            let hint = event.map_or(true, |event| !matches!(event.kind, EventKind::Access(_)));
            if hint {
                let _gone = tell.send(Hint::Look);
            }
        });
        // Without watches we still look every few seconds.
        self.watcher = watcher.ok();
        if let Some(watcher) = &mut self.watcher {
            for (path, _) in &on {
                let _unwatched = watcher.watch(path, RecursiveMode::NonRecursive);
            }
        }
        self.on = on;
        // What changed while the watches were being renewed told nobody.
        let _gone = self.tell.send(Hint::Look);
    }
}

fn identity(path: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    let meta = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_dir)?;
    Some(meta.ino() ^ meta.dev().rotate_left(32))
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _gone = self.stop.send(Hint::Stop);
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}
