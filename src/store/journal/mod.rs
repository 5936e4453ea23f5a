//! The journal: events in numbered files, appended and flushed group by group. The truth of the store.
//!
//! Files are `000001.log`, `000002.log` … without gaps; only the last one grows. Space is reserved ahead in growing
//! steps, because an append into reserved space changes no metadata and its flush is cheaper. Nothing is ever
//! rewritten; the only thing ever cut is an entry at the very end that was not acknowledged.

mod frame;
mod header;
mod reader;
pub(super) mod recovery;
mod salvage;

use std::collections::BTreeMap;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use frame::{Frame, HEAD, Head};
pub(super) use frame::{RAW_MAX, encode};
pub(super) use header::{HEADER, Header};
use reader::{Reader, Step};
use recovery::Found;
pub(super) use salvage::salvage;

use super::disk::{Disk, DiskFile, read_up_to};
use super::failure::At;
use super::{Entry, Failure, Position, VisitEntry};

const RESERVE_MIN: u64 = 256 << 10;
const RESERVE_MAX: u64 = 8 << 20;
/// How long a journal file gets unless options say otherwise.
pub(super) const SEGMENT_BYTES: u64 = 64 << 20;
const OPEN_FILES_MAX: usize = 64;
/// Offsets in a segment must fit a [`Position`].
const SEGMENT_MAX: u64 = 2 << 30;

pub(super) struct Journal {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    segment_bytes: u64,
    next_seq: AtomicU64,
    next_position: AtomicU64,
    writer: Mutex<Writer>,
    /// What the file being written holds: known to readers without asking the writer, who may be waiting for a flush.
    live: Mutex<Live>,
    /// Older files that were read lately.
    files: Mutex<BTreeMap<u32, Arc<dyn DiskFile>>>,
}

struct Writer {
    segment: u32,
    file: Arc<dyn DiskFile>,
    path: PathBuf,
    len: u64,
    reserved: u64,
    raw_bytes: u64,
    buffer: Vec<u8>,
    poisoned: Option<String>,
}

#[derive(Clone)]
struct Live {
    segment: u32,
    file: Arc<dyn DiskFile>,
    end: u64,
    next_seq: u64,
    raw_bytes: u64,
    marks: Vec<Mark>,
}

/// A signpost in the last file, so that a replay of the tail need not walk from its start.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    offset: u64,
    seq: u64,
}

impl Mark {
    fn note(marks: &mut Vec<Self>, offset: u64, seq: u64) {
        const EVERY: u64 = 64 << 10;
        if marks.last().is_none_or(|last| offset >= last.offset + EVERY) {
            marks.push(Self { offset, seq });
        }
    }
}

/// What one append did.
pub(super) struct Appended {
    pub position: Position,
    pub last_seq: u64,
    pub stored_bytes: u64,
}

pub(super) fn segment_name(segment: u32) -> String {
    format!("{segment:06}.log")
}

