//! Rows that were not taken, kept beside their file: the cells as they were, the line, the reason.
//!
//! The file is written aside and takes its name in one step when its import is over; it can be corrected and imported
//! again.

use std::{
    fs,
    io::{self, BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value as Json};

use super::read::{Form, Row, Table};

const LINE: &str = "line";
const REASON: &str = "reason";

/// Keeps the rejected rows of one file.
pub(super) struct Rejected<'t> {
    table: &'t Table,
    path: PathBuf,
    aside: PathBuf,
    out: Option<Out>,
}

enum Out {
    Cells(Box<csv::Writer<BufWriter<fs::File>>>),
    Objects(BufWriter<fs::File>),
}

impl<'t> Rejected<'t> {
    /// Beside a file; nothing is written until a row is rejected.
    pub fn beside(file: &Path, table: &'t Table) -> Rejected<'t> {
        let ending = match table.form() {
            Form::Cells(_) => "csv",
            Form::Objects => "jsonl",
        };
        let mut path = file.as_os_str().to_owned();
        path.push(format!(".rejected.{ending}"));
        let mut aside = path.clone();
        aside.push(".part");
        Rejected { table, path: path.into(), aside: aside.into(), out: None }
    }

    /// Where they are kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a row.
    pub fn keep(&mut self, row: &Row, reason: &str) -> io::Result<()> {
        let own = self.own_columns();
        if self.out.is_none() {
            self.out = Some(self.begin(own)?);
        }
        match &mut self.out {
            Some(Out::Cells(out)) => {
                let mut cells: Vec<String> = row.cells.iter().take(own).map(cell).collect();
                cells.resize(own, String::new());
                let beyond: Vec<String> = row.cells.iter().skip(self.table.headings().len()).map(cell).collect();
                let reason = match beyond.is_empty() {
                    true => reason.to_owned(),
                    false => format!("{reason}; beyond them: {}", beyond.join(" | ")),
                };
                cells.extend([row.line.to_string(), reason]);
                out.write_record(cells)?;
            }
            Some(Out::Objects(out)) => {
                let pairs = self.table.headings().iter().zip(&row.cells).filter(|(_, value)| !value.is_null());
                let mut object: Map<String, Json> = pairs.map(|(key, value)| (key.clone(), value.clone())).collect();
                object.extend(row.text.as_ref().map(|text| ("text".to_owned(), text.as_str().into())));
                object.insert(LINE.to_owned(), row.line.into());
                object.insert(REASON.to_owned(), reason.into());
                serde_json::to_writer(&mut *out, &object)?;
                out.write_all(b"\n")?;
            }
            None => {}
        }
        Ok(())
    }

    /// Puts the file in place, or takes an older one of ours away where nothing was rejected; where it is.
    pub fn finish(mut self) -> io::Result<Option<PathBuf>> {
        let Some(out) = self.out.take() else {
            if self.is_ours()? {
                fs::remove_file(&self.path)?;
            }
            return Ok(None);
        };
        let written = match out {
            Out::Cells(out) => out.into_inner().map_err(|error| io::Error::other(error.to_string()))?,
            Out::Objects(out) => out,
        };
        let file = written.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        fs::rename(&self.aside, &self.path)?;
        Ok(Some(self.path.clone()))
    }

    /// How many of the file's columns are kept: those of an earlier rejection are written anew.
    fn own_columns(&self) -> usize {
        let headings = self.table.headings();
        match headings {
            [own @ .., line, reason] if line == LINE && reason == REASON => own.len(),
            all => all.len(),
        }
    }

    fn begin(&self, own: usize) -> io::Result<Out> {
        if self.path.exists() && !self.is_ours()? {
            let exists = "is there already and holds no rejected rows: move it away";
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, exists));
        }
        let file = fs::File::options().create(true).truncate(false).write(true).open(&self.aside)?;
        if file.try_lock().is_err() {
            return Err(io::Error::new(io::ErrorKind::ResourceBusy, "another import of this file runs"));
        }
        file.set_len(0)?;
        let mut out = BufWriter::new(file);
        Ok(match self.table.form() {
            Form::Objects => Out::Objects(out),
            Form::Cells(_) => {
                if !self.table.text().is_plain() {
                    // Whoever needed a mark or another encoding before needs a mark now.
                    out.write_all("\u{feff}".as_bytes())?;
                }
                let mut out = csv::Writer::from_writer(out);
                out.write_record(self.table.headings().iter().take(own).map(String::as_str).chain([LINE, REASON]))?;
                Out::Cells(Box::new(out))
            }
        })
    }

    /// Whether the file there is one that we have written.
    fn is_ours(&self) -> io::Result<bool> {
        let file = match fs::File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let mut first = Vec::new();
        BufReader::new(file).read_until(b'\n', &mut first)?;
        let first = String::from_utf8_lossy(&first);
        Ok(match self.table.form() {
            Form::Cells(_) => first.trim_end().ends_with(",line,reason"),
            Form::Objects => serde_json::from_str::<Map<String, Json>>(&first)
                .is_ok_and(|object| object.contains_key(LINE) && object.contains_key(REASON)),
        })
    }
}

