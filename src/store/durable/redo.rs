//! The redo file: one drain as a whole, safe on disk before the first of its keys goes to sled.
//!
//! sled takes a drain in batches, so a crash can leave it with some of them. Replaying the journal over such a half
//! state would be wrong, as the caller derives new values from the ones it reads. With the redo file the opener
//! simply applies the drain again: absolute values, so twice is as good as once.
//!
//! ```text
//! 0  8 bytes  "SFREDO01"          16  u64  sled's last event before     32  u64  length of what follows
//! 8  u32      crc32 of 16..       24  u64  sled's last event after      40  then for each write:
//!                                     u32 key length, key, u32 value length + 1 (0 deletes), value
//! ```

use std::path::PathBuf;
use std::sync::Arc;

use super::pending::Layer;
use super::table::{BATCH_MAX, Pair, Table};
use crate::store::Failure;
use crate::store::disk::{Disk, DiskFile, read_up_to};
use crate::store::failure::At;

const MAGIC: &[u8; 8] = b"SFREDO01";
const HEAD: usize = 40;

pub(super) struct Redo {
    disk: Arc<dyn Disk>,
    path: PathBuf,
}

/// Everything one drain writes.
pub(super) struct Image {
    pub base: u64,
    pub through: u64,
    bytes: Vec<u8>,
}

impl Redo {
    pub fn new(disk: Arc<dyn Disk>, path: PathBuf) -> Self {
        Self { disk, path }
    }

    /// Keeps the drain safe until it is done.
    pub fn write(&self, image: &Image) -> Result<(), Failure> {
        let write = || {
            let file = self.disk.open(&self.path, true)?;
            file.set_len(0)?;
            file.write_at(&image.bytes, 0)?;
            file.sync()?;
            // The name is safe too; free of charge when nothing changed in the folder.
            self.disk.sync_folder(self.path.parent().unwrap_or(&self.path))
        };
        write().at(&self.path)
    }

    /// The drain is done. Should a power cut bring the file back, applying it again does no harm.
    pub fn retire(&self) -> Result<(), Failure> {
        let file = self.disk.open(&self.path, true).at(&self.path)?;
        file.set_len(0).at(&self.path)
    }

    /// Makes sure that no drain comes back.
    pub fn clear(&self) -> Result<(), Failure> {
        let Some(file) = self.open()? else {
            return Ok(());
        };
        file.set_len(0).and_then(|()| file.sync()).at(&self.path)
    }

    /// The drain that was under way, if a whole one is there. `Err` only if the disk fails.
    pub fn read(&self) -> Result<Option<Image>, Failure> {
        let Some(file) = self.open()? else {
            return Ok(None);
        };
        let len = file.len().at(&self.path)?;
        let bytes = read_up_to(&*file, 0, len as usize).at(&self.path)?;
        Ok(Image::parse(bytes))
    }

    /// Whether anything has ever been drained here.
    pub fn exists(&self) -> Result<bool, Failure> {
        Ok(self.open()?.is_some())
    }

    fn open(&self) -> Result<Option<Arc<dyn DiskFile>>, Failure> {
        match self.disk.open(&self.path, false) {
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(None),
            file => file.map(Some).at(&self.path),
        }
    }
}

impl Image {
    /// Encodes each pending value: the only time a live one is encoded.
    pub fn of(layer: &Layer) -> Self {
        let mut bytes = vec![0; HEAD];
        for (key, cell) in &layer.cells {
            bytes.extend_from_slice(&(key.len() as u32).to_le_bytes());
            bytes.extend_from_slice(key);
            let value = cell.as_ref().map(|cell| cell.bytes());
            let mark = value.as_ref().map_or(0, |value| value.len() as u32 + 1);
            bytes.extend_from_slice(&mark.to_le_bytes());
            bytes.extend_from_slice(value.as_deref().unwrap_or_default());
        }
        let length = (bytes.len() - HEAD) as u64;
        bytes[0..8].copy_from_slice(MAGIC);
        bytes[16..24].copy_from_slice(&layer.base.to_le_bytes());
        bytes[24..32].copy_from_slice(&layer.through.to_le_bytes());
        bytes[32..40].copy_from_slice(&length.to_le_bytes());
        let sum = crc32fast::hash(&bytes[16..]);
        bytes[8..12].copy_from_slice(&sum.to_le_bytes());
        Self { base: layer.base, through: layer.through, bytes }
    }

    fn parse(mut bytes: Vec<u8>) -> Option<Self> {
        let long = |bytes: &[u8], from: usize| Some(u64::from_le_bytes(bytes.get(from..from + 8)?.try_into().ok()?));
        let length = usize::try_from(long(&bytes, 32)?).ok()?;
        if bytes.len() < HEAD.checked_add(length)? || &bytes[0..8] != MAGIC {
            return None;
        }
        bytes.truncate(HEAD + length);
        let stored = u32::from_le_bytes(bytes[8..12].try_into().ok()?);
        let (base, through) = (long(&bytes, 16)?, long(&bytes, 24)?);
        (crc32fast::hash(&bytes[16..]) == stored).then_some(Self { base, through, bytes })
    }

    /// Writes everything, and last of all how far it goes; then waits until the disk has it.
    pub fn apply_to(&self, table: &dyn Table) -> Result<(), Failure> {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        let mut rest = &self.bytes[HEAD..];
        while let Some(pair) = take_pair(&mut rest) {
            batch.push(pair);
            if batch.len() == BATCH_MAX {
                table.apply(&batch, None)?;
                batch.clear();
            }
        }
        table.apply(&batch, Some(self.through))?;
        table.sync()
    }
}

fn take_pair<'a>(rest: &mut &'a [u8]) -> Option<Pair<'a>> {
    let key_length = take_u32(rest)? as usize;
    let key = rest.split_off(..key_length)?;
    let mark = take_u32(rest)?;
    let value = match mark.checked_sub(1) {
        Some(length) => Some(rest.split_off(..length as usize)?),
        None => None,
    };
    Some((key, value))
}

fn take_u32(rest: &mut &[u8]) -> Option<u32> {
    rest.split_off(..4)?.try_into().ok().map(u32::from_le_bytes)
}
