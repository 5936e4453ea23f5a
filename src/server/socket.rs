//! The daemon's door: a Unix socket; who comes in is known by the credentials of the other end. Each caller has a
//! thread, so that a slow one keeps nobody waiting.

use std::{
    collections::BTreeMap,
    io::{self, BufReader},
    net::Shutdown,
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::{
    Answers, Caller, Envelope, Host, Line, Problem,
    address::Address,
    wire::{self, Got, LINE_BYTES_MAX},
};
use crate::said;

/// How many callers may be connected at once.
const CALLERS_MAX: usize = 256;
/// How long a caller may take to read its answer before it is let go.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long closing the door waits for those inside.
const FAREWELL: Duration = Duration::from_secs(20);
/// Progress is told no more often than this.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// An open door; closing it lets those inside finish.
pub(super) struct Door {
    address: Address,
    room: Arc<Room>,
    porter: Option<JoinHandle<()>>,
}

/// Everybody inside.
#[derive(Default)]
struct Room {
    closing: AtomicBool,
    inside: Mutex<BTreeMap<u64, Option<UnixStream>>>,
    left: Condvar,
}

impl Door {
    /// Listens. Only whoever holds the store's lock may: what lies there from before is cleared away.
    pub fn open(host: Host, address: Address) -> io::Result<Door> {
        address.clear()?;
        let listener = UnixListener::bind(&address.socket)?;
        // Who may come near the store's folder may knock: whom we let in is decided by who they are.
        std::fs::set_permissions(&address.socket, std::fs::Permissions::from_mode(0o666))?;
        address.announce()?;
        let room = Arc::new(Room::default());
        let porter = {
            let room = room.clone();
            std::thread::Builder::new().name("door".into()).spawn(move || attend(&listener, &host, &room))?
        };
        Ok(Door { address, room, porter: Some(porter) })
    }

    /// Lets nobody in any more, lets those inside finish what runs, and takes the socket away.
    pub fn close(&mut self) {
        if self.room.closing.swap(true, Ordering::SeqCst) {
            return;
        }
        // The porter sleeps until somebody knocks.
        let _knock = UnixStream::connect(&self.address.socket);
        if let Some(porter) = self.porter.take() {
            let _ended = porter.join();
        }
        let _gone = self.address.clear();
        self.room.wait_until_empty();
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.close();
    }
}

fn attend(listener: &UnixListener, host: &Host, room: &Arc<Room>) {
    for number in 0.. {
        let stream = match listener.accept() {
            Ok((stream, _)) => stream,
            Err(_) if room.closing.load(Ordering::SeqCst) => return,
            Err(_) => {
                // Out of file handles, mostly: it passes.
                std::thread::sleep(Duration::from_millis(50));
                continue;
            }
        };
        if room.closing.load(Ordering::SeqCst) {
            return;
        }
        let Some(place) = Room::enter(room, number, &stream) else {
            turn_away(stream);
            continue;
        };
        let host = host.clone();
        let spawned = std::thread::Builder::new().name("caller".into()).spawn(move || {
            let _place = place;
            // A caller that goes away in the middle is no trouble of ours.
            let _gone = converse(stream, &host);
        });
        drop(spawned);
    }
}

fn turn_away(mut stream: UnixStream) {
    let _slow = stream.set_write_timeout(Some(Duration::from_millis(100)));
    let problem = Problem::new(
        "store_unavailable",
        ("the daemon has as many callers as it can serve: try again", "守护进程的调用者已满：请稍后再试"),
    );
    let _gone = wire::write(&mut stream, &Line::Error(problem));
}

fn converse(mut stream: UnixStream, host: &Host) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let uid = rustix::net::sockopt::socket_peercred(&stream)?.uid.as_raw();
    let mut host = host.for_caller(Caller::of(uid, host.shared().folder.root()));
    let mut from = BufReader::new(stream.try_clone()?);
    loop {
        let line = match wire::read(&mut from, LINE_BYTES_MAX)? {
            Got::End => return Ok(()),
            Got::Line(line) if line.iter().all(u8::is_ascii_whitespace) => continue,
            Got::Line(line) => answer(&mut host, &line, &mut stream),
            Got::TooLong => Line::Error(Problem::new(
                "usage",
                ("a call is at most 16 MB: send it in smaller parts", "一次调用最多 16 MB：请分小些发送"),
            )),
        };
        wire::write(&mut stream, &line)?;
    }
}

fn answer(host: &mut Host, line: &[u8], stream: &mut UnixStream) -> Line {
    let envelope: Envelope = match serde_json::from_slice(line) {
        Ok(envelope) => envelope,
        Err(error) => {
            return Line::Error(Problem::new("usage", said!("this is no call: {error}", "这不是调用：{error}")));
        }
    };
    let mut told: Option<Instant> = None;
    let mut progress = |done: u64, total: u64| {
        if told.is_none_or(|told| told.elapsed() >= PROGRESS_EVERY) {
            told = Some(Instant::now());
            // Whoever is gone does not hear how far we are; the work goes on.
            let _gone = wire::write(stream, &Line::Progress { done, total });
        }
    };
    match host.answer(envelope, &mut progress) {
        Ok(data) => Line::Data(data),
        Err(problem) => Line::Error(problem),
    }
}

/// A place in the room, given back when its holder leaves.
struct Place {
    room: Arc<Room>,
    number: u64,
}

impl Room {
    /// A place, if there is one left.
    fn enter(room: &Arc<Room>, number: u64, stream: &UnixStream) -> Option<Place> {
        let mut inside = room.inside();
        if inside.len() >= CALLERS_MAX {
            return None;
        }
        inside.insert(number, stream.try_clone().ok());
        drop(inside);
        Some(Place { room: room.clone(), number })
    }

    /// Nobody inside hears anything more; whoever is being answered still gets the answer.
    fn wait_until_empty(&self) {
        let until = Instant::now() + FAREWELL;
        let mut inside = self.inside();
        for stream in inside.values().flatten() {
            let _gone = stream.shutdown(Shutdown::Read);
        }
        while !inside.is_empty() {
            let Some(left) = until.checked_duration_since(Instant::now()) else { return };
            inside = self.left.wait_timeout(inside, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn inside(&self) -> MutexGuard<'_, BTreeMap<u64, Option<UnixStream>>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.room.inside().remove(&self.number);
        self.room.left.notify_all();
    }
}
