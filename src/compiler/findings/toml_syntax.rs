//! E0004: a file that is no TOML.

use super::unquoted_key::unquoted_key;
use super::{Code, Draft, Page};
use crate::{compiler::source::Span, model::Said, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(4, "syntax"),
    about: "The file can't be read as TOML. Text stands in quotes, lists in [ ], tables in { }, one `key = value` on a line. What can be read of it, and all other files, are checked all the same; names that the unreadable part may declare are missed nowhere.",
    zh: "这个文件读不成 TOML。文本要加引号，列表用 [ ]，表用 { }，一行写一个 `键 = 值`。读得懂的部分和其他文件照样检查；读不懂的部分里可能声明的名字，在别处用到时不会被报错。",
    bad: r#"
title = Deals
#       ^^^^^ E0004 text stands in quotes; write it as "…"
"#,
    good: r#"
title = "Deals"
"#,
};

pub(in crate::compiler) fn toml_syntax(span: Span, below: &str, message: &str) -> Draft {
    if message.starts_with("invalid unquoted key") && !below.is_empty() {
        return unquoted_key(span, below);
    }
    let draft = Draft::new(&PAGE, span, own_words(message));
    match below.contains(['“', '”', '‘', '’']) {
        true => draft.hint(("write \" for the full-width quotes", "请把全角引号换成 \"")),
        false if message.starts_with("string values must be quoted") => {
            draft.hint(("write it as \"…\"", "请写成 \"…\""))
        }
        false => draft,
    }
}

/// What the parser says, as a process owner says it.
fn own_words(message: &str) -> Said {
    match OWN_WORDS.iter().find(|(theirs, ..)| message.starts_with(theirs)) {
        Some((_, en, zh)) => Said::new(*en, *zh),
        None => said!("this can't be read as TOML: {message}", "这里读不成 TOML：{message}"),
    }
}

/// How the parser's message begins, and what is meant.
const OWN_WORDS: &[(&str, &str, &str)] = &[
    ("invalid basic string", "a closing \" is missing", "缺少结尾的引号 \""),
    ("invalid literal string", "a closing ' is missing", "缺少结尾的引号 '"),
    ("invalid multi-line basic string", "a closing \"\"\" is missing", "缺少结尾的引号 \"\"\""),
    ("invalid multi-line literal string", "a closing ''' is missing", "缺少结尾的引号 '''"),
    ("missing opening quote", "an opening quote is missing", "缺少开头的引号"),
    ("string values must be quoted", "text stands in quotes", "文本要加引号"),
    ("key with no value", "a `=` with a value is missing behind this key", "这个键后面缺少 `=` 和值"),
    ("extra `=`", "one `=` is enough here", "这里一个 `=` 就够了"),
    ("extra comma", "there is one comma too many", "多了一个逗号"),
    ("extra assignment", "a comma is missing between two keys", "两个键之间缺少逗号"),
    ("missing comma", "a comma is missing here", "这里缺少逗号"),
    ("missing value", "a value is missing here", "这里缺少值"),
    (
        "missing escaped value",
        "a `\\` in text is written `\\\\`, or the text stands in '…'",
        "文本里的 `\\` 要写成 `\\\\`，或把文本写在 '…' 里",
    ),
    ("duplicate key", "this key is written twice", "这个键写了两次"),
    (
        "cannot extend value",
        "this key has a value already, nothing can be put below it",
        "这个键已经有值，不能再往下写",
    ),
    ("unclosed table", "a `]` is missing", "缺少 `]`"),
    ("unclosed array table", "a `]]` is missing", "缺少 `]]`"),
    ("unclosed array", "a `]` is missing", "缺少 `]`"),
    ("unclosed inline table", "a `}` is missing", "缺少 `}`"),
    ("unexpected `=`", "a `]` is missing before this line", "这一行之前缺少 `]`"),
    (
        "unexpected key or value",
        "the value ends before this, the rest does not belong to it",
        "值到这里已经结束，后面的内容多出来了",
    ),
    ("unquoted keys cannot be empty", "a key is missing before the `=`", "`=` 前面缺少键"),
    ("invalid boolean", "write true or false, in small letters", "请用小写的 true 或 false"),
    ("invalid date", "write the date like 2026-03-05", "日期请写成 2026-03-05"),
    ("unexpected leading zero", "a number does not begin with 0", "数字不能以 0 开头"),
    ("invalid mantissa", "a number does not begin with a point", "数字不能以小数点开头"),
    ("invalid fraction", "a number does not end in a point", "数字不能以小数点结尾"),
    ("cannot recurse", "this nests too deep", "嵌套太深"),
    ("recursion limit", "this nests too deep", "嵌套太深"),
];
