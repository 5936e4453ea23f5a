//! Backup, restore and salvage: the journal as one checksummed file, and back.
//!
//! ```text
//! 0   8 bytes  "SFBACKUP"
//! 8   u32      format
//! 12  parts: u32 segment, u32 length, the bytes that come next in that journal file
//!     at the end: u32 0, u32 0, u64 events, and the blake3 hash of everything before
//! ```
//! Derived data are not in it: they follow from the events. Groups keep their positions.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::Failure;
use super::disk::RealDisk;
use super::durable::Holder;
use super::failure::At;
use super::journal::{self, CopySink, segment_name};

const MAGIC: &[u8; 8] = b"SFBACKUP";
const FORMAT: u32 = 1;
const HASH: usize = 32;
const PART_MAX: usize = 1 << 20;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    pub events: u64,
    /// The size of the file.
    pub bytes: u64,
    /// The blake3 hash at its end, in hex.
    pub checksum: String,
}

/// What was restored. Derived data have to be rebuilt by replaying all events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreReport {
    pub events: u64,
}

/// What could be saved of a damaged store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SalvageReport {
    pub events: u64,
    /// Where the damage begins; `None` if the journal was whole.
    pub stopped: Option<String>,
}

/// Writes a backup file; it has its name only when it is whole and safe.
pub(super) fn write(to: &Path, copy: &mut CopyAll<'_>) -> Result<BackupReport, Failure> {
    if to.exists() {
        return Err(Failure::Exists { path: to.to_owned() });
    }
    let partial = with_suffix(to, ".partial");
    let written = write_file(&partial, copy);
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    let report = written?;
    fs::rename(&partial, to).at(to)?;
    sync_parent(to)?;
    Ok(report)
}

/// Hands out every journal file, piece by piece, and says how many events that was.
pub(super) type CopyAll<'a> = dyn FnMut(&mut CopySink<'_>) -> Result<u64, Failure> + 'a;

fn write_file(path: &Path, copy: &mut CopyAll<'_>) -> Result<BackupReport, Failure> {
    let file = File::create(path).at(path)?;
    let mut out = Hashed { inner: BufWriter::new(file), hasher: blake3::Hasher::new(), bytes: 0 };
    out.put(MAGIC).and_then(|()| out.put(&FORMAT.to_le_bytes())).at(path)?;
    let mut part = Vec::new();
    let mut current = 0;
    let events = copy(&mut |segment, bytes| {
        if segment != current || part.len() >= PART_MAX {
            out.part(current, &part).at(path)?;
            part.clear();
            current = segment;
        }
        part.extend_from_slice(bytes);
        Ok(())
    })?;
    let mut end = || {
        out.part(current, &part)?;
        out.put(&[0; 8])?;
        out.put(&events.to_le_bytes())?;
        let hash = out.hasher.finalize();
        out.inner.write_all(hash.as_bytes())?;
        out.inner.flush()?;
        out.inner.get_ref().sync_all()?;
        Ok(BackupReport { events, bytes: out.bytes + HASH as u64, checksum: hash.to_hex().to_string() })
    };
    end().at(path)
}

struct Hashed {
    inner: BufWriter<File>,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl Hashed {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        self.inner.write_all(bytes)
    }

    fn part(&mut self, segment: u32, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.put(&segment.to_le_bytes())?;
        self.put(&(bytes.len() as u32).to_le_bytes())?;
        self.put(bytes)
    }
}

