//! Open buffers over the files on disk.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

use serde_json::Value as Json;

use crate::{
    compiler::{self, Sources},
    desk::{self, Folder},
};

/// The buffers an editor has open, by the address it gave them.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<String, Document>,
}

#[derive(Debug)]
struct Document {
    path: PathBuf,
    /// The policy's folder; none where there is none.
    root: Option<PathBuf>,
    text: String,
}

/// The texts of a policy as the editor shows them, and where its folder is.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub root: PathBuf,
    /// Every file, scenarios included.
    pub texts: BTreeMap<String, String>,
}

impl Documents {
    pub fn set(&mut self, uri: &str, text: &str) {
        let path = path_of(uri);
        let root = path.parent().and_then(desk::find_folder).map(|folder| folder.root().to_path_buf());
        let path = path.canonicalize().unwrap_or(path);
        self.open.insert(uri.to_owned(), Document { path, root, text: text.to_owned() });
    }

    pub fn close(&mut self, uri: &str) {
        self.open.remove(uri);
    }

    /// The folders of the policies that open buffers belong to.
    pub fn roots(&self) -> BTreeSet<&Path> {
        self.open.values().filter_map(|document| document.root.as_deref()).collect()
    }

    /// The path within its policy, and the text, of the buffer a request names.
    pub fn open(&self, params: &Json) -> Option<(String, &str)> {
        let document = self.open.get(params["textDocument"]["uri"].as_str()?)?;
        Some((document.name()?, &document.text))
    }

    /// The policy a buffer belongs to.
    pub fn policy(&self, uri: &str) -> Option<Policy> {
        self.policy_at(self.open.get(uri)?.root.as_deref()?).ok()
    }

    /// The policy in a folder.
    pub fn policy_at(&self, root: &Path) -> io::Result<Policy> {
        let sources = Folder::at(root).read_with_tests()?;
        let mut texts = sources.files().clone();
        texts.extend(sources.tests().clone());
        for document in self.open.values().filter(|document| document.root.as_deref() == Some(root)) {
            if let Some(name) = document.name().filter(|name| compiler::root(name).is_some() || name.ends_with(".rhai"))
            {
                texts.insert(name, document.text.clone());
            }
        }
        Ok(Policy { root: root.to_path_buf(), texts })
    }
}

impl Document {
    /// Its path within its policy, with `/` between the parts.
    fn name(&self) -> Option<String> {
        let name = self.path.strip_prefix(self.root.as_deref()?).ok()?;
        let parts: Vec<&str> = name.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
        Some(parts.join("/"))
    }
}

impl Policy {
    /// What of it is compiled.
    pub fn sources(&self) -> Sources {
        Sources::new(self.texts.clone())
    }

    /// The address of one of its files.
    pub fn uri(&self, file: &str) -> String {
        uri_of(&self.root.join(file))
    }
}

/// The path behind `file:///…`.
fn path_of(uri: &str) -> PathBuf {
    let encoded = uri.strip_prefix("file://").unwrap_or(uri);
    let mut bytes = Vec::new();
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let mut ahead = rest.clone();
        match (byte, hex(ahead.next()), hex(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            _ => bytes.push(byte),
        }
    }
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

fn uri_of(path: &Path) -> String {
    let mut uri = String::from("file://");
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            byte => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_paths_and_back() {
        let path = Path::new("/制度 a/org.toml");
        assert_eq!(uri_of(path), "file:///%E5%88%B6%E5%BA%A6%20a/org.toml");
        assert_eq!(path_of(&uri_of(path)), path);
        assert_eq!(path_of("file:///a%zz%4"), Path::new("/a%zz%4"));
    }
}
