//! The bounds of a store on disk. The defaults are what the figures in `docs/store.md` were measured with.

/// How a store on disk is opened. `Options::default()` suits everyone but tests.
#[derive(Debug, Clone)]
pub struct Options {
    /// Make the store if the folder is missing or empty; otherwise that is a failure.
    pub create: bool,
    /// Who is asking, for the message that the next one sees while the store is in use.
    pub program: String,
    /// A journal file this long is followed by a new one.
    pub segment_bytes: u64,
    /// Derived keys in memory that start a write to disk; at twice as many, commits wait for it.
    pub pending_keys_max: usize,
    /// The same for bytes, roughly counted.
    pub pending_bytes_max: usize,
    /// Events that closing may leave to be replayed by the next opener.
    pub tail_events_max: u64,
    /// The same for their bytes in the journal.
    pub tail_bytes_max: u64,
    /// Write derived data behind on a thread. Without it commits do that when the bound is reached, so that a test
    /// that rolls dice repeats a run exactly.
    pub write_behind: bool,
    /// sled's page cache.
    pub cache_bytes: u64,
    /// The least that is kept back for the day when the disk is full.
    pub ballast_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            create: true,
            program: program(),
            segment_bytes: super::journal::SEGMENT_BYTES,
            pending_keys_max: 16_384,
            pending_bytes_max: 16 << 20,
            tail_events_max: 2_000,
            tail_bytes_max: 1 << 20,
            write_behind: true,
            cache_bytes: 64 << 20,
            ballast_bytes: 4 << 20,
        }
    }
}

fn program() -> String {
    let path = std::env::args_os().next().unwrap_or_default();
    let name = std::path::Path::new(&path).file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