/// Makes a store out of a backup. The folder must be empty or missing; the whole file is checked before anything is
/// written.
pub fn restore(backup: &Path, into: &Path) -> Result<RestoreReport, Failure> {
    verify(backup)?;
    let mut input = BufReader::new(File::open(backup).at(backup)?);
    let broken = |why: &str| Failure::Backup { file: backup.to_owned(), why: why.into() };
    let mut head = [0; 12];
    input.read_exact(&mut head).at(backup)?;
    let format = u32::from_le_bytes(head[8..12].try_into().expect("four bytes"));
    if format != FORMAT {
        return Err(Failure::Version { file: backup.to_owned(), found: format, known: FORMAT });
    }
    let events = fill(into, &mut |sink| {
        loop {
            let mut part = [0; 8];
            input.read_exact(&mut part).at(backup)?;
            let [segment, length] =
                [0, 4].map(|from| u32::from_le_bytes(part[from..from + 4].try_into().expect("four bytes")));
            if segment == 0 {
                let mut events = [0; 8];
                input.read_exact(&mut events).at(backup)?;
                return Ok(u64::from_le_bytes(events));
            }
            let mut bytes = Vec::new();
            (&mut input).take(u64::from(length)).read_to_end(&mut bytes).at(backup)?;
            if bytes.len() != length as usize {
                return Err(broken("a part ends too early"));
            }
            sink(segment, &bytes)?;
        }
    })?;
    Ok(RestoreReport { events })
}

fn verify(backup: &Path) -> Result<(), Failure> {
    let broken = |why: &str| Failure::Backup { file: backup.to_owned(), why: why.into() };
    let mut file = File::open(backup).at(backup)?;
    let len = file.metadata().at(backup)?.len();
    let hashed = len.checked_sub(HASH as u64).ok_or_else(|| broken("it is too short"))?;
    let mut hasher = blake3::Hasher::new();
    let copied = io::copy(&mut (&mut file).take(hashed), &mut hasher).at(backup)?;
    let mut stored = [0; HASH];
    file.read_exact(&mut stored).at(backup)?;
    if copied != hashed || hasher.finalize() != stored {
        return Err(broken("its checksum is wrong"));
    }
    let mut magic = [0; 8];
    File::open(backup).and_then(|mut file| file.read_exact(&mut magic)).at(backup)?;
    if &magic == MAGIC { Ok(()) } else { Err(broken("it does not begin like one")) }
}

/// Copies what is whole of a damaged store into a new one. The damaged store is only read.
pub fn salvage(from: &Path, into: &Path) -> Result<SalvageReport, Failure> {
    let folder = from.join("journal");
    if !folder.is_dir() {
        return Err(Failure::Missing { path: from.to_owned() });
    }
    let _holder = Holder::take(from, "salvage")?;
    let mut stopped = None;
    let events = fill(into, &mut |sink| {
        let reached = journal::salvage(&RealDisk, &folder, sink)?;
        stopped = reached.stopped;
        Ok(reached.last_seq)
    })?;
    Ok(SalvageReport { events, stopped })
}

/// Writes journal files into a new store; there is no store before all of them are safe.
fn fill(into: &Path, copy: &mut CopyAll<'_>) -> Result<u64, Failure> {
    if fs::read_dir(into).is_ok_and(|mut items| items.next().is_some()) {
        return Err(Failure::Exists { path: into.to_owned() });
    }
    let partial = into.join("journal.partial");
    fs::create_dir_all(&partial).at(&partial)?;
    let filled = fill_folder(&partial, copy);
    if filled.is_err() {
        let _ = fs::remove_dir_all(&partial);
    }
    let events = filled?;
    let journal = into.join("journal");
    fs::rename(&partial, &journal).at(&journal)?;
    sync_parent(&journal)?;
    sync_parent(into)?;
    Ok(events)
}

fn fill_folder(folder: &Path, copy: &mut CopyAll<'_>) -> Result<u64, Failure> {
    let mut current: Option<(u32, File, PathBuf)> = None;
    let events = copy(&mut |segment, bytes| {
        if current.as_ref().is_none_or(|(number, ..)| *number != segment) {
            if let Some((_, file, path)) = current.take() {
                file.sync_all().at(&path)?;
            }
            let path = folder.join(segment_name(segment));
            current = Some((segment, File::create_new(&path).at(&path)?, path));
        }
        let (_, file, path) = current.as_mut().expect("a file was just opened");
        file.write_all(bytes).at(path)
    })?;
    if let Some((_, file, path)) = current {
        file.sync_all().at(&path)?;
    }
    File::open(folder).and_then(|folder| folder.sync_all()).at(folder)?;
    Ok(events)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn sync_parent(path: &Path) -> Result<(), Failure> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent).and_then(|parent| parent.sync_all()).at(parent)
}
