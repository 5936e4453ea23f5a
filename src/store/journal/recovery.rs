//! Finding where the journal ends. Only looks; what must be cut is cut by [`super::Journal::start`].
//!
//! One group is written at a time and flushed before the next, so only the very last entry can be torn. Anything
//! invalid that has a valid entry after it is damage, and is never dropped in silence.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::frame::{Frame, HEAD, Head};
use super::header::{HEADER, Header};
use super::reader::{Reader, Step};
use super::{Mark, segment_name, segment_number};
use crate::store::disk::{Disk, DiskFile, read_up_to};
use crate::store::failure::At;
use crate::store::{Failure, Position};

/// What the last journal file holds.
pub(in crate::store) struct Found {
    pub header: Header,
    pub path: PathBuf,
    pub file: Arc<dyn DiskFile>,
    /// Where the next entry goes.
    pub end: u64,
    pub file_len: u64,
    pub next_seq: u64,
    pub raw_bytes: u64,
    pub marks: Vec<Mark>,
    /// Bytes of an entry whose writing was cut short, to be cut off.
    pub torn_bytes: u64,
    /// A later file that was begun and never finished, to be removed.
    pub unfinished: Option<PathBuf>,
}

/// Looks for the end of the journal; `None` if there is no journal yet.
pub(in crate::store) fn find(disk: &dyn Disk, folder: &Path) -> Result<Option<Found>, Failure> {
    let Some(last) = last_segment(disk, folder)? else {
        return Ok(None);
    };
    let path = folder.join(segment_name(last));
    match find_in(disk, folder, last)? {
        Some(found) => Ok(Some(found)),
        None if last == 1 => Ok(None),
        None => {
            let before = folder.join(segment_name(last - 1));
            let found = find_in(disk, folder, last - 1)?.ok_or_else(|| no_header(&before))?;
            Ok(Some(Found { unfinished: Some(path), ..found }))
        }
    }
}

fn last_segment(disk: &dyn Disk, folder: &Path) -> Result<Option<u32>, Failure> {
    let names = disk.names(folder).at(folder)?;
    Ok(names.iter().filter_map(|name| segment_number(name)).max())
}

/// `None` if the file was begun and its header never got safe: then no entry can be in it.
fn find_in(disk: &dyn Disk, folder: &Path, segment: u32) -> Result<Option<Found>, Failure> {
    let path = folder.join(segment_name(segment));
    let file = disk.open(&path, false).at(&path)?;
    let file_len = file.len().at(&path)?;
    let start = read_up_to(&*file, 0, HEADER).at(&path)?;
    let Some(header) = Header::decode(&start, segment, &path)? else {
        let rest = read_rest(&*file, HEADER as u64, file_len).at(&path)?;
        return if rest.iter().all(|&byte| byte == 0) { Ok(None) } else { Err(no_header(&path)) };
    };
    walk(Found {
        header,
        end: HEADER as u64,
        file_len,
        next_seq: header.first_seq,
        raw_bytes: header.raw_before,
        marks: Vec::new(),
        torn_bytes: 0,
        unfinished: None,
        path,
        file,
    })
    .map(Some)
}

fn no_header(path: &Path) -> Failure {
    Failure::Damaged { file: path.to_owned(), offset: 0, last_good: 0, why: "its header is gone".into() }
}

fn walk(mut found: Found) -> Result<Found, Failure> {
    let start = Position::new(found.header.segment, HEADER as u32);
    let mut reader = Reader::new(Arc::clone(&found.file), start, found.file_len);
    while let Step::Frame(frame) = reader.next(found.next_seq).at(&found.path)? {
        Mark::note(&mut found.marks, frame.position.offset(), frame.first_seq);
        found.next_seq = frame.next_seq();
        found.raw_bytes += frame.raw_len();
        found.end = frame.position.offset() + frame.bytes.len() as u64;
    }
    found.torn_bytes = torn(&found)?;
    Ok(found)
}

/// How much of an unfinished entry lies behind the last whole one; a failure if it is damage instead.
fn torn(found: &Found) -> Result<u64, Failure> {
    let rest = read_rest(&*found.file, found.end, found.file_len).at(&found.path)?;
    let Some(last_byte) = rest.iter().rposition(|&byte| byte != 0) else {
        return Ok(0);
    };
    if has_entry_after(&rest, found) {
        return Err(found.damage("whole entries follow a broken one"));
    }
    Ok(last_byte as u64 + 1)
}

impl Found {
    pub fn damage(&self, why: &str) -> Failure {
        let (file, last_good) = (self.path.clone(), self.next_seq - 1);
        Failure::Damaged { file, offset: self.end, last_good, why: why.into() }
    }
}

fn has_entry_after(rest: &[u8], found: &Found) -> bool {
    // lz4 packs at most 255 to 1 and an event takes a byte, so this many events cannot hide in fewer bytes.
    const EVENTS_PER_BYTE_MAX: u64 = 256;
    (1..rest.len()).any(|skipped| {
        let Some(head) = rest[skipped..].first_chunk::<HEAD>().map(Head::parse) else {
            return false;
        };
        let seqs = found.next_seq..=found.next_seq + skipped as u64 * EVENTS_PER_BYTE_MAX;
        if !head.plausible() || !seqs.contains(&head.first_seq) {
            return false;
        }
        let position = Position::new(found.header.segment, (found.end + skipped as u64) as u32);
        rest[skipped..].get(..head.size()).is_some_and(|bytes| Frame::check(position, head, bytes).is_some())
    })
}

fn read_rest(file: &dyn DiskFile, from: u64, len: u64) -> std::io::Result<Vec<u8>> {
    read_up_to(file, from, len.saturating_sub(from) as usize)
}
