//! A file as text, whatever it is encoded in: a byte order mark decides; without one it is UTF-8 if all of it is, else
//! GB18030 (which GBK and GB2312 are part of).
//!
//! Nothing is held in memory but what is being looked at; the file is read once to find its encoding out and once more
//! for each reader.

use std::{
    fs,
    io::{self, BufRead, Read},
    os::unix::fs::FileExt,
    path::Path,
    sync::Arc,
};

use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, UTF_8};

/// How many bytes are read and decoded at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// A file that cannot be taken in, and where it stops making sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct Broken {
    /// The line, where it is known.
    pub line: Option<u64>,
    /// What is wrong.
    pub message: String,
}

impl Broken {
    /// What is wrong with the file as a whole.
    pub fn whole(message: impl Into<String>) -> Broken {
        Broken { line: None, message: message.into() }
    }

    /// What is wrong at a line.
    pub fn at(line: u64, message: impl Into<String>) -> Broken {
        Broken { line: Some(line), message: message.into() }
    }
}

/// A text of a known encoding.
#[derive(Clone, Debug)]
pub struct Text {
    bytes: Bytes,
    encoding: &'static Encoding,
    /// Whether it is UTF-8 without a byte order mark.
    plain: bool,
}

#[derive(Clone, Debug)]
enum Bytes {
    File(Arc<fs::File>),
    /// What cannot be read twice (a pipe), or a test's.
    Memory(Arc<[u8]>),
}

impl Text {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Text, Broken> {
        let unread = |error: io::Error| Broken::whole(format!("can't be read: {error}"));
        let mut file = fs::File::open(path).map_err(unread)?;
        let meta = file.metadata().map_err(unread)?;
        if meta.is_dir() {
            return Err(Broken::whole("is a folder, not a file"));
        }
        if meta.is_file() {
            return Text::of(Bytes::File(Arc::new(file)));
        }
        let mut all = Vec::new();
        file.read_to_end(&mut all).map_err(unread)?;
        Text::from_bytes(all)
    }

    /// A text in memory.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Text, Broken> {
        Text::of(Bytes::Memory(bytes.into()))
    }

    fn of(bytes: Bytes) -> Result<Text, Broken> {
        let mut head = [0; 4];
        let many = fill(&mut bytes.reader(), &mut head).map_err(|error| Broken::whole(error.to_string()))?;
        let head = &head[..many];
        if head.starts_with(b"PK\x03\x04") || head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(Broken::whole("is an Excel workbook, which is not read here: save it as CSV"));
        }
        if let Some((encoding, _)) = Encoding::for_bom(head) {
            let text = Text { bytes, encoding, plain: false };
            return match text.first_malformed()? {
                None => Ok(text),
                Some(line) => Err(Broken::at(line, format!("not {}, as its first bytes promise", encoding.name()))),
            };
        }
        let mut text = Text { bytes, encoding: UTF_8, plain: true };
        let Some(not_utf8) = text.first_malformed()? else { return Ok(text) };
        if text.is_mostly_utf8()? {
            return Err(Broken::at(not_utf8, "not UTF-8, as the rest of the file is: was it cut or mixed?"));
        }
        text = Text { encoding: GB18030, plain: false, ..text };
        match text.first_malformed()? {
            None => Ok(text),
            Some(_) => Err(Broken::at(not_utf8, "neither UTF-8 nor GB18030 (GBK): save the file as UTF-8")),
        }
    }

    /// The line of the first bytes that are none of this encoding.
    fn first_malformed(&self) -> Result<Option<u64>, Broken> {
        let mut reader = self.reader();
        let mut line = 1;
        loop {
            let many = match reader.fill_buf() {
                Ok([]) => return Ok(None),
                Ok(text) => {
                    line += text.iter().filter(|byte| **byte == b'\n').count() as u64;
                    text.len()
                }
                Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(Some(line)),
                Err(error) => return Err(Broken::at(line, format!("can't be read: {error}"))),
            };
            reader.consume(many);
        }
    }

    /// Whether it is UTF-8 with damage: GB18030 would read such a file too, as nonsense.
    fn is_mostly_utf8(&self) -> Result<bool, Broken> {
        let (mut reader, mut decoder) = (self.bytes.reader(), UTF_8.new_decoder_without_bom_handling());
        let (mut raw, mut text) = (vec![0; CHUNK_BYTES], vec![0; CHUNK_BYTES * 3 + 16]);
        let (mut wide, mut malformed) = (0_u64, 0_u64);
        loop {
            let many = fill(&mut reader, &mut raw).map_err(|error| Broken::whole(format!("can't be read: {error}")))?;
            let last = many < raw.len();
            let (_, _, written, _) = decoder.decode_to_utf8(&raw[..many], &mut text, last);
            for c in String::from_utf8_lossy(&text[..written]).chars() {
                malformed += u64::from(c == char::REPLACEMENT_CHARACTER);
                wide += u64::from(c.len_utf8() > 2);
            }
            if last {
                return Ok((wide - malformed) / 4 >= malformed);
            }
        }
    }

    /// The name of its encoding.
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Whether it is UTF-8 without a byte order mark.
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// The text from its beginning, as UTF-8.
    pub fn reader(&self) -> Decoded {
        Decoded {
            bytes: self.bytes.reader(),
            decoder: self.encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK_BYTES],
            waiting: 0..0,
            ended: false,
            text: vec![0; CHUNK_BYTES * 3 + 16],
            ready: 0..0,
            malformed: false,
        }
    }
}

