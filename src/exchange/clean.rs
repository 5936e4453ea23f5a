//! Cleaning: what people and their systems wrote, as the policy wants it.

use crate::policy::Clean;

/// A text after one cleaning.
pub fn clean(text: &str, how: &Clean) -> String {
    match how {
        Clean::Trim => text.trim_matches(is_blank).to_owned(),
        Clean::HalfWidth => text.chars().map(half_width).collect(),
        Clean::Digits => text.chars().map(half_width).filter(char::is_ascii_digit).collect(),
        Clean::Upper => text.to_uppercase(),
        Clean::Lower => text.to_lowercase(),
        Clean::OneSpace => one_space(text),
        Clean::Map(map) => map.get(text).or_else(|| map.get(text.trim())).map_or(text, String::as_str).to_owned(),
    }
}

/// A text after several cleanings, one after the other.
pub fn clean_all(text: &str, how: &[Clean]) -> String {
    how.iter().fold(text.to_owned(), |text, how| clean(&text, how))
}

/// The half-width form of a full-width letter, digit, sign or blank; others stay.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Blank, or one of the characters without width that copying leaves behind.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn one_space(text: &str) -> String {
    let mut one = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() {
            true if one.ends_with(' ') => {}
            true => one.push(' '),
            false => one.push(c),
        }
    }
    one
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_does_what_its_name_says() {
        for (how, text, wanted) in [
            (Clean::Trim, "\u{3000} 华东 电力\u{a0}\u{200b}", "华东 电力"),
            (Clean::HalfWidth, "ＡＢＣ１２３（上海）\u{3000}，", "ABC123(上海) ,"),
            (Clean::Digits, "+86 (０21) 5-5", "8602155"),
            (Clean::Upper, "straße ab1", "STRASSE AB1"),
            (Clean::Lower, "AbÉ", "abé"),
            (Clean::OneSpace, " a \t\n b\u{3000}\u{3000}c", " a b c"),
        ] {
            assert_eq!(clean(text, &how), wanted, "{how:?}");
        }
        let map = Clean::Map([("上海".to_owned(), "华东".to_owned())].into());
        assert_eq!(
            (clean("上海", &map), clean(" 上海 ", &map), clean("上海市", &map)),
            ("华东".into(), "华东".into(), "上海市".into())
        );
    }

    #[test]
    fn they_follow_each_other() {
        let map = Clean::Map([("GTXPRO".to_owned(), "GTX Pro".to_owned())].into());
        assert_eq!(clean_all(" gtxpro ", &[Clean::Trim, Clean::Upper, map]), "GTX Pro");
        assert_eq!(clean_all("x", &[]), "x");
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once(text: String) {
            for how in [Clean::Trim, Clean::HalfWidth, Clean::Digits, Clean::OneSpace] {
                let once = clean(&text, &how);
                prop_assert_eq!(clean(&once, &how), once.clone());
            }
        }
    }
}
