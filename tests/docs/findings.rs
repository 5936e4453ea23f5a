//! Every code of `salesflow check`, from where it is defined.

use salesflow::compiler::{self, Page};

pub fn page() -> String {
    let mut page = String::from(
        "# Codes of `salesflow check`\n\n\
         <!-- Made from src/compiler/findings; renew: cargo test --test docs -- --ignored renew -->\n\n\
         Errors (E) keep a policy from running, warnings (W) do not. `salesflow explain E0204` shows the same.\n\n\
         E 为错误，制度不能运行；W 为警告。`salesflow explain E0204` 显示同样的内容。\n\n",
    );
    for finding in compiler::pages() {
        let first = finding.about.split_inclusive(". ").next().unwrap_or_default().trim();
        page += &format!("- [{} {}](#{}): {first}\n", finding.code, finding.code.name, finding.code.name);
    }
    compiler::pages().for_each(|finding| page += &entry(finding));
    page
}

fn entry(finding: &Page) -> String {
    let zh = if finding.zh.is_empty() { String::new() } else { format!("\n{}\n", finding.zh.trim()) };
    format!(
        "\n<a id=\"{}\"></a>\n## {} {}\n\n{}\n{zh}\nFound in · 错误示例\n```toml\n{}\n```\nMended · 正确写法\n```toml\n{}\n```\n",
        finding.code.name,
        finding.code,
        finding.code.name,
        finding.about.trim(),
        finding.bad.trim_matches('\n'),
        finding.good.trim_matches('\n'),
    )
}
