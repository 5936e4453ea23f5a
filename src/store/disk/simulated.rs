//! A disk in memory whose power can be cut: what was not synced is lost, kept or torn, by the roll of a seed.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::{Disk, DiskFile};

/// Chance from one seed: the same seed repeats the same run.
pub(in crate::store) struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.roll() % bound
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }
}

#[derive(Clone, Default)]
pub(in crate::store) struct SimDisk {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    files: BTreeMap<PathBuf, SimFile>,
    /// Writes and syncs left until each fails; `None` is never.
    writes_left: Option<u64>,
    syncs_left: Option<u64>,
    /// Changes and syncs left until the power is gone: then nothing works until [`SimDisk::power_cut`].
    life_left: Option<u64>,
}

#[derive(Default, Clone)]
struct SimFile {
    now: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
    name_durable: bool,
    removed: bool,
}

#[derive(Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Len(usize),
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes } => put(file, *offset, bytes),
            Self::Len(len) => file.resize(*len, 0),
        }
    }

    /// Only some of the sectors arrive; or everything up to some byte.
    fn tear(&self, file: &mut Vec<u8>, dice: &mut Dice) {
        const SECTOR: usize = 512;
        match self {
            Self::Len(len) if dice.coin() => file.resize(*len, 0),
            Self::Len(_) => {}
            Self::Write { offset, bytes } if dice.coin() => {
                let kept = dice.below(bytes.len() as u64 + 1) as usize;
                put(file, *offset, &bytes[..kept]);
            }
            Self::Write { offset, bytes } => {
                for (number, sector) in bytes.chunks(SECTOR).enumerate() {
                    if dice.coin() {
                        put(file, offset + number * SECTOR, sector);
                    }
                }
            }
        }
    }
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    if file.len() < offset + bytes.len() {
        file.resize(offset + bytes.len(), 0);
    }
    file[offset..offset + bytes.len()].copy_from_slice(bytes);
}

impl SimDisk {
    /// After `writes` more writes the disk is full; that write arrives in part.
    pub fn full_after(&self, writes: u64) {
        self.state.lock().unwrap().writes_left = Some(writes);
    }

    pub fn syncs_fail_after(&self, syncs: u64) {
        self.state.lock().unwrap().syncs_left = Some(syncs);
    }

    pub fn heal(&self) {
        let mut state = self.state.lock().unwrap();
        (state.writes_left, state.syncs_left, state.life_left) = (None, None, None);
    }

    /// The power goes after this many more changes and syncs.
    pub fn dies_after(&self, steps: u64) {
        self.state.lock().unwrap().life_left = Some(steps);
    }

    /// One step of something beside the disk that needs the same power.
    pub fn step(&self) -> io::Result<()> {
        self.state.lock().unwrap().step()
    }

    pub fn power_cut(&self, dice: &mut Dice) {
        let mut state = self.state.lock().unwrap();
        (state.writes_left, state.syncs_left, state.life_left) = (None, None, None);
        state.files.retain(|_, file| {
            if (!file.name_durable || file.removed) && dice.coin() {
                return false;
            }
            for change in std::mem::take(&mut file.unsynced) {
                match dice.below(3) {
                    0 => change.apply(&mut file.durable),
                    1 => change.tear(&mut file.durable, dice),
                    _ => {}
                }
            }
            file.now = file.durable.clone();
            (file.name_durable, file.removed) = (true, false);
            true
        });
    }

    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        self.state.lock().unwrap().files[path].now.clone()
    }

    pub fn set_bytes(&self, path: &Path, bytes: Vec<u8>) {
        let mut state = self.state.lock().unwrap();
        let file = state.files.entry(path.to_owned()).or_default();
        *file = SimFile { now: bytes.clone(), durable: bytes, name_durable: true, ..SimFile::default() };
    }
}

