//! `salesflow explain`: what a code of `check` means, with an example and its mend.

use serde_json::{Value as Json, json};

use crate::{
    cli::{
        failed::{Done, Failed},
        session::Session,
        show::{
            json::{list, text},
            paint::{Tone, bad, good, strong},
            table::{Cell, Table},
        },
    },
    compiler,
    model::Lang,
    said,
    server::Problem,
};

/// Say what a code of `check` means, with an example and its mend
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  salesflow explain E0204\n  salesflow explain unknown-stage\n  salesflow explain              all of them"
)]
pub(crate) struct Args {
    /// The code, by number or name; none: a list of all
    code: Option<String>,
}

pub(crate) fn run(args: &Args, session: &mut Session) -> Done {
    let lang = session.global.language();
    match &args.code {
        None => {
            let pages: Vec<Json> = compiler::pages().map(|it| page(it, lang)).collect();
            session.out.answer(&json!({"codes": pages}), |data| all(data, lang))
        }
        Some(code) => {
            let found = compiler::explain(code).ok_or_else(|| unknown(code))?;
            session.out.answer(&page(found, lang), |data| one(data, lang))
        }
    }
}

fn page(page: &compiler::Page, lang: Lang) -> Json {
    json!({
        "code": page.code.to_string(),
        "name": page.code.name,
        "severity": page.code.severity,
        "about": page.told(lang),
        "bad": page.bad,
        "good": page.good,
    })
}

fn unknown(code: &str) -> Failed {
    let near = compiler::pages()
        .map(|page| (strsim::osa_distance(page.code.name, code), page))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 4);
    let hint = match near {
        Some((_, page)) => format!("; did you mean {} {}?", page.code, page.code.name),
        None => "; `salesflow explain` lists them".to_owned(),
    };
    Failed::Problem(Problem::new("not_found", format!("there is no code `{code}`{hint}")))
}

fn one(page: &Json, lang: Lang) -> String {
    let tone = if text(page, "severity") == "error" { Tone::Bad } else { Tone::Care };
    let head = format!("{} {}", tone.of(text(page, "code")), strong(text(page, "name")));
    let indented =
        |key: &str| text(page, key).trim_matches('\n').lines().map(|line| format!("    {line}\n")).collect::<String>();
    format!(
        "{head}\n\n{}\n\n{}\n{}\n{}\n{}",
        text(page, "about").trim(),
        bad(said!("found in", "会在这里发现").text(lang)),
        indented("bad"),
        good(said!("mended", "改正后").text(lang)),
        indented("good")
    )
}

fn all(data: &Json, lang: Lang) -> String {
    let mut table = Table::new(match lang {
        Lang::En => &["code", "name", "means"],
        Lang::Zh => &["代码", "名称", "含义"],
    });
    for page in list(data, "codes") {
        let tone = if text(page, "severity") == "error" { Tone::Bad } else { Tone::Care };
        let about = text(page, "about").trim();
        let first = about.split_inclusive(['.', '。']).next().unwrap_or(about);
        table.row(vec![
            Cell::toned(text(page, "code"), tone),
            text(page, "name").into(),
            Cell::toned(first.split_whitespace().collect::<Vec<_>>().join(" "), Tone::Dim),
        ]);
    }
    table.draw()
}
