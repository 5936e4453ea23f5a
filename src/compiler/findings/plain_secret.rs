//! W0601: an address that seems to carry a password.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::warning(601, "plain-secret"),
    about: "A policy is read by many and kept in git: secrets are named by reference, `env:NAME` or `file:PATH`, and stay outside.",
    zh: "制度文件许多人能看，还会存入 git：密钥只写引用 `env:名称` 或 `file:路径`，本身放在外面。",
    bad: r#"
# file: salesflow.toml
name = "Sales"
[channel.erp]
kind = "webhook"
url = "https://me:secret@erp.example.com/in"
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ W0601 this address seems to carry a password; write `env:NAME` or `file:PATH`
"#,
    good: r#"
# file: salesflow.toml
name = "Sales"
[channel.erp]
kind = "webhook"
url = "env:ERP_URL"
"#,
};

pub(in crate::compiler) fn plain_secret(span: Span) -> Draft {
    Draft::new(&PAGE, span, said!("this address seems to carry a password", "这个地址里似乎写有密码"))
        .hint(said!("write `env:NAME` or `file:PATH`", "请写成 `env:名称` 或 `file:路径`"))
}
