//! The watch on a policy folder misses no change, whatever way the files changed, and tells of none that is none.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use salesflow::{
    compiler::Sources,
    desk::{Folder, Watch, watch},
};

/// Longer than any change should take to be noticed, shorter than the look without a hint.
const SOON: Duration = Duration::from_millis(2_500);
/// Long enough for a change that is none to have been told of.
const QUIET: Duration = Duration::from_millis(500);

struct Watched {
    _keep: tempfile::TempDir,
    root: PathBuf,
    changes: Receiver<Option<Sources>>,
    _watch: Watch,
}

impl Watched {
    fn new() -> Watched {
        let keep = tempfile::tempdir().unwrap();
        let root = keep.path().join("policy");
        fs::create_dir_all(root.join("workflows")).unwrap();
        fs::write(root.join("salesflow.toml"), "name = \"one\"\n").unwrap();
        fs::write(root.join("workflows/deal.toml"), "title = \"Deal\"\n").unwrap();
        Watched::over(keep, root)
    }

    fn over(keep: tempfile::TempDir, root: PathBuf) -> Watched {
        let folder = Folder::at(&root);
        let seen = folder.read().unwrap().fingerprint();
        let (tell, changes) = channel();
        let watch = watch(folder, seen, move |sources| drop(tell.send(sources.ok())));
        let watched = Watched { _keep: keep, root, changes, _watch: watch };
        watched.expect_nothing();
        watched
    }

    /// Waits until what was told of holds (a change may be told of in several looks).
    fn expect(&self, what: &str, holds: impl Fn(&Sources) -> bool) {
        let start = std::time::Instant::now();
        while let Ok(told) = self.changes.recv_timeout(SOON.saturating_sub(start.elapsed())) {
            if told.as_ref().is_some_and(&holds) {
                return;
            }
        }
        panic!("not told of: {what}");
    }

    fn expect_nothing(&self) {
        if let Ok(told) = self.changes.recv_timeout(QUIET) {
            panic!("told of a change that is none: {told:?}");
        }
    }
}

fn text(sources: &Sources, path: &str, part: &str) -> bool {
    sources.files().get(path).is_some_and(|text| text.contains(part))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

#[test]
fn saved_in_place_renamed_over_added_and_deleted() {
    let watched = Watched::new();
    let deal = watched.root.join("workflows/deal.toml");
    write(&deal, "title = \"two\"\n");
    watched.expect("a file saved in place", |s| text(s, "workflows/deal.toml", "two"));

    let aside = watched.root.join("workflows/.deal.toml.swp");
    write(&aside, "title = \"three\"\n");
    fs::rename(&aside, &deal).unwrap();
    watched.expect("a file renamed over", |s| text(s, "workflows/deal.toml", "three"));

    write(&watched.root.join("workflows/order.toml"), "title = \"Order\"\n");
    watched.expect("a new file", |s| text(s, "workflows/order.toml", "Order"));

    fs::remove_file(&deal).unwrap();
    watched.expect("a deleted file", |s| !s.files().contains_key("workflows/deal.toml"));

    fs::create_dir_all(watched.root.join("rules")).unwrap();
    write(&watched.root.join("rules/kpis.toml"), "[kpi]\n");
    watched.expect("a file in a folder that was not there", |s| text(s, "rules/kpis.toml", "kpi"));
}

#[test]
fn rows_that_a_table_names_are_policy_and_others_are_not() {
    let watched = Watched::new();
    fs::create_dir_all(watched.root.join("rules")).unwrap();
    write(&watched.root.join("rules/t.toml"), "[list.vips]\ncolumns = { name = \"text\" }\nrows_from = \"vips.csv\"\n");
    watched.expect("rules", |s| s.files().contains_key("rules/t.toml"));
    write(&watched.root.join("exported.csv"), "id,title\n1,x\n");
    watched.expect_nothing();
    write(&watched.root.join("rules/vips.csv"), "name\nGrid\n");
    watched.expect("rows that came", |s| text(s, "rules/vips.csv", "Grid"));
    write(&watched.root.join("rules/vips.csv"), "name\nTower\n");
    watched.expect("rows that changed", |s| text(s, "rules/vips.csv", "Tower"));
    fs::write(watched.root.join("rules/vips.csv"), [0xCB, 0xFE, b'\n']).unwrap();
    watched.expect("rows in GB18030", |s| text(s, "rules/vips.csv", "塔"));
}

#[test]
fn a_folder_that_is_moved_away_and_made_anew() {
    let watched = Watched::new();
    let aside = watched.root.with_file_name("aside");
    fs::rename(watched.root.join("workflows"), &aside).unwrap();
    watched.expect("files that went with their folder", |s| !s.files().contains_key("workflows/deal.toml"));
    fs::rename(&aside, watched.root.join("workflows")).unwrap();
    watched.expect("files that came back", |s| text(s, "workflows/deal.toml", "Deal"));
    write(&watched.root.join("workflows/deal.toml"), "title = \"after\"\n");
    watched.expect("a change after that", |s| text(s, "workflows/deal.toml", "after"));
}

#[test]
fn a_swapped_link_as_mounted_configuration_does() {
    let keep = tempfile::tempdir().unwrap();
    let root = keep.path().join("policy");
    fs::create_dir_all(&root).unwrap();
    for (version, name) in [("v1", "one"), ("v2", "two")] {
        fs::create_dir_all(root.join(version).join("workflows")).unwrap();
        write(&root.join(version).join("salesflow.toml"), &format!("name = \"{name}\"\n"));
        write(&root.join(version).join("workflows/deal.toml"), &format!("title = \"{name}\"\n"));
    }
    symlink("v1", root.join("..data")).unwrap();
    symlink("..data/salesflow.toml", root.join("salesflow.toml")).unwrap();
    symlink("..data/workflows", root.join("workflows")).unwrap();
    let watched = Watched::over(keep, root);
    let link = watched.root.join("..data_tmp");
    symlink("v2", &link).unwrap();
    fs::rename(&link, watched.root.join("..data")).unwrap();
    watched.expect("a swapped link", |s| text(s, "salesflow.toml", "two") && text(s, "workflows/deal.toml", "two"));
}

#[test]
fn many_files_at_once_as_a_checkout_does() {
    let watched = Watched::new();
    for n in 0..300 {
        write(&watched.root.join(format!("workflows/w{n}.toml")), "title = \"x\"\n");
    }
    watched.expect("all of 300 files", |s| s.files().len() == 302);
}

#[test]
fn what_does_not_belong_or_does_not_change_is_not_told_of() {
    let watched = Watched::new();
    write(&watched.root.join("notes.txt"), "not a policy file");
    write(&watched.root.join("workflows/deal.toml"), "title = \"Deal\"\n");
    fs::create_dir_all(watched.root.join("data/journal")).unwrap();
    write(&watched.root.join("data/journal/1.log"), "bytes");
    watched.expect_nothing();
}