impl Drop for Rejected<'_> {
    fn drop(&mut self) {
        if self.out.take().is_some() {
            let _gone = fs::remove_file(&self.aside);
        }
    }
}

fn cell(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::exchange::Text;

    fn table(text: &str, ending: &str) -> Table {
        Table::of(Text::from_bytes(text.as_bytes().to_vec()).unwrap(), ending).unwrap()
    }

    fn keep_all(file: &Path, table: &Table) -> io::Result<Option<PathBuf>> {
        let mut rejected = Rejected::beside(file, table);
        for row in table.rows().unwrap() {
            rejected.keep(&row.unwrap(), "no, \"never\"")?;
        }
        rejected.finish()
    }

    #[test]
    fn rows_are_kept_and_can_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.csv");
        let path = keep_all(&file, &table("a,b\n1,\"x\ny\"\n2\n3,4,5\n", "csv")).unwrap().unwrap();
        assert_eq!(path, folder.path().join("deals.csv.rejected.csv"));
        let again = Table::open(&path).unwrap();
        assert_eq!(again.headings(), ["a", "b", "line", "reason"]);
        let rows: Vec<Row> = again.rows().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows[0].cells, [json!("1"), json!("x\ny"), json!("2"), json!("no, \"never\"")]);
        assert_eq!(rows[1].cells[..3], [json!("2"), json!(""), json!("4")]);
        assert!(rows[2].cells[3].as_str().unwrap().ends_with("beyond them: 5"));
        let thrice = keep_all(&path, &again).unwrap().unwrap();
        assert_eq!(Table::open(&thrice).unwrap().headings(), ["a", "b", "line", "reason"]);
        assert!(!folder.path().join("deals.csv.rejected.csv.part").exists());
    }

    #[test]
    fn objects_are_kept_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.jsonl");
        let path = keep_all(&file, &table("{\"a\":{\"b\":1},\"c\":null}\nno\n", "jsonl")).unwrap().unwrap();
        let text = fs::read_to_string(path).unwrap();
        let lines: Vec<Json> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines[0], json!({"a": {"b": 1}, "line": 1, "reason": "no, \"never\""}));
        assert_eq!(lines[1], json!({"text": "no", "line": 2, "reason": "no, \"never\""}));
    }

    #[test]
    fn an_old_one_goes_and_what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.csv");
        let (full, none) = (table("a\n1\n", "csv"), table("a\n", "csv"));
        let path = keep_all(&file, &full).unwrap().unwrap();
        assert_eq!(keep_all(&file, &none).unwrap(), None);
        assert!(!path.exists());
        fs::write(&path, "mine\n1\n").unwrap();
        assert_eq!(keep_all(&file, &none).unwrap(), None);
        assert_eq!(keep_all(&file, &full).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine\n1\n");
    }

    #[test]
    fn a_stopped_import_leaves_the_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deals.csv");
        let full = table("a\n1\n", "csv");
        let path = keep_all(&file, &full).unwrap().unwrap();
        let mut stopped = Rejected::beside(&file, &full);
        let row = full.rows().unwrap().next().unwrap().unwrap();
        stopped.keep(&row, "other").unwrap();
        drop(stopped);
        assert!(fs::read_to_string(path).unwrap().contains("never"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
