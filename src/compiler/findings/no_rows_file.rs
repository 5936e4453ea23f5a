//! E0508: a file of rows that is not there.

use super::{Code, Draft, Page};
use crate::{compiler::syntax::Text, said};

pub(super) const PAGE: Page = Page {
    code: Code::error(508, "no-rows-file"),
    about: "`rows_from` names a CSV, TSV or XLSX file that lies beside the file that names it, or at the top of the policy folder.",
    zh: "`rows_from` 指向一个 CSV、TSV 或 XLSX 文件，它与引用它的文件同在一个文件夹，或在制度文件夹的最上层。",
    bad: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows_from = "term.csv"
#           ^^^^^^^^^^ E0508 there is no file `term.csv`; it is looked for as `rules/term.csv` and as `term.csv`, ending in .csv, .tsv or .xlsx
# file: rules/terms.csv
region,limit
east,100
west,50
"#,
    good: r#"
# file: rules/tables.toml
[table.terms]
in = { region = "deal.region" }
out = { limit = "money" }
rows_from = "terms.csv"
# file: rules/terms.csv
region,limit
east,100
west,50
"#,
};

pub(in crate::compiler) fn no_rows_file(name: &Text, places: &[String; 2]) -> Draft {
    let [beside, top] = places;
    Draft::new(&PAGE, name.span, said!("there is no file `{name}`", "没有文件 `{name}`")).hint(said!(
        "it is looked for as `{beside}` and as `{top}`, ending in .csv, .tsv or .xlsx",
        "会在 `{beside}` 与 `{top}` 处查找，以 .csv、.tsv 或 .xlsx 结尾"
    ))
}
