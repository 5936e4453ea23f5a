//! Where a store lies, and where its daemon listens.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The longest path a socket may have everywhere.
const PATH_BYTES_MAX: usize = 100;
/// The socket's name in the store's folder.
const SOCKET: &str = "serve.sock";
/// Where the socket's path is written when it lies elsewhere.
const NOTE: &str = "serve.addr";
/// The store a manifest has that names none.
const STORE_DEFAULT: &str = "sled:./data";

/// The address of a folder's store: the one given, else the manifest's; a relative path counts from the folder.
/// The manifest is only glanced at, so that a policy that does not compile still has its store.
pub(super) fn store_url(root: &Path, given: Option<&str>) -> String {
    let url = given.map_or_else(|| manifest_url(root), str::to_owned);
    match url.split_once(':') {
        Some(("sled", path)) if !path.is_empty() && Path::new(path).is_relative() => {
            let path = path.strip_prefix("./").unwrap_or(path);
            format!("sled:{}", root.join(path).display())
        }
        _ => url,
    }
}

fn manifest_url(root: &Path) -> String {
    let text = std::fs::read_to_string(root.join(crate::desk::MANIFEST)).unwrap_or_default();
    let manifest: toml::Table = text.parse().unwrap_or_default();
    let url = manifest.get("store").and_then(|store| store.get("url")).and_then(toml::Value::as_str);
    url.unwrap_or(STORE_DEFAULT).to_owned()
}

/// The socket of the daemon that has a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Where it listens.
    pub socket: PathBuf,
    /// Where its path is written for callers, if that is not where they look first.
    note: Option<PathBuf>,
}

impl Address {
    /// Where the daemon of a store is to listen.
    pub fn of(root: &Path, url: &str) -> Address {
        let Some(store) = folder(url) else {
            return Address { socket: short(root, "memory"), note: None };
        };
        let socket = store.join(SOCKET);
        match socket.as_os_str().len() > PATH_BYTES_MAX {
            true => Address { socket: short(&store, "sled"), note: Some(store.join(NOTE)) },
            false => Address { socket, note: None },
        }
    }

    /// Where a caller finds the daemon of a store, if one has said so.
    pub fn look_up(root: &Path, url: &str) -> Option<PathBuf> {
        let address = Address::of(root, url);
        match &address.note {
            Some(note) => Some(PathBuf::from(std::fs::read_to_string(note).ok()?.trim_end_matches('\n'))),
            None => Some(address.socket),
        }
    }

    /// Clears away what a daemon that broke down has left. Only whoever holds the store's lock may.
    pub fn clear(&self) -> io::Result<()> {
        for path in std::iter::once(&self.socket).chain(&self.note) {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Tells callers where to look.
    pub fn announce(&self) -> io::Result<()> {
        match &self.note {
            Some(note) => std::fs::write(note, format!("{}\n", self.socket.display())),
            None => Ok(()),
        }
    }
}

/// The folder of a store on disk.
pub(super) fn folder(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sled:").filter(|path| !path.is_empty())?;
    Some(PathBuf::from(path))
}

/// A short path under the system's folder for temporary files, the same for the same place.
fn short(place: &Path, kind: &str) -> PathBuf {
    let place = place.canonicalize().unwrap_or_else(|_| place.to_path_buf());
    let hash = blake3::hash(format!("{kind}:{}", place.display()).as_bytes()).to_hex();
    std::env::temp_dir().join(format!("salesflow-{}.sock", &hash[..16]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_store_lies_in_the_policy_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert_eq!(store_url(root, None), format!("sled:{}", root.join("data").display()));
        std::fs::write(root.join("salesflow.toml"), "name = \"x\"\n[store]\nurl = \"sled:./else/where\"\n").unwrap();
        assert_eq!(store_url(root, None), format!("sled:{}", root.join("else/where").display()));
        assert_eq!(store_url(root, Some("sled:/abs")), "sled:/abs");
        assert_eq!(store_url(root, Some("memory:")), "memory:");
    }

    #[test]
    fn a_long_path_is_shortened_and_written_down() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("d".repeat(120));
        std::fs::create_dir(&deep).unwrap();
        let url = format!("sled:{}", deep.display());
        let address = Address::of(folder.path(), &url);
        assert!(address.socket.as_os_str().len() <= PATH_BYTES_MAX);
        assert_eq!(Address::look_up(folder.path(), &url), None);
        address.announce().unwrap();
        assert_eq!(Address::look_up(folder.path(), &url), Some(address.socket.clone()));
        address.clear().unwrap();
        assert_eq!(Address::look_up(folder.path(), &url), None);
    }
}
