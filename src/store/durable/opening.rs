//! Opening a store: take it, find where the journal ends, finish or forget what a crash interrupted.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, RwLock};
use std::thread;

use super::ballast::Ballast;
use super::holder::Holder;
use super::pending::Pending;
use super::redo::Redo;
use super::table::{Shelf, SledShelf, Table};
use super::{Core, Durable};
use crate::store::disk::{Disk, RealDisk};
use crate::store::failure::At;
use crate::store::journal::recovery::Found;
use crate::store::journal::{Journal, recovery};
use crate::store::{Failure, Opened, Options};

/// Opens the store in a folder of the real disk.
pub(in crate::store) fn open(path: &Path, options: Options) -> Result<Opened, Failure> {
    prepare(path, &options)?;
    let holder = Some(Holder::take(path, &options.program)?);
    let ballast = Ballast::new(path.join("ballast"));
    let parts = || Parts {
        disk: Arc::new(RealDisk),
        shelf: Box::new(SledShelf { folder: path.join("derived"), cache_bytes: options.cache_bytes }),
        holder: None,
    };
    let mut notes = Vec::new();
    let mut assembled = assemble(path, &options, parts(), &mut notes);
    if assembled.as_ref().is_err_and(Failure::is_full_disk)
        && let Some(bytes) = ballast.give_up()
    {
        notes.push(format!("the disk is full: gave back the {bytes} bytes kept for that; make room soon"));
        assembled = assemble(path, &options, parts(), &mut notes);
    } else {
        ballast.keep(options.ballast_bytes.max(parts().shelf.room_to_open() * 2));
    }
    let store = assembled?;
    *store.core.holder.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = holder;
    Ok(Opened { store: Arc::new(store), notes })
}

/// Makes the folder, or makes sure that it is ours.
fn prepare(path: &Path, options: &Options) -> Result<(), Failure> {
    let names = RealDisk.names(path).at(path)?;
    let ours = names.iter().any(|name| name == "journal");
    if !ours && !options.create {
        return Err(Failure::Missing { path: path.to_owned() });
    }
    if !ours && names.iter().any(|name| !["LOCK", "ballast", "derived.redo"].contains(&name.as_str())) {
        return Err(Failure::NotAStore { path: path.to_owned() });
    }
    fs::create_dir_all(path).at(path)?;
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if ours { Ok(()) } else { RealDisk.sync_folder(parent).at(parent) }
}

/// What a store is put together from; tests bring a disk and a table that fail on demand.
pub(in crate::store) struct Parts {
    pub disk: Arc<dyn Disk>,
    pub shelf: Box<dyn Shelf>,
    pub holder: Option<Holder>,
}

pub(in crate::store) fn assemble(
    path: &Path,
    options: &Options,
    parts: Parts,
    notes: &mut Vec<String>,
) -> Result<Durable, Failure> {
    let Parts { disk, shelf, holder } = parts;
    let folder = path.join("journal");
    disk.create_folder(&folder).at(&folder)?;
    let redo = Redo::new(Arc::clone(&disk), path.join("derived.redo"));
    let (found, table) = look(&*disk, &folder, &*shelf);
    let found = found?;
    if found.is_none() {
        disk.sync_folder(path).at(path)?;
    }
    let table = settle(table, &*shelf, &redo, notes)?;
    let through = table.as_ref().map_or(Ok(0), |table| table.through())?;
    let has_events = found.as_ref().is_some_and(|found| found.next_seq > 1);
    if table.is_some() && through == 0 && has_events {
        notes.push("the derived data include no event and have to be rebuilt from the journal".into());
    }
    check_reach(found.as_ref(), &folder, through)?;
    let journal = Journal::start(disk, &folder, found, options.segment_bytes, notes)?;
    Ok(Durable::new(Core {
        options: options.clone(),
        journal,
        shelf,
        redo,
        pending: RwLock::new(Pending::after(through)),
        table: RwLock::new(table),
        writing: Mutex::default(),
        draining: Mutex::default(),
        closed: AtomicBool::new(false),
        holder: Mutex::new(holder),
    }))
}

type Looked = (Result<Option<Found>, Failure>, Result<Option<Arc<dyn Table>>, Failure>);

/// Reads the end of the journal while sled opens. A store that never drained has no sled.
fn look(disk: &dyn Disk, folder: &Path, shelf: &dyn Shelf) -> Looked {
    if !shelf.exists() {
        return (recovery::find(disk, folder), Ok(None));
    }
    thread::scope(|scope| {
        let table = scope.spawn(|| shelf.open().map(Some));
        let found = recovery::find(disk, folder);
        let panicked = || Failure::Derived { path: folder.to_owned(), why: "opening it failed".into() };
        (found, table.join().unwrap_or_else(|_| Err(panicked())))
    })
}

/// Brings the table to a state that some prefix of the journal explains: finishes an interrupted drain, or throws
/// a damaged table away.
fn settle(
    table: Result<Option<Arc<dyn Table>>, Failure>,
    shelf: &dyn Shelf,
    redo: &Redo,
    notes: &mut Vec<String>,
) -> Result<Option<Arc<dyn Table>>, Failure> {
    let finished = table.and_then(|table| {
        if let Some(table) = &table {
            finish(&**table, redo)?;
        } else if redo.exists()? {
            // The very first drain may have been cut short before sled was made; then nothing is missing.
            let first = redo.read()?.is_some_and(|image| image.base == 0);
            redo.clear()?;
            if !first {
                notes.push("the derived data are missing and have to be rebuilt from the journal".into());
            }
        }
        Ok(table)
    });
    match finished {
        Err(Failure::Derived { path, why }) => {
            redo.clear()?;
            shelf.discard()?;
            let path = path.display();
            notes.push(format!("{path} was damaged ({why}); it has to be rebuilt from the journal"));
            Ok(None)
        }
        finished => finished,
    }
}

fn finish(table: &dyn Table, redo: &Redo) -> Result<(), Failure> {
    let Some(image) = redo.read()? else {
        return Ok(());
    };
    let through = table.through()?;
    if through == image.base || through == image.through {
        image.apply_to(table)?;
    }
    redo.clear()
}

/// Derived data that know more events than the journal has prove that the journal lost something acknowledged.
fn check_reach(found: Option<&Found>, folder: &Path, through: u64) -> Result<(), Failure> {
    match found {
        Some(found) if through >= found.next_seq => {
            Err(found.damage(&format!("the events from here through {through} were acknowledged and are missing")))
        }
        None if through > 0 => Err(Failure::Damaged {
            file: folder.to_owned(),
            offset: 0,
            last_good: 0,
            why: format!("the events through {through} were acknowledged and are missing"),
        }),
        _ => Ok(()),
    }
}
