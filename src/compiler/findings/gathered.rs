//! What one mistake says many times is told once.
//!
//! A stage that is renamed where it is declared is unknown wherever it is used. A few places are told one by one, so
//! that each can be mended where it is; many in one file are one finding, which names the others.

use super::Draft;

/// So many of the same are still told one by one.
const SAME_MAX: usize = 3;

/// Drafts in their order, those that say the same of one file gathered where they are many.
pub(in crate::compiler) fn gathered(mut drafts: Vec<Draft>) -> Vec<Draft> {
    // What nothing uses because its name is one slip away from the one that is used: the same mistake from behind.
    let meant: Vec<String> = drafts.iter().filter_map(|draft| Some(draft.instead.as_ref()?.1.clone())).collect();
    drafts.retain(|draft| {
        draft.code.name != "unused" || !meant.iter().any(|name| draft.message.contains(&format!("`{name}`")))
    });
    let same = |a: &Draft, b: &Draft| a.code == b.code && a.span.file == b.span.file && a.message == b.message;
    let is_many = |draft: &Draft| {
        draft.code.is_of_names() && drafts.iter().filter(|other| same(draft, other)).nth(SAME_MAX).is_some()
    };
    let many: Vec<bool> = drafts.iter().map(is_many).collect();
    let mut told: Vec<Draft> = Vec::with_capacity(drafts.len());
    for (draft, many) in drafts.into_iter().zip(many) {
        match told.iter_mut().find(|first| many && same(first, &draft)) {
            Some(first) => first.labels.push((draft.span, ("and here", "还有这里").into())),
            None => told.push(draft),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use crate::compiler::testing::findings;

    fn with(uses: usize) -> Vec<usize> {
        let stages = "[stage.a]\n[stage.b]\nend = 'b'\n".to_owned();
        let text = (0..uses).fold(stages, |text, n| format!("{text}[transition.t{n}]\nfrom = 'gone'\nto = 'b'\n"));
        let found = findings(&text);
        found.iter().filter(|it| it.code.name == "unknown-stage").map(|it| it.labels.len()).collect()
    }

    #[test]
    fn a_few_are_told_each_and_many_at_once() {
        assert_eq!(with(3), [0, 0, 0]);
        assert_eq!(with(4), [3]);
    }
}