fn segment_number(name: &str) -> Option<u32> {
    name.strip_suffix(".log")?.parse().ok().filter(|&number| number > 0)
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Journal {
    /// Goes on where the journal was found to end, cutting what was never finished; or begins a new one.
    pub fn start(
        disk: Arc<dyn Disk>,
        folder: &Path,
        found: Option<Found>,
        segment_bytes: u64,
        notes: &mut Vec<String>,
    ) -> Result<Self, Failure> {
        let found = match found {
            Some(found) => found,
            None => begin(&*disk, folder, Header { segment: 1, first_seq: 1, raw_before: 0 }, segment_bytes)?,
        };
        repair(&*disk, &found, notes)?;
        // A process may have died after writing and before flushing. What we found must be as safe as what we add.
        // The name of a file is safe before its first entry is written.
        found.file.sync().at(&found.path)?;
        let is_unused = found.end == HEADER as u64;
        if is_unused {
            disk.sync_folder(folder).at(folder)?;
        }
        let reserved = if found.torn_bytes > 0 { found.end } else { found.file_len };
        let writer = Writer {
            segment: found.header.segment,
            file: Arc::clone(&found.file),
            path: found.path,
            len: found.end,
            reserved,
            raw_bytes: found.raw_bytes,
            buffer: Vec::new(),
            poisoned: None,
        };
        let live = Live {
            segment: writer.segment,
            file: found.file,
            end: found.end,
            next_seq: found.next_seq,
            raw_bytes: found.raw_bytes,
            marks: found.marks,
        };
        let segment_bytes = segment_bytes.min(SEGMENT_MAX);
        Ok(Self {
            disk,
            folder: folder.to_owned(),
            segment_bytes,
            next_seq: AtomicU64::new(found.next_seq),
            next_position: AtomicU64::new(writer.next_position(segment_bytes).0),
            writer: Mutex::new(writer),
            live: Mutex::new(live),
            files: Mutex::default(),
        })
    }

    pub fn next_seq(&self) -> u64 {
        self.next_seq.load(Ordering::Acquire)
    }

    pub fn next_position(&self) -> Position {
        Position(self.next_position.load(Ordering::Acquire))
    }

    /// Appends a group and waits until the disk has it.
    pub fn append(&self, events: &[Vec<u8>]) -> Result<Appended, Failure> {
        let mut writer = lock(&self.writer);
        if let Some(why) = &writer.poisoned {
            return Err(Failure::Poisoned { path: self.folder.clone(), why: why.clone() });
        }
        let first_seq = self.next_seq();
        let position = self.next_position();
        let mut buffer = std::mem::take(&mut writer.buffer);
        buffer.clear();
        let raw_bytes = encode(position, first_seq, events, &mut buffer)?;
        if position.segment() != writer.segment {
            self.rotate(&mut writer, first_seq)?;
        }
        writer.append(&buffer, self.segment_bytes)?;
        writer.raw_bytes += raw_bytes;
        let appended =
            Appended { position, last_seq: first_seq + events.len() as u64 - 1, stored_bytes: buffer.len() as u64 };
        self.publish(&writer, &appended, first_seq);
        buffer.shrink_to(RESERVE_MIN as usize);
        writer.buffer = buffer;
        Ok(appended)
    }

    fn publish(&self, writer: &Writer, appended: &Appended, first_seq: u64) {
        let mut live = lock(&self.live);
        if live.segment != writer.segment {
            live.segment = writer.segment;
            live.file = Arc::clone(&writer.file);
            live.marks.clear();
        }
        live.end = writer.len;
        live.next_seq = appended.last_seq + 1;
        live.raw_bytes = writer.raw_bytes;
        Mark::note(&mut live.marks, appended.position.offset(), first_seq);
        self.next_seq.store(live.next_seq, Ordering::Release);
        self.next_position.store(writer.next_position(self.segment_bytes).0, Ordering::Release);
    }

    fn rotate(&self, writer: &mut Writer, first_seq: u64) -> Result<(), Failure> {
        let header = Header { segment: writer.segment + 1, first_seq, raw_before: writer.raw_bytes };
        let next = begin(&*self.disk, &self.folder, header, self.segment_bytes)?;
        // Only gives back what was reserved; readers stop at the zeros if it fails.
        let _ = writer.file.set_len(writer.len);
        writer.segment = header.segment;
        writer.file = next.file;
        writer.path = next.path;
        writer.len = next.end;
        writer.reserved = next.file_len;
        Ok(())
    }

    /// The group at a position that [`Journal::append`] gave out.
    pub fn read(&self, at: Position) -> Result<Entry, Failure> {
        let nothing = || Failure::NoEntry { path: self.folder.clone(), segment: at.segment(), offset: at.offset() };
        let live = lock(&self.live).clone_for_reading();
        if at >= Position::new(live.segment, live.end as u32) || at.offset() < HEADER as u64 || at.segment() == 0 {
            return Err(nothing());
        }
        let path = self.path(at.segment());
        let file = self.file(at.segment(), &live)?;
        let damaged = || Failure::Damaged {
            file: path.clone(),
            offset: at.offset(),
            last_good: 0,
            why: "no whole entry lies there".into(),
        };
        let end = if at.segment() == live.segment { live.end } else { file.len().at(&path)? };
        let start = read_up_to(&*file, at.offset(), 4 << 10).at(&path)?;
        let head = start.first_chunk::<HEAD>().map(Head::parse).ok_or_else(damaged)?;
        if !head.plausible() || at.offset() + head.size() as u64 > end {
            return Err(damaged());
        }
        let bytes =
            if head.size() <= start.len() { start } else { read_up_to(&*file, at.offset(), head.size()).at(&path)? };
        let bytes = bytes.get(..head.size()).ok_or_else(damaged)?;
        Frame::check(at, head, bytes).and_then(|frame| frame.entry()).ok_or_else(damaged)
    }

    /// Walks the journal from the group that holds `from_seq`.
    pub fn events(&self, from_seq: u64, visit: &mut VisitEntry<'_>) -> Result<(), Failure> {
        let from_seq = from_seq.max(1);
        self.walk(from_seq, &mut |frame, path| {
            let Some(mut entry) = frame.entry() else {
                let offset = frame.position.offset();
                return Err(damaged_entry(path, offset, frame.first_seq));
            };
            if entry.first_seq < from_seq {
                entry.events.drain(..(from_seq - entry.first_seq) as usize);
                entry.first_seq = from_seq;
            }
            Ok(visit(entry))
        })
    }

    /// Hands every entry from the one that holds `from_seq` to `visit`, checked but not unpacked.
    fn walk(&self, from_seq: u64, visit: &mut VisitFrame<'_>) -> Result<(), Failure> {
        let live = lock(&self.live).clone();
        if from_seq >= live.next_seq {
            return Ok(());
        }
        let mut segment = self.segment_of(from_seq, &live)?;
        let (mut at, mut seq) = match live.marks.iter().rfind(|mark| mark.seq <= from_seq) {
            Some(mark) if segment == live.segment => (mark.offset, mark.seq),
            _ => (HEADER as u64, self.header(segment, &live)?.first_seq),
        };
        loop {
            let path = self.path(segment);
            let file = self.file(segment, &live)?;
            let end = if segment == live.segment { live.end } else { file.len().at(&path)? };
            let mut reader = Reader::new(file, Position::new(segment, at as u32), end);
            while let Step::Frame(frame) = reader.next(seq).at(&path)? {
                seq = frame.next_seq();
                if seq > from_seq && visit(&frame, &path)?.is_break() {
                    return Ok(());
                }
            }
            let whole = match segment == live.segment {
                true => seq == live.next_seq,
                false => self.header(segment + 1, &live)?.first_seq == seq,
            };
            if !whole {
                return Err(damaged_entry(&path, reader.at, seq));
            }
            if segment == live.segment {
                return Ok(());
            }
            (segment, at) = (segment + 1, HEADER as u64);
        }
    }

    /// Each file up to its last whole entry, for a backup; and the number of events.
    pub fn copy(&self, sink: &mut CopySink<'_>) -> Result<u64, Failure> {
        let live = lock(&self.live).clone();
        let mut seq = 1;
        for segment in 1..=live.segment {
            let path = self.path(segment);
            let file = self.file(segment, &live)?;
            let header = self.header(segment, &live)?;
            if header.first_seq != seq {
                return Err(damaged_entry(&path, 0, seq));
            }
            let limit = if segment == live.segment { live.end } else { file.len().at(&path)? };
            sink(segment, &header.encode())?;
            let mut reader = Reader::new(file, Position::new(segment, HEADER as u32), limit);
            while let Step::Frame(frame) = reader.next(seq).at(&path)? {
                seq = frame.next_seq();
                sink(segment, frame.bytes)?;
            }
            if segment == live.segment && seq != live.next_seq {
                return Err(damaged_entry(&path, reader.at, seq));
            }
        }
        Ok(seq - 1)
    }

    /// Events, their raw bytes, the bytes they take in the files, and the number of files.
    pub fn size(&self) -> Result<(u64, u64, u64, u32), Failure> {
        let live = lock(&self.live).clone_for_reading();
        let mut stored = live.end;
        for segment in 1..live.segment {
            stored += self.file(segment, &live)?.len().at(&self.path(segment))?;
        }
        Ok((live.next_seq - 1, live.raw_bytes, stored, live.segment))
    }

    /// The last file whose first event is not after `seq`.
    fn segment_of(&self, seq: u64, live: &Live) -> Result<u32, Failure> {
        let (mut low, mut high) = (1, live.segment);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.header(middle, live)?.first_seq <= seq { low = middle } else { high = middle - 1 }
        }
        Ok(low)
    }

    fn header(&self, segment: u32, live: &Live) -> Result<Header, Failure> {
        let path = self.path(segment);
        let bytes = read_up_to(&*self.file(segment, live)?, 0, HEADER).at(&path)?;
        let damaged =
            || Failure::Damaged { file: path.clone(), offset: 0, last_good: 0, why: "its header is broken".into() };
        Header::decode(&bytes, segment, &path)?.ok_or_else(damaged)
    }

    fn file(&self, segment: u32, live: &Live) -> Result<Arc<dyn DiskFile>, Failure> {
        if segment == live.segment {
            return Ok(Arc::clone(&live.file));
        }
        let mut files = lock(&self.files);
        if let Some(file) = files.get(&segment) {
            return Ok(Arc::clone(file));
        }
        let path = self.path(segment);
        let file = match self.disk.open(&path, false) {
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => {
                return Err(Failure::Damaged {
                    file: path,
                    offset: 0,
                    last_good: 0,
                    why: "the file is missing".into(),
                });
            }
            file => file.at(&path)?,
        };
        if files.len() >= OPEN_FILES_MAX {
            files.clear();
        }
        files.insert(segment, Arc::clone(&file));
        Ok(file)
    }

    fn path(&self, segment: u32) -> PathBuf {
        self.folder.join(segment_name(segment))
    }
}

