//! Walking through one journal file, entry by entry, in bounded memory.

use std::io;
use std::sync::Arc;

use super::frame::{Frame, HEAD, Head};
use crate::store::Position;
use crate::store::disk::DiskFile;

const WINDOW: usize = 256 << 10;

pub(in crate::store) struct Reader {
    file: Arc<dyn DiskFile>,
    segment: u32,
    /// Where the next entry begins; after [`Step::Bad`], where the bad one does.
    pub at: u64,
    end: u64,
    window: Vec<u8>,
    window_at: u64,
}

/// What lies at the reader's place.
pub(in crate::store) enum Step<'a> {
    Frame(Frame<'a>),
    /// The end of the file, or zeros where the next head would be.
    End,
    /// Something else than the entry that must begin with the expected sequence number.
    Bad,
}

impl Reader {
    pub fn new(file: Arc<dyn DiskFile>, at: Position, end: u64) -> Self {
        Self { file, segment: at.segment(), at: at.offset(), end, window: Vec::new(), window_at: 0 }
    }

    pub fn next(&mut self, expected_seq: u64) -> io::Result<Step<'_>> {
        let at = self.at;
        let bytes = self.bytes(at, HEAD)?;
        if bytes.iter().all(|&byte| byte == 0) {
            return Ok(Step::End);
        }
        let Some(head) = bytes.first_chunk().map(Head::parse) else {
            return Ok(Step::Bad);
        };
        let size = head.size();
        if !head.plausible() || head.first_seq != expected_seq || at + size as u64 > self.end {
            return Ok(Step::Bad);
        }
        let position = Position::new(self.segment, at as u32);
        self.fill(at, size)?;
        let from = (at - self.window_at) as usize;
        let Some(bytes) = self.window.get(from..from + size) else {
            return Ok(Step::Bad);
        };
        match Frame::check(position, head, bytes) {
            Some(frame) => {
                self.at += size as u64;
                Ok(Step::Frame(frame))
            }
            None => Ok(Step::Bad),
        }
    }

    /// Up to `len` bytes at an offset, fewer at the end.
    fn bytes(&mut self, at: u64, len: usize) -> io::Result<&[u8]> {
        self.fill(at, len)?;
        let from = (at - self.window_at) as usize;
        let to = (from + len).min(self.window.len());
        Ok(self.window.get(from..to).unwrap_or_default())
    }

    fn fill(&mut self, at: u64, len: usize) -> io::Result<()> {
        let held = self.window_at..=self.window_at + self.window.len() as u64;
        let wanted_end = (at + len as u64).min(self.end);
        if held.contains(&at) && wanted_end <= *held.end() {
            return Ok(());
        }
        let length = (self.end.saturating_sub(at) as usize).min(len.max(WINDOW));
        self.window.resize(length, 0);
        let read = self.file.read_at(&mut self.window, at)?;
        self.window.truncate(read);
        self.window_at = at;
        Ok(())
    }
}
