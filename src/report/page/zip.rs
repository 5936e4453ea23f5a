//! A zip of small files, stored as they are.

/// A zip that is being written. The same files always give the same bytes.
#[derive(Default)]
pub(super) struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    files: u16,
}

/// 1 January 1980, midnight, as zip counts days.
const NO_DATE: u32 = 0x0021_0000;

impl Zip {
    /// One file more.
    pub fn add(&mut self, name: &str, text: &str) {
        let at = low(self.bytes.len());
        let data = text.as_bytes();
        let mut entry = Vec::new();
        // Version 2.0, names in UTF-8, stored.
        put16(&mut entry, &[20, 0x0800, 0]);
        put32(&mut entry, &[NO_DATE, crc32fast::hash(data), low(data.len()), low(data.len())]);
        put16(&mut entry, &[u16::try_from(name.len()).unwrap_or(u16::MAX), 0]);
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&entry);
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(data);
        self.directory.extend(b"PK\x01\x02");
        put16(&mut self.directory, &[20]);
        self.directory.extend(&entry);
        put16(&mut self.directory, &[0, 0, 0]);
        put32(&mut self.directory, &[0, at]);
        self.directory.extend(name.as_bytes());
        self.files += 1;
    }

    /// The whole.
    pub fn end(mut self) -> Vec<u8> {
        let at = low(self.bytes.len());
        self.bytes.extend(&self.directory);
        self.bytes.extend(b"PK\x05\x06");
        put16(&mut self.bytes, &[0, 0, self.files, self.files]);
        put32(&mut self.bytes, &[low(self.directory.len()), at]);
        put16(&mut self.bytes, &[0]);
        self.bytes
    }
}

/// A length; what is longer than a zip can say is no report.
fn low(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn put16(out: &mut Vec<u8>, values: &[u16]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}

fn put32(out: &mut Vec<u8>, values: &[u32]) {
    values.iter().for_each(|value| out.extend(value.to_le_bytes()));
}
