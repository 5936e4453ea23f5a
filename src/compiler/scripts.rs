//! `rules/*.rhai`: the functions that expressions may call.

use std::time::Duration;

use indexmap::IndexMap;

use super::{
    Cx, findings,
    manifest::Basics,
    source::{Kind, Span},
};
use crate::{
    model::Id,
    script::{Bounds, Functions, Problem},
};

/// The functions of all script files.
pub(super) struct Scripts {
    pub functions: Functions,
    pub names: Vec<Id>,
    /// Those of files that could not be read, with how many arguments each takes.
    pub unread: IndexMap<Id, usize>,
}

/// Compiles all script files. Where one is wrong the others are compiled without it, and its functions are known by
/// name, so that whoever calls them stays silent.
pub(super) fn read(cx: &Cx<'_>, basics: &Basics) -> Scripts {
    let usual = Bounds::default();
    let bounds = Bounds {
        operations: basics.operations.unwrap_or(usual.operations),
        depth: basics.depth.and_then(|depth| usize::try_from(depth).ok()).unwrap_or(usual.depth),
        time: basics.time_ms.map_or(usual.time, Duration::from_millis),
    };
    let scripts = || cx.files.all().filter(|(_, file)| file.kind == Kind::Script);
    let texts: Vec<(&str, &str)> = scripts().map(|(_, file)| (file.path.as_str(), file.text.as_str())).collect();
    let problems = match Functions::compile(&texts, bounds) {
        Ok(functions) => {
            let names = functions.names().cloned().collect();
            return Scripts { functions, names, unread: IndexMap::new() };
        }
        Err(problems) => problems,
    };
    let is_wrong = |path: &str| problems.iter().any(|(file, _)| **file == *path);
    let (wrong, right): (Vec<_>, Vec<_>) = texts.into_iter().partition(|(path, _)| is_wrong(path));
    let functions = Functions::compile(&right, bounds).unwrap_or_else(|_| Functions::none());
    let unread: IndexMap<Id, usize> = wrong.iter().flat_map(|(_, text)| declared(text)).collect();
    let names = functions.names().chain(unread.keys()).cloned().collect();
    wrong.iter().for_each(|(_, text)| cx.mention(text));
    for (path, problem) in problems {
        if let Some((file, script)) = scripts().find(|(_, file)| *file.path == *path) {
            report(cx, file, &script.text, problem);
        }
    }
    Scripts { functions, names, unread }
}

/// What a text that can't be read declares: `fn name(a, b)`.
fn declared(text: &str) -> impl Iterator<Item = (Id, usize)> {
    text.lines().filter_map(|line| {
        let (name, rest) = line.trim_start().strip_prefix("fn ")?.split_once('(')?;
        let arguments = rest.split_once(')').map_or(rest, |(arguments, _)| arguments);
        let count = arguments.split(',').filter(|argument| !argument.trim().is_empty()).count();
        Some((Id::from(name.trim()), count))
    })
}

fn report(cx: &Cx<'_>, file: u32, text: &str, problem: Problem) {
    let byte = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    let span = Span::new(file, byte(problem.start)..byte(problem.end));
    let mut draft = findings::of_problem(problem.kind, span, problem.message);
    draft.hint = problem.hint;
    cx.report(draft);
}