impl Bytes {
    fn reader(&self) -> ByteReader {
        ByteReader { bytes: self.clone(), at: 0 }
    }
}

/// Reads from a place of its own, so that several readers of one file do not disturb each other.
struct ByteReader {
    bytes: Bytes,
    at: u64,
}

impl Read for ByteReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let many = match &self.bytes {
            Bytes::File(file) => file.read_at(into, self.at)?,
            Bytes::Memory(bytes) => {
                let mut rest = bytes.get(self.at as usize..).unwrap_or_default();
                rest.read(into)?
            }
        };
        self.at += many as u64;
        Ok(many)
    }
}

fn fill(from: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut many = 0;
    while many < into.len() {
        match from.read(&mut into[many..])? {
            0 => break,
            more => many += more,
        }
    }
    Ok(many)
}

/// A text being decoded. Bytes that are none of its encoding are an error of kind `InvalidData`.
pub struct Decoded {
    bytes: ByteReader,
    decoder: Decoder,
    raw: Vec<u8>,
    /// Of `raw`: read and not yet decoded.
    waiting: std::ops::Range<usize>,
    ended: bool,
    text: Vec<u8>,
    /// Of `text`: decoded and not yet consumed.
    ready: std::ops::Range<usize>,
    malformed: bool,
}

impl BufRead for Decoded {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.ready.is_empty() {
            if self.malformed {
                return Err(io::Error::from(io::ErrorKind::InvalidData));
            }
            if self.waiting.is_empty() {
                if self.ended {
                    break;
                }
                self.waiting = 0..fill(&mut self.bytes, &mut self.raw)?;
                self.ended = self.waiting.len() < self.raw.len();
            }
            let raw = &self.raw[self.waiting.clone()];
            let (result, taken, written) =
                self.decoder.decode_to_utf8_without_replacement(raw, &mut self.text, self.ended);
            self.waiting.start += taken;
            self.ready = 0..written;
            self.malformed = matches!(result, DecoderResult::Malformed(..));
            if self.ended && result == DecoderResult::InputEmpty && self.ready.is_empty() {
                break;
            }
        }
        Ok(&self.text[self.ready.clone()])
    }

    fn consume(&mut self, many: usize) {
        self.ready.start = (self.ready.start + many).min(self.ready.end);
    }
}

impl Read for Decoded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let many = self.fill_buf()?.read(into)?;
        self.consume(many);
        Ok(many)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(String, &'static str), Broken> {
        let text = Text::from_bytes(bytes.to_vec())?;
        let mut all = String::new();
        text.reader().read_to_string(&mut all).map_err(|error| Broken::whole(error.to_string()))?;
        Ok((all, text.encoding()))
    }

    #[test]
    fn encodings_are_found_out() {
        let (gbk, _, _) = GB18030.encode("公司名称,电话\n华东电力,021");
        assert_eq!(read("a,é".as_bytes()).unwrap(), ("a,é".into(), "UTF-8"));
        assert_eq!(read("\u{feff}公司".as_bytes()).unwrap(), ("公司".into(), "UTF-8"));
        assert_eq!(read(&gbk).unwrap(), ("公司名称,电话\n华东电力,021".into(), "gb18030"));
        assert_eq!(read(b"\xff\xfea\0,\0").unwrap(), ("a,".into(), "UTF-16LE"));
        assert_eq!(read(b"").unwrap(), (String::new(), "UTF-8"));
        assert!(!Text::from_bytes(gbk.to_vec()).unwrap().is_plain());
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        assert_eq!(read(b"name\nCaf\xe9,1\n").unwrap_err().line, Some(2));
        let cut = "公司\n名称电话税号".as_bytes();
        assert_eq!(read(&cut[..cut.len() - 1]).unwrap_err().line, Some(2));
        assert!(read(b"PK\x03\x04rest").unwrap_err().message.contains("Excel"));
        assert!(Text::open(Path::new("/")).unwrap_err().message.contains("folder"));
        assert!(Text::open(Path::new("no/such/file")).unwrap_err().message.contains("can't be read"));
    }

    #[test]
    fn characters_across_chunks_are_whole() {
        let long = "界".repeat(CHUNK_BYTES);
        let (gbk, _, _) = GB18030.encode(&long);
        assert_eq!(read(&[b"x", &*gbk].concat()).unwrap().0, format!("x{long}"));
        assert_eq!(read(format!("xy{long}").as_bytes()).unwrap().0, format!("xy{long}"));
    }
}
