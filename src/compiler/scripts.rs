//! `rules/*.rhai`: the functions that expressions may call.

use std::time::Duration;

use super::{
    Cx, findings,
    manifest::Basics,
    source::{Kind, Span},
};
use crate::{
    model::Id,
    script::{Bounds, Functions, Problem},
};

/// Compiles all script files; none where one is wrong, for whoever calls its functions could not be checked.
pub(super) fn read(cx: &Cx<'_>, basics: &Basics) -> Option<(Functions, Vec<Id>)> {
    let usual = Bounds::default();
    let bounds = Bounds {
        operations: basics.operations.unwrap_or(usual.operations),
        depth: basics.depth.and_then(|depth| usize::try_from(depth).ok()).unwrap_or(usual.depth),
        time: basics.time_ms.map_or(usual.time, Duration::from_millis),
    };
    let scripts = || cx.files.all().filter(|(_, file)| file.kind == Kind::Script);
    let texts: Vec<(&str, &str)> = scripts().map(|(_, file)| (file.path.as_str(), file.text.as_str())).collect();
    match Functions::compile(&texts, bounds) {
        Ok(functions) => {
            let names = functions.names().cloned().collect();
            Some((functions, names))
        }
        Err(problems) => {
            for (path, problem) in problems {
                if let Some((file, script)) = scripts().find(|(_, file)| *file.path == *path) {
                    report(cx, file, &script.text, problem);
                }
            }
            None
        }
    }
}

fn report(cx: &Cx<'_>, file: u32, text: &str, problem: Problem) {
    let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let span = Span::new(file, byte(problem.start)..byte(problem.end));
    let mut draft = findings::of_problem(problem.kind, span, problem.message);
    draft.hint = problem.hint;
    cx.report(draft);
}
