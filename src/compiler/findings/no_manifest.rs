//! E0010: a folder without its manifest.

use super::{Code, Draft, Page};
use crate::compiler::source::Span;

pub(super) const PAGE: Page = Page {
    code: Code::error(10, "no-manifest"),
    about: "A policy is a folder with a `salesflow.toml`; it says at least how the policy is called.",
    zh: "一套制度是一个文件夹，里面有 `salesflow.toml`，至少写明制度的名称。",
    bad: r#"
# file: salesflow.toml -
#^ E0010 there is no `salesflow.toml` here; write one with `name = "…"`
# file: org.toml
[role.rep]
"#,
    good: r#"
# file: salesflow.toml
name = "Sales"
"#,
};

pub(in crate::compiler) fn no_manifest() -> Draft {
    let message = ("there is no `salesflow.toml` here", "这里没有 `salesflow.toml`");
    let hint = ("write one with `name = \"…\"`", "请新建一个，写上 `name = \"…\"`");
    Draft::new(&PAGE, Span::top(u32::MAX), message).hint(hint)
}
