//! A page as HTML: one file that needs nothing else, reads on a screen and prints.

use super::{Cell, Page, Part, Row, Table, json::tone};
use crate::{model::Lang, report::markup::escaped};

/// From so many entries on a list in a cell is folded.
const FOLDED: usize = 7;

/// What has at most so many characters is not broken.
const SHORT: usize = 14;

const STYLE: &str = "
:root{--ink:#1c2530;--soft:#5b6775;--line:#dfe4ea;--page:#fff;--band:#f5f7f9;--accent:#1f5fa8;--bad:#b3261e;--bad-bg:#fdf0ee;--care:#8a5a00;--care-bg:#fff8e8}
@media (prefers-color-scheme:dark){:root{--ink:#e3e8ee;--soft:#9aa7b5;--line:#35404c;--page:#161b21;--band:#1e252d;--accent:#7db4f0;--bad:#ff8a80;--bad-bg:#3a2220;--care:#e8b65a;--care-bg:#352c18}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}
main{max-width:1200px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.3;margin:0 0 8px}
h2{font-size:19px;margin:40px 0 4px;padding-top:16px;border-top:2px solid var(--accent)}
h3{font-size:15px;margin:24px 0 6px}
dl{display:flex;flex-wrap:wrap;gap:4px 28px;margin:0;color:var(--soft)}
dl div{display:flex;gap:6px}
dd{margin:0;color:var(--ink)}
nav{margin:16px 0 0;color:var(--soft)}
nav a{margin-right:16px;color:var(--accent);text-decoration:none}
p.note{margin:0 0 8px;color:var(--soft);max-width:75ch}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:6px 10px;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft);background:var(--band);white-space:nowrap}
td.s{white-space:nowrap}
.r{text-align:right;font-variant-numeric:tabular-nums}
tr.bad td{background:var(--bad-bg)}
tr.bad td:first-child{color:var(--bad);font-weight:600}
tr.care td{background:var(--care-bg)}
tr.care td:first-child{color:var(--care)}
tr.dim td{color:var(--soft)}
ul{margin:0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:0 14px}
summary{cursor:pointer;color:var(--accent)}
.bar{display:block;height:6px;margin-top:3px;border-radius:3px;background:var(--accent);min-width:1px}
@media print{main{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}details>*{display:block}}
";

/// The page as HTML.
pub fn html(page: &Page) -> String {
    let lang = if page.lang == Lang::Zh { "zh-CN" } else { "en" };
    let title = escaped(&page.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}</style>\n<main>\n<h1>{title}</h1>\n"
    );
    if !page.facts.is_empty() {
        out.push_str("<dl>");
        for (name, value) in &page.facts {
            out.push_str(&format!("<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), escaped(value)));
        }
        out.push_str("</dl>\n");
    }
    if page.parts.len() > 1 {
        out.push_str("<nav>");
        for (n, part) in page.parts.iter().enumerate() {
            out.push_str(&format!("<a href=\"#part{n}\">{}</a>", escaped(&part.title)));
        }
        out.push_str("</nav>\n");
    }
    for (n, one) in page.parts.iter().enumerate() {
        part(&mut out, n, one, page.lang);
    }
    out.push_str("</main>\n</html>\n");
    out
}

fn part(out: &mut String, n: usize, part: &Part, lang: Lang) {
    out.push_str(&format!("<h2 id=\"part{n}\">{}</h2>\n", escaped(&part.title)));
    for one in &part.tables {
        table(out, one, lang);
    }
}

fn table(out: &mut String, table: &Table, lang: Lang) {
    if !table.title.is_empty() {
        out.push_str(&format!("<h3>{}</h3>\n", escaped(&table.title)));
    }
    if !table.note.is_empty() {
        out.push_str(&format!("<p class=\"note\">{}</p>\n", escaped(&table.note)));
    }
    if table.rows.is_empty() {
        let none = if lang == Lang::Zh { "（无）" } else { "(none)" };
        out.push_str(&format!("<p class=\"note\">{none}</p>\n"));
        return;
    }
    out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    for column in &table.columns {
        let class = if column.right { " class=\"r\"" } else { "" };
        out.push_str(&format!("<th{class}>{}</th>", escaped(&column.title)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for one in &table.rows {
        row(out, table, one, lang);
    }
    out.push_str("</tbody>\n</table></div>\n");
}

fn row(out: &mut String, table: &Table, row: &Row, lang: Lang) {
    out.push_str(&format!("<tr class=\"{}\">", tone(row.tone)));
    for (n, column) in table.columns.iter().enumerate() {
        let short = row.cells.get(n).is_some_and(|it| it.text(" ").chars().count() <= SHORT);
        let class = match (column.right, short) {
            (true, _) => " class=\"r\"",
            (false, true) => " class=\"s\"",
            (false, false) => "",
        };
        let inside = row.cells.get(n).map(|it| cell(it, lang)).unwrap_or_default();
        out.push_str(&format!("<td{class}>{inside}</td>"));
    }
    out.push_str("</tr>\n");
}

fn cell(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Text(text) => escaped(text),
        Cell::Bar(text, share) => {
            let width = (share.clamp(0.0, 1.0) * 100.0).round();
            format!("{}<span class=\"bar\" style=\"width:{width}%\"></span>", escaped(text))
        }
        Cell::Many(all) => {
            let items: String = all.iter().map(|item| format!("<li>{}</li>", escaped(item))).collect();
            match (all.len(), lang) {
                (0, _) => String::new(),
                (1, _) => escaped(&all[0]),
                (n, Lang::Zh) if n >= FOLDED => format!("<details><summary>{n} 项</summary><ul>{items}</ul></details>"),
                (n, Lang::En) if n >= FOLDED => format!("<details><summary>{n}</summary><ul>{items}</ul></details>"),
                _ => format!("<ul>{items}</ul>"),
            }
        }
    }
}
