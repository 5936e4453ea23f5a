//! `rules/*.rhai`: the functions that expressions may call.

use std::collections::BTreeMap;

use super::{Cx, manifest::Basics, source::Kind};
use crate::{model::Id, script::Functions};

/// Compiles all script files; none where one is wrong.
pub(super) fn read(cx: &Cx<'_>, _basics: &Basics) -> Option<(Functions, Vec<Id>)> {
    let scripts = cx.files.all().filter(|(_, file)| file.kind == Kind::Script);
    let texts: BTreeMap<String, String> = scripts.map(|(_, file)| (file.path.clone(), file.text.clone())).collect();
    let functions = Functions::compile(&texts, &Default::default()).ok()?;
    Some((functions, Vec::new()))
}