type VisitFrame<'a> = dyn FnMut(&Frame<'_>, &Path) -> Result<ControlFlow<()>, Failure> + 'a;
pub(super) type CopySink<'a> = dyn FnMut(u32, &[u8]) -> Result<(), Failure> + 'a;

fn damaged_entry(path: &Path, offset: u64, seq: u64) -> Failure {
    let why = format!("no whole entry with event {seq}");
    Failure::Damaged { file: path.to_owned(), offset, last_good: seq - 1, why }
}

impl Live {
    /// Everything but the signposts, which only a walk needs.
    fn clone_for_reading(&self) -> Self {
        let (file, marks) = (Arc::clone(&self.file), Vec::new());
        Self { segment: self.segment, file, end: self.end, next_seq: self.next_seq, raw_bytes: self.raw_bytes, marks }
    }
}

impl Writer {
    fn next_position(&self, segment_bytes: u64) -> Position {
        if self.len >= segment_bytes {
            Position::new(self.segment + 1, HEADER as u32)
        } else {
            Position::new(self.segment, self.len as u32)
        }
    }

    fn append(&mut self, bytes: &[u8], segment_bytes: u64) -> Result<(), Failure> {
        let end = self.len + bytes.len() as u64;
        if end > self.reserved {
            // If this fails the write itself will say so, or will do without.
            let ahead = end + self.len.clamp(RESERVE_MIN, RESERVE_MAX);
            let ahead = ahead.min(segment_bytes.max(end));
            self.reserved = if self.file.reserve(ahead).is_ok() { ahead } else { end };
        }
        if let Err(source) = self.file.write_at(bytes, self.len) {
            self.take_back(None);
            return Err(Failure::Disk { path: self.path.clone(), source });
        }
        if let Err(source) = self.file.sync() {
            // After a failed flush nobody can say what the disk holds, so nothing may follow.
            self.take_back(Some(format!("a flush of {} failed: {source}", self.path.display())));
            return Err(Failure::Disk { path: self.path.clone(), source });
        }
        self.len = end;
        Ok(())
    }

