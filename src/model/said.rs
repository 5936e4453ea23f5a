//! Words for people, in the languages the program speaks: what is wrong with a policy, and what its rules say no to,
//! is told in English and Chinese.
//!
//! A [`Said`] reads as English wherever text is wanted; a face that knows its reader asks for another language. What
//! comes from outside (a parser's own words, a policy's `otherwise`) is the same in every language.

use std::{fmt, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
}

impl Lang {
    /// Whether it is the language that need not be named.
    pub fn is_english(&self) -> bool {
        *self == Lang::En
    }

    /// The language a locale or a word for it asks for: `zh`, `zh_CN.UTF-8`, `en-GB`; none where it is another.
    pub fn of(locale: &str) -> Option<Lang> {
        let word = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        match word.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" | "c" | "posix" => Some(Lang::En),
            _ => None,
        }
    }
}

/// One sentence in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said(Box<Words>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Words {
    en: String,
    /// None where it is the same as in English.
    zh: Option<String>,
}

impl Said {
    /// A sentence in both languages.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Said {
        Said(Box::new(Words { en: en.into(), zh: Some(zh.into()) }))
    }

    /// Somebody's own words, the policy's for one: the same in every language, with nothing to translate.
    pub fn own(text: impl Into<String>) -> Said {
        let text = text.into();
        Said(Box::new(Words { zh: Some(text.clone()), en: text }))
    }

    /// Several as one, with what stands between them in each language.
    pub fn joined(parts: &[Said], between: (&str, &str)) -> Said {
        let told = |lang| parts.iter().map(|part| part.text(lang)).collect::<Vec<_>>();
        let (en, zh) = (told(Lang::En).join(between.0), told(Lang::Zh).join(between.1));
        Said::built(en, zh, parts.iter().all(Said::is_translated))
    }

    /// Names of which any will do: `a or b`.
    pub fn either(names: &[&str]) -> Said {
        Said::new(names.join(" or "), names.join(" 或 "))
    }

    /// A sentence built of others; as good as the least translated of them.
    pub fn built(en: String, zh: String, translated: bool) -> Said {
        Said(Box::new(Words { en, zh: translated.then_some(zh) }))
    }

    /// The sentence in a language.
    pub fn text(&self, lang: Lang) -> &str {
        match (lang, &self.0.zh) {
            (Lang::Zh, Some(zh)) => zh,
            _ => &self.0.en,
        }
    }

    /// As it reads.
    pub fn as_str(&self) -> &str {
        self
    }

    /// Whether it is written in Chinese too.
    pub fn is_translated(&self) -> bool {
        self.0.zh.is_some()
    }

    /// The same, reading as that language wherever text is wanted.
    pub fn told(&self, lang: Lang) -> Said {
        Said(Box::new(Words { en: self.text(lang).to_owned(), zh: self.0.zh.clone() }))
    }
}

/// A sentence in both languages, each with the names of the place in braces: `said!("no {x}", "没有 {x}")`. Parts that
/// are in two languages themselves stand behind a semicolon: `said!("no {what}", "没有{what}"; what)`.
#[macro_export]
macro_rules! said {
    ($en:literal, $zh:literal; $($part:ident),+ $(,)?) => {{
        let translated = [$($crate::model::Said::is_translated(&$part)),+].iter().all(|yes| *yes);
        let told = |lang: $crate::model::Lang| {
            $(let $part = $crate::model::Said::text(&$part, lang);)+
            match lang {
                $crate::model::Lang::En => format!($en),
                $crate::model::Lang::Zh => format!($zh),
            }
        };
        $crate::model::Said::built(told($crate::model::Lang::En), told($crate::model::Lang::Zh), translated)
    }};
    ($en:literal, $zh:literal $(, $($argument:tt)*)?) => {
        $crate::model::Said::new(format!($en $(, $($argument)*)?), format!($zh $(, $($argument)*)?))
    };
}

impl From<String> for Said {
    fn from(text: String) -> Said {
        Said(Box::new(Words { en: text, zh: None }))
    }
}

/// English and Chinese.
impl From<(&str, &str)> for Said {
    fn from((en, zh): (&str, &str)) -> Said {
        Said::new(en, zh)
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Said {
        Said::from(text.to_owned())
    }
}

impl From<&String> for Said {
    fn from(text: &String) -> Said {
        Said::from(text.clone())
    }
}

impl Deref for Said {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0.en
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.en)
    }
}

/// What comes back from a program is in the one language it was told in.
impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Said, D::Error> {
        String::deserialize(deserializer).map(Said::from)
    }
}

/// As it reads.
impl From<Said> for String {
    fn from(said: Said) -> String {
        said.0.en
    }
}

impl PartialEq<str> for Said {
    fn eq(&self, other: &str) -> bool {
        self.0.en == other
    }
}

impl PartialEq<&str> for Said {
    fn eq(&self, other: &&str) -> bool {
        self.0.en == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_reads_as_the_language_asked_for() {
        let stage = "open";
        let said = said!("no stage `{stage}`", "没有阶段 `{stage}`");
        assert_eq!((&*said, said.text(Lang::Zh)), ("no stage `open`", "没有阶段 `open`"));
        assert_eq!(&*said.told(Lang::Zh), "没有阶段 `open`");
        assert_eq!(Said::from("TOML").text(Lang::Zh), "TOML");
    }

    #[test]
    fn a_locale_asks_for_a_language() {
        let asked = ["zh", "zh_CN.UTF-8", "ZH-hans", "en", "en_GB.UTF-8", "C", "de_DE", ""].map(Lang::of);
        let (zh, en) = (Some(Lang::Zh), Some(Lang::En));
        assert_eq!(asked, [zh, zh, zh, en, en, en, None, None]);
    }

    #[test]
    fn a_sentence_of_sentences_is_as_good_as_the_worst_of_them() {
        let (what, more) = (Said::from(("a stage", "阶段")), Said::from("more"));
        assert_eq!(said!("no {what}", "没有{what}"; what).text(Lang::Zh), "没有阶段");
        assert!(!said!("no {what}, {more}", "没有{what}，{more}"; what, more).is_translated());
    }
}
