//! `id_format`: how ids of records are made.

use crate::{
    compiler::{findings, syntax::Reader},
    model::Said,
    policy::{IdFormat, IdPart},
    said,
};

const DIGITS_MAX: usize = 18;
const USUAL_DIGITS: usize = 6;

/// What the workflow says, else its name in capitals and six digits.
pub(super) fn read(reader: &Reader<'_>, workflow: &str) -> IdFormat {
    let Some(text) = reader.text("id_format") else {
        return IdFormat {
            parts: vec![IdPart::Text(format!("{}-", workflow.to_uppercase())), IdPart::Seq(USUAL_DIGITS)],
        };
    };
    match parse(&text) {
        Ok(parts) => IdFormat { parts },
        Err(message) => {
            reader.cx.report(findings::bad_id_format(text.span, message));
            IdFormat { parts: vec![IdPart::Seq(USUAL_DIGITS)] }
        }
    }
}

fn parse(text: &str) -> Result<Vec<IdPart>, Said> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(IdPart::Text(before.to_owned()));
        }
        let (name, after) =
            after.split_once('}').ok_or_else(|| Said::new("a `{` without its `}`", "`{` 没有对应的 `}`"))?;
        parts.push(part(name)?);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(IdPart::Text(rest.to_owned()));
    }
    let says = |part: &IdPart| matches!(part, IdPart::Text(text) if text.contains(['}', '~', '@', '/']) || text.contains(char::is_whitespace));
    if parts.iter().any(says) {
        return Err(("an id has no blanks and none of } ~ @ /", "编号里不能有空格和 } ~ @ /").into());
    }
    match parts.iter().filter(|part| matches!(part, IdPart::Seq(_))).count() {
        1 => Ok(parts),
        0 => Err(("ids made so would all be alike: a number is missing", "这样的编号全都一样：缺少流水号").into()),
        _ => Err(("an id counts once: there are several {seq}", "一个编号只能有一个流水号：这里有几个 {seq}").into()),
    }
}

fn part(name: &str) -> Result<IdPart, Said> {
    Ok(match name {
        "yyyy" => IdPart::Year,
        "yy" => IdPart::ShortYear,
        "mm" => IdPart::Month,
        "dd" => IdPart::Day,
        "seq" => IdPart::Seq(1),
        _ => match name.strip_prefix("seq:").and_then(|digits| digits.parse().ok()) {
            Some(digits) if (1..=DIGITS_MAX).contains(&digits) => IdPart::Seq(digits),
            Some(_) => return Err(said!("a number has 1 to {DIGITS_MAX} digits", "流水号为 1 到 {DIGITS_MAX} 位")),
            None => return Err(said!("`{{{name}}}` is no part of an id", "`{{{name}}}` 不是编号的组成部分")),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_text_dates_and_one_number() {
        let parts = parse("OPP-{yyyy}-{seq:5}").unwrap();
        let dash = |text: &str| IdPart::Text(text.into());
        assert_eq!(parts, [dash("OPP-"), IdPart::Year, dash("-"), IdPart::Seq(5)]);
        for bad in ["X", "{seq}{seq}", "{seq:0}", "{day}-{seq}", "{seq", "a b{seq}"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
