//! The 40 bytes at the start of each journal file.
//!
//! ```text
//! 0  8 bytes  "SFJOURNL"     12  u32  segment number            24  u64  raw event bytes before this segment
//! 8  u32      format         16  u64  first sequence number     32  u32  crc32 of bytes 0..32, then 4 zero bytes
//! ```

use std::path::Path;

use crate::store::Failure;

pub(in crate::store) const HEADER: usize = 40;
const MAGIC: &[u8; 8] = b"SFJOURNL";
const FORMAT: u32 = 1;
/// More events, and more bytes, than any disk holds: a header that counts so far is none, and counting on from one that
/// does not can't overflow.
const MOST: u64 = 1 << 62;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Header {
    pub segment: u32,
    pub first_seq: u64,
    pub raw_before: u64,
}

impl Header {
    pub fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[0..8].copy_from_slice(MAGIC);
        bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.segment.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.first_seq.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.raw_before.to_le_bytes());
        let sum = crc32fast::hash(&bytes[..32]);
        bytes[32..36].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// `None` if these bytes are not the header of this segment; a failure if they are one of another format.
    pub fn decode(bytes: &[u8], segment: u32, file: &Path) -> Result<Option<Self>, Failure> {
        let Some(bytes) = bytes.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let word = |from: usize| u32::from_le_bytes(bytes[from..from + 4].try_into().expect("four bytes"));
        let long = |from: usize| u64::from_le_bytes(bytes[from..from + 8].try_into().expect("eight bytes"));
        if &bytes[0..8] != MAGIC || crc32fast::hash(&bytes[..32]) != word(32) {
            return Ok(None);
        }
        if word(8) != FORMAT {
            return Err(Failure::Version { file: file.to_owned(), found: word(8), known: FORMAT });
        }
        let header = Self { segment: word(12), first_seq: long(16), raw_before: long(24) };
        // The first file begins with the first event: nothing lies before it.
        let begins = if segment == 1 { header.first_seq == 1 } else { header.first_seq > 0 };
        let counts = header.first_seq < MOST && header.raw_before < MOST;
        Ok((header.segment == segment && begins && counts).then_some(header))
    }
}

#[test]
fn a_header_knows_itself_and_nothing_else() {
    let file = Path::new("000003.log");
    let header = Header { segment: 3, first_seq: 77, raw_before: 1_000 };
    let mut bytes = header.encode();
    assert_eq!(Header::decode(&bytes, 3, file).unwrap(), Some(header));
    assert_eq!(Header::decode(&bytes, 4, file).unwrap(), None);
    let late = Header { segment: 1, first_seq: 77, raw_before: 0 };
    assert_eq!(Header::decode(&late.encode(), 1, file).unwrap(), None, "the first file begins with the first event");
    let endless = [Header { raw_before: u64::MAX, ..header }, Header { first_seq: u64::MAX, ..header }];
    for header in endless {
        assert_eq!(Header::decode(&header.encode(), 3, file).unwrap(), None, "nothing counts so far");
    }
    assert_eq!(Header::decode(&bytes[..39], 3, file).unwrap(), None);
    bytes[17] ^= 1;
    assert_eq!(Header::decode(&bytes, 3, file).unwrap(), None);
    bytes[17] ^= 1;
    bytes[8] = 2;
    let sum = crc32fast::hash(&bytes[..32]);
    bytes[32..36].copy_from_slice(&sum.to_le_bytes());
    assert!(matches!(Header::decode(&bytes, 3, file), Err(Failure::Version { found: 2, .. })));
}
