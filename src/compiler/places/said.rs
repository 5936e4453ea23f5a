//! Kinds in words: `one or several stages`, `条件`.

use super::{Gives, Keys, Kind};
use crate::model::Lang;

impl Kind {
    /// What such a key holds, as a table of the reference says it. `place` writes the name of a place, perhaps as a
    /// link.
    pub fn said(self, lang: Lang, place: &dyn Fn(&'static Keys) -> String) -> String {
        let zh = lang == Lang::Zh;
        let say = |en: &str, chinese: &str| if zh { chinese.to_owned() } else { en.to_owned() };
        match self {
            Kind::Title => say("title", "名称"),
            Kind::Text => say("text", "文本"),
            Kind::Template => say("template", "模板"),
            Kind::Name => say("new name", "新名称"),
            Kind::Truth => "`true` · `false`".to_owned(),
            Kind::Whole => say("whole number", "整数"),
            Kind::Number => say("number", "数字"),
            Kind::Date => say("date", "日期"),
            Kind::Formula(gives) => gives.said(zh).to_owned(),
            Kind::Value => say("value", "值"),
            Kind::People => say("people", "人员"),
            Kind::Id(thing) => match zh {
                true => format!("{}的 id", thing.words().1),
                false => {
                    format!("id of a {}", thing.words().0).replace("of a i", "of an i").replace("of a a", "of an a")
                }
            },
            Kind::Words(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" · "),
            Kind::Pattern => say("regular expression", "正则表达式"),
            Kind::Rhythm => say("rhythm", "周期"),
            Kind::Cleaning => say("cleaning functions", "清洗函数"),
            Kind::Test => say("test", "条件格"),
            Kind::Several(inner) => format!("{}{}", say("one or several: ", "一个或多个："), inner.said(lang, place)),
            Kind::Rows(inner) => format!("{}{}", say("rows of: ", "多行："), inner.said(lang, place)),
            Kind::Named(thing, inner) | Kind::By(thing, inner) => match zh {
                true => format!("按{}：{}", thing.words().1, inner.said(lang, place)),
                false => format!("by {}: {}", thing.words().0, inner.said(lang, place)),
            },
            Kind::In(keys) => place(keys()),
            Kind::OneOf(forms) => {
                let forms: Vec<String> = forms.iter().map(|form| form.said(lang, place)).collect();
                forms.join(if zh { "，或 " } else { ", or " })
            }
            Kind::Any => say("anything", "任意"),
        }
    }
}

impl Gives {
    fn said(self, zh: bool) -> &'static str {
        let (en, chinese) = match self {
            Gives::Anything => ("formula", "公式"),
            Gives::Condition => ("condition", "条件"),
            Gives::Amount => ("amount (formula)", "数额（公式）"),
            Gives::Span => ("duration (`5bd`, or a formula)", "时长（`5bd` 或公式）"),
            Gives::Moment => ("date or moment (formula)", "日期或时刻（公式）"),
            Gives::Period => ("period (`2026-03`, `month`, or a formula)", "期间（`2026-03`、`month` 或公式）"),
            Gives::Rows => ("rows (formula)", "行（公式）"),
        };
        if zh { chinese } else { en }
    }
}