impl State {
    fn alive(&self) -> io::Result<()> {
        if self.life_left == Some(0) { Err(io::Error::other("the power is gone")) } else { Ok(()) }
    }

    fn step(&mut self) -> io::Result<()> {
        self.alive()?;
        if let Some(left) = &mut self.life_left {
            *left -= 1;
        }
        Ok(())
    }

    fn change(&mut self, path: &Path, change: Change) -> io::Result<()> {
        self.step()?;
        let file = self.files.get_mut(path).ok_or(io::ErrorKind::NotFound)?;
        change.apply(&mut file.now);
        file.unsynced.push(change);
        Ok(())
    }
}

impl Disk for SimDisk {
    fn open(&self, path: &Path, create: bool) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.state.lock().unwrap();
        state.alive()?;
        if state.files.get(path).is_none_or(|file| file.removed) {
            if !create {
                return Err(io::ErrorKind::NotFound.into());
            }
            state.files.insert(path.to_owned(), SimFile::default());
        }
        Ok(Arc::new(Handle { disk: self.clone(), path: path.to_owned() }))
    }

    fn create_folder(&self, _path: &Path) -> io::Result<()> {
        self.state.lock().unwrap().alive()
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let state = self.state.lock().unwrap();
        state.alive()?;
        let inside = |(path, file): (&PathBuf, &SimFile)| {
            (!file.removed && path.parent() == Some(folder)).then(|| path.file_name().unwrap().to_str().unwrap().into())
        };
        Ok(state.files.iter().filter_map(inside).collect())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state.lock().unwrap();
        state.alive()?;
        state.files.get_mut(path).ok_or(io::ErrorKind::NotFound)?.removed = true;
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state.lock().unwrap();
        state.step()?;
        state.files.retain(|path, file| path.parent() != Some(folder) || !file.removed);
        for (path, file) in &mut state.files {
            file.name_durable |= path.parent() == Some(folder);
        }
        Ok(())
    }
}

struct Handle {
    disk: SimDisk,
    path: PathBuf,
}

impl DiskFile for Handle {
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let state = self.disk.state.lock().unwrap();
        state.alive()?;
        let file = state.files.get(&self.path).ok_or(io::ErrorKind::NotFound)?;
        let rest = file.now.get(offset as usize..).unwrap_or_default();
        let read = rest.len().min(into.len());
        into[..read].copy_from_slice(&rest[..read]);
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.disk.state.lock().unwrap();
        let full = state.writes_left == Some(0);
        if let Some(left) = &mut state.writes_left {
            *left = left.saturating_sub(1);
        }
        let arrived = if full { bytes.len() / 2 } else { bytes.len() };
        state.change(&self.path, Change::Write { offset: offset as usize, bytes: bytes[..arrived].to_vec() })?;
        if full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn reserve(&self, len: u64) -> io::Result<()> {
        let mut state = self.disk.state.lock().unwrap();
        if state.writes_left.is_some() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let now = state.files.get(&self.path).ok_or(io::ErrorKind::NotFound)?.now.len();
        if now < len as usize { state.change(&self.path, Change::Len(len as usize)) } else { Ok(()) }
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.state.lock().unwrap().change(&self.path, Change::Len(len as usize))
    }

    fn len(&self) -> io::Result<u64> {
        let state = self.disk.state.lock().unwrap();
        state.alive()?;
        Ok(state.files.get(&self.path).ok_or(io::ErrorKind::NotFound)?.now.len() as u64)
    }

    fn sync(&self) -> io::Result<()> {
        let mut state = self.disk.state.lock().unwrap();
        state.step()?;
        if state.syncs_left == Some(0) {
            return Err(io::Error::other("sync failed"));
        }
        if let Some(left) = &mut state.syncs_left {
            *left -= 1;
        }
        let file = state.files.get_mut(&self.path).ok_or(io::ErrorKind::NotFound)?;
        file.durable = file.now.clone();
        file.unsynced.clear();
        Ok(())
    }
}
