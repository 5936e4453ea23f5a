//! What something means: a key, a definition, a function.

use serde_json::{Value as Json, json};

use super::{
    index::{At, Below, Definition, uses},
    position,
};
use crate::{
    compiler::{
        What,
        places::{Keys, Keyword},
    },
    model::Lang,
    script::functions::Function,
};

/// The words shown beside what is below the cursor.
pub(super) fn hover(at: &At, lang: Lang) -> Option<Json> {
    let text = match at.below()? {
        Below::Key(spot) => match spot.what {
            What::Key(keys, Some(keyword)) => {
                let value = key(keys, keyword, lang);
                let range = position::range(at.policy.text(&at.file), &spot.range);
                return Some(json!({"contents": {"kind": "markdown", "value": value}, "range": range}));
            }
            _ => return None,
        },
        Below::Name { of, .. } => {
            let all: Vec<String> = of.iter().take(5).map(|definition| defined(at, definition, lang)).collect();
            all.join("\n\n---\n\n")
        }
        Below::Function(function) => called(function),
    };
    (!text.is_empty()).then(|| json!({"contents": {"kind": "markdown", "value": text}}))
}

/// A key of a place in words.
pub(super) fn key(keys: &Keys, keyword: &Keyword, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let holds = keyword.kind.said(lang, &|keys| keys.said(lang).to_owned());
    let mut text = format!("**{}** · {}\n\n{}\n\n", keyword.name, keys.said(lang), keyword.said(lang));
    text += &format!("{} {holds}", if zh { "内容：" } else { "Holds:" });
    if let Some(default) = keyword.default {
        text += &format!("\n\n{} `{default}`", if zh { "默认：" } else { "Without it:" });
    }
    if !keys.runs(keyword.name) {
        text += if zh { "\n\n*本版本尚不执行。*" } else { "\n\n*Does not run in this version yet.*" };
    }
    text
}

fn defined(at: &At, definition: &Definition, lang: Lang) -> String {
    let (en, zh) = definition.thing.words();
    let line =
        at.policy.text(&definition.file).get(..definition.range.start).unwrap_or_default().matches('\n').count() + 1;
    let used = uses(&at.policy, definition, &definition.id).len().saturating_sub(1);
    let title = definition.title.as_deref().map(|title| format!(" — {title}")).unwrap_or_default();
    let about = match definition.about.is_empty() {
        true => String::new(),
        false => format!("\n\n`{}`", definition.about),
    };
    let Definition { id, file, .. } = definition;
    match lang {
        Lang::En => format!("{en} **{id}**{title}{about}\n\n{file}:{line} · named {used} times"),
        Lang::Zh => format!("{zh} **{id}**{title}{about}\n\n{file}:{line} · 引用 {used} 处"),
    }
}

/// A function in words.
pub(super) fn called(function: &Function) -> String {
    format!("```\n{}\n```\n{}\n\n`{}`", function.signature(), function.docs, function.example)
}
