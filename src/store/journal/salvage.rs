//! Reading a damaged journal as far as it is whole.

use std::path::Path;

use super::reader::{Reader, Step};
use super::{CopySink, HEADER, Header, segment_name};
use crate::store::disk::{Disk, read_up_to};
use crate::store::failure::At;
use crate::store::{Failure, Position};

/// How far a journal could be read.
pub(in crate::store) struct Reached {
    pub last_seq: u64,
    /// Where it stopped, if something lies behind that place.
    pub stopped: Option<String>,
}

/// Copies every entry before the first damage.
pub(in crate::store) fn salvage(disk: &dyn Disk, folder: &Path, sink: &mut CopySink<'_>) -> Result<Reached, Failure> {
    let names = disk.names(folder).at(folder)?;
    let mut seq = 1;
    for segment in 1.. {
        let path = folder.join(segment_name(segment));
        if !names.contains(&segment_name(segment)) {
            let later = names.iter().filter_map(|name| super::segment_number(name)).any(|number| number > segment);
            let stopped = later.then(|| format!("{} is missing", path.display()));
            return Ok(Reached { last_seq: seq - 1, stopped });
        }
        let file = disk.open(&path, false).at(&path)?;
        let len = file.len().at(&path)?;
        let header = Header::decode(&read_up_to(&*file, 0, HEADER).at(&path)?, segment, &path)?;
        let stop = |at: u64| Some(format!("{} is damaged at byte {at}", path.display()));
        let Some(header) = header.filter(|header| header.first_seq == seq) else {
            return Ok(Reached { last_seq: seq - 1, stopped: stop(0) });
        };
        sink(segment, &header.encode())?;
        let mut reader = Reader::new(file, Position::new(segment, HEADER as u32), len);
        let bad = loop {
            match reader.next(seq).at(&path)? {
                Step::Frame(frame) => {
                    seq = frame.next_seq();
                    sink(segment, frame.bytes)?;
                }
                Step::End => break false,
                Step::Bad => break true,
            }
        };
        if bad {
            return Ok(Reached { last_seq: seq - 1, stopped: stop(reader.at) });
        }
    }
    unreachable!("there are fewer files than numbers")
}