    /// Cuts the file back to the last acknowledged entry.
    fn take_back(&mut self, poison: Option<String>) {
        self.poisoned = poison;
        self.reserved = self.len;
        if let Err(error) = self.file.set_len(self.len) {
            let path = self.path.display();
            self.poisoned.get_or_insert(format!("{path} could not be cut back: {error}"));
        }
    }
}

/// Starts a journal file; it counts once its name is safe.
fn begin(disk: &dyn Disk, folder: &Path, header: Header, segment_bytes: u64) -> Result<Found, Failure> {
    let path = folder.join(segment_name(header.segment));
    let write = || {
        let file = disk.open(&path, true)?;
        file.set_len(0)?;
        file.write_at(&header.encode(), 0)?;
        let _ = file.reserve(RESERVE_MIN.min(segment_bytes));
        file.sync()?;
        disk.sync_folder(folder)?;
        let file_len = file.len()?;
        Ok((file, file_len))
    };
    let (file, file_len) = write().at(&path)?;
    Ok(Found {
        header,
        path,
        file,
        end: HEADER as u64,
        file_len,
        next_seq: header.first_seq,
        raw_bytes: header.raw_before,
        marks: Vec::new(),
        torn_bytes: 0,
        unfinished: None,
    })
}

fn repair(disk: &dyn Disk, found: &Found, notes: &mut Vec<String>) -> Result<(), Failure> {
    if let Some(unfinished) = &found.unfinished {
        disk.remove(unfinished).at(unfinished)?;
        notes.push(format!("removed {}, which was begun and never written to", unfinished.display()));
    }
    if found.torn_bytes > 0 {
        found.file.set_len(found.end).at(&found.path)?;
        notes.push(format!(
            "dropped the last {} bytes of {}: a group whose writing was cut short and which was never acknowledged",
            found.torn_bytes,
            found.path.display()
        ));
    }
    Ok(())
}
