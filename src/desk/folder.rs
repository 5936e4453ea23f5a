//! A policy folder on disk: which files belong to it, their texts, what they hash to.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    compiler::{self, Compiled, Sources, World},
    exchange::{self, Broken},
};

/// The manifest's name: a folder that holds it is a policy folder.
pub const MANIFEST: &str = "salesflow.toml";

/// How many files a policy may have, and how large one may be: bounds, so that a wrong folder cannot hang us.
const FILES_MAX: usize = 20_000;
const FILE_BYTES_MAX: u64 = 16 << 20;

/// How deep folders of tests may lie: a link may lead in a circle.
const DEPTH_MAX: usize = 16;

/// A policy folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// The nearest folder upward from one that holds a manifest.
pub fn find_folder(from: &Path) -> Option<Folder> {
    let from = from.canonicalize().ok()?;
    from.ancestors().find(|folder| folder.join(MANIFEST).is_file()).map(Folder::at)
}

impl Folder {
    /// The folder at a path.
    pub fn at(root: impl AsRef<Path>) -> Folder {
        Folder { root: root.as_ref().to_path_buf() }
    }

    /// Its path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its files' texts, as one moment shows them: a file that goes while we look makes us look again.
    pub fn read(&self) -> io::Result<Sources> {
        self.look(Sources::of)
    }

    fn look(&self, read: impl Fn(&dyn World) -> io::Result<Sources>) -> io::Result<Sources> {
        const LOOKS_MAX: usize = 5;
        let mut looks = 0;
        loop {
            looks += 1;
            match read(self) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && looks < LOOKS_MAX => {}
                answer => return answer,
            }
        }
    }

    /// The same with its tests.
    pub fn read_with_tests(&self) -> io::Result<Sources> {
        self.look(Sources::with_tests)
    }

    /// Reads and compiles it.
    pub fn compile(&self) -> io::Result<Compiled> {
        Ok(compiler::compile(&self.read()?))
    }

    /// The same with its tests.
    pub fn compile_with_tests(&self) -> io::Result<Compiled> {
        Ok(compiler::compile(&self.read_with_tests()?))
    }

    fn list(&self) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        for name in ["salesflow.toml", "org.toml"] {
            if self.root.join(name).exists() {
                found.push(name.to_owned());
            }
        }
        for folder in ["org", "workflows", "rules"] {
            self.walk(folder, &mut found)?;
        }
        found.retain(|path| compiler::belongs(path));
        self.walk_tests("tests", 0, &mut found)?;
        found.sort();
        Ok(found)
    }

    /// Tests lie as deep as one likes; a folder with a manifest of its own is another policy.
    fn walk_tests(&self, folder: &str, depth: usize, found: &mut Vec<String>) -> io::Result<()> {
        let full = self.root.join(folder);
        if depth > DEPTH_MAX || !full.is_dir() || full.join(MANIFEST).exists() {
            return Ok(());
        }
        let before = found.len();
        self.walk(folder, found)?;
        let own = found.split_off(before);
        found.extend(own.into_iter().filter(|path| compiler::is_test(path)));
        for entry in fs::read_dir(&full).map_err(|error| named(&full, error))? {
            let entry = entry.map_err(|error| named(&full, error))?;
            if let Some(name) = entry.file_name().to_str().filter(|name| !name.starts_with('.'))
                && entry.path().is_dir()
            {
                self.walk_tests(&format!("{folder}/{name}"), depth + 1, found)?;
            }
        }
        Ok(())
    }

    fn walk(&self, folder: &str, found: &mut Vec<String>) -> io::Result<()> {
        let full = self.root.join(folder);
        let entries = match fs::read_dir(&full) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(named(&full, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| named(&full, error))?;
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                continue;
            };
            let path = format!("{folder}/{name}");
            // Through links too: mounted configuration folders are links to a folder that is swapped.
            let Ok(meta) = fs::metadata(entry.path()) else {
                continue;
            };
            if meta.is_file() {
                if meta.len() > FILE_BYTES_MAX && !compiler::is_data(&path) {
                    return Err(named(&entry.path(), io::Error::other("larger than 16 MB: no policy file")));
                }
                found.push(path);
            }
            if found.len() > FILES_MAX {
                return Err(named(&full, io::Error::other("more than 20,000 files: is this a policy folder?")));
            }
        }
        Ok(())
    }
}

impl World for Folder {
    fn files(&self) -> io::Result<Vec<String>> {
        self.list()
    }

    fn read(&self, path: &str) -> io::Result<String> {
        let full = self.root.join(path);
        if fs::metadata(&full).is_ok_and(|meta| meta.len() > FILE_BYTES_MAX) {
            return Err(named(&full, io::Error::other("larger than 16 MB: no policy file")));
        }
        let bytes = fs::read(&full).map_err(|error| named(&full, error))?;
        if compiler::is_data(path) {
            let broken = |broken: Broken| named(&full, io::Error::new(io::ErrorKind::InvalidData, broken.to_string()));
            return exchange::rows_as_text(path, bytes).map_err(broken);
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            named(&full, io::Error::new(io::ErrorKind::InvalidData, format!("not UTF-8 at byte {at}")))
        })
    }
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
