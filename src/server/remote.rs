//! The other side of the socket: a daemon that answers as a store opened here would.

use std::{
    io::{self, BufReader},
    os::unix::{fs::MetadataExt, net::UnixStream},
    path::Path,
};

use serde_json::Value as Json;

use super::{
    Answers, Envelope, Line, Problem,
    address::{Address, store_url},
    wire::{self, Got},
};
use crate::{desk::Folder, said};

/// How long a line of an answer may be: a bound, so that nothing at the other end can fill our memory.
const ANSWER_BYTES_MAX: usize = 1 << 30;

/// A daemon at the other end of a socket.
pub struct Remote {
    from: BufReader<UnixStream>,
    to: UnixStream,
}

/// The daemon that has a folder's store, if one runs. `store_url` as for [`super::Host::open`].
pub fn connect(folder: &Folder, store_url_given: Option<&str>) -> Option<Remote> {
    let root = folder.root();
    let socket = Address::look_up(root, &store_url(root, store_url_given))?;
    let to = UnixStream::connect(socket).ok()?;
    if !is_trusted(&to, root) {
        return None;
    }
    let from = BufReader::new(to.try_clone().ok()?);
    Some(Remote { from, to })
}

/// Whether the other end is what it should be: run by the folder's owner, by root or by ourselves. A socket may lie in
/// a folder where anybody can put one.
fn is_trusted(stream: &UnixStream, root: &Path) -> bool {
    let Ok(peer) = rustix::net::sockopt::socket_peercred(stream) else { return false };
    let uid = peer.uid.as_raw();
    let owner = std::fs::metadata(root).map(|meta| meta.uid());
    uid == 0 || peer.uid == rustix::process::geteuid() || owner.is_ok_and(|owner| owner == uid)
}

impl Answers for Remote {
    fn answer(&mut self, envelope: Envelope, progress: &mut dyn FnMut(u64, u64)) -> Result<Json, Problem> {
        wire::write(&mut self.to, &envelope).map_err(|error| broken(&error))?;
        loop {
            match self.line()? {
                Line::Progress { done, total } => progress(done, total),
                Line::Data(data) => return Ok(data),
                Line::Error(problem) => return Err(problem),
            }
        }
    }
}

impl Remote {
    fn line(&mut self) -> Result<Line, Problem> {
        match wire::read(&mut self.from, ANSWER_BYTES_MAX).map_err(|error| broken(&error))? {
            Got::Line(line) => serde_json::from_slice(&line).map_err(|error| broken(&error.into())),
            Got::TooLong => Err(broken(&io::Error::other("its answer is too long"))),
            Got::End => Err(broken(&io::Error::other("it has gone"))),
        }
    }
}

/// Nobody knows whether the command was done; whoever gave it a key can ask again.
fn broken(error: &io::Error) -> Problem {
    Problem::new(
        "store_unavailable",
        said!(
            "the daemon has not answered ({error}); a command with an idempotency key can safely be sent again",
            "守护进程没有应答（{error}）；带幂等键的命令可以放心重发"
        ),
    )
}
