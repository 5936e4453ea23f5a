//! E0299: the file of a further pipeline says what its records are.

use super::{Code, Draft, Page};
use crate::compiler::syntax::Key;
use crate::said;

pub(super) const PAGE: Page = Page {
    code: Code::error(299, "not-of-a-pipeline"),
    about: "A file with `record = \"…\"` is another pipeline over the records of that workflow: it has stages, moves and \
            transitions of its own. What a record is (fields, lines, label, ids, access, checks, duplicates, imports, \
            pool) is said once, in the workflow's own file, and holds in all its pipelines.",
    zh: "写有 `record = \"…\"` 的文件是同一流程记录上的另一条管道：它有自己的阶段、移动规则和流转。\
         记录本身是什么（字段、明细、称呼、编号、权限、校验、查重、导入、公海）只在该流程自己的文件里写一次，各管道共用。",
    bad: r#"
# file: workflows/deal.toml
[field]
amount = { type = "money" }
[stage.open]
[stage.won]
end = "won"
# file: workflows/quick.toml
record = "deal"
[field]
#^^^^^ E0299 a pipeline over `deal` has no `field` of its own; it belongs in workflows/deal.toml
note = { type = "text" }
[stage.ask]
[stage.won]
end = "won"
"#,
    good: r#"
# file: workflows/deal.toml
[field]
amount = { type = "money" }
note = { type = "text" }
[stage.open]
[stage.won]
end = "won"
# file: workflows/quick.toml
record = "deal"
[stage.ask]
[stage.won]
end = "won"
"#,
};

pub(in crate::compiler) fn not_of_a_pipeline(key: &Key, of: &str) -> Draft {
    let name = &key.name;
    let message = said!(
        "a pipeline over `{of}` has no `{name}` of its own; it belongs in workflows/{of}.toml",
        "`{of}` 的管道没有自己的 `{name}`；请写在 workflows/{of}.toml 里"
    );
    Draft::new(&PAGE, key.span, message)
}
