//! One group as bytes: a 20-byte head, then the events, length-prefixed and compressed when that helps.
//!
//! ```text
//! 0  u32  length of what follows the head      8   u64  sequence number of the first event
//! 4  u32  crc32                                16  u32  number of events, and in the top byte: 1 = lz4
//! ```
//! The checksum also covers the place in the journal. So an entry is valid only where it was written: bytes that
//! merely look like one (a copy inside an event, a leftover on the disk) are never taken for it.

use crate::store::{Entry, Failure, Position};

pub(in crate::store) const HEAD: usize = 20;
/// The most one group may hold, so that a damaged length never makes us ask for absurd memory.
pub(in crate::store) const RAW_MAX: u64 = 64 << 20;

const LZ4: u32 = 1;
const COUNT_MAX: usize = (1 << 24) - 1;
// Below this lz4 only costs time.
const COMPRESS_FROM: usize = 96;

/// Appends the entry for these events to `into` and says how many raw bytes it holds.
pub(in crate::store) fn encode(
    at: Position,
    first_seq: u64,
    events: &[Vec<u8>],
    into: &mut Vec<u8>,
) -> Result<u64, Failure> {
    let raw = join(events)?;
    let start = into.len();
    into.extend_from_slice(&[0; HEAD]);
    let flags = append_payload(&raw, into);
    let length = (into.len() - start - HEAD) as u32;
    let head = &mut into[start..];
    head[0..4].copy_from_slice(&length.to_le_bytes());
    head[8..16].copy_from_slice(&first_seq.to_le_bytes());
    head[16..20].copy_from_slice(&(flags << 24 | events.len() as u32).to_le_bytes());
    let sum = checksum(at, head);
    head[4..8].copy_from_slice(&sum.to_le_bytes());
    Ok(raw.len() as u64)
}

fn join(events: &[Vec<u8>]) -> Result<Vec<u8>, Failure> {
    let bytes: usize = events.iter().map(|event| event.len() + 5).sum();
    if bytes as u64 > RAW_MAX || events.len() > COUNT_MAX {
        return Err(Failure::TooLarge { bytes: bytes as u64, max: RAW_MAX });
    }
    let mut raw = Vec::with_capacity(bytes);
    for event in events {
        put_length(event.len(), &mut raw);
        raw.extend_from_slice(event);
    }
    Ok(raw)
}

fn append_payload(raw: &[u8], into: &mut Vec<u8>) -> u32 {
    if raw.len() >= COMPRESS_FROM {
        let packed = lz4_flex::block::compress_prepend_size(raw);
        if packed.len() < raw.len() {
            into.extend_from_slice(&packed);
            return LZ4;
        }
    }
    into.extend_from_slice(raw);
    0
}

fn checksum(at: Position, entry: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&at.0.to_le_bytes());
    hasher.update(&entry[0..4]);
    hasher.update(&entry[8..]);
    hasher.finalize()
}

/// The fixed part of an entry, before anything about it has been checked.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub length: u32,
    pub first_seq: u64,
    pub count: u32,
    flags: u32,
}

impl Head {
    pub fn parse(bytes: &[u8; HEAD]) -> Self {
        let word = |from: usize| u32::from_le_bytes([bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]]);
        let (length, tail) = (word(0), word(16));
        let first_seq = u64::from(word(8)) | u64::from(word(12)) << 32;
        Self { length, first_seq, count: tail & 0x00FF_FFFF, flags: tail >> 24 }
    }

    pub fn size(&self) -> usize {
        HEAD + self.length as usize
    }

    /// Whether this can be the start of an entry at all.
    pub fn plausible(&self) -> bool {
        self.length > 0 && self.count > 0 && self.flags <= LZ4 && u64::from(self.length) <= RAW_MAX + 4
    }
}

/// A whole entry whose checksum is right.
pub(in crate::store) struct Frame<'a> {
    pub position: Position,
    pub first_seq: u64,
    pub count: u32,
    /// Head and payload, as they lie in the file.
    pub bytes: &'a [u8],
    flags: u32,
}

impl<'a> Frame<'a> {
    /// `bytes` is exactly one entry, as its head says.
    pub fn check(position: Position, head: Head, bytes: &'a [u8]) -> Option<Self> {
        let stored = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        let right = head.plausible() && checksum(position, bytes) == stored;
        let (first_seq, count, flags) = (head.first_seq, head.count, head.flags);
        right.then_some(Self { position, first_seq, count, bytes, flags })
    }

    pub fn next_seq(&self) -> u64 {
        self.first_seq + u64::from(self.count)
    }

    pub fn raw_len(&self) -> u64 {
        let payload = &self.bytes[HEAD..];
        match payload.first_chunk() {
            Some(size) if self.flags == LZ4 => u64::from(u32::from_le_bytes(*size)),
            _ => payload.len() as u64,
        }
    }

    /// The events, or `None` if what the checksum vouches for is not what we write.
    pub fn entry(&self) -> Option<Entry> {
        let payload = &self.bytes[HEAD..];
        let events = if self.flags == LZ4 {
            if self.raw_len() > RAW_MAX {
                return None;
            }
            split(&lz4_flex::block::decompress_size_prepended(payload).ok()?, self.count)?
        } else {
            split(payload, self.count)?
        };
        Some(Entry { first_seq: self.first_seq, events, position: self.position })
    }
}

fn split(mut raw: &[u8], count: u32) -> Option<Vec<Vec<u8>>> {
    let mut events = Vec::with_capacity((count as usize).min(raw.len()));
    for _ in 0..count {
        let length = take_length(&mut raw)?;
        let (event, rest) = raw.split_at_checked(length)?;
        events.push(event.to_vec());
        raw = rest;
    }
    raw.is_empty().then_some(events)
}

/// Seven bits a byte, the low ones first.
fn put_length(mut length: usize, into: &mut Vec<u8>) {
    while length >= 0x80 {
        into.push(length as u8 | 0x80);
        length >>= 7;
    }
    into.push(length as u8);
}

fn take_length(from: &mut &[u8]) -> Option<usize> {
    let mut length = 0;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        length |= usize::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(bytes: &[u8]) -> Head {
        Head::parse(bytes.first_chunk().unwrap())
    }

    fn sample() -> Vec<Vec<u8>> {
        vec![b"one".to_vec(), Vec::new(), vec![7; 400], (0..=255).collect()]
    }

    #[test]
    fn events_come_back_as_they_went_in() {
        for events in [sample(), vec![Vec::new()], vec![b"short".to_vec()]] {
            let mut bytes = Vec::new();
            encode(Position::new(1, 40), 9, &events, &mut bytes).unwrap();
            let frame = Frame::check(Position::new(1, 40), head(&bytes), &bytes).unwrap();
            assert_eq!(frame.entry().unwrap(), Entry { first_seq: 9, events, position: Position::new(1, 40) });
        }
    }

    #[test]
    fn no_flipped_bit_and_no_other_place_passes() {
        let mut bytes = Vec::new();
        encode(Position::new(1, 40), 9, &sample(), &mut bytes).unwrap();
        assert!(Frame::check(Position::new(1, 41), head(&bytes), &bytes).is_none());
        for bit in HEAD * 8..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            assert!(Frame::check(Position::new(1, 40), head(&bytes), &bytes).is_none(), "bit {bit}");
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }

    #[test]
    fn a_group_beyond_the_bound_is_refused() {
        let huge = vec![vec![0; RAW_MAX as usize + 1]];
        assert!(matches!(encode(Position::new(1, 0), 1, &huge, &mut Vec::new()), Err(Failure::TooLarge { .. })));
    }
}
