//! E0702: a step that is no whole command.

use super::{Code, Draft, Page};
use crate::{compiler::source::Span, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(702, "no-command"),
    about: "A step that begins with the verb of a command has the keys of that command, as every other face takes them; `name` gives the record it makes a name.",
    zh: "以命令动词开头的步骤，其键与该命令在别处的键相同；`name` 为它建立的记录取名。",
    bad: r#"
# file: tests/deal.toml
[scenario."a deal is won"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { move = "d", to = "won" },
# ^^^^^^^^^^^^^^^^^^^^^^^^^^ E0702 this is no command: `do` names the transition: {"move":"D-000001","do":"qualify"}
]
"#,
    good: r#"
# file: tests/deal.toml
[scenario."a deal is won"]
steps = [
  { new = "deal", as = "ana", name = "d" },
  { move = "d", do = "win" },
  { expect = "d", outcome = "won" },
]
"#,
};

pub(in crate::compiler) fn no_command(span: Span, message: &str) -> Draft {
    Draft::new(&PAGE, span, said!("this is no command: {message}", "这不是一条命令：{message}"))
}
