//! E0123: a file of rows or of text that is not there.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(123, "no-such-file"),
    about: "The file is looked for beside the one that names it, then in the policy's folder. A file of \
            rows ends in `.csv`, `.tsv` or `.xlsx`, a file of text in `.md` or `.txt`.",
    zh: "先在写有该名字的文件旁边找，再到制度文件夹里找。数据文件以 `.csv`、`.tsv`、`.xlsx` 结尾，文本文件以 `.md`、`.txt` 结尾。",
    bad: r#"
# file: org.toml
people_from = "peple.csv"
#             ^^^^^^^^^^^ E0123 there is no file `peple.csv`
[unit.sales]
[role.rep]
[role.boss]
"#,
    good: r#"
# file: org.toml
people_from = "people.csv"
[unit.sales]
[role.rep]
[role.boss]
# file: people.csv
id,roles
ana,rep
bo,boss
"#,
};

pub(in crate::compiler) fn no_such_file(name: &Text) -> Draft {
    Draft::new(&PAGE, name.span, said!("there is no file `{name}`", "没有文件 `{name}`"))
}
