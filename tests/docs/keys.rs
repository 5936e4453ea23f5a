//! Every key of the language, place by place.

use salesflow::{
    compiler::places::{FILES, Keys, Keyword, every_place},
    model::Lang,
};

use crate::cell;

pub fn page() -> String {
    let mut page = String::from(
        "# Keys of the language · 配置键一览\n\n\
         <!-- Made from src/compiler/places; renew: cargo test --test docs -- --ignored renew -->\n\n\
         What each place of a policy may hold. A key marked ○ belongs to the language and does not run in this version \
         (`salesflow check` says E0002). Where a list is wanted, one entry may stand without brackets.\n\n\
         每个位置可以写哪些键。标 ○ 的键属于语言，但本版本尚不执行（`salesflow check` 报 E0002）。需要列表的地方，单独一项可以不写方括号。\n\n\
         | file · 文件 | place · 位置 |\n|---|---|\n",
    );
    for (_, keys, files) in FILES {
        page += &format!("| `{files}` | {} · {} |\n", link(keys), keys.zh);
    }
    for keys in every_place() {
        page += &place(keys);
    }
    page
}

fn place(keys: &'static Keys) -> String {
    let mut text = format!("\n<a id=\"{}\"></a>\n## {} · {}\n\n", anchor(keys), head(keys.place), keys.zh);
    text += "| key · 键 | holds · 内容 | meaning | 含义 | default · 默认 |\n|---|---|---|---|---|\n";
    for keyword in keys.all() {
        text += &line(keys, keyword);
    }
    if let Some(others) = keys.others {
        let holds = others.said(Lang::En, &link);
        text += &format!("| *any other · 其他键* | {holds} | An attribute of your own. | 自定义属性。 | |\n");
    }
    text
}

fn line(keys: &'static Keys, keyword: &Keyword) -> String {
    let mark = if keys.runs(keyword.name) { "" } else { " ○" };
    let default = keyword.default.map(|text| format!("`{text}`")).unwrap_or_default();
    format!(
        "| `{}`{mark} | {} | {} | {} | {} |\n",
        keyword.name,
        cell(&keyword.kind.said(Lang::En, &link)),
        cell(keyword.en),
        cell(keyword.zh),
        cell(&default)
    )
}

fn link(keys: &'static Keys) -> String {
    format!("[{}](#{})", keys.place.replace(['[', ']'], "").replace('`', ""), anchor(keys))
}

fn anchor(keys: &Keys) -> String {
    keys.name.to_lowercase().replace('_', "-")
}

fn head(place: &str) -> String {
    let mut letters = place.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
